package kernel_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestReplayInSlices runs a cell again whose query stood at a batch that the replay reaches only in
// several slices: on a clock on which every batch takes a whole slice.
func TestReplayInSlices(t *testing.T) {
	var calls atomic.Int64
	k := kernel.New(kernel.Options{Now: func() time.Time { return time.UnixMilli(calls.Add(1) * 50) }})
	defer k.Close()
	do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: stream})
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 5})
	a := do(t, k, kernel.Request{Op: kernel.OpRunAll})
	if a.Err != nil || a.View.Track == nil || a.View.Track.At != 5 {
		t.Errorf("%v: the query stands at %+v, want 5 batches", a.Err, a.View.Track)
	}
}
