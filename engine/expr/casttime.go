package expr

import (
	"math"
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// lastDay is the last one that has a time of its own; before 1970 there are as many.
const lastDay = math.MaxInt64 / microsPerDay

func (c caster) fromDate(src *data.Ints) (data.Column, error) {
	if c.to.Kind == data.KindTimestamp || c.to.Kind == data.KindTimestampNTZ {
		for i, v := range src.Values {
			if (v > lastDay || v < -lastDay) && src.Nulls.Get(i) {
				return nil, javaf("java.lang.ArithmeticException: long overflow")
			}
		}
	}
	switch c.to.Kind {
	case data.KindTimestamp:
		return each(c, src, func(v int32) int64 { return toInstant(c.ctx.Zone, int64(v)*microsPerDay) })
	case data.KindTimestampNTZ:
		return each(c, src, func(v int32) int64 { return int64(v) * microsPerDay })
	}
	return nulls(c.to, src.Len()), nil // a date is no number: null outside ANSI
}

func (c caster) fromInstant(src *data.Longs) (data.Column, error) {
	local := func(v int64) int64 { return v }
	if src.T.Kind == data.KindTimestamp {
		local = func(v int64) int64 { return toLocal(c.ctx.Zone, v) }
	}
	switch c.to.Kind {
	case data.KindDate:
		return each(c, src, func(v int64) int32 { return int32(floorDiv(local(v), microsPerDay)) })
	case data.KindTimestampNTZ:
		return each(c, src, local)
	case data.KindTimestamp:
		return each(c, src, func(v int64) int64 { return toInstant(c.ctx.Zone, v) })
	case data.KindTime:
		return each(c, src, func(v int64) int64 { return truncateClock(floorMod(local(v), microsPerDay)*1000, c.to.Precision) })
	case data.KindDouble:
		return each(c, src, func(v int64) float64 { return float64(v) / microsPerSecond })
	case data.KindFloat:
		return each(c, src, func(v int64) float32 { return float32(float64(v) / microsPerSecond) })
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		if c.mode == CastLegacy {
			c.mode = CastTry // seconds do not wrap
		}
		return toIntegral(c, src, func(v int64) (int64, bool) { return floorDiv(v, microsPerSecond), true })
	case data.KindDecimal:
		return convert(c, src, func(v int64) (data.Dec, bool) { return data.DecOf(v).Rescale(6, c.to.Scale, c.to.Precision) }, func(i int) error {
			return decimalOverflow(data.DecOf(src.Values[i]).Text(6), c.to.Precision, c.to.Scale)
		})
	case data.KindBoolean:
		return each(c, src, func(v int64) bool { return v != 0 })
	}
	return nil, c.impossible()
}

// fromClock casts times of the day: those of today, or seconds since midnight.
func (c caster) fromClock(src *data.Longs) (data.Column, error) {
	today := floorDiv(toLocal(c.ctx.Zone, c.ctx.Now), microsPerDay) * microsPerDay
	switch c.to.Kind {
	case data.KindTime:
		return each(c, src, func(v int64) int64 { return truncateClock(v, c.to.Precision) })
	case data.KindTimestamp:
		return each(c, src, func(v int64) int64 { return toInstant(c.ctx.Zone, today+v/1000) })
	case data.KindTimestampNTZ:
		return each(c, src, func(v int64) int64 { return today + v/1000 })
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		if c.mode == CastLegacy {
			c.mode = CastTry // seconds do not wrap
		}
		return toIntegral(c, src, func(v int64) (int64, bool) { return v / 1e9, true })
	case data.KindDecimal:
		return convert(c, src, func(v int64) (data.Dec, bool) { return data.DecOf(v).Rescale(9, c.to.Scale, c.to.Precision) }, func(i int) error {
			return decimalOverflow(data.DecOf(src.Values[i]).Text(9), c.to.Precision, c.to.Scale)
		})
	}
	return nil, c.impossible()
}

// truncateClock cuts the nanoseconds of a day to a precision in digits.
func truncateClock(nanos int64, precision int) int64 {
	unit := int64(1)
	for range 9 - min(precision, 9) {
		unit *= 10
	}
	return nanos - nanos%unit
}

// unitSize is the size of an interval field in microseconds or months.
func unitSize(u data.Unit) int64 {
	return [...]int64{12, 1, microsPerDay, microsPerHour, microsPerMinute, microsPerSecond}[u]
}

func monthsOf(v int32) int64 { return int64(v) }

func microsOf(v int64) int64 { return v }

// fromSpan casts ANSI intervals: to numbers of their one field, or to other fields.
func fromSpan[A int32 | int64](c caster, src *data.Fixed[A], raw func(A) int64) (data.Column, error) {
	if ansiInterval(c.to) {
		unit := unitSize(c.to.To)
		if c.to.To == data.Second {
			unit = 1
		}
		return each(c, src, func(v A) A { return A(raw(v) - raw(v)%unit) })
	}
	unit := unitSize(src.T.To)
	if c.to.Kind == data.KindDecimal {
		return convert(strictCaster(c), src, func(v A) (data.Dec, bool) {
			b := new(big.Int).Mul(big.NewInt(raw(v)), data.PowerOf10(c.to.Scale))
			d, _ := data.DecBig(data.DivRound(b, big.NewInt(unit)))
			return d, d.Fits(c.to.Precision)
		}, func(i int) error {
			d, _ := data.DecBig(big.NewInt(raw(src.Values[i]) / unit))
			if src.T.To == data.Second {
				d, _ = data.DecBig(big.NewInt(raw(src.Values[i])))
				return decimalOverflow(d.Text(6), c.to.Precision, c.to.Scale)
			}
			return decimalOverflow(d.Text(0), c.to.Precision, c.to.Scale)
		})
	}
	if c.to.Kind == data.KindDouble { // signum
		return each(c, src, func(v A) float64 { return float64(raw(v)) })
	}
	return toIntegral(strictCaster(c), src, func(v A) (int64, bool) { return raw(v) / unit, true })
}

// strictCaster is c for the casts of intervals, which overflow with an error outside ANSI too.
func strictCaster(c caster) caster {
	if c.mode == CastLegacy {
		c.mode = CastAnsi
	}
	return c
}

// toSpan makes an interval of one field from a number with scale digits behind the point.
func toSpan[A data.Value](c caster, src *data.Fixed[A], value func(A) *big.Int, scale int) (data.Column, error) {
	if c.mode == CastLegacy {
		c.mode = CastAnsi // too much for an interval fails in any mode
	}
	unit := big.NewInt(unitSize(c.to.To))
	count := func(v A) *big.Int {
		return data.DivRound(new(big.Int).Mul(value(v), unit), data.PowerOf10(scale))
	}
	if c.to.Kind == data.KindYearMonthInterval {
		return convert(c, src, func(v A) (int32, bool) {
			b := count(v)
			return int32(b.Int64()), b.IsInt64() && b.Int64() == int64(int32(b.Int64()))
		}, c.overflow)
	}
	return convert(c, src, func(v A) (int64, bool) { b := count(v); return b.Int64(), b.IsInt64() }, c.overflow)
}
