package sources

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// unpackers undo the packing that the ending of a file's name tells.
var unpackers = map[string]func(io.Reader) (io.Reader, error){
	".gz":      func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	".bz2":     func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil },
	".deflate": func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) },
	".snappy":  func(r io.Reader) (io.Reader, error) { return hadoopReader(r, snappyBlock) },
	".lz4":     func(r io.Reader) (io.Reader, error) { return hadoopReader(r, lz4Block) },
	".zst":     func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r, zstd.WithDecoderConcurrency(1)) },
}

// packed tells by its ending that a file is compressed.
func packed(path string) bool { return unpackers[filepath.Ext(path)] != nil }

// openContent opens a file and undoes its compression.
func openContent(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read a file that was listed before: %w", err)
	}
	if !packed(path) {
		return f, nil
	}
	r, err := unpackers[filepath.Ext(path)](f)
	if err == io.EOF { // nothing at all is an empty file
		r, err = bytes.NewReader(nil), nil
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &unpacked{r, f}, nil
}

// unpacked is what a file holds.
type unpacked struct {
	io.Reader
	file io.Closer
}

// Close implements [io.Closer].
func (u *unpacked) Close() error {
	if z, ok := u.Reader.(*zstd.Decoder); ok {
		z.Close()
	}
	return u.file.Close()
}

// readContent reads a whole file.
func readContent(path string) ([]byte, error) {
	if !packed(path) {
		return os.ReadFile(path)
	}
	r, err := openContent(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// hadoopReader reads all that a block codec of Hadoop packed.
func hadoopReader(r io.Reader, unpack func(b []byte, size int) ([]byte, error)) (io.Reader, error) {
	b, err := io.ReadAll(r)
	if err == nil {
		b, err = unpackHadoop(b, -1, unpack)
	}
	return bytes.NewReader(b), err
}

func snappyBlock(b []byte, size int) ([]byte, error) {
	if n, err := snappy.DecodedLen(b); err != nil || n > size {
		return nil, errHadoopBlock
	}
	return snappy.Decode(nil, b)
}

// lz4Block unpacks a block that may hold less than what is left of its frame.
func lz4Block(b []byte, size int) ([]byte, error) {
	out := make([]byte, size)
	n, err := lz4.UncompressBlock(b, out)
	return out[:max(0, n)], err
}
