package sources

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"

	"github.com/klauspost/compress/snappy"
	"github.com/pierrec/lz4/v4"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// textCodecs are the packings of text files that can be written, by Spark's names, each with its ending.
var textCodecs = map[string]string{"none": "", "uncompressed": "", "gzip": ".gz", "deflate": ".deflate", "snappy": ".snappy", "lz4": ".lz4"}

// packedText gives the files of an encoder of text the packing of the option compression.
func packedText(enc encoderMaker) encoderMaker {
	return func(env source.Env, o *options, s *data.Schema) (encoder, error) {
		e, err := enc(env, o, s)
		codec := o.str("compression", "none")
		ending, ok := textCodecs[strings.ToLower(codec)]
		if err == nil && !ok {
			err = noCodec(codec, sortedKeys(textCodecs))
		}
		if err != nil {
			return nil, err
		}
		if ending == "" {
			return e, nil
		}
		return &packedFile{e, ending}, nil
	}
}

type packedFile struct {
	encoder
	ending string
}

// Ending implements encoder.
func (p *packedFile) Ending() string { return p.encoder.Ending() + p.ending }

// Encode implements encoder.
func (p *packedFile) Encode(b *data.Batch) ([]byte, error) {
	content, err := p.encoder.Encode(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	var w io.WriteCloser
	switch p.ending {
	case ".gz":
		w = gzip.NewWriter(&out)
	case ".deflate":
		w = zlib.NewWriter(&out)
	case ".snappy":
		return packHadoop(content, func(b []byte) ([]byte, error) { return snappy.Encode(nil, b), nil })
	default:
		return packHadoop(content, packLZ4)
	}
	_, err = w.Write(content)
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	return out.Bytes(), err
}

func packLZ4(b []byte) ([]byte, error) {
	out := make([]byte, lz4.CompressBlockBound(len(b)))
	n, err := lz4.CompressBlock(b, out, nil)
	return out[:n], err
}

// hadoopBlock is how much Hadoop's block codecs pack at a time.
const hadoopBlock = 200 << 10

// packHadoop frames packed blocks as [unpackHadoop] reads them.
func packHadoop(b []byte, pack func([]byte) ([]byte, error)) ([]byte, error) {
	var out []byte
	for len(b) > 0 {
		n := min(len(b), hadoopBlock)
		piece, err := pack(b[:n])
		if err != nil {
			return nil, err
		}
		out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, uint32(n)), uint32(len(piece)))
		out, b = append(out, piece...), b[n:]
	}
	return out, nil
}
