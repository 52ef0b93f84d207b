package sources

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// packed tells by its ending that a file is compressed.
func packed(path string) bool {
	return strings.HasSuffix(path, ".gz") || strings.HasSuffix(path, ".zst")
}

// openContent opens a file and undoes its compression.
func openContent(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read a file that was listed before: %w", err)
	}
	if !packed(path) {
		return f, nil
	}
	var r io.Reader
	if strings.HasSuffix(path, ".gz") {
		r, err = gzip.NewReader(f)
	} else {
		var z *zstd.Decoder
		if z, err = zstd.NewReader(f, zstd.WithDecoderConcurrency(1)); err == nil {
			return &unpacked{z, func() error { z.Close(); return f.Close() }}, nil
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &unpacked{r, f.Close}, nil
}

type unpacked struct {
	io.Reader
	shut func() error
}

// Close implements [io.Closer].
func (u *unpacked) Close() error { return u.shut() }

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
