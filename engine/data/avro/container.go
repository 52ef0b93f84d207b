package avro

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// Magic is how a container begins; SyncSize is the length of the marker behind its header and its blocks.
var Magic = []byte("Obj\x01")

// SyncSize is described at [Magic].
const SyncSize = 16

// MaxBlock bounds the rows and the unpacked bytes of one block.
const MaxBlock = 1 << 30

// Header is the beginning of a container.
type Header struct {
	Meta map[string]string
	Sync []byte
	// Size is where the first block begins.
	Size int
}

// ReadHeader reads the header at the beginning of b.
func ReadHeader(b []byte) (Header, error) {
	h := Header{Meta: map[string]string{}}
	if !bytes.HasPrefix(b, Magic) {
		return h, fmt.Errorf("it does not begin like an Avro file")
	}
	r := &Reader{B: b[len(Magic):]}
	r.Blocks(func() {
		k := string(r.Take(r.Long()))
		h.Meta[k] = string(r.Take(r.Long()))
	})
	h.Size = len(b) - len(r.B) + SyncSize
	if r.Bad || len(r.B) < SyncSize {
		return h, fmt.Errorf("its header is cut or damaged")
	}
	h.Sync = append([]byte{}, r.B[:SyncSize]...)
	return h, nil
}

// Append writes the header in front of a container's blocks; keys gives the order of the entries.
func (h Header) Append(out []byte, keys []string) []byte {
	out = append(out, Magic...)
	out = binary.AppendVarint(out, int64(len(keys)))
	for _, k := range keys {
		out = append(binary.AppendVarint(out, int64(len(k))), k...)
		out = append(binary.AppendVarint(out, int64(len(h.Meta[k]))), h.Meta[k]...)
	}
	return append(append(out, 0), h.Sync...)
}

// Each goes over the blocks of a container behind its header, unpacked.
func (h Header) Each(b []byte, f func(rows []byte, n int) error) error {
	unpack, err := unpacker(h.Meta["avro.codec"])
	if err != nil {
		return err
	}
	r := &Reader{B: b[h.Size:]}
	for len(r.B) > 0 {
		at := len(b) - len(r.B)
		n := r.Long()
		packed := r.Take(r.Long())
		if sync := r.Take(SyncSize); r.Bad || n < 0 || n > MaxBlock || !bytes.Equal(sync, h.Sync) {
			return fmt.Errorf("the Avro file is cut or damaged in the block at byte %d", at)
		}
		rows, err := unpack(packed)
		if err == nil {
			err = f(rows, int(n))
		}
		if err != nil {
			return fmt.Errorf("the Avro file is damaged in the block at byte %d: %w", at, err)
		}
	}
	return nil
}

// unpacker undoes a codec by its name in the header.
func unpacker(codec string) (func([]byte) ([]byte, error), error) {
	all := func(r io.Reader) ([]byte, error) {
		out, err := io.ReadAll(io.LimitReader(r, MaxBlock+1))
		if len(out) > MaxBlock {
			err = fmt.Errorf("it unpacks to more than %d bytes", MaxBlock)
		}
		return out, err
	}
	switch codec {
	case "", "null":
		return func(b []byte) ([]byte, error) { return b, nil }, nil
	case "deflate":
		return func(b []byte) ([]byte, error) { return all(flate.NewReader(bytes.NewReader(b))) }, nil
	case "bzip2":
		return func(b []byte) ([]byte, error) { return all(bzip2.NewReader(bytes.NewReader(b))) }, nil
	case "snappy":
		return unpackSnappy, nil
	case "zstandard":
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxBlock))
		if err != nil {
			return nil, err
		}
		return func(b []byte) ([]byte, error) { return d.DecodeAll(b, nil) }, nil
	}
	return nil, fmt.Errorf("its blocks are packed with %q; null, deflate, snappy, bzip2 and zstandard are read", codec)
}

// unpackSnappy compares the checksum of the rows that stands behind them.
func unpackSnappy(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, io.ErrUnexpectedEOF
	}
	b, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	if n, err := snappy.DecodedLen(b); err != nil || n > MaxBlock {
		return nil, fmt.Errorf("its length is damaged")
	}
	out, err := snappy.Decode(nil, b)
	if err == nil && crc32.ChecksumIEEE(out) != sum {
		err = fmt.Errorf("its checksum is wrong")
	}
	return out, err
}
