package expr

import (
	"fmt"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// appendInternal appends row i as Java's toString shows a value inside Spark: dates are days, times are
// microseconds, a struct is [a,b]. format_string and the keys of to_json's maps say it so.
func appendInternal(dst []byte, c data.Column, i int) []byte {
	if data.IsNull(c, i) {
		return append(dst, "null"...)
	}
	switch c := c.(type) {
	case *data.List:
		return appendInternalRun(dst, c.Elems, c.Offsets[i], c.Offsets[i+1])
	case *data.MapColumn:
		dst = appendInternalRun(append(dst, "keys: "...), c.Keys, c.Offsets[i], c.Offsets[i+1])
		return appendInternalRun(append(dst, ", values: "...), c.Items, c.Offsets[i], c.Offsets[i+1])
	case *data.Struct:
		dst = append(dst, '[')
		for k, f := range c.Fields {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = appendInternal(dst, f, i)
		}
		return append(dst, ']')
	case *data.Bytes:
		if c.T.Kind == data.KindBinary {
			return fmt.Appendf(dst, "[B@%x", murmurBytes(c.At(i), 42))
		}
	case *data.Fixed[data.Dec]:
		return append(dst, scientific(c.Values[i], c.T.Scale)...)
	case *data.Ints:
		return strconv.AppendInt(dst, int64(c.Values[i]), 10)
	case *data.Longs:
		return strconv.AppendInt(dst, c.Values[i], 10)
	}
	return appendValue(dst, &Context{}, c, i)
}

func appendInternalRun(dst []byte, c data.Column, from, to int32) []byte {
	dst = append(dst, '[')
	for k := from; k < to; k++ {
		if k > from {
			dst = append(dst, ',')
		}
		dst = appendInternal(dst, c, int(k))
	}
	return append(dst, ']')
}

// appendCell appends row i, which is not null, as a field of CSV: bytes are hexadecimal, and nulls inside are
// written as null behind a space, or left out where that is empty.
func appendCell(dst []byte, ctx *Context, null string, c data.Column, i int) []byte {
	part := func(c data.Column, i int, first bool) {
		switch {
		case data.IsNull(c, i) && null != "":
			dst = append(append(dst, ' '), null...)
		case data.IsNull(c, i):
		case first:
			dst = appendCell(dst, ctx, null, c, i)
		default:
			dst = appendCell(append(dst, ' '), ctx, null, c, i)
		}
	}
	comma := func(k int) {
		if k > 0 {
			dst = append(dst, ',')
		}
	}
	switch c := c.(type) {
	case *data.List:
		dst = append(dst, '[')
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			comma(int(k - c.Offsets[i]))
			part(c.Elems, int(k), k == c.Offsets[i])
		}
		return append(dst, ']')
	case *data.MapColumn:
		dst = append(dst, '{')
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			comma(int(k - c.Offsets[i]))
			part(c.Keys, int(k), k == c.Offsets[i])
			dst = append(dst, " ->"...)
			part(c.Items, int(k), false)
		}
		return append(dst, '}')
	case *data.Struct:
		dst = append(dst, '{')
		for k, f := range c.Fields {
			comma(k)
			part(f, i, k == 0)
		}
		return append(dst, '}')
	}
	if b, ok := c.(*data.Bytes); ok && b.T.Kind == data.KindBinary {
		return fmt.Appendf(dst, "[% X]", b.At(i))
	}
	if d, ok := c.(*data.Fixed[data.Dec]); ok {
		return append(dst, scientific(d.Values[i], d.T.Scale)...)
	}
	return appendValue(dst, ctx, c, i)
}
