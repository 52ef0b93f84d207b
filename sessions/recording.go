package sessions

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/avro"
)

// Header is what a recording says about itself.
type Header struct {
	Schema  *data.Schema
	Source  string            // format name: kafka, socket, json
	Detail  string            // one line for people: path, topic
	Options map[string]string // without secrets
	// Started is the time of the first row in microseconds, 0 when unknown.
	Started int64
	Note    string
}

// Recording gives the batches of a recorded stream by index. One goroutine uses it.
type Recording struct {
	name    string
	r       io.ReaderAt
	size    int64
	file    *os.File
	header  Header
	avro    avro.Schema
	sync    []byte
	batches []recordedBatch
	loss    *Loss
	whole   int64 // the file up to here holds whole batches
	dec     *zstd.Decoder
}

type recordedBatch struct {
	blocks []blockPlace
	rows   int64
	time   int64
	lost   string // why it cannot be read
}

type blockPlace struct {
	at    int64 // of the count
	data  int64 // of the zstd frame
	frame int   // its length; the trailer follows
	rows  int
}

// Loss says what of a recording cannot be read.
type Loss struct {
	Bytes   int64  // bytes that hold nothing readable
	At      int64  // offset of the first of them
	Batches []int  // damaged batches, by index; a cut tail has none
	Tail    bool   // the end is missing: the recording stopped in the middle of a write
	Text    string // one sentence for people
}

// ErrDamaged is in the errors about a recording that is none, is damaged, or is of a newer format.
var ErrDamaged = errors.New("the recording cannot be read")

type damaged struct{ error }

// Is implements the protocol of errors.Is.
func (damaged) Is(target error) bool { return target == ErrDamaged }

// Unwrap returns the error itself.
func (d damaged) Unwrap() error { return d.error }

// OpenRecording opens a recording. A torn tail or a damaged block does not fail it: see
// [Recording.Loss].
func OpenRecording(path string) (*Recording, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory, not a recording", path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	r, err := ReadRecording(f, info.Size(), path)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.file = f
	return r, nil
}

// ReadRecording is [OpenRecording] for bytes held elsewhere; name is for messages.
func ReadRecording(from io.ReaderAt, size int64, name string) (*Recording, error) {
	r := &Recording{name: name, r: from, size: size}
	first := int64(0)
	for n := int64(4 << 10); ; n *= 8 {
		b, err := readAt(from, 0, min(n, size))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		h, sync, length, err := decodeHeader(b)
		if err == nil {
			r.header, r.sync, first = h, sync, int64(length)
			break
		}
		if n >= size {
			return nil, damaged{fmt.Errorf("%s cannot be opened as a recording: %w", name, err)}
		}
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlock))
	if err != nil {
		return nil, err
	}
	r.dec, r.whole = dec, first
	if r.avro, err = avro.Parse(avro.SchemaOf("row", r.header.Schema)); err != nil {
		return nil, fmt.Errorf("%s cannot be opened as a recording: %w", name, err)
	}
	return r, r.scan(first)
}

func readAt(r io.ReaderAt, at, n int64) ([]byte, error) {
	b := make([]byte, n)
	_, err := r.ReadAt(b, at)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if n == 0 {
		err = nil
	}
	return b, err
}

// Header is the recording's header.
func (r *Recording) Header() Header { return r.header }

// Len is the number of whole batches, damaged ones among them.
func (r *Recording) Len() int { return len(r.batches) }

// Rows is the number of rows of batch i, 0 when it is damaged.
func (r *Recording) Rows(i int) int64 { return r.batches[i].rows }

// Time is the timestamp of batch i in microseconds, 0 when none was recorded.
func (r *Recording) Time(i int) int64 { return r.batches[i].time }

// Loss says what could not be read, nil when all is whole. Bit flips inside blocks are found by
// Batch and Verify.
func (r *Recording) Loss() *Loss { return r.loss }

// Batch reads batch i. A damaged one is an error that names the place.
func (r *Recording) Batch(i int) (*data.Batch, error) {
	if i < 0 || i >= len(r.batches) {
		return nil, fmt.Errorf("%s has no batch %d: it holds batches 0 to %d", r.name, i, len(r.batches)-1)
	}
	batch := &r.batches[i]
	if batch.lost != "" {
		return nil, fmt.Errorf("%s: batch %d cannot be read: %s", r.name, i, batch.lost)
	}
	parts := make([]*data.Batch, len(batch.blocks))
	for k, b := range batch.blocks {
		part, err := r.block(b)
		if err != nil {
			return nil, damaged{fmt.Errorf("%s: batch %d cannot be read: the block at bytes %d to %d is damaged: %w",
				r.name, i, b.at, b.data+int64(b.frame)+trailerSize, err)}
		}
		parts[k] = part
	}
	return data.Concat(r.header.Schema, parts...), nil
}

func (r *Recording) block(b blockPlace) (*data.Batch, error) {
	raw, err := readAt(r.r, b.data, int64(b.frame)+trailerSize)
	if err != nil {
		return nil, err
	}
	frame, tail := raw[:b.frame], raw[b.frame:]
	sum := binary.LittleEndian.Uint32(tail[trailerSize-4:])
	if sum != blockSum(binary.AppendVarint(nil, int64(b.rows)), frame, tail[:trailerSize-4]) {
		return nil, fmt.Errorf("its checksum is wrong")
	}
	rows, err := r.dec.DecodeAll(frame, nil)
	if err != nil {
		return nil, err
	}
	d, err := avro.NewDecoder(r.avro, r.header.Schema, avro.Options{ByPlace: true}) // names that Avro does not take were replaced
	if err != nil {
		return nil, err
	}
	if err := d.Rows(rows, b.rows); err != nil {
		return nil, err
	}
	return d.Finish(), nil
}

// Verify reads every block and returns the first damage found.
func (r *Recording) Verify() error {
	for i := range r.batches {
		if _, err := r.Batch(i); err != nil {
			return err
		}
	}
	if r.loss != nil {
		return fmt.Errorf("%s: %s", r.name, r.loss.Text)
	}
	return nil
}

// Close closes the file.
func (r *Recording) Close() error {
	r.dec.Close()
	if r.file != nil {
		return r.file.Close()
	}
	return nil
}
