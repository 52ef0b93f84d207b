package avro

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Codecs are the compressions that can be written, by Spark's names, each with the container's own.
var Codecs = map[string]string{"uncompressed": "null", "deflate": "deflate", "snappy": "snappy", "zstandard": "zstandard"}

// blockRows is how many bytes of rows a block takes before it is packed.
const blockRows = 256 << 10

// File gives a whole container of rows under a schema that [SchemaOf] made; codec is a name of [Codecs].
// Equal rows have equal bytes.
func File(b *data.Batch, schema, codec string) ([]byte, error) {
	h := Header{Meta: map[string]string{"avro.schema": schema, "avro.codec": Codecs[codec]}}
	sum := sha256.Sum256([]byte(schema + codec))
	h.Sync = sum[:SyncSize]
	out := h.Append(nil, []string{"avro.schema", "avro.codec"})
	pack, err := packer(codec)
	if err != nil {
		return nil, err
	}
	row := Rows(b.Cols, b.Schema.Fields)
	var rows []byte
	count := 0
	for i := range b.N {
		rows = row(rows, i)
		if count++; len(rows) < blockRows && i < b.N-1 {
			continue
		}
		packed, err := pack(rows)
		if err != nil {
			return nil, err
		}
		out = binary.AppendVarint(binary.AppendVarint(out, int64(count)), int64(len(packed)))
		out = append(append(out, packed...), h.Sync...)
		rows, count = rows[:0], 0
	}
	return out, nil
}

func packer(codec string) (func([]byte) ([]byte, error), error) {
	switch codec {
	case "deflate":
		return func(b []byte) ([]byte, error) {
			var out bytes.Buffer
			w, err := flate.NewWriter(&out, flate.DefaultCompression)
			if err == nil {
				_, err = w.Write(b)
			}
			if err == nil {
				err = w.Close()
			}
			return out.Bytes(), err
		}, nil
	case "snappy":
		return func(b []byte) ([]byte, error) {
			return binary.BigEndian.AppendUint32(snappy.Encode(nil, b), crc32.ChecksumIEEE(b)), nil
		}, nil
	case "zstandard":
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
		return func(b []byte) ([]byte, error) { return e.EncodeAll(b, nil), nil }, err
	}
	return func(b []byte) ([]byte, error) { return b, nil }, nil
}
