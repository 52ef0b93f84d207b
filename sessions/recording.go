package sessions

import (
	"errors"
	"io"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Header is what a recording says about itself.
type Header struct {
	Schema  *data.Schema
	Source  string            // format name: kafka, socket, json
	Detail  string            // one line for people: path, topic
	Options map[string]string // without secrets
	// Started is the time of the first row in microseconds, 0 when unknown.
	Started int64
	// Note is free text.
	Note string
}

// Recording gives the batches of a recorded stream by index. It is safe for one goroutine.
type Recording struct{}

// Loss says what of a recording cannot be read.
type Loss struct {
	Bytes   int64  // bytes that hold nothing readable
	At      int64  // offset of the first of them
	Batches []int  // damaged batches, by index; a cut tail has none
	Text    string // one sentence for people
}

// OpenRecording opens a recording. A torn tail or a damaged block does not fail it: see
// [Recording.Loss].
func OpenRecording(path string) (*Recording, error) { return nil, errors.New("sessions: no recording") }

// ReadRecording is [OpenRecording] for bytes held elsewhere; name is for messages.
func ReadRecording(r io.ReaderAt, size int64, name string) (*Recording, error) {
	return nil, errors.New("sessions: no recording")
}

// Header is the recording's header.
func (r *Recording) Header() Header { return Header{} }

// Len is the number of whole batches.
func (r *Recording) Len() int { return 0 }

// Rows is the number of rows of batch i.
func (r *Recording) Rows(i int) int64 { return 0 }

// Time is the timestamp of batch i in microseconds, 0 when none was recorded.
func (r *Recording) Time(i int) int64 { return 0 }

// Batch reads batch i. A damaged one is an error that names the place.
func (r *Recording) Batch(i int) (*data.Batch, error) { return nil, nil }

// Loss says what could not be read, nil when all is whole. Bit flips inside blocks are found by
// Batch and Verify.
func (r *Recording) Loss() *Loss { return nil }

// Verify reads every block and returns the first damage found.
func (r *Recording) Verify() error { return nil }

// Close closes the file.
func (r *Recording) Close() error { return nil }

// RecordingWriter appends batches to a recording.
type RecordingWriter struct{}

// CreateRecording makes a new recording; it fails when the file exists.
func CreateRecording(path string, h Header) (*RecordingWriter, error) { return nil, nil }

// AppendRecording opens a recording to add batches, after cutting a torn tail off.
func AppendRecording(path string) (*RecordingWriter, *Loss, error) { return nil, nil, nil }

// NewRecordingWriter writes a recording to w.
func NewRecordingWriter(w io.Writer, h Header) (*RecordingWriter, error) { return nil, nil }

// Append adds one batch with its timestamp in microseconds (0: none). A batch without rows is
// not recorded.
func (w *RecordingWriter) Append(b *data.Batch, time int64) error { return nil }

// Size is the number of bytes written so far.
func (w *RecordingWriter) Size() int64 { return 0 }

// Close makes the file durable and closes it.
func (w *RecordingWriter) Close() error { return nil }
