package sessions

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// tally is a piece of state for tests: a sum per version.
type tally struct {
	version, sum, step int64
}

func (t *tally) add(n int64)            { t.sum += n; t.step = n; t.version++ }
func (t *tally) Commit()                {}
func (t *tally) Rollback()              {}
func (t *tally) Version() int64         { return t.version }
func (t *tally) Oldest() int64          { return t.version }
func (t *tally) SeekTo(int64) error     { return nil }
func (t *tally) Forget(int64)           {}
func (t *tally) Metrics() state.Metrics { return state.Metrics{} }
func (t *tally) Clone() state.Versioned { c := *t; return &c }
func (t *tally) Save(w io.Writer) error {
	return binary.Write(w, binary.LittleEndian, [2]int64{t.version, t.sum})
}
func (t *tally) Load(r io.Reader) error {
	var v [2]int64
	err := binary.Read(r, binary.LittleEndian, &v)
	t.version, t.sum = v[0], v[1]
	return err
}
func (t *tally) SaveDelta(w io.Writer) error { return binary.Write(w, binary.LittleEndian, t.step) }
func (t *tally) LoadDelta(r io.Reader) error {
	var n int64
	err := binary.Read(r, binary.LittleEndian, &n)
	t.add(n)
	return err
}

func testCheckpoint(t testing.TB, dir string, o CheckpointOptions) engine.Checkpoint {
	t.Helper()
	o.NewID = func() string { return "11111111-2222-3333-4444-555555555555" }
	c, err := OpenCheckpoint(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// runBatches runs the protocol for batches from, to-1.
func runBatches(t testing.TB, c engine.Checkpoint, s *tally, from, to int64) {
	t.Helper()
	for n := from; n < to; n++ {
		o := engine.OffsetRecord{Batch: n, WatermarkMs: n * 10, TimeMs: n * 100, Conf: map[string]string{"a": "b"}, Offsets: []source.Offset{source.Offset(fmt.Sprint(n)), ""}}
		if err := c.Begin(o); err != nil {
			t.Fatal(err)
		}
		s.add(n + 1)
		if err := errors.Join(c.Take(engine.CommitRecord{Batch: n, NextWatermarkMs: n*10 + 5}, []state.Versioned{s}), c.Prepare()); err != nil {
			t.Fatal(err)
		}
		if err := c.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheckpointFormat(t *testing.T) {
	dir := t.TempDir()
	runBatches(t, testCheckpoint(t, dir, CheckpointOptions{}), &tally{}, 0, 1)
	for name, want := range map[string]string{
		"metadata":  `{"id":"11111111-2222-3333-4444-555555555555"}`,
		"offsets/0": "v1\n{\"batchWatermarkMs\":0,\"batchTimestampMs\":0,\"conf\":{\"a\":\"b\"}}\n0\n-",
		"commits/0": "v1\n{\"nextBatchWatermarkMs\":5}",
	} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
}

func TestCheckpointRestore(t *testing.T) {
	for _, batches := range []int64{1, 2, 9, 11, 37, 150} {
		dir := t.TempDir()
		c := testCheckpoint(t, dir, CheckpointOptions{Retain: 20})
		s := &tally{}
		runBatches(t, c, s, 0, batches)
		c = testCheckpoint(t, dir, CheckpointOptions{Retain: 20})
		o, m, err := c.Last()
		if err != nil || o.Batch != batches-1 || m.Batch != batches-1 || m.NextWatermarkMs != (batches-1)*10+5 || len(o.Offsets) != 2 || o.Offsets[1] != "" {
			t.Fatalf("%+v %+v %v", o, m, err)
		}
		for n := max(0, batches-19); n <= batches; n++ {
			got := &tally{}
			if err := c.Restore(n, []state.Versioned{got}); err != nil || got.sum != n*(n+1)/2 {
				t.Fatalf("%d batches, version %d: sum %d, %v", batches, n, got.sum, err)
			}
		}
		again := &tally{}
		if err := c.Restore(batches, []state.Versioned{again}); err != nil {
			t.Fatal(err)
		}
		runBatches(t, c, again, batches, batches+15)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		for _, log := range []string{"offsets", "commits"} {
			left, err := entries(filepath.Join(dir, log), "")
			if err != nil || len(left) < min(20, int(batches)+15) || len(left) > 20+sweepLot || left[len(left)-1] != batches+14 {
				t.Errorf("%d batches: %s %v are kept, %v", batches, log, left, err)
			}
		}
		files, _ := filepath.Glob(filepath.Join(dir, "state", "0", "0", "*"))
		if len(files) > 40+sweepLot {
			t.Errorf("%d state files are kept", len(files))
		}
	}
}

func TestCheckpointRefused(t *testing.T) {
	dir := t.TempDir()
	one, two := testCheckpoint(t, dir, CheckpointOptions{}), testCheckpoint(t, dir, CheckpointOptions{})
	if err := one.Begin(engine.OffsetRecord{}); err != nil {
		t.Fatal(err)
	}
	if err := two.Begin(engine.OffsetRecord{}); err == nil || !strings.Contains(err.Error(), "CONCURRENT_STREAM_LOG_UPDATE") {
		t.Errorf("two runs on one checkpoint: %v", err)
	}
	s := &tally{}
	dir = t.TempDir()
	c := testCheckpoint(t, dir, CheckpointOptions{})
	runBatches(t, c, s, 0, 5)
	path := filepath.Join(dir, "state", "0", "0", "3.delta")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[2] ^= 4
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Restore(5, []state.Versioned{&tally{}}); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("a flipped bit in the state: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := c.Restore(5, []state.Versioned{&tally{}}); err == nil || !strings.Contains(err.Error(), "CANNOT_LOAD_STATE_STORE") {
		t.Errorf("a missing delta: %v", err)
	}
}

func BenchmarkCheckpointBatch(b *testing.B) {
	c := testCheckpoint(b, b.TempDir(), CheckpointOptions{})
	s := &tally{}
	for i := int64(0); b.Loop(); i++ {
		runBatches(b, c, s, i, i+1)
	}
}

// FuzzCheckpoint puts other bytes in the place of one of a checkpoint's files: it opens and restores, or
// is refused.
func FuzzCheckpoint(f *testing.F) {
	whole := f.TempDir()
	runBatches(f, testCheckpoint(f, whole, CheckpointOptions{SnapshotEvery: 2}), &tally{}, 0, 4)
	contents := filesBelow(f, whole)
	files := slices.Sorted(maps.Keys(contents))
	for i, name := range files {
		f.Add(uint8(i), contents[name])
		f.Add(uint8(i), contents[name][:len(contents[name])/2])
	}
	dir := f.TempDir() // the same for all inputs: to make and remove that many files takes longer than to read them
	layDown(f, dir, contents)
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		name := files[int(which)%len(files)]
		layDown(t, dir, map[string][]byte{name: b})
		fuzzedCheckpoint(dir)
		if layDown(t, dir, map[string][]byte{name: contents[name]}); !maps.EqualFunc(filesBelow(t, dir), contents, bytes.Equal) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			layDown(t, dir, contents)
		}
	})
}

// fuzzedCheckpoint opens a checkpoint and asks for all it has.
func fuzzedCheckpoint(dir string) {
	c, err := OpenCheckpoint(dir, CheckpointOptions{NewID: func() string { return "x" }})
	if err != nil {
		return
	}
	_, _, _ = c.Last()
	for n := range int64(5) {
		_, _ = c.Offsets(n)
		_ = c.Restore(n, []state.Versioned{&tally{}})
	}
	_ = c.Close()
}

// filesBelow reads all files of a folder.
func filesBelow(t testing.TB, dir string) map[string][]byte {
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err == nil {
			out[rel], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// layDown writes files into a folder.
func layDown(t testing.TB, dir string, contents map[string][]byte) {
	for name, b := range contents {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = os.WriteFile(path, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
