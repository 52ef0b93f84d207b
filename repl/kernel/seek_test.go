package kernel_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestSeek goes to the batch whose watermark reaches a time, from either side of it.
func TestSeek(t *testing.T) {
	k := flights(t, func(kernel.BatchEvent) {})
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 8})
	for _, c := range []struct{ to, from string }{
		{"2013-01-01 14:00", "before it"}, {"12:00", "after it"}, {"2013-01-01 14:00", "before it, once there"}, {"14:00", "it"},
	} {
		a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "seek " + c.to})
		if a.Err != nil {
			t.Fatal(a.Err)
		}
		clock := c.to[len(c.to)-5:]
		if tr := a.View.Track; strings.Compare(tr.Watermark, clock) < 0 || strings.Compare(tr.LateMark, clock) >= 0 {
			t.Errorf("from %s to %s: b%d with watermark %s after %s", c.from, c.to, tr.At-1, tr.Watermark, tr.LateMark)
		}
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "seek noon"}); a.Err == nil || !strings.Contains(a.Err.Message, `"noon" is no time`) {
		t.Errorf("%+v", a.Err)
	}
}

// TestSplit takes the recorded rows again on a copy, so many a batch.
func TestSplit(t *testing.T) {
	k := flights(t, func(kernel.BatchEvent) {})
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 3})
	a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "split 5"})
	if a.Err != nil || !strings.Contains(a.View.Message, "a copy of hourly over the same rows: trigger is 5 rows; Q changes query") {
		t.Fatalf("%v, %q", a.Err, a.View.Message)
	}
	a = do(t, k, kernel.Request{Op: kernel.OpNextStop})
	const rows = 6064
	full := 0
	tr := a.View.Track
	if tr.Recorded != tr.Computed || tr.Computed < rows/5 {
		t.Errorf("%d of %d batches", tr.Computed, tr.Recorded)
	}
	for _, b := range tr.Batches {
		if b.In == 5 {
			full++
		} else if b.In > 5 {
			t.Errorf("a batch of %d rows", b.In)
		}
	}
	if full == 0 {
		t.Error("no batch has five rows")
	}
}
