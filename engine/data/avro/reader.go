package avro

import "encoding/binary"

// Reader reads values from a buffer; the first impossible one sets Bad and everything after it reads as
// zero.
type Reader struct {
	B     []byte
	Bad   bool
	empty int // elements of arrays that took no byte
}

// maxEmpty bounds how many elements without a byte (of type null) there may be: their number alone says
// how many.
const maxEmpty = 1 << 24

func (r *Reader) fail() {
	r.Bad, r.B = true, nil
}

// Long reads a variable-length integer.
func (r *Reader) Long() int64 {
	if len(r.B) > 0 && r.B[0] < 0x80 {
		v := int64(r.B[0]>>1) ^ -int64(r.B[0]&1)
		r.B = r.B[1:]
		return v
	}
	v, n := binary.Varint(r.B)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.B = r.B[n:]
	return v
}

// Take reads n bytes, which stay the buffer's.
func (r *Reader) Take(n int64) []byte {
	if n < 0 || n > int64(len(r.B)) {
		r.fail()
		return nil
	}
	out := r.B[:n]
	r.B = r.B[n:]
	return out
}

// Blocks reads an array or map: each reads one element.
func (r *Reader) Blocks(each func()) {
	for {
		n := r.Long()
		if n < 0 {
			n = -n
			r.Long() // the size of the block in bytes
		}
		if n == 0 || r.Bad {
			return
		}
		for ; n > 0 && !r.Bad; n-- {
			before := len(r.B)
			each()
			if len(r.B) == before {
				r.none()
			}
		}
	}
}

// none counts an element that took no byte.
func (r *Reader) none() {
	if r.empty++; r.empty > maxEmpty {
		r.fail()
	}
}
