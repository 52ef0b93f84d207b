package sessions

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/avro"
)

// The file is an Avro object container (codec zstandard). A block holds rows of one batch, as
//
//	count, size (varints) · zstd frame · trailer · sync (16 bytes)
//
// where the trailer is a zstd skippable frame, which every other reader of Avro passes over:
//
//	magic, length (4+4) · "SRB1" · flags · 3 zero bytes · batch (8) · time (8) · crc32c (4)
//
// The checksum covers the count, the zstd frame and the trailer before it. The sync marker is the head
// of the header's SHA-256, so that a changed header is found too, and equal recordings have equal bytes.
const (
	trailerSize  = 36
	trailerMagic = 0x184D2A5B
	syncSize     = avro.SyncSize
	flagLast     = 1 // the block ends its batch
	maxBlock     = avro.MaxBlock
)

var (
	blockMagic = []byte("SRB1")
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

type trailer struct {
	last  bool
	batch int64
	time  int64
}

// appendBlock appends a block with its sync marker.
func appendBlock(out []byte, enc *zstd.Encoder, rows []byte, count int, t trailer, sync []byte) []byte {
	frame := enc.EncodeAll(rows, nil)
	head := binary.AppendVarint(nil, int64(count))
	tail := binary.LittleEndian.AppendUint32(nil, trailerMagic)
	tail = binary.LittleEndian.AppendUint32(tail, trailerSize-8)
	tail = append(tail, blockMagic...)
	flags := byte(0)
	if t.last {
		flags = flagLast
	}
	tail = append(tail, flags, 0, 0, 0)
	tail = binary.LittleEndian.AppendUint64(tail, uint64(t.batch))
	tail = binary.LittleEndian.AppendUint64(tail, uint64(t.time))
	tail = binary.LittleEndian.AppendUint32(tail, blockSum(head, frame, tail))
	out = append(out, head...)
	out = binary.AppendVarint(out, int64(len(frame)+len(tail)))
	out = append(append(append(out, frame...), tail...), sync...)
	return out
}

func blockSum(count, frame, tail []byte) uint32 {
	sum := crc32.Update(0, castagnoli, count)
	return crc32.Update(crc32.Update(sum, castagnoli, frame), castagnoli, tail)
}

// parseTrailer reads a trailer; its checksum is compared when the block is read.
func parseTrailer(b []byte) (trailer, bool) {
	if len(b) != trailerSize || binary.LittleEndian.Uint32(b) != trailerMagic || !bytes.Equal(b[8:12], blockMagic) || b[12] > flagLast {
		return trailer{}, false
	}
	t := trailer{last: b[12]&flagLast != 0, batch: int64(binary.LittleEndian.Uint64(b[16:])), time: int64(binary.LittleEndian.Uint64(b[24:]))}
	return t, t.batch >= 0
}

// details is the part of the header that is ours, as JSON under one metadata key.
type details struct {
	Version int               `json:"version"`
	Schema  string            `json:"schema"` // Spark DDL
	Source  string            `json:"source,omitempty"`
	Detail  string            `json:"detail,omitempty"`
	Options map[string]string `json:"options,omitempty"`
	Started int64             `json:"started,omitempty"`
	Note    string            `json:"note,omitempty"`
}

const (
	detailsKey       = "sparkrepl.recording"
	recordingVersion = 1
)

// encodeHeader gives the bytes before the first block, sync marker included.
func encodeHeader(h Header) []byte {
	own, err := json.Marshal(details{recordingVersion, h.Schema.String(), h.Source, h.Detail, h.Options, h.Started, h.Note})
	if err != nil {
		panic(fmt.Sprintf("sessions: header: %v", err))
	}
	meta := map[string]string{"avro.schema": avro.SchemaOf("row", h.Schema), "avro.codec": "zstandard", detailsKey: string(own)}
	head := avro.Header{Meta: meta}
	out := head.Append(nil, []string{"avro.codec", "avro.schema", detailsKey})
	sum := sha256.Sum256(out)
	return append(out, sum[:syncSize]...)
}

// decodeHeader reads the header; size is where the first block begins.
func decodeHeader(b []byte) (h Header, sync []byte, size int, err error) {
	head, err := avro.ReadHeader(b)
	if err != nil {
		return h, nil, 0, err
	}
	size, sync = head.Size-syncSize, head.Sync
	own, ok := head.Meta[detailsKey]
	if !ok {
		return h, nil, 0, fmt.Errorf("it is an Avro file, but no recording; read it with the format avro, or import it")
	}
	if sum := sha256.Sum256(b[:size]); !bytes.Equal(sum[:syncSize], sync) {
		return h, nil, 0, fmt.Errorf("its header is damaged (checksum, bytes 0 to %d)", size+syncSize)
	}
	var d details
	if err := json.Unmarshal([]byte(own), &d); err != nil {
		return h, nil, 0, fmt.Errorf("its header is damaged: %w", err)
	}
	if d.Version > recordingVersion {
		return h, nil, 0, fmt.Errorf("it was written by a newer sparkrepl (format %d, this one reads up to %d)", d.Version, recordingVersion)
	}
	s, err := data.ParseSchema(d.Schema)
	if err != nil {
		return h, nil, 0, fmt.Errorf("its schema cannot be read: %w", err)
	}
	return Header{Schema: s, Source: d.Source, Detail: d.Detail, Options: d.Options, Started: d.Started, Note: d.Note}, sync, size + syncSize, nil
}
