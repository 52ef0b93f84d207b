package sketch

import (
	"encoding/binary"
	"math"
)

// The parts of a tuple sketch's preamble.
const (
	tupleFamily  = 9
	tupleVersion = 3
	tupleCompact = 1
)

// Bytes is the compact form.
func (t *Tuple[V]) Bytes() []byte {
	n, flags := len(t.Entries), byte(thetaReadOnly|flagCompact)
	words := byte(2)
	switch {
	case t.empty:
		words, flags = 1, flags|flagEmpty
	case n == 1 && !t.estimating():
		words = 1
	case t.estimating():
		words = 3
	}
	b := []byte{words, tupleVersion, tupleFamily, tupleCompact, 0, flags, thetaSeed & 0xff, thetaSeed >> 8}
	if words > 1 {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	if words > 2 {
		b = binary.LittleEndian.AppendUint64(b, t.theta)
	}
	for _, e := range t.Entries {
		b = binary.LittleEndian.AppendUint64(b, e.hash)
		b = append(appendNumeral(b, e.Summary.Value), byte(e.Summary.Mode))
	}
	return b
}

func appendNumeral[V Numeral](b []byte, v V) []byte {
	if isReal[V]() {
		bits := math.Float64bits(float64(v))
		if v != v {
			bits = javaNaN
		}
		return binary.LittleEndian.AppendUint64(b, bits)
	}
	return binary.LittleEndian.AppendUint32(b, uint32(int32(v)))
}

// numeral is the number at the front of b, and its size.
func numeral[V Numeral](b []byte) (V, int) {
	if isReal[V]() {
		return V(math.Float64frombits(binary.LittleEndian.Uint64(b))), 8
	}
	return V(int32(binary.LittleEndian.Uint32(b))), 4
}

// ReadTuple reads the compact form of version 3. Bytes behind it are left out.
func ReadTuple[V Numeral](b []byte) (*Tuple[V], error) {
	if len(b) >= 3 && b[2] != tupleFamily && families[b[2]] != "" {
		return nil, &FamilyError{Want: families[tupleFamily], Got: families[b[2]]}
	}
	if len(b) < 8 || b[1] != tupleVersion || b[2] != tupleFamily || b[3] != tupleCompact || b[0] < 1 || b[0] > 3 {
		return nil, ErrShape
	}
	t := &Tuple[V]{theta: maxTheta, empty: b[5]&flagEmpty != 0}
	if t.empty {
		return t, nil
	}
	n, words := 1, int(b[0])
	if len(b) < 8*words {
		return nil, ErrShape
	}
	if words > 1 {
		n = int(int32(binary.LittleEndian.Uint32(b[8:])))
	}
	if words > 2 {
		t.theta = binary.LittleEndian.Uint64(b[16:])
	}
	return t, t.read(b[8*words:], n)
}

// read adds n values.
func (t *Tuple[V]) read(b []byte, n int) error {
	_, size := numeral[V](make([]byte, 8))
	each := 8 + size + 1
	if n < 0 || n > len(b)/each || t.theta > maxTheta {
		return ErrShape
	}
	t.Entries = make([]Entry[V], n)
	for i := range t.Entries {
		e := b[i*each:]
		v, _ := numeral[V](e[8:])
		mode := Mode(e[8+size])
		hash := binary.LittleEndian.Uint64(e)
		if mode > AlwaysOne || hash == 0 || hash > maxTheta {
			return ErrShape
		}
		t.Entries[i] = Entry[V]{hash, Summary[V]{v, mode}}
	}
	return nil
}
