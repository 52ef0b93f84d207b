package state

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// The tags of boxed values in saved state. New ones go to the end.
const (
	tagNil byte = iota
	tagFalse
	tagTrue
	tagInt8
	tagInt16
	tagInt32
	tagInt64
	tagFloat32
	tagFloat64
	tagDec
	tagInterval
	tagString
	tagBytes
	tagList
	tagPairs
	tagInts
	tagFloats
	tagColumn
)

// AppendAny writes a boxed value (data.ValueAt's forms; []int64, []float64 and columns besides).
// Other types are an error.
func AppendAny(b []byte, v any) ([]byte, error) {
	fix := func(tag byte, w uint64) []byte { return binary.LittleEndian.AppendUint64(append(b, tag), w) }
	switch v := v.(type) {
	case nil:
		return append(b, tagNil), nil
	case bool:
		if v {
			return append(b, tagTrue), nil
		}
		return append(b, tagFalse), nil
	case int8:
		return fix(tagInt8, uint64(v)), nil
	case int16:
		return fix(tagInt16, uint64(v)), nil
	case int32:
		return fix(tagInt32, uint64(v)), nil
	case int64:
		return fix(tagInt64, uint64(v)), nil
	case float32:
		return fix(tagFloat32, uint64(math.Float32bits(v))), nil
	case float64:
		return fix(tagFloat64, math.Float64bits(v)), nil
	case data.Dec:
		return binary.LittleEndian.AppendUint64(fix(tagDec, uint64(v.Hi)), v.Lo), nil
	case data.Interval:
		b = fix(tagInterval, uint64(uint32(v.Months))<<32|uint64(uint32(v.Days)))
		return binary.LittleEndian.AppendUint64(b, uint64(v.Micros)), nil
	case string:
		return append(binary.AppendUvarint(append(b, tagString), uint64(len(v))), v...), nil
	case []byte:
		return append(binary.AppendUvarint(append(b, tagBytes), uint64(len(v))), v...), nil
	}
	return appendNested(b, v)
}

func appendNested(b []byte, v any) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case []any:
		b = binary.AppendUvarint(append(b, tagList), uint64(len(v)))
		for _, e := range v {
			if b, err = AppendAny(b, e); err != nil {
				return b, err
			}
		}
		return b, nil
	case []data.Pair:
		b = binary.AppendUvarint(append(b, tagPairs), uint64(len(v)))
		for _, e := range v {
			if b, err = AppendAny(b, e.Key); err != nil {
				return b, err
			}
			if b, err = AppendAny(b, e.Value); err != nil {
				return b, err
			}
		}
		return b, nil
	case []int64:
		b = binary.AppendUvarint(append(b, tagInts), uint64(len(v)))
		for _, e := range v {
			b = binary.LittleEndian.AppendUint64(b, uint64(e))
		}
		return b, nil
	case []float64:
		b = binary.AppendUvarint(append(b, tagFloats), uint64(len(v)))
		for _, e := range v {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(e))
		}
		return b, nil
	case data.Column:
		return appendColumn(b, v), nil
	}
	return b, fmt.Errorf("state: a value of Go type %T cannot be stored", v)
}

// appendColumn writes a column: its type as text, the number of rows, the length of all rows and
// the rows.
func appendColumn(b []byte, c data.Column) []byte {
	typ := c.Type().String()
	b = append(binary.AppendUvarint(append(b, tagColumn), uint64(len(typ))), typ...)
	var rows []byte
	for i := range c.Len() {
		rows = AppendValue(rows, c, i)
	}
	b = binary.AppendUvarint(b, uint64(c.Len()))
	return append(binary.AppendUvarint(b, uint64(len(rows))), rows...)
}

func readColumn(b []byte) (v any, rest []byte, err error) {
	part := func() []byte {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			err = errShape
			return nil
		}
		out := b[k : k+int(n)]
		b = b[k+int(n):]
		return out
	}
	name := part()
	n, k := binary.Uvarint(b)
	if err != nil || k <= 0 {
		return nil, nil, errShape
	}
	b = b[k:]
	rows := part()
	if err != nil || n > uint64(len(rows)) {
		return nil, nil, errShape
	}
	typ, err := data.ParseType(string(name))
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if recover() != nil { // bytes of another shape: the checks of slices found it
			v, rest, err = nil, nil, errShape
		}
	}()
	to := data.NewBuilder(typ, int(n))
	for range n {
		rows = readValue(rows, typ, to)
	}
	return to.Finish(), b, nil
}

// ReadAny reads one value that AppendAny wrote.
func ReadAny(b []byte) (any, error) {
	v, rest, err := readAny(b)
	if err == nil && len(rest) > 0 {
		err = errShape
	}
	return v, err
}

func readAny(b []byte) (any, []byte, error) {
	if len(b) == 0 {
		return nil, nil, errShape
	}
	tag, rest := b[0], b[1:]
	switch tag {
	case tagNil:
		return nil, rest, nil
	case tagFalse, tagTrue:
		return tag == tagTrue, rest, nil
	case tagString, tagBytes, tagList, tagPairs, tagInts, tagFloats:
		return readSized(tag, rest)
	case tagColumn:
		return readColumn(rest)
	}
	words := 1
	if tag == tagDec || tag == tagInterval {
		words = 2
	}
	if len(rest) < 8*words || tag > tagFloats {
		return nil, nil, errShape
	}
	w := binary.LittleEndian.Uint64(rest)
	var second uint64
	if words == 2 {
		second = binary.LittleEndian.Uint64(rest[8:])
	}
	return boxedWord(tag, w, second), rest[8*words:], nil
}

func boxedWord(tag byte, w, second uint64) any {
	switch tag {
	case tagInt8:
		return int8(w)
	case tagInt16:
		return int16(w)
	case tagInt32:
		return int32(w)
	case tagInt64:
		return int64(w)
	case tagFloat32:
		return math.Float32frombits(uint32(w))
	case tagFloat64:
		return math.Float64frombits(w)
	case tagDec:
		return data.Dec{Hi: int64(w), Lo: second}
	}
	return data.Interval{Months: int32(w >> 32), Days: int32(w), Micros: int64(second)}
}

func readSized(tag byte, b []byte) (any, []byte, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, nil, errShape
	}
	b = b[k:]
	switch tag {
	case tagString, tagBytes:
		if n > uint64(len(b)) {
			return nil, nil, errShape
		}
		if tag == tagString {
			return string(b[:n]), b[n:], nil
		}
		return append([]byte{}, b[:n]...), b[n:], nil
	case tagInts, tagFloats:
		if 8*n > uint64(len(b)) {
			return nil, nil, errShape
		}
		return readWords(tag, b[:8*n]), b[8*n:], nil
	case tagPairs:
		n *= 2
	}
	list := make([]any, 0, min(n, 1<<12))
	for range n {
		var v any
		var err error
		if v, b, err = readAny(b); err != nil {
			return nil, nil, err
		}
		list = append(list, v)
	}
	if tag == tagList {
		return list, b, nil
	}
	pairs := make([]data.Pair, 0, len(list)/2)
	for i := 0; i < len(list); i += 2 {
		pairs = append(pairs, data.Pair{Key: list[i], Value: list[i+1]})
	}
	return pairs, b, nil
}

func readWords(tag byte, b []byte) any {
	if tag == tagInts {
		out := make([]int64, len(b)/8)
		for i := range out {
			out[i] = int64(binary.LittleEndian.Uint64(b[8*i:]))
		}
		return out
	}
	out := make([]float64, len(b)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return out
}
