package data

import (
	"encoding/binary"
	"math"
)

// AppendKey appends row i of c as bytes such that two rows of columns of one type give the
// same bytes exactly when they are [Equal]. The bytes of several columns may be put behind
// each other. They are stable across versions of the program: checkpoints hold them.
func AppendKey(dst []byte, c Column, i int) []byte {
	if IsNull(c, i) {
		return append(dst, 0)
	}
	dst = append(dst, 1)
	switch c := c.(type) {
	case *Fixed[bool]:
		return append(dst, byte(flag(c.Values[i])))
	case *Fixed[int8]:
		return append(dst, byte(c.Values[i]))
	case *Fixed[int16]:
		return binary.LittleEndian.AppendUint16(dst, uint16(c.Values[i]))
	case *Fixed[int32]:
		return binary.LittleEndian.AppendUint32(dst, uint32(c.Values[i]))
	case *Fixed[int64]:
		return binary.LittleEndian.AppendUint64(dst, uint64(c.Values[i]))
	case *Fixed[float32]:
		return binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(NormalFloat(float64(c.Values[i])))))
	case *Fixed[float64]:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(NormalFloat(c.Values[i])))
	case *Fixed[Dec]:
		dst = binary.LittleEndian.AppendUint64(dst, uint64(c.Values[i].Hi))
		return binary.LittleEndian.AppendUint64(dst, c.Values[i].Lo)
	case *Fixed[Interval]:
		dst = binary.LittleEndian.AppendUint32(dst, uint32(c.Values[i].Months))
		dst = binary.LittleEndian.AppendUint32(dst, uint32(c.Values[i].Days))
		return binary.LittleEndian.AppendUint64(dst, uint64(c.Values[i].Micros))
	case *Bytes:
		v := c.At(i)
		return append(binary.AppendUvarint(dst, uint64(len(v))), v...)
	case *List:
		return appendRun(dst, c.Offsets[i], c.Offsets[i+1], c.Elems)
	case *MapColumn:
		return appendRun(dst, c.Offsets[i], c.Offsets[i+1], c.Keys, c.Items)
	case *Struct:
		for _, f := range c.Fields {
			dst = AppendKey(dst, f, i)
		}
		return dst
	}
	panic("data: unknown column")
}

func appendRun(dst []byte, from, to int32, cols ...Column) []byte {
	dst = binary.AppendUvarint(dst, uint64(to-from))
	for k := from; k < to; k++ {
		for _, c := range cols {
			dst = AppendKey(dst, c, int(k))
		}
	}
	return dst
}

// AppendRowKey appends the keys of row i of all columns.
func AppendRowKey(dst []byte, cols []Column, i int) []byte {
	for _, c := range cols {
		dst = AppendKey(dst, c, i)
	}
	return dst
}

// NormalFloat maps all NaNs to one and -0.0 to 0.0, as Spark does before it groups.
func NormalFloat(v float64) float64 {
	if v != v {
		return math.NaN()
	}
	return v + 0
}

// Hash mixes row i of c into seed. Equal values give equal hashes; it is for hash tables in
// memory and not the same as Spark's hash().
func Hash(c Column, i int, seed uint64) uint64 {
	if IsNull(c, i) {
		return mix(seed, 0x9e3779b97f4a7c15)
	}
	switch c := c.(type) {
	case *Fixed[bool]:
		return mix(seed, uint64(flag(c.Values[i])))
	case *Fixed[int8]:
		return mix(seed, uint64(c.Values[i]))
	case *Fixed[int16]:
		return mix(seed, uint64(c.Values[i]))
	case *Fixed[int32]:
		return mix(seed, uint64(c.Values[i]))
	case *Fixed[int64]:
		return mix(seed, uint64(c.Values[i]))
	case *Fixed[float32]:
		return mix(seed, math.Float64bits(NormalFloat(float64(c.Values[i]))))
	case *Fixed[float64]:
		return mix(seed, math.Float64bits(NormalFloat(c.Values[i])))
	case *Fixed[Dec]:
		return mix(mix(seed, uint64(c.Values[i].Hi)), c.Values[i].Lo)
	case *Bytes:
		return HashBytes(c.At(i), seed)
	}
	return HashBytes(AppendKey(nil, c, i), seed)
}

// HashBytes mixes bytes into seed.
func HashBytes(b []byte, seed uint64) uint64 {
	h := mix(seed, uint64(len(b)))
	for len(b) >= 8 {
		h = mix(h, binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	if len(b) > 0 {
		var tail [8]byte
		copy(tail[:], b)
		h = mix(h, binary.LittleEndian.Uint64(tail[:]))
	}
	return h
}

// HashRow mixes row i of all columns into one hash.
func HashRow(cols []Column, i int) uint64 {
	h := uint64(0)
	for _, c := range cols {
		h = Hash(c, i, h)
	}
	return h
}

func mix(h, v uint64) uint64 {
	h = (h ^ v) * 0xff51afd7ed558ccd
	return h ^ h>>32
}
