package sessions

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// TestReplaceAlone lets the state be replaced by who has the checkpoint open alone, and only while nobody has
// gone on since.
func TestReplaceAlone(t *testing.T) {
	dir := t.TempDir()
	first := testCheckpoint(t, dir, CheckpointOptions{})
	runBatches(t, first, &tally{}, 0, 3)
	second := testCheckpoint(t, dir, CheckpointOptions{})
	shapes := []engine.StateShape{{Name: "x"}}
	replace := func(n int64) error {
		return second.(engine.ShapeKeeper).Replace(n, []state.Versioned{&tally{version: n, sum: 99}}, shapes)
	}
	refused := func(err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "CONCURRENT_STREAM_LOG_UPDATE") {
			t.Fatal(err)
		}
	}
	refused(replace(3))
	runBatches(t, first, &tally{version: 3}, 3, 4)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	refused(replace(3)) // the other run went on
	if err := replace(4); err != nil {
		t.Fatal(err)
	}
	got := &tally{}
	if err := testCheckpoint(t, dir, CheckpointOptions{}).Restore(4, []state.Versioned{got}); err != nil || got.sum != 99 {
		t.Fatalf("sum %d, %v", got.sum, err)
	}
}

// TestNoOpenWhileReplaced refuses to open a checkpoint whose state somebody replaces.
func TestNoOpenWhileReplaced(t *testing.T) {
	dir := t.TempDir()
	c := testCheckpoint(t, dir, CheckpointOptions{}).(*checkpoint)
	if !c.use.alone() {
		t.Fatal("nobody else is there")
	}
	if other, err := OpenCheckpoint(dir, CheckpointOptions{}); err == nil || !strings.Contains(err.Error(), "CONCURRENT_STREAM_LOG_UPDATE") {
		t.Fatal(other, err)
	}
	c.use.share()
	testCheckpoint(t, dir, CheckpointOptions{})
}

// TestPeek looks at checkpoints and changes nothing.
func TestPeek(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	if c, err := PeekCheckpoint(dir); c != nil || err != nil {
		t.Fatal(c, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Fatal("a folder was made")
	}
	runBatches(t, testCheckpoint(t, dir, CheckpointOptions{}), &tally{}, 0, 2)
	c, err := PeekCheckpoint(dir)
	if err != nil {
		t.Fatal(err)
	}
	if o, m, err := c.Last(); err != nil || o.Batch != 1 || m.Batch != 1 {
		t.Fatal(o, m, err)
	}
}
