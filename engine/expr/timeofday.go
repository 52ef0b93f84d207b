package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const nanosPerDay = microsPerDay * 1000

// aTime wants a TIME of any precision; texts and timestamps are cast to one.
var aTime = kinds("TIME", data.Time, data.KindTime).with(data.KindString, data.Time).with(data.KindTimestamp, data.Time).with(data.KindTimestampNTZ, data.Time)

// timeNote ends the help of functions that Spark refuses while the type TIME is not enabled.
const timeNote = " Needs SET spark.sql.timeType.enabled = true."

func clockFunctions() []*Function {
	millis, micros := int64(1e6), int64(1e3)
	list := []*Function{
		def(dateFuncs, "make_time", "make_time(hour, minute, second)", "A time of the day of its parts.", "make_time(6, 30, 45.887) -- 06:30:45.887", 3, 3, ofTime(sig(data.Time, makeTime, anInt, anInt, is(data.DecimalOf(16, 6))))),
		def(dateFuncs, "to_time", "to_time(str[, format])", "A time of the day out of a text.", "to_time('00:12:00') -- 00:12:00", 1, 2, ofTime(bindToTime(false))),
		def(dateFuncs, "try_to_time", "try_to_time(str[, format])", "to_time, null where it fails.", "try_to_time('a') -- NULL", 1, 2, ofTime(bindTryToTime)),
		def(dateFuncs, "time_trunc", "time_trunc(unit, time)", "The time cut to HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND.", "time_trunc('HOUR', TIME'09:32:05.359') -- 09:00:00", 2, 2, ofTime(bindTimeTrunc)),
		def(dateFuncs, "time_diff", "time_diff(unit, start, end)", "Whole units from start to end.", "time_diff('HOUR', TIME'20:30:29', TIME'21:30:28') -- 0", 3, 3, ofTime(bindTimeDiff)),
		def(dateFuncs, "time_from_seconds", "time_from_seconds(seconds)", "The time so many seconds after midnight.", "time_from_seconds(52200.5) -- 14:30:00.5", 1, 1, ofTime(sig(data.Time, timeFromSeconds, aNumeric.strictly()))),
		def(dateFuncs, "time_from_millis", "time_from_millis(millis)", "The time so many milliseconds after midnight.", "time_from_millis(52200500) -- 14:30:00.5", 1, 1, ofTime(sig(data.Time, timeFromUnits(millis), anIntegral))),
		def(dateFuncs, "time_from_micros", "time_from_micros(micros)", "The time so many microseconds after midnight.", "time_from_micros(52200500000) -- 14:30:00.5", 1, 1, ofTime(sig(data.Time, timeFromUnits(micros), anIntegral))),
		def(dateFuncs, "time_to_seconds", "time_to_seconds(time)", "Seconds since midnight.", "time_to_seconds(TIME'14:30:00.5') -- 52200.500000", 1, 1, ofTime(sig(timeSeconds, timeToSeconds, aTime.strictly()))),
		def(dateFuncs, "time_to_millis", "time_to_millis(time)", "Milliseconds since midnight.", "time_to_millis(TIME'14:30:00.5') -- 52200500", 1, 1, ofTime(sig(data.Long, perUnit(millis), aTime.strictly()))),
		def(dateFuncs, "time_to_micros", "time_to_micros(time)", "Microseconds since midnight.", "time_to_micros(TIME'14:30:00.5') -- 52200500000", 1, 1, ofTime(sig(data.Long, perUnit(micros), aTime.strictly()))),
		def(dateFuncs, "current_time", "current_time([precision])", "The time of the day of the batch.", "current_time() is not null -- true", 0, 1, bindCurrentTime).unstable().also("localtime"),
	}
	for _, f := range list {
		f.Help += timeNote
	}
	return list
}

// ofTime binds what Spark refuses while the type TIME is not enabled.
func ofTime(bind bindFn) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := typeAllowed(b.Ctx, data.Time); err != nil {
			return nil, err
		}
		return bind(b)
	}
}

func makeTime(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Time, func(_ *Context, a args) func(i int) (int64, error) {
		hour, minute, second := a.ints(0), a.ints(1), a.decs(2)
		return func(i int) (int64, error) {
			h, m, s := int64(hour.at(i)), int64(minute.at(i)), second.at(i).Int64()
			switch {
			case h < 0 || h > 23:
				return 0, outOfBounds(rangeText("HourOfDay", 0, 23, h), "")
			case m < 0 || m > 59:
				return 0, outOfBounds(rangeText("MinuteOfHour", 0, 59, m), "")
			case s < 0 || s >= microsPerMinute:
				return 0, outOfBounds(rangeText("SecondOfMinute", 0, 59, floorDiv(s, microsPerSecond)), "")
			}
			return (h*microsPerHour + m*microsPerMinute + s) * 1000, nil
		}
	})(ctx, cols, n)
}

func bindToTime(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aString.strictly()); err != nil {
			return nil, err
		}
		return b.apply(data.Time, rows(data.Time, func(_ *Context, a args) func(i int) (int64, error) {
			s := a.text(0)
			if !a.has(1) {
				return func(i int) (int64, error) {
					if v, _, ok := parseClock(s.at(i)); ok {
						return v, nil
					}
					return 0, noTime(s.str(i), "HH:mm:ss.SSSSSS", try)
				}
			}
			at := patternAt(a, 1, true)
			return func(i int) (int64, error) {
				p, err := at(i)
				if err != nil {
					if e, ok := err.(*Error); ok && !try && strings.HasPrefix(e.Condition, "INVALID_DATETIME_PATTERN") {
						err = badPattern(a.text(1).str(i))
					}
					return 0, noIf(try, err)
				}
				f, why := p.parse(s.str(i))
				if why != "" || !p.tellsTime() {
					return 0, noTime(s.str(i), p.source, try)
				}
				return floorMod(f.local(), microsPerDay)*1000 + f.nanos%1000, nil
			}
		})), nil
	}
}

// noIf is null in place of an error of a try_ function.
func noIf(try bool, err error) error {
	if try {
		return isNull
	}
	return err
}

func noTime(text, pattern string, try bool) error {
	return noIf(try, failf("CANNOT_PARSE_TIME", "22010", "The input string %s cannot be parsed to a TIME value because it does not match to the datetime format '%s'.", quoteValue(text), pattern))
}

func bindTryToTime(b *Binding) (Expr, error) {
	n := b.frozen()
	n.Called, n.Fn = "to_time", LookupFunction(&Context{}, "to_time")
	e, err := bindToTime(true)(n)
	if err != nil {
		return nil, err
	}
	b.spelled = "try_to_time(" + n.text() + ")"
	return shown(e, b), nil
}

// clockUnits are the units of time_trunc and time_diff in nanoseconds.
var clockUnits = map[string]int64{"HOUR": microsPerHour * 1000, "MINUTE": microsPerMinute * 1000, "SECOND": microsPerSecond * 1000, "MILLISECOND": 1e6, "MICROSECOND": 1e3}

func clockUnit(function, name string) (int64, error) {
	if n, ok := clockUnits[strings.ToUpper(name)]; ok {
		return n, nil
	}
	return 0, invalidParameter("TIME_UNIT", function, "unit", "expects one of the units 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND', but got '%s'.", quoteValue(name))
}

func bindTimeTrunc(b *Binding) (Expr, error) {
	if err := b.acceptAll(aString, aTime); err != nil {
		return nil, err
	}
	t := b.typ(1)
	return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (int64, error) {
		name, v := a.text(0), a.longs(1)
		return func(i int) (int64, error) {
			unit, err := clockUnit("time_trunc", name.str(i))
			if err != nil {
				return 0, err
			}
			return v.at(i) - v.at(i)%unit, nil
		}
	})), nil
}

func bindTimeDiff(b *Binding) (Expr, error) {
	if err := b.acceptAll(aString, aTime); err != nil {
		return nil, err
	}
	return b.apply(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
		name, from, to := a.text(0), a.longs(1), a.longs(2)
		return func(i int) (int64, error) {
			unit, err := clockUnit("time_diff", name.str(i))
			if err != nil {
				return 0, err
			}
			return (to.at(i) - from.at(i)) / unit, nil
		}
	})), nil
}

// timeOfNanos refuses nanoseconds outside a day.
func timeOfNanos(n *big.Int) (int64, error) {
	switch {
	case !n.IsInt64():
		return 0, outOfBounds("Overflow in TIME conversion", "")
	case n.Int64() < 0 || n.Int64() >= nanosPerDay:
		return 0, outOfBounds("Invalid TIME value: must be between 00:00:00 and 23:59:59.999999999, but got "+n.String()+" nanoseconds", "")
	}
	return n.Int64(), nil
}

func timeFromUnits(unit int64) Kernel {
	return rows(data.Time, func(_ *Context, a args) func(i int) (int64, error) {
		return func(i int) (int64, error) {
			return timeOfNanos(new(big.Int).Mul(big.NewInt(int64(intAt(a[0], i))), big.NewInt(unit)))
		}
	})
}

func timeFromSeconds(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Time, func(_ *Context, a args) func(i int) (int64, error) {
		s := sideOf(a[0])
		scale := s.col.Type().Scale
		return func(i int) (int64, error) {
			switch v := data.ValueAt(s.col, s.row(i)).(type) {
			case float32:
				return timeOfDouble(float64(v))
			case float64:
				return timeOfDouble(v)
			case data.Dec:
				nanos, rest := new(big.Int).QuoRem(new(big.Int).Mul(v.Big(), big.NewInt(1e9)), data.PowerOf10(scale), new(big.Int))
				if rest.Sign() != 0 {
					return 0, outOfBounds("Overflow in TIME conversion", "")
				}
				return timeOfNanos(nanos)
			default:
				return timeOfNanos(new(big.Int).Mul(big.NewInt(toInt(v)), big.NewInt(1e9)))
			}
		}
	})(ctx, cols, n)
}

func timeOfDouble(seconds float64) (int64, error) {
	if math.IsNaN(seconds) || math.IsInf(seconds, 0) {
		return 0, outOfBounds("Cannot convert NaN or Infinite value to TIME", "")
	}
	return timeOfNanos(big.NewInt(clampLong(seconds * 1e9)))
}

var timeSeconds = data.DecimalOf(14, 6)

func timeToSeconds(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(timeSeconds, func(_ *Context, a args) func(i int) (data.Dec, error) {
		v := a.longs(0)
		return func(i int) (data.Dec, error) { return data.DecOf((v.at(i) + 500) / 1000), nil }
	})(ctx, cols, n)
}

func bindCurrentTime(b *Binding) (Expr, error) {
	precision := int32(6)
	if len(b.Args) == 1 {
		text := b.text()
		if err := b.accept(0, anInt); err != nil {
			return nil, err
		}
		v, foldable, err := b.constant(0)
		n, given := v.(int32)
		switch {
		case err != nil:
			return nil, err
		case !foldable:
			return nil, mismatch("NON_FOLDABLE_INPUT", text, b.at(), "the input `precision` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[0])
		case !given:
			return nil, mismatch("UNEXPECTED_NULL", text, b.at(), "The precision must not be null.")
		case n < 0 || n > 9:
			return nil, mismatch("VALUE_OUT_OF_RANGE", text, b.at(), "The `precision` must be between [0, 9] (current value = %d).", n)
		}
		precision = n
	}
	t := data.TimeOf(int(precision))
	b.Args, b.spelled = nil, "current_time("+strconv.Itoa(int(precision))+")"
	a := b.apply(t, func(ctx *Context, _ []data.Column, n int) (data.Column, error) {
		now := truncateClock(floorMod(toLocal(ctx.Zone, ctx.Now), microsPerDay)*1000, t.Precision)
		return &constant{oneValue(t, now), n}, nil
	})
	a.Null, a.Consts = false, false
	return b.as(a), nil
}

// addTime resolves a time of the day moved by a day-time interval, which must not leave the day.
func addTime(b *Binding, sign int64) (Expr, error) {
	t, span := b.typ(0), b.typ(1)
	if span.To == data.Second {
		t = data.TimeOf(max(t.Precision, data.Time.Precision))
	}
	return ofTime(func(b *Binding) (Expr, error) {
		return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (int64, error) {
			x, by := a.longs(0), a.longs(1)
			return func(i int) (int64, error) {
				v, micros := x.at(i), sign*by.at(i)
				if micros <= -microsPerDay || micros >= microsPerDay || v+micros*1000 < 0 || v+micros*1000 >= nanosPerDay {
					return 0, failf("DATETIME_OVERFLOW", "22008", "Datetime operation overflow: add %s to the time value TIME '%s'.", appendDayTime(nil, micros, span), appendClock(nil, v))
				}
				return v + micros*1000, nil
			}
		})), nil
	})(b)
}

// subtractTimes resolves the time between two times of the day.
func subtractTimes(b *Binding) (Expr, error) {
	t := data.DayTimeOf(data.Hour, data.Second)
	return ofTime(sig(t, rows(t, func(_ *Context, a args) func(i int) (int64, error) {
		x, y := a.longs(0), a.longs(1)
		return func(i int) (int64, error) { return (x.at(i) - y.at(i)) / 1000, nil }
	}), aTime))(b)
}
