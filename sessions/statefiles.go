package sessions

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/state"
)

// The endings of a state's files.
const (
	deltaEnding    = ".delta"
	snapshotEnding = ".snapshot"
)

// stateFiles are the versions of one operator's state on disk: V.snapshot holds version V, V.delta what
// leads from V-1 to V. A file ends in the CRC-32C of what stands before. Files count only when a commit
// says so, so they need no atomic names.
type stateFiles struct {
	dir       string
	snapshot  int64 // version of the newest snapshot, -1 when none
	size      int64 // its bytes
	deltas    int   // since then
	deltaSize int64
}

// saveStates stores every state's current version and gives the files that must become durable.
func (c *checkpoint) saveStates(states []state.Versioned) ([]string, error) {
	var out []string
	for i, s := range states {
		f, err := c.stateFiles(i)
		if err != nil {
			return nil, err
		}
		path, err := f.save(s, c.o)
		if err != nil {
			return nil, fmt.Errorf("the state of operator %d cannot be saved: %w", i, err)
		}
		out = append(out, path, f.dir)
	}
	return out, nil
}

func (c *checkpoint) stateFiles(i int) (*stateFiles, error) {
	for len(c.states) <= i {
		dir := filepath.Join(c.dir, "state", strconv.Itoa(len(c.states)), "0")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		c.states = append(c.states, stateFiles{dir: dir, snapshot: -1})
	}
	return &c.states[i], nil
}

// save writes a delta, or a snapshot when enough deltas have come: as many as the options say, and of the
// size of half a snapshot, so that the cost of a batch does not grow with the state.
func (f *stateFiles) save(s state.Versioned, o CheckpointOptions) (string, error) {
	full := f.snapshot < 0 && s.Version() > 1 || f.deltas >= o.SnapshotEvery && f.deltaSize >= f.size/2
	write, ending := s.SaveDelta, deltaEnding
	if full {
		o.At("during snapshot")
		write, ending = s.Save, snapshotEnding
	}
	path := filepath.Join(f.dir, strconv.FormatInt(s.Version(), 10)+ending)
	n, err := writeSummed(path, write)
	if err != nil {
		return "", err
	}
	if full {
		f.snapshot, f.size, f.deltas, f.deltaSize = s.Version(), n, 0, 0
	} else {
		f.deltas++
		f.deltaSize += n
		f.snapshot = max(f.snapshot, 0) // version 0 is empty: deltas alone will do
	}
	return path, nil
}

// Restore implements [engine.Checkpoint].
func (c *checkpoint) Restore(n int64, states []state.Versioned) error {
	for i, s := range states {
		f, err := c.stateFiles(i)
		if err != nil {
			return err
		}
		if err := f.restore(n, s); err != nil {
			return fmt.Errorf("the state of operator %d at batch %d cannot be restored: %w", i, n-1, err)
		}
	}
	return nil
}

func (f *stateFiles) restore(n int64, s state.Versioned) error {
	snapshots, err := entries(f.dir, snapshotEnding)
	if err != nil {
		return err
	}
	f.snapshot, f.size, f.deltas, f.deltaSize = 0, 0, 0, 0
	for _, v := range snapshots {
		if v <= n {
			f.snapshot = v
		}
	}
	if f.snapshot > 0 {
		path := filepath.Join(f.dir, strconv.FormatInt(f.snapshot, 10)+snapshotEnding)
		if f.size, err = readSummed(path, s.Load); err != nil {
			return err
		}
	}
	for v := f.snapshot + 1; v <= n; v++ {
		path := filepath.Join(f.dir, strconv.FormatInt(v, 10)+deltaEnding)
		size, err := readSummed(path, s.LoadDelta)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("[CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS] Error reading delta file %s: it does not exist. "+
				"Was the query changed? Start it with a new checkpoint", path)
		}
		if err != nil {
			return err
		}
		f.deltas++
		f.deltaSize += size
	}
	return nil
}

// buffers are those that no file is written through.
var buffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 64<<10) }}

// writeSummed writes a file and the checksum behind it; it is not durable yet.
func writeSummed(path string, write func(io.Writer) error) (int64, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return 0, err
	}
	sum := crc32.New(castagnoli)
	out := buffers.Get().(*bufio.Writer)
	out.Reset(io.MultiWriter(f, sum))
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	out.Reset(nil)
	buffers.Put(out)
	if err == nil {
		_, err = f.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	}
	n, serr := f.Seek(0, io.SeekCurrent)
	return n, errors.Join(err, serr, f.Close())
}

// readSummed reads what writeSummed wrote and compares the checksum.
func readSummed(path string, read func(io.Reader) error) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() < 4 {
		return 0, fmt.Errorf("%s is damaged: it is too short", path)
	}
	sum := crc32.New(castagnoli)
	body := io.TeeReader(io.LimitReader(f, info.Size()-4), sum)
	err = read(body)
	if _, rest := io.Copy(io.Discard, body); err == nil {
		err = rest
	}
	if !sumHolds(f, sum) {
		return 0, fmt.Errorf("%s is damaged: its checksum is wrong", path)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return info.Size(), nil
}

func sumHolds(r io.Reader, sum hash.Hash32) bool {
	var b [4]byte
	_, err := io.ReadFull(r, b[:])
	return err == nil && binary.LittleEndian.Uint32(b[:]) == sum.Sum32()
}
