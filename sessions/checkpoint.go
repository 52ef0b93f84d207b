package sessions

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// CheckpointOptions are the settings of a checkpoint; the zero value has Spark's defaults.
type CheckpointOptions struct {
	// Retain is spark.sql.streaming.minBatchesToRetain; 0 means 100. Older ones are removed many at a time.
	Retain int
	// SnapshotEvery is how many deltas must follow a snapshot before the next; 0 means 10.
	SnapshotEvery int
	// NewID makes the query's id when the directory is new (UUID text).
	NewID func() string
	// At is called at the named points of a batch, for tests of crashes; it may be nil.
	At func(point string)
}

// checkpoint is a directory in Spark's layout:
//
//	metadata · offsets/N · commits/N · sources/I/N · state/OPERATOR/0/V.snapshot, V.delta
//	state/OPERATOR/_metadata/metadata · state/OPERATOR/0/[STORE]/_metadata/schema
type checkpoint struct {
	dir     string
	o       CheckpointOptions
	id      string
	states  []stateFiles
	pending []string // written and linked, not durable yet
	ready   *readyCommit
	ahead   foresight
	sweep   sweep
	use     *folderUse // nil when it is only looked at
}

// OpenCheckpoint opens or makes a checkpoint directory in Spark's layout.
func OpenCheckpoint(dir string, o CheckpointOptions) (engine.Checkpoint, error) {
	if o.Retain <= 0 {
		o.Retain = 100
	}
	if o.SnapshotEvery <= 0 {
		o.SnapshotEvery = 10
	}
	if o.At == nil {
		o.At = func(string) {}
	}
	c := &checkpoint{dir: dir, o: o}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("the checkpoint %s cannot be made: %w", dir, err)
	}
	err := c.enter()
	for _, sub := range []string{"offsets", "commits", "sources", "state"} {
		if err == nil {
			err = os.MkdirAll(filepath.Join(dir, sub), 0o755)
		}
	}
	if err == nil {
		err = c.identify()
	}
	if err != nil {
		c.use.leave()
		return nil, fmt.Errorf("the checkpoint %s cannot be opened: %w", dir, err)
	}
	return c, nil
}

// PeekCheckpoint opens a checkpoint to look at; it changes nothing. It gives nil when there is none.
func PeekCheckpoint(dir string) (engine.Checkpoint, error) {
	if _, err := os.Stat(filepath.Join(dir, "metadata")); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return nil, err
	}
	c := &checkpoint{dir: dir}
	return c, c.identify()
}

// enter takes part in the use of the folder, and ends what a crash interrupted in it.
func (c *checkpoint) enter() error {
	var err error
	if c.use, err = useFolder(c.dir); errors.Is(err, errAlone) {
		return c.inUse()
	}
	if err != nil {
		return err
	}
	early, err := c.begunEarly()
	if err != nil || early < 0 && !c.interrupted() {
		return err
	}
	if !c.use.alone() {
		return c.inUse()
	}
	defer c.use.share()
	if early >= 0 {
		if err := c.undoEarly(early); err != nil {
			return err
		}
	}
	return c.settle()
}

// inUse says that another run has the checkpoint open, which must not be while its state is replaced.
func (c *checkpoint) inUse() error {
	return fmt.Errorf("[CONCURRENT_STREAM_LOG_UPDATE] Another run of the query has the checkpoint open while its state is computed again. "+
		"Please make sure only one streaming job runs on a specific checkpoint location at a time (%s). SQLSTATE: 40000", c.dir)
}

// identify reads the query's id, or stores a new one.
func (c *checkpoint) identify() error {
	path := filepath.Join(c.dir, "metadata")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if c.o.NewID == nil {
			return errors.New("sessions: a new checkpoint needs a maker of ids")
		}
		b = []byte(fmt.Sprintf(`{"id":%q}`, c.o.NewID()))
		if err = PutIfAbsent(path, b); errors.Is(err, fs.ErrExist) {
			b, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return err
	}
	var m struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(b, &m); err != nil || m.ID == "" {
		return fmt.Errorf("%s is damaged: it holds no id of a query", path)
	}
	c.id = m.ID
	return nil
}

// ID implements [engine.Checkpoint].
func (c *checkpoint) ID() string { return c.id }

// offsetsHead is the first line of an entry of the offset log.
type offsetsHead struct {
	WatermarkMs int64             `json:"batchWatermarkMs"`
	TimeMs      int64             `json:"batchTimestampMs"`
	Conf        map[string]string `json:"conf"`
}

// Begin implements [engine.Checkpoint].
func (c *checkpoint) Begin(o engine.OffsetRecord) error {
	content, err := offsetsText(o)
	if err != nil {
		return err
	}
	defer c.o.At("after offsets")
	if done, err := c.begun(o.Batch, content); done {
		return c.taken(o.Batch, err)
	}
	c.o.At("before offsets")
	return c.taken(o.Batch, PutAfter(c.entryPath("offsets", o.Batch), []byte(content), c.takePending()))
}

// takePending lists the entries of the sources' logs that must be durable before the offsets that name them.
func (c *checkpoint) takePending() []string {
	out := c.pending
	c.pending = nil
	return out
}

// offsetsText is an entry of the offset log.
func offsetsText(o engine.OffsetRecord) (string, error) {
	if o.Conf == nil {
		o.Conf = map[string]string{}
	}
	head, err := json.Marshal(offsetsHead{o.WatermarkMs, o.TimeMs, o.Conf})
	lines := []string{"v1", string(head)}
	for _, s := range o.Offsets {
		if s == "" {
			s = "-"
		}
		lines = append(lines, string(s))
	}
	return strings.Join(lines, "\n"), err
}

// entryPath is where entry n of a log stands.
func (c *checkpoint) entryPath(log string, n int64) string {
	return filepath.Join(c.dir, log, strconv.FormatInt(n, 10))
}

// taken says what it means when entry n of a log is there already.
func (c *checkpoint) taken(n int64, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("[CONCURRENT_STREAM_LOG_UPDATE] Concurrent update to the log. Multiple streaming jobs detected for %d. "+
			"Please make sure only one streaming job runs on a specific checkpoint location at a time (%s). SQLSTATE: 40000", n, c.dir)
	}
	return err
}

// Offsets implements [engine.Checkpoint].
func (c *checkpoint) Offsets(batch int64) (*engine.OffsetRecord, error) {
	var head offsetsHead
	lines, err := readHead(c.entryPath("offsets", batch), &head)
	if err != nil {
		return nil, err
	}
	o := &engine.OffsetRecord{Batch: batch, WatermarkMs: head.WatermarkMs, TimeMs: head.TimeMs, Conf: head.Conf}
	for _, l := range lines {
		if l == "-" {
			l = ""
		}
		o.Offsets = append(o.Offsets, source.Offset(l))
	}
	return o, nil
}

// Last implements [engine.Checkpoint].
func (c *checkpoint) Last() (*engine.OffsetRecord, *engine.CommitRecord, error) {
	o, n, err := c.newest()
	if err != nil {
		return nil, nil, err
	}
	if o == n+2 {
		o-- // begun early
	}
	if n > o || o > n+1 {
		return nil, nil, fmt.Errorf("the checkpoint %s is damaged: its newest offsets are those of batch %d, its newest commit is %d", c.dir, o, n)
	}
	if o < 0 {
		return nil, nil, nil
	}
	offsets, err := c.Offsets(o)
	if err != nil || n < 0 {
		return offsets, nil, err
	}
	commit, err := c.commitAt(n)
	return offsets, commit, err
}

// newest gives the last entries of both logs, -1 where there is none. Commits are looked at last: none comes before
// its offsets.
func (c *checkpoint) newest() (offsets, commit int64, err error) {
	if offsets, err = newestEntry(filepath.Join(c.dir, "offsets")); err == nil {
		commit, err = newestEntry(filepath.Join(c.dir, "commits"))
	}
	return offsets, commit, err
}

func (c *checkpoint) commitAt(n int64) (*engine.CommitRecord, error) {
	path := c.entryPath("commits", n)
	lines, err := readLog(path)
	if err != nil {
		return nil, err
	}
	var body struct {
		Next int64 `json:"nextBatchWatermarkMs"`
	}
	if len(lines) > 0 {
		if err := json.Unmarshal([]byte(lines[0]), &body); err != nil {
			return nil, damagedLog(path, err.Error())
		}
	}
	return &engine.CommitRecord{Batch: n, NextWatermarkMs: body.Next}, nil
}

// Close implements [engine.Checkpoint].
func (c *checkpoint) Close() error {
	for _, f := range c.ahead.all {
		f.discard()
	}
	c.unready()
	c.sweep.wait()
	c.use.leave()
	return nil
}
