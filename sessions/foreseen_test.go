package sessions

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

func offsetsOf(n int64) engine.OffsetRecord {
	return engine.OffsetRecord{Batch: n, TimeMs: n, Offsets: []source.Offset{source.Offset(strconv.FormatInt(n, 10))}}
}

// logNames lists the entries of a log, temporary files too.
func logNames(t *testing.T, dir, log string) string {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(dir, log))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

// TestForesee makes offsets ready while the batch before is on its way: they have no name before its commit has, and
// Begin of another batch than the one foreseen counts alone.
func TestForesee(t *testing.T) {
	dir := t.TempDir()
	c := testCheckpoint(t, dir, CheckpointOptions{})
	s := &tally{}
	deliver := func(n int64) {
		t.Helper()
		s.add(n + 1)
		if err := errors.Join(c.Take(engine.CommitRecord{Batch: n}, []state.Versioned{s}), c.Prepare()); err != nil {
			t.Fatal(err)
		}
		if got := logNames(t, dir, "offsets"); strings.HasSuffix(got, strconv.FormatInt(n+1, 10)) {
			t.Errorf("before commit %d there are offsets %s", n, got)
		}
		if err := c.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Begin(offsetsOf(0)); err != nil {
		t.Fatal(err)
	}
	c.Foresee(offsetsOf(1))
	if deliver(0); logNames(t, dir, "offsets") != "0 1" {
		t.Errorf("offsets %s", logNames(t, dir, "offsets"))
	}
	if err := c.Begin(offsetsOf(1)); err != nil {
		t.Fatal(err)
	}
	c.Foresee(offsetsOf(2))
	other := offsetsOf(2)
	other.Offsets[0] = "else"
	c.Foresee(other)
	if deliver(1); logNames(t, dir, "offsets") != "0 1 2" {
		t.Errorf("offsets %s", logNames(t, dir, "offsets"))
	}
	if o, _, err := c.Last(); err != nil || o.Offsets[0] != "else" {
		t.Errorf("%+v, %v", o, err)
	}
	if err := c.Begin(offsetsOf(2)); err == nil || !strings.Contains(err.Error(), "CONCURRENT_STREAM_LOG_UPDATE") {
		t.Errorf("other offsets than those stored are begun: %v", err)
	}
	c.Foresee(offsetsOf(3))
	if err := c.Close(); err != nil || logNames(t, dir, "offsets") != "0 1 2" {
		t.Errorf("%v, offsets %s", err, logNames(t, dir, "offsets"))
	}
}

// TestBegunEarly opens a checkpoint as a power failure could leave it where names become durable out of order: offsets
// whose batch before is not committed. They count for nothing.
func TestBegunEarly(t *testing.T) {
	for _, batches := range []int64{1, 4} {
		dir := t.TempDir()
		c := testCheckpoint(t, dir, CheckpointOptions{})
		runBatches(t, c, &tally{}, 0, batches)
		if err := errors.Join(c.Begin(offsetsOf(batches)), os.Remove(filepath.Join(dir, "commits", strconv.FormatInt(batches-1, 10)))); err != nil {
			t.Fatal(err)
		}
		early := filepath.Join(dir, "offsets", strconv.FormatInt(batches, 10))
		holds := func(c engine.Checkpoint) {
			t.Helper()
			o, m, err := c.Last()
			if err != nil || o.Batch != batches-1 || batches > 1 && m.Batch != batches-2 || batches == 1 && m != nil {
				t.Errorf("%+v %+v %v", o, m, err)
			}
		}
		looked, err := PeekCheckpoint(dir)
		if err != nil {
			t.Fatal(err)
		}
		if holds(looked); !exists(early) {
			t.Error("who only looks has changed the checkpoint")
		}
		if other, err := OpenCheckpoint(dir, CheckpointOptions{}); err == nil {
			t.Errorf("a run that is still there has its offsets removed: %v", other.Close())
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		again := testCheckpoint(t, dir, CheckpointOptions{})
		if holds(again); exists(early) {
			t.Error("the offsets are still there")
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
