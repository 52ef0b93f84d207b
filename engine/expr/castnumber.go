package expr

import (
	"encoding/binary"
	"math"
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

type integer interface{ int8 | int16 | int32 | int64 }

// longRange is the range of an integral type.
func longRange(k data.Kind) (low, high int64) {
	switch k {
	case data.KindByte:
		return math.MinInt8, math.MaxInt8
	case data.KindShort:
		return math.MinInt16, math.MaxInt16
	case data.KindInt:
		return math.MinInt32, math.MaxInt32
	}
	return math.MinInt64, math.MaxInt64
}

// toIntegral converts to the integral type c.to from values that f gives as 64 bits; f says
// no where a value is out of 64 bits. Outside ANSI and TRY a number wraps.
func toIntegral[A data.Value](c caster, src *data.Fixed[A], f func(A) (int64, bool)) (data.Column, error) {
	low, high := longRange(c.to.Kind)
	wrap := c.mode == CastLegacy
	get := func(v A) (int64, bool) {
		x, ok := f(v)
		return x, ok && (wrap || x >= low && x <= high)
	}
	switch c.to.Kind {
	case data.KindByte:
		return convert(c, src, func(v A) (int8, bool) { x, ok := get(v); return int8(x), ok }, c.overflow)
	case data.KindShort:
		return convert(c, src, func(v A) (int16, bool) { x, ok := get(v); return int16(x), ok }, c.overflow)
	case data.KindInt:
		return convert(c, src, func(v A) (int32, bool) { x, ok := get(v); return int32(x), ok }, c.overflow)
	}
	return convert(c, src, func(v A) (int64, bool) { return get(v) }, c.overflow)
}

func fromInteger[A integer](c caster, src *data.Fixed[A]) (data.Column, error) {
	switch c.to.Kind {
	case data.KindLong:
		return each(c, src, func(v A) int64 { return int64(v) })
	case data.KindDouble:
		return each(c, src, func(v A) float64 { return float64(v) })
	case data.KindFloat:
		return each(c, src, func(v A) float32 { return float32(v) })
	case data.KindByte, data.KindShort, data.KindInt:
		return toIntegral(c, src, func(v A) (int64, bool) { return int64(v), true })
	case data.KindBoolean:
		return each(c, src, func(v A) bool { return v != 0 })
	case data.KindDecimal:
		return convert(c, src, func(v A) (data.Dec, bool) { return data.DecOf(int64(v)).Rescale(0, c.to.Scale, c.to.Precision) }, c.outOfRange)
	case data.KindTimestamp:
		return each(c, src, func(v A) int64 { return saturatedMul(int64(v), microsPerSecond) })
	case data.KindBinary:
		return c.bigEndian(), nil
	case data.KindDayTimeInterval, data.KindYearMonthInterval:
		return toSpan(c, src, func(v A) *big.Int { return big.NewInt(int64(v)) }, 0)
	}
	return nil, c.impossible()
}

func saturatedMul(v, by int64) int64 {
	switch {
	case v > math.MaxInt64/by:
		return math.MaxInt64
	case v < math.MinInt64/by:
		return math.MinInt64
	}
	return v * by
}

func (c caster) outOfRange(i int) error {
	text := string(appendValue(nil, c.ctx, c.col, i))
	if f, ok := c.col.(*data.Doubles); ok {
		text = plainDouble(f.Values[i])
	} else if f, ok := c.col.(*data.Fixed[float32]); ok {
		text = plainDouble(float64(f.Values[i]))
	} else if c.col.Type().Kind == data.KindString {
		text = string(trimSpace([]byte(text)))
	}
	return decimalOverflow(text, c.to.Precision, c.to.Scale)
}

// plainDouble spells a double without an exponent.
func plainDouble(v float64) string {
	u, scale, ok := parseDec(appendDouble(nil, v))
	if !ok {
		return string(appendDouble(nil, v))
	}
	for scale > 0 && new(big.Int).Rem(u, big.NewInt(10)).Sign() == 0 {
		u.Quo(u, big.NewInt(10))
		scale--
	}
	if scale < 0 {
		return new(big.Int).Mul(u, data.PowerOf10(-scale)).String()
	}
	d, _ := data.DecBig(u)
	return d.Text(scale)
}

func (c caster) bigEndian() data.Column {
	b := data.NewBytesBuilder(data.Binary, c.col.Len())
	for i := range c.col.Len() {
		switch v := data.ValueAt(c.col, i).(type) {
		case nil:
			b.AppendNull()
		case int8:
			b.Add([]byte{byte(v)})
		case int16:
			b.Add(binary.BigEndian.AppendUint16(nil, uint16(v)))
		case int32:
			b.Add(binary.BigEndian.AppendUint32(nil, uint32(v)))
		case int64:
			b.Add(binary.BigEndian.AppendUint64(nil, uint64(v)))
		}
	}
	return b.Finish()
}

func fromFloat[A float32 | float64](c caster, src *data.Fixed[A]) (data.Column, error) {
	switch c.to.Kind {
	case data.KindDouble:
		return each(c, src, func(v A) float64 { return float64(v) })
	case data.KindFloat:
		return each(c, src, func(v A) float32 { return float32(v) })
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		return toIntegral(c, src, func(v A) (int64, bool) { return floatToLong(float64(v), c.mode == CastLegacy, c.to.Kind) })
	case data.KindBoolean:
		return each(c, src, func(v A) bool { return v != 0 })
	case data.KindDecimal:
		return c.floatToDec(src.Len(), func(i int) float64 { return float64(src.Values[i]) }, src.Nulls)
	case data.KindTimestamp:
		return convert(c, src, func(v A) (int64, bool) {
			f := float64(v)
			if f != f || math.IsInf(f, 0) {
				return 0, false
			}
			f *= microsPerSecond
			if c.mode != CastLegacy && math.Abs(f) >= 1<<63 {
				return 0, false
			}
			return clampLong(f), true
		}, func(i int) error {
			f := float64(src.Values[i])
			if f != f || math.IsInf(f, 0) {
				return c.invalid(i)
			}
			micros := oneValue(data.Double, f*microsPerSecond)
			return castOverflow(sqlValue(c.ctx, micros, 0), data.Double, data.Long)
		})
	}
	return nil, c.impossible()
}

// floatToLong truncates; outside ANSI it saturates at the bounds of int or long, as Java.
func floatToLong(f float64, legacy bool, to data.Kind) (int64, bool) {
	if legacy {
		if to != data.KindLong {
			return max(math.MinInt32, min(math.MaxInt32, clampLong(f))), true
		}
		return clampLong(f), true
	}
	low, high := longRange(to)
	if math.Floor(f) <= float64(high) && math.Ceil(f) >= float64(low) {
		return clampLong(f), true
	}
	return 0, false
}

func clampLong(f float64) int64 {
	switch {
	case f != f:
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

func (c caster) floatToDec(n int, at func(i int) float64, valid data.Bitmap) (data.Column, error) {
	out := make([]data.Dec, n)
	mine := false
	for i := range out {
		if valid != nil && !valid.Get(i) {
			continue
		}
		u, scale, ok := parseDec(appendDouble(nil, at(i)))
		var d data.Dec
		if ok {
			if d, ok = fitDec(u, scale, c.to); !ok && c.mode == CastAnsi {
				return nil, c.outOfRange(i)
			}
		}
		if !ok {
			valid, mine = voidRow(valid, mine, i, n)
			continue
		}
		out[i] = d
	}
	return &data.Fixed[data.Dec]{T: c.to, Values: out, Nulls: valid}, nil
}

func (c caster) fromDec(src *data.Fixed[data.Dec]) (data.Column, error) {
	scale := src.T.Scale
	switch c.to.Kind {
	case data.KindDecimal:
		return convert(c, src, func(v data.Dec) (data.Dec, bool) { return v.Rescale(scale, c.to.Scale, c.to.Precision) }, c.outOfRange)
	case data.KindDouble:
		return each(c, src, func(v data.Dec) float64 { return decFloat(v, scale) })
	case data.KindFloat:
		return each(c, src, func(v data.Dec) float32 { return float32(decFloat(v, scale)) })
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		return toIntegral(c, src, func(v data.Dec) (int64, bool) { return decToLong(v, scale, c.mode == CastLegacy) })
	case data.KindBoolean:
		return each(c, src, func(v data.Dec) bool { return v.Sign() != 0 })
	case data.KindTimestamp:
		return each(c, src, func(v data.Dec) int64 {
			b := new(big.Int).Mul(v.Big(), big.NewInt(microsPerSecond))
			return b.Quo(b, data.PowerOf10(scale)).Int64()
		})
	case data.KindDayTimeInterval, data.KindYearMonthInterval:
		return toSpan(c, src, data.Dec.Big, scale)
	}
	return nil, c.impossible()
}

func decToLong(v data.Dec, scale int, wrap bool) (int64, bool) {
	b := v.Big()
	b.Quo(b, data.PowerOf10(scale))
	if !b.IsInt64() {
		d, _ := data.DecBig(b)
		return int64(d.Lo), wrap
	}
	return b.Int64(), true
}

func (c caster) fromBool(src *data.Bools) (data.Column, error) {
	one := func(v bool) int64 {
		if v {
			return 1
		}
		return 0
	}
	switch c.to.Kind {
	case data.KindDouble:
		return each(c, src, func(v bool) float64 { return float64(one(v)) })
	case data.KindFloat:
		return each(c, src, func(v bool) float32 { return float32(one(v)) })
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		return toIntegral(c, src, func(v bool) (int64, bool) { return one(v), true })
	case data.KindDecimal:
		return convert(c, src, func(v bool) (data.Dec, bool) {
			return data.DecOf(one(v)).Rescale(0, c.to.Scale, c.to.Precision)
		}, c.outOfRange)
	case data.KindTimestamp:
		return each(c, src, one)
	}
	return nil, c.impossible()
}
