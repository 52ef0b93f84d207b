package expr

import (
	"math/big"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// fromText casts strings. parse says no where a text is malformed.
func (c caster) fromText(src *data.Bytes) (data.Column, error) {
	if src.T.Kind == data.KindBinary {
		return nil, c.impossible()
	}
	low, high := longRange(c.to.Kind)
	fraction := c.mode == CastLegacy
	switch c.to.Kind {
	case data.KindBinary:
		return &data.Bytes{T: data.Binary, Offsets: src.Offsets, Data: src.Data, Nulls: src.Nulls}, nil
	case data.KindBoolean:
		return parsed(c, src, parseBool)
	case data.KindByte:
		return parsed(c, src, func(s []byte) (int8, bool) { v, ok := parseLong(s, low, high, fraction); return int8(v), ok })
	case data.KindShort:
		return parsed(c, src, func(s []byte) (int16, bool) { v, ok := parseLong(s, low, high, fraction); return int16(v), ok })
	case data.KindInt:
		return parsed(c, src, func(s []byte) (int32, bool) { v, ok := parseLong(s, low, high, fraction); return int32(v), ok })
	case data.KindLong:
		return parsed(c, src, func(s []byte) (int64, bool) { return parseLong(s, low, high, fraction) })
	case data.KindFloat:
		return parsed(c, src, func(s []byte) (float32, bool) { v, ok := parseDouble(s, 32); return float32(v), ok })
	case data.KindDouble:
		return parsed(c, src, func(s []byte) (float64, bool) { return parseDouble(s, 64) })
	case data.KindDecimal:
		return c.textToDec(src)
	case data.KindDate:
		return parsed(c, src, func(s []byte) (int32, bool) { return parseDate(s, c.ctx) })
	case data.KindTimestamp:
		return parsed(c, src, func(s []byte) (int64, bool) { return parseTimestamp(s, c.ctx) })
	case data.KindTimestampNTZ:
		return parsed(c, src, func(s []byte) (int64, bool) { return parseLocal(s, c.ctx) })
	case data.KindTime:
		return parsed(c, src, func(s []byte) (int64, bool) { v, _, ok := parseClock(s); return truncateClock(v, c.to.Precision), ok })
	}
	return c.textToInterval(src)
}

// parsed converts texts one by one; a malformed one is null or, under ANSI, an error.
func parsed[R data.Value](c caster, src *data.Bytes, parse func(s []byte) (R, bool)) (data.Column, error) {
	n := src.Len()
	out := make([]R, n)
	valid, mine := src.Nulls, false
	for i := range out {
		if valid != nil && !valid.Get(i) {
			continue
		}
		v, ok := parse(src.At(i))
		if !ok {
			if c.mode == CastAnsi {
				return nil, c.invalid(i)
			}
			valid, mine = voidRow(valid, mine, i, n)
			continue
		}
		out[i] = v
	}
	return &data.Fixed[R]{T: c.to, Values: out, Nulls: valid}, nil
}

func parseBool(s []byte) (v, ok bool) {
	switch strings.ToLower(string(trimSpace(s))) {
	case "t", "true", "y", "yes", "1":
		return true, true
	case "f", "false", "n", "no", "0":
		return false, true
	}
	return false, false
}

func (c caster) textToDec(src *data.Bytes) (data.Column, error) {
	n := src.Len()
	out := make([]data.Dec, n)
	valid, mine := src.Nulls, false
	for i := range out {
		if valid != nil && !valid.Get(i) {
			continue
		}
		u, scale, ok := parseDec(src.At(i))
		if !ok && c.mode == CastAnsi {
			return nil, c.invalid(i)
		}
		if ok {
			out[i], ok = fitDec(u, scale, c.to)
			switch {
			case ok || c.mode != CastAnsi:
			case len(new(big.Int).Abs(u).String())-scale > data.MaxPrecision:
				return nil, failf("NUMERIC_OUT_OF_SUPPORTED_RANGE", "22003", "The value %s cannot be interpreted as a numeric since it has more than 38 digits.", src.At(i))
			default:
				return nil, c.outOfRange(i)
			}
		}
		if !ok {
			valid, mine = voidRow(valid, mine, i, n)
			out[i] = data.Dec{}
		}
	}
	return &data.Fixed[data.Dec]{T: c.to, Values: out, Nulls: valid}, nil
}
