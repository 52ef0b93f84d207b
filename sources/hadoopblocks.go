package sources

import (
	"encoding/binary"
	"errors"
)

var errHadoopBlock = errors.New("a block of the packed content is damaged")

// unpackHadoop undoes the framing of Hadoop's block codecs: the unpacked length of a block, then pieces, each
// behind its packed length, until the block is full. size bounds the whole; below 0 it is not known.
func unpackHadoop(b []byte, size int, unpack func(b []byte, size int) ([]byte, error)) ([]byte, error) {
	var out []byte
	for len(b) > 0 {
		if len(b) < 4 {
			return nil, errHadoopBlock
		}
		left := int(binary.BigEndian.Uint32(b))
		if b = b[4:]; left > maxPage || size >= 0 && len(out)+left > size {
			return nil, errHadoopBlock
		}
		for left > 0 {
			if len(b) < 4 || uint64(binary.BigEndian.Uint32(b)) > uint64(len(b)-4) {
				return nil, errHadoopBlock
			}
			n := int(binary.BigEndian.Uint32(b))
			piece, err := unpack(b[4:4+n], left)
			if err != nil {
				return nil, err
			}
			if len(piece) == 0 || len(piece) > left {
				return nil, errHadoopBlock
			}
			out, b, left = append(out, piece...), b[4+n:], left-len(piece)
		}
	}
	if size >= 0 && len(out) != size {
		return nil, errHadoopBlock
	}
	return out, nil
}
