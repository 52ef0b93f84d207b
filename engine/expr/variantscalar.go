package expr

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// A VARIANT is kept as compact JSON text, the fields of an object by name. A scalar that JSON has not, or not
// with its type, is a word of its own:
//
//	1.5d 1.0E20 NaNd -Infinityd  DOUBLE, with d or an exponent
//	1.5f                         FLOAT
//	1.5 100.                     DECIMAL: a point, or too long for BIGINT
//	D19723                       DATE: days since 1970
//	T0 L0                        TIMESTAMP, TIMESTAMP_NTZ: microseconds since 1970
//	X0aff                        BINARY

// variantWord is the place behind the word at i.
func (s jsonScan) variantWord(i int) int {
	if n := bytes.IndexAny(s.b[i:], ",]}"); n >= 0 {
		return i + n
	}
	return len(s.b)
}

// variantScan walks a VARIANT.
func variantScan(text []byte) jsonScan { return jsonScan{b: text, variant: true} }

// variantScalar is a scalar of a VARIANT taken apart: its type and boxed value.
func variantScalar(word []byte) (*data.Type, any) {
	text := string(word)
	switch text[0] {
	case 't', 'f':
		return data.Boolean, text == "true"
	case 'n':
		return data.Void, nil
	case '"':
		s, _ := jsonString(word)
		return data.String, string(s)
	case 'D':
		n, _ := strconv.ParseInt(text[1:], 10, 32)
		return data.Date, int32(n)
	case 'T', 'L':
		n, _ := strconv.ParseInt(text[1:], 10, 64)
		if text[0] == 'L' {
			return data.TimestampNTZ, n
		}
		return data.Timestamp, n
	case 'X':
		b, _ := hex.DecodeString(text[1:])
		return data.Binary, b
	}
	return variantNumber(text)
}

func variantNumber(text string) (*data.Type, any) {
	if body, ok := strings.CutSuffix(text, "f"); ok {
		v, _ := strconv.ParseFloat(body, 32)
		return data.Float, float32(v)
	}
	if body, ok := strings.CutSuffix(text, "d"); ok || strings.ContainsAny(text, "eEN") {
		v, _ := strconv.ParseFloat(body, 64)
		return data.Double, v
	}
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return data.Long, v
	}
	whole, fraction, _ := strings.Cut(text, ".")
	v, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return data.Void, nil
	}
	d, _ := data.DecBig(v)
	return data.DecimalOf(max(len(fraction), len(strings.TrimLeft(whole+fraction, "-0")), 1), len(fraction)), d
}

// AppendVariantScalar appends the word for a boxed value of a type that a VARIANT can hold.
func AppendVariantScalar(dst []byte, t *data.Type, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case int8:
		return strconv.AppendInt(dst, int64(v), 10)
	case int16:
		return strconv.AppendInt(dst, int64(v), 10)
	case int32:
		if t.Kind == data.KindDate {
			dst = append(dst, 'D')
		}
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		switch t.Kind {
		case data.KindTimestamp:
			dst = append(dst, 'T')
		case data.KindTimestampNTZ:
			dst = append(dst, 'L')
		}
		return strconv.AppendInt(dst, v, 10)
	case float32:
		return append(appendFloat(dst, v), 'f')
	case float64:
		return append(appendDouble(dst, v), 'd')
	case data.Dec:
		return appendVariantDecimal(dst, v.Text(t.Scale))
	case []byte:
		return hex.AppendEncode(append(dst, 'X'), v)
	}
	return appendJSONText(dst, []byte(v.(string)))
}

// appendVariantDecimal appends the word for a decimal, which loses the zeros behind its point.
func appendVariantDecimal(dst []byte, text string) []byte {
	if strings.Contains(text, ".") {
		text = trimZeros(text)
	}
	if text == "-0" {
		text = "0"
	}
	dst = append(dst, text...)
	if !strings.Contains(text, ".") {
		dst = append(dst, '.')
	}
	return dst
}

// appendVariantNumber appends the word for a number of JSON: a BIGINT or DECIMAL that holds it, else a DOUBLE.
func appendVariantNumber(dst, number []byte) []byte {
	text := string(number)
	if strings.ContainsAny(text, "NI") {
		v, _ := parseDouble(number, 64)
		return append(appendDouble(dst, v), 'd')
	}
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.AppendInt(dst, v, 10)
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if !strings.ContainsAny(text, "eE") && len(fraction) <= data.MaxPrecision && len(strings.TrimLeft(whole+fraction, "-0")) <= data.MaxPrecision {
		return appendVariantDecimal(dst, text)
	}
	v, _ := strconv.ParseFloat(text, 64) // beyond the largest: infinite
	return append(appendDouble(dst, v), 'd')
}

// VariantWriter appends VARIANTs as JSON, their times in the zone of the context.
func VariantWriter(ctx *Context) func(dst, text []byte) []byte {
	return func(dst, text []byte) []byte { return appendVariantJSON(dst, ctx, text) }
}

// VariantOfJSON appends the VARIANT of a JSON value, which is well formed; ok is false where an object has
// two fields of one name.
func VariantOfJSON(dst, value []byte) (out []byte, ok bool) {
	s := jsonScan{b: value, real: true}
	if s.value(0) < 0 {
		return dst, false
	}
	p := variantParts(variantScan(compactJSON(nil, s, 0, appendVariantNumber)), 0)
	if p.doubled {
		return dst, false
	}
	return p.appendTo(dst), true
}

// appendVariantJSON appends a VARIANT as JSON.
func appendVariantJSON(dst []byte, ctx *Context, text []byte) []byte {
	for i := 0; i < len(text); {
		switch text[i] {
		case '"':
			end := variantScan(text).text(i)
			if end < 0 {
				end = len(text)
			}
			dst = append(dst, text[i:end]...)
			i = end
		case '{', '}', '[', ']', ',', ':':
			dst = append(dst, text[i])
			i++
		default:
			end := variantScan(text).variantWord(i)
			dst = appendVariantWord(dst, ctx, text[i:end])
			i = end
		}
	}
	return dst
}

// appendVariantWord appends a scalar that is no text as JSON.
func appendVariantWord(dst []byte, ctx *Context, word []byte) []byte {
	t, v := variantScalar(word)
	switch t.Kind {
	case data.KindBinary:
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), v.([]byte)), '"')
	case data.KindTimestamp:
		micros := v.(int64)
		dst = appendValue(append(dst, '"'), ctx, oneValue(t, v), 0)
		return append(offsetPattern.format(dst, toLocal(ctx.Zone, micros), ctx.Zone, micros), '"')
	case data.KindDate, data.KindTimestampNTZ:
		return append(appendValue(append(dst, '"'), ctx, oneValue(t, v), 0), '"')
	case data.KindFloat:
		if x := float64(v.(float32)); math.IsNaN(x) || math.IsInf(x, 0) {
			return append(appendDouble(append(dst, '"'), x), '"')
		}
	case data.KindDouble:
		if x := v.(float64); math.IsNaN(x) || math.IsInf(x, 0) {
			return append(appendDouble(append(dst, '"'), x), '"')
		}
	case data.KindNull, data.KindBoolean, data.KindLong:
		return append(dst, word...)
	}
	return appendValue(dst, ctx, oneValue(t, v), 0)
}

// offsetPattern writes an offset like +01:00.
var offsetPattern, _ = newTimePattern("xxx", false)
