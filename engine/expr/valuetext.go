package expr

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// TextOf is CAST(value AS STRING) of row i; "NULL" for a null.
func TextOf(ctx *Context, col data.Column, i int) string {
	if data.IsNull(col, i) {
		return "NULL"
	}
	return string(appendValue(nil, ctx, col, i))
}

// appendValue appends CAST(value AS STRING) of row i, which is not null.
func appendValue(dst []byte, ctx *Context, col data.Column, i int) []byte {
	switch c := col.(type) {
	case *data.Bytes:
		if c.T.Kind == data.KindVariant {
			return appendVariant(dst, ctx, c.At(i))
		}
		if c.T.Spatial() {
			return appendSpatial(dst, c.At(i))
		}
		return append(dst, c.At(i)...)
	case *data.Fixed[bool]:
		return strconv.AppendBool(dst, c.Values[i])
	case *data.Fixed[int8]:
		return strconv.AppendInt(dst, int64(c.Values[i]), 10)
	case *data.Fixed[int16]:
		return strconv.AppendInt(dst, int64(c.Values[i]), 10)
	case *data.Fixed[int32]:
		switch c.T.Kind {
		case data.KindDate:
			return appendDate(dst, int64(c.Values[i]))
		case data.KindYearMonthInterval:
			return appendYearMonth(dst, int64(c.Values[i]), c.T)
		}
		return strconv.AppendInt(dst, int64(c.Values[i]), 10)
	case *data.Fixed[int64]:
		return appendLong(dst, ctx, c.T, c.Values[i])
	case *data.Fixed[float32]:
		return appendFloat(dst, c.Values[i])
	case *data.Fixed[float64]:
		return appendDouble(dst, c.Values[i])
	case *data.Fixed[data.Dec]:
		if ctx.exponents {
			return appendScientific(dst, c.Values[i], c.T.Scale)
		}
		return appendDec(dst, c.Values[i], c.T.Scale)
	case *data.Fixed[data.Interval]:
		return appendInterval(dst, c.Values[i])
	case *data.List:
		return append(appendList(append(dst, '['), ctx, c.Elems, c.Offsets[i], c.Offsets[i+1]), ']')
	case *data.MapColumn:
		dst = append(dst, '{')
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			if k > c.Offsets[i] {
				dst = append(dst, ", "...)
			}
			dst = append(appendPart(dst, ctx, c.Keys, int(k)), " -> "...)
			dst = appendPart(dst, ctx, c.Items, int(k))
		}
		return append(dst, '}')
	case *data.Struct:
		dst = append(dst, '{')
		for k, f := range c.Fields {
			if k > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendPart(dst, ctx, f, i)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

func appendList(dst []byte, ctx *Context, elems data.Column, from, to int32) []byte {
	for k := from; k < to; k++ {
		if k > from {
			dst = append(dst, ", "...)
		}
		dst = appendPart(dst, ctx, elems, int(k))
	}
	return dst
}

// appendPart is appendValue for a part of a value, where null is spelled out.
func appendPart(dst []byte, ctx *Context, c data.Column, i int) []byte {
	if data.IsNull(c, i) {
		return append(dst, "null"...)
	}
	if b, ok := c.(*data.Bytes); ok && b.T.Kind == data.KindVariant {
		return appendVariantJSON(dst, ctx, b.At(i))
	}
	return appendValue(dst, ctx, c, i)
}

func appendLong(dst []byte, ctx *Context, t *data.Type, v int64) []byte {
	switch t.Kind {
	case data.KindTimestamp:
		return appendLocal(dst, toLocal(ctx.Zone, v))
	case data.KindTimestampNTZ:
		return appendLocal(dst, v)
	case data.KindTime:
		return appendClock(dst, v)
	case data.KindDayTimeInterval:
		return appendDayTime(dst, v, t)
	}
	return strconv.AppendInt(dst, v, 10)
}

// appendDec appends a decimal as BigDecimal.toString does: plain unless it is very small.
func appendDec(dst []byte, d data.Dec, scale int) []byte {
	if d.Hi == int64(d.Lo)>>63 && scale == 0 {
		return strconv.AppendInt(dst, int64(d.Lo), 10)
	}
	return append(dst, d.Text(scale)...)
}

// sqlValue spells a value as Spark's error messages do: 'a', 3L, 1.0D, 2.5BD, 7S, NULL.
func sqlValue(ctx *Context, c data.Column, i int) string {
	if data.IsNull(c, i) {
		return "NULL"
	}
	text := string(appendValue(nil, ctx, c, i))
	switch t := c.Type(); t.Kind {
	case data.KindString:
		return "'" + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), "'", `\'`) + "'"
	case data.KindByte, data.KindShort:
		return text + "S"
	case data.KindLong:
		return text + "L"
	case data.KindFloat, data.KindDouble:
		if strings.ContainsAny(text, "Ny") {
			return text
		}
		return text + map[data.Kind]string{data.KindFloat: "", data.KindDouble: "D"}[t.Kind]
	case data.KindDecimal:
		return text + "BD"
	case data.KindDate, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime:
		return typeWord(t) + " '" + text + "'"
	case data.KindBinary:
		return "X'" + strings.ToUpper(hex.EncodeToString(c.(*data.Bytes).At(i))) + "'"
	}
	return text
}

// appendScientific writes a decimal as Java's BigDecimal does: below 0.000001 with an exponent.
func appendScientific(dst []byte, v data.Dec, scale int) []byte {
	digits := strings.TrimPrefix(v.Text(0), "-")
	exponent := len(digits) - 1 - scale
	if exponent >= -6 {
		return appendDec(dst, v, scale)
	}
	if v.Sign() < 0 {
		dst = append(dst, '-')
	}
	dst = append(dst, digits[0])
	if len(digits) > 1 {
		dst = append(append(dst, '.'), digits[1:]...)
	}
	return strconv.AppendInt(append(dst, 'E'), int64(exponent), 10)
}
