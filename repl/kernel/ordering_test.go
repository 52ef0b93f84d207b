package kernel_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestSortAnswersOthers sorts two million rows: the kernel answers meanwhile, tells how far it is,
// and an interrupt gives the rows as they stand.
func TestSortAnswersOthers(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql\nSELECT id, (id * 7919) % 2000003 AS mixed FROM range(2000000)\n```\n"}).View
	cell := v.Cells[0].ID
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cell}); a.Err != nil {
		t.Fatal(a.Err)
	}
	pane := kernel.Pane{Name: "output", Cell: cell, Limit: 3, Sort: "mixed"}
	sorted := func() chan kernel.Response {
		c := make(chan kernel.Response, 1)
		go func() {
			a, _ := k.Do(context.Background(), kernel.Request{Op: kernel.OpFigure, Pane: &pane})
			c <- a
		}()
		return c
	}
	answer := sorted()
	told, worst, asked := false, time.Duration(0), 0
	for waiting := true; waiting; {
		select {
		case a := <-answer:
			waiting = false
			if got := a.Figure.Table.Rows[1][1].Text; got != "1" || a.Stopped {
				t.Errorf("the second row has %s", got)
			}
		case e := <-k.Events():
			told = told || e.Progress != nil && e.Progress.Percent > 0 && strings.Contains(e.Progress.What, "sorting 2 000 000 rows")
		default:
			began := time.Now()
			do(t, k, kernel.Request{Op: kernel.OpView})
			worst, asked = max(worst, time.Since(began)), asked+1
		}
	}
	t.Logf("%d views, the slowest took %v", asked, worst)
	if !told || asked < 5 || worst > answerLimit {
		t.Errorf("told %v; %d views", told, asked)
	}
	pane.Sort = "-mixed"
	answer = sorted()
	for do(t, k, kernel.Request{Op: kernel.OpView}).View.Busy == "" {
	}
	began := time.Now()
	do(t, k, kernel.Request{Op: kernel.OpInterrupt})
	a := <-answer
	took := time.Since(began)
	t.Logf("the interrupt took %v", took)
	if took > answerLimit {
		t.Error("the sort was not stopped")
	}
	if !a.Stopped || a.Figure.Table.Rows[1][0].Text != "1" || !strings.Contains(a.View.Message, "stopped: sorting") {
		t.Errorf("after the interrupt: stopped %v, %v, %q", a.Stopped, a.Figure.Table.Rows[1], a.View.Message)
	}
}

// TestOvertaken looks at a table without the filter whose work goes on: that ends, and nothing is said.
func TestOvertaken(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql\nSELECT id FROM range(3000000)\n```\n"}).View
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	pane := kernel.Pane{Name: "output", Cell: v.Cells[0].ID, Limit: 5, Filter: "99999"}
	answer := make(chan kernel.Response, 3)
	for range 3 {
		go func(p kernel.Pane) {
			a, _ := k.Do(t.Context(), kernel.Request{Op: kernel.OpFigure, Pane: &p})
			answer <- a
		}(pane)
		for do(t, k, kernel.Request{Op: kernel.OpView}).View.Busy == "" {
		}
		pane.Filter += "9"
	}
	pane.Filter = ""
	if a := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &pane}); a.Figure.Table.Total != 3_000_000 {
		t.Errorf("%d rows without the filter", a.Figure.Table.Total)
	}
	stopped := 0 // at least the first; the others may have come later than the look at all
	for range 3 {
		if a := <-answer; a.Stopped {
			stopped++
		} else if a.Figure == nil {
			t.Errorf("a look that was overtaken: %+v", a)
		}
	}
	if v := do(t, k, kernel.Request{Op: kernel.OpView}).View; stopped == 0 || v.Message != "" || v.Busy != "" {
		t.Errorf("%d stopped, %q, busy %q", stopped, v.Message, v.Busy)
	}
}

// TestSearchInSteps searches two million rows: what is not there is said, an interrupt ends the
// search where it began, and what is there is found, round the end and back.
func TestSearchInSteps(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql\nSELECT id FROM range(2000000)\n```\n"}).View
	cell := v.Cells[0].ID
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cell}); a.Err != nil {
		t.Fatal(a.Err)
	}
	find := func(text string, offset int, back bool) (kernel.Response, int) {
		a := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "output", Cell: cell, Limit: 3, Find: text, Offset: offset, Back: back}})
		return a, a.Figure.Table.Offset
	}
	if a, at := find("nope", 8, false); at != 7 || a.View.Message != "no row has nope" {
		t.Errorf("not there: at %d, %q", at, a.View.Message)
	}
	if _, at := find("1999998", 1999999, false); at != 1999998 {
		t.Errorf("round the end: at %d", at)
	}
	if _, at := find("1999998", 5, true); at != 1999998 {
		t.Errorf("back: at %d", at)
	}
	answer := make(chan kernel.Response, 1)
	go func() {
		a, _ := k.Do(context.Background(), kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "output", Cell: cell, Limit: 3, Find: "nope", Offset: 8}})
		answer <- a
	}()
	for do(t, k, kernel.Request{Op: kernel.OpView}).View.Busy == "" {
	}
	do(t, k, kernel.Request{Op: kernel.OpInterrupt})
	if a := <-answer; a.Figure.Table.Offset != 7 || !strings.Contains(a.View.Message, "stopped: searching") {
		t.Errorf("after the interrupt: at %d, %q", a.Figure.Table.Offset, a.View.Message)
	}
}
