package sessions

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
)

// TestSweepBound runs many batches by several runs, one of them of single batches: at least the batches of the setting
// are kept, at most a lot more, and so are the entries of a source's log.
func TestSweepBound(t *testing.T) {
	const retain = 12
	dir, s, batch := t.TempDir(), &tally{}, int64(0)
	for _, run := range []int64{150, 1, 1, 1, 1, 1, 1, 144} {
		c := testCheckpoint(t, dir, CheckpointOptions{Retain: retain})
		log := c.(engine.SourceLogger).SourceLog(0)
		for range run {
			if err := log.Put(batch, fmt.Append(nil, batch), batch%10 == 9); err != nil {
				t.Fatal(err)
			}
			runBatches(t, c, s, batch, batch+1)
			batch++
			c.(*checkpoint).sweep.wait()
			for _, name := range []string{"offsets", "commits"} {
				left, err := entries(filepath.Join(dir, name), "")
				if n := int64(len(left)); err != nil || n < min(batch, retain) || n >= retain+sweepLot || left[n-1] != batch-1 {
					t.Fatalf("%s behind batch %d: %v, %v", name, batch-1, left, err)
				}
			}
			files, err := os.ReadDir(filepath.Join(dir, "sources", "0"))
			if err != nil || len(files) > retain+sweepLot+12 {
				t.Fatalf("%d entries of the source behind batch %d: %v", len(files), batch-1, err)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	log := testCheckpoint(t, dir, CheckpointOptions{}).(engine.SourceLogger).SourceLog(0)
	first, err := log.First()
	last, lerr := log.Last()
	if err != nil || lerr != nil || first != 299 || last != 299 {
		t.Fatal(first, last, err, lerr)
	}
	for n := last - retain; n <= last; n++ {
		if b, all, err := log.Get(n); err != nil || string(b) != fmt.Sprint(n) || all != (n%10 == 9) {
			t.Errorf("entry %d: %q %t, %v", n, b, all, err)
		}
	}
}

// TestSweepStuck commits batches although an old entry cannot be removed, and removes it once it can be.
func TestSweepStuck(t *testing.T) {
	dir := t.TempDir()
	c, s := testCheckpoint(t, dir, CheckpointOptions{Retain: 2}), &tally{}
	runBatches(t, c, s, 0, 2)
	stuck := filepath.Join(dir, "commits", "0")
	if err := os.Remove(stuck); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(stuck, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	runBatches(t, c, s, 2, sweepLot+8)
	c.(*checkpoint).sweep.wait()
	left, err := entries(filepath.Join(dir, "commits"), "")
	if err != nil || left[0] != 0 || len(left) > 12 {
		t.Fatal(left, err)
	}
	if err := os.RemoveAll(filepath.Join(stuck, "x")); err != nil {
		t.Fatal(err)
	}
	runBatches(t, c, s, sweepLot+8, 2*sweepLot+8)
	c.(*checkpoint).sweep.wait()
	for _, log := range []string{"offsets", "commits"} {
		if left, err := entries(filepath.Join(dir, log), ""); err != nil || len(left) > 12 || slices.Contains(left, 0) {
			t.Errorf("%s holds %v, %v", log, left, err)
		}
	}
}
