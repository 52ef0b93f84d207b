package sessions

import (
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/avro"
)

// blockBytes is how many bytes of rows a block holds at most before compression, but for one
// row that is longer.
const blockBytes = 1 << 20

// RecordingWriter appends batches to a recording.
type RecordingWriter struct {
	w      io.Writer
	file   *os.File
	schema *data.Schema
	sync   []byte
	enc    *zstd.Encoder
	batch  int64
	size   int64
	rows   []byte
	out    []byte
	failed error
}

// CreateRecording makes a new recording; it fails when the file exists.
func CreateRecording(path string, h Header) (*RecordingWriter, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	w, err := NewRecordingWriter(f, h)
	if err != nil {
		f.Close()
		os.Remove(path)
		return nil, err
	}
	w.file = f
	return w, nil
}

// NewRecordingWriter writes a recording to w.
func NewRecordingWriter(w io.Writer, h Header) (*RecordingWriter, error) {
	if h.Schema == nil || h.Schema.Len() == 0 {
		return nil, fmt.Errorf("a recording needs a schema with at least one column")
	}
	// The text of a schema does not say whether array elements may be null, so what is read
	// back is what the text says.
	s, err := data.ParseSchema(h.Schema.String())
	if err != nil {
		return nil, err
	}
	h.Schema = s
	head := encodeHeader(h)
	out, err := newRecordingWriter(w, s, head[len(head)-syncSize:])
	if err != nil {
		return nil, err
	}
	return out, out.write(head)
}

func newRecordingWriter(w io.Writer, s *data.Schema, sync []byte) (*RecordingWriter, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression))
	return &RecordingWriter{w: w, schema: s, sync: sync, enc: enc}, err
}

// AppendRecording opens a recording to add batches, after cutting a torn tail off. It refuses a
// recording with damage before its tail.
func AppendRecording(path string) (*RecordingWriter, *Loss, error) {
	r, err := OpenRecording(path)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	if l := r.Loss(); l != nil && (!l.Tail || len(l.Batches) > 0) {
		return nil, l, fmt.Errorf("%s is damaged (%s); rows are only added to a whole recording", path, l.Text)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, nil, err
	}
	if err = f.Truncate(r.whole); err == nil {
		_, err = f.Seek(r.whole, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	w, err := newRecordingWriter(f, r.header.Schema, r.sync)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	w.file, w.batch, w.size = f, int64(r.Len()), r.whole
	return w, r.Loss(), nil
}

// Append adds one batch with its timestamp in microseconds (0: none), in one write. A batch
// without rows is not recorded. After an error the writer takes no more.
func (w *RecordingWriter) Append(b *data.Batch, time int64) error {
	if w.failed != nil {
		return w.failed
	}
	if b.N == 0 {
		return nil
	}
	if len(b.Cols) != w.schema.Len() {
		return fmt.Errorf("the recording has %d columns, the batch %d", w.schema.Len(), len(b.Cols))
	}
	row := avro.Rows(b.Cols, w.schema.Fields)
	w.out, w.rows = w.out[:0], w.rows[:0]
	count := 0
	for i := range b.N {
		w.rows = row(w.rows, i)
		count++
		if last := i == b.N-1; last || len(w.rows) >= blockBytes {
			w.out = appendBlock(w.out, w.enc, w.rows, count, trailer{last: last, batch: w.batch, time: time}, w.sync)
			w.rows, count = w.rows[:0], 0
		}
	}
	if err := w.write(w.out); err != nil {
		return err
	}
	w.batch++
	return nil
}

// AppendEmpty writes a batch without rows, which Append leaves out: a no-data batch that must keep its
// number.
func (w *RecordingWriter) AppendEmpty(time int64) error {
	if w.failed != nil {
		return w.failed
	}
	w.out = appendBlock(w.out[:0], w.enc, nil, 0, trailer{last: true, batch: w.batch, time: time}, w.sync)
	if err := w.write(w.out); err != nil {
		return err
	}
	w.batch++
	return nil
}

func (w *RecordingWriter) write(b []byte) error {
	n, err := w.w.Write(b)
	w.size += int64(n)
	w.failed = err
	return err
}

// Size is the length of the recording in bytes.
func (w *RecordingWriter) Size() int64 { return w.size }

// Batches is the number of batches in the recording.
func (w *RecordingWriter) Batches() int { return int(w.batch) }

// Close makes the file durable and closes it.
func (w *RecordingWriter) Close() error {
	if w.file == nil {
		return nil
	}
	err := w.file.Sync()
	if cerr := w.file.Close(); err == nil {
		err = cerr
	}
	if err == nil && w.failed != nil {
		err = w.failed
	}
	return err
}
