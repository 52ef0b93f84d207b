package sessions

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// TestPreparedTwice prepares a batch, whose sink then fails, and prepares it again with another state: the
// second is what counts, a snapshot that was due is still written, and nothing of the first is left.
func TestPreparedTwice(t *testing.T) {
	dir := t.TempDir()
	c := testCheckpoint(t, dir, CheckpointOptions{SnapshotEvery: 2})
	runBatches(t, c, &tally{}, 0, 5) // snapshots at versions 3 and 6
	if err := c.Begin(engine.OffsetRecord{Batch: 5}); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []int64{1000, 21} {
		s := &tally{version: 6, step: sum - 15, sum: sum}
		if err := errors.Join(c.Take(engine.CommitRecord{Batch: 5}, []state.Versioned{s}), c.Prepare()); err != nil {
			t.Fatal(err)
		}
		if o, m, err := c.Last(); err != nil || o.Batch != 5 || m.Batch != 4 {
			t.Fatalf("before the commit: %+v %+v %v", o, m, err)
		}
	}
	if err := c.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := c.Commit(); err == nil {
		t.Error("a commit without Prepare is done")
	}
	got := &tally{}
	if err := testCheckpoint(t, dir, CheckpointOptions{}).Restore(6, []state.Versioned{got}); err != nil || got.sum != 21 {
		t.Errorf("sum %d, %v", got.sum, err)
	}
	if err := errors.Join(c.Take(engine.CommitRecord{Batch: 6}, nil), c.Prepare()); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(filepath.Join(dir, "commits"))
	if err != nil || len(list) != 6 {
		t.Errorf("%d files for 6 commits, %v", len(list), err)
	}
}
