//go:build unix

package tui

import (
	"fmt"
	"slices"
	"sort"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// Limits of how it must feel: the 90th percentile, through a pseudo-terminal. They are loose
// here, since tests run beside others; the benchmark prints the figures.
const (
	firstFrameLimit = 20 * time.Second
	stepLimit       = 10 * time.Second
)

func percentile90(list []time.Duration) time.Duration {
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list[len(list)*9/10]
}

// firstFrame is the time from starting the program to the end of its first frame.
func firstFrame(t testing.TB) time.Duration {
	from := time.Now()
	c := startConsole(t, 80, 24)
	c.wait("? help")
	took := time.Since(from)
	c.close()
	<-c.ended
	return took
}

func TestFeel(t *testing.T) {
	var starts []time.Duration
	for range 5 {
		starts = append(starts, firstFrame(t))
	}
	c := startConsole(t, 80, 24)
	c.wait("[7L]")
	steps := stepTimes(c, 20)
	scrolls := scrollTimes(c, 20)
	t.Logf("p90: first frame %v, step %v, a page of 10 M rows %v", percentile90(starts), percentile90(steps), percentile90(scrolls))
	if p := percentile90(starts); p > firstFrameLimit {
		t.Errorf("start to first frame takes %v", p)
	}
	if p := percentile90(steps); p > stepLimit {
		t.Errorf("a step takes %v until its frame", p)
	}
	if p := percentile90(scrolls); p > stepLimit {
		t.Errorf("scrolling in 10 million rows takes %v", p)
	}
}

// stepTimes presses step n times, and back, and measures key to frame.
func stepTimes(c *console, n int) []time.Duration {
	at := 7
	if *program != "" {
		at = 0
	}
	var out []time.Duration
	for i := range n {
		key := "."
		if i%2 == 1 {
			key = ","
		}
		c.send(key)
		out = append(out, c.wait(fmt.Sprintf(" b%d of ", at+1-i%2)))
	}
	return out
}

// scrollTimes jumps between the ends of a table: ten million rows of the fake kernel, or the
// timeline of the program's notebook.
func scrollTimes(c *console, n int) []time.Duration {
	tab, first, last := "1", ">586", "10 000 000 of 10 000 000"
	if *program != "" {
		tab, first, last = "5", " more)", " of 531)"
	}
	c.send(tab)
	c.wait("[" + tab + " ")
	var out []time.Duration
	for i := range n {
		if i%2 == 0 {
			c.send("\x1b[F")
			out = append(out, c.wait(last))
		} else {
			c.send("\x1b[H")
			out = append(out, c.wait(first))
		}
	}
	return out
}

// BenchmarkFeel prints the figures, 90th percentiles in ms: start to first frame (and the least
// of 20, which other work on the machine disturbs less), key to frame for each of 400 steps, and for a
// jump through a table.
func BenchmarkFeel(b *testing.B) {
	var starts []time.Duration
	for range 20 {
		starts = append(starts, firstFrame(b))
	}
	c := startConsole(b, 80, 24)
	c.wait("? help")
	if *program != "" {
		c.send(".") // runs the cells first
		c.wait(" b0 of ")
	} else {
		c.wait("[7L]")
	}
	steps, scrolls := stepTimes(c, 400), scrollTimes(c, 100)
	for b.Loop() {
		stepTimes(c, 2)
	}
	b.ReportMetric(percentile90(starts).Seconds()*1000, "first-frame-ms")
	b.ReportMetric(slices.Min(starts).Seconds()*1000, "first-frame-least-ms")
	b.ReportMetric(percentile90(steps).Seconds()*1000, "step-ms")
	b.ReportMetric(steps[len(steps)/2].Seconds()*1000, "step-median-ms") // percentile90 has sorted them
	b.ReportMetric(percentile90(scrolls).Seconds()*1000, "scroll-ms")
}

// BenchmarkFrame measures drawing alone.
func BenchmarkFrame(b *testing.B) {
	for _, size := range [][2]int{{80, 24}, {160, 48}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			r := newRig(b, size[0], size[1])
			for b.Loop() {
				r.m.View()
			}
		})
	}
	b.Run("1000cells", func(b *testing.B) {
		r := newRig(b, 160, 48)
		v := r.f.snapshot()
		for i := range 1000 {
			c := v.Cells[1+i%4]
			c.ID, c.Number = fmt.Sprint("x", i), i+6
			v.Cells = append(v.Cells, c)
		}
		r.event(kernel.Event{View: v})
		for b.Loop() {
			r.m.View()
		}
	})
}

// BenchmarkKey measures a typed letter and its frame.
func BenchmarkKey(b *testing.B) {
	r := newRig(b, 160, 48)
	r.keys("i")
	for b.Loop() {
		r.m.Update(keyMsg("x"))
		r.m.View()
		r.m.Update(keyMsg("backspace"))
	}
}
