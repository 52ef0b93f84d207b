package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func makeFunctions() []*Function {
	ltz := data.Timestamp
	return []*Function{
		def(dateFuncs, "make_date", "make_date(year, month, day)", "A date of its parts.", "make_date(2013, 7, 15) -- 2013-07-15", 3, 3, bindMakeDate),
		def(dateFuncs, "make_timestamp", "make_timestamp(year, month, day, hour, min, sec[, timezone]) | make_timestamp(date[, time[, timezone]])", "A timestamp of its parts.", "make_timestamp(2014, 12, 28, 6, 30, 45.887) -- 2014-12-28 06:30:45.887", 1, 7, bindMakeTimestamp(ltz, false)).counts(1, 2, 3, 6, 7),
		def(dateFuncs, "make_timestamp_ltz", "make_timestamp_ltz(year, month, day, hour, min, sec[, timezone]) | make_timestamp_ltz(date, time[, timezone])", "A timestamp of its parts.", "make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887) -- 2014-12-28 06:30:45.887", 2, 7, bindMakeTimestamp(ltz, false)).counts(2, 3, 6, 7).needs("[2, 6]"),
		def(dateFuncs, "try_make_timestamp", "try_make_timestamp(year, month, day, hour, min, sec[, timezone]) | try_make_timestamp(date[, time[, timezone]])", "A timestamp of its parts, null when they are invalid.", "try_make_timestamp(2014, 12, 28, 6, 30, 45.887) -- 2014-12-28 06:30:45.887", 1, 7, within("make_timestamp", bindMakeTimestamp(ltz, true))).counts(1, 2, 3, 6, 7),
		def(dateFuncs, "try_make_timestamp_ltz", "try_make_timestamp_ltz(year, month, day, hour, min, sec[, timezone]) | try_make_timestamp_ltz(date, time[, timezone])", "A timestamp of its parts, null when they are invalid.", "try_make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887) -- 2014-12-28 06:30:45.887", 2, 7, bindMakeTimestamp(ltz, true)).counts(2, 3, 6, 7).needs("6"),
		def(dateFuncs, "make_timestamp_ntz", "make_timestamp_ntz(year, month, day, hour, min, sec)", "A timestamp without zone of its parts.", "make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887) -- 2014-12-28 06:30:45.887", 2, 6, bindMakeTimestamp(data.TimestampNTZ, false)).counts(2, 6),
		def(dateFuncs, "try_make_timestamp_ntz", "try_make_timestamp_ntz(year, month, day, hour, min, sec)", "A timestamp without zone, null when its parts are invalid.", "try_make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887) -- 2014-12-28 06:30:45.887", 2, 6, bindMakeTimestamp(data.TimestampNTZ, true)).counts(2, 6).needs("6"),
		def(dateFuncs, "make_interval", "make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])", "A calendar interval of its parts.", "make_interval(100, 11, 1, 1, 12, 30, 01.001001) -- 100 years 11 months 8 days 12 hours 30 minutes 1.001001 seconds", 0, 7, bindMakeInterval),
		def(dateFuncs, "make_dt_interval", "make_dt_interval([days[, hours[, mins[, secs]]]])", "A day-time interval of its parts.", "make_dt_interval(1, 12, 30, 01.001001) -- INTERVAL '1 12:30:01.001001' DAY TO SECOND", 0, 4, bindMakeDayTime),
		def(dateFuncs, "make_ym_interval", "make_ym_interval([years[, months]])", "A year-month interval of its parts.", "make_ym_interval(1, 2) -- INTERVAL '1-2' YEAR TO MONTH", 0, 2, bindMakeYearMonth),
		def(dateFuncs, "timestamp_seconds", "timestamp_seconds(seconds)", "A timestamp of seconds since 1970.", "timestamp_seconds(1230219000) -- 2008-12-25 15:30:00", 1, 1, bindTimestampSeconds),
		def(dateFuncs, "timestamp_millis", "timestamp_millis(milliseconds)", "A timestamp of milliseconds since 1970.", "timestamp_millis(1230219000123) -- 2008-12-25 15:30:00.123", 1, 1, bindTimestampUnits("milliseconds", 1000)),
		def(dateFuncs, "timestamp_micros", "timestamp_micros(microseconds)", "A timestamp of microseconds since 1970.", "timestamp_micros(1230219000123123) -- 2008-12-25 15:30:00.123123", 1, 1, bindTimestampUnits("microseconds", 1)),
		def(dateFuncs, "unix_seconds", "unix_seconds(timestamp)", "Seconds since 1970.", "unix_seconds(TIMESTAMP('1970-01-01 00:00:01Z')) -- 1", 1, 1, sig(data.Long, perUnit(microsPerSecond), anExactInstant)),
		def(dateFuncs, "unix_millis", "unix_millis(timestamp)", "Milliseconds since 1970.", "unix_millis(TIMESTAMP('1970-01-01 00:00:01Z')) -- 1000", 1, 1, sig(data.Long, perUnit(1000), anExactInstant)),
		def(dateFuncs, "unix_micros", "unix_micros(timestamp)", "Microseconds since 1970.", "unix_micros(TIMESTAMP('1970-01-01 00:00:01Z')) -- 1000000", 1, 1, sig(data.Long, perUnit(1), anExactInstant)),
		def(dateFuncs, "unix_date", "unix_date(date)", "Days since 1970.", "unix_date(DATE('1970-01-02')) -- 1", 1, 1, sig(data.Int, retag(data.Int), aDate.strictly())),
		def(dateFuncs, "date_from_unix_date", "date_from_unix_date(days)", "The date of days since 1970.", "date_from_unix_date(1) -- 1970-01-02", 1, 1, sig(data.Date, retag(data.Date), anInt)),
	}
}

// anExactInstant wants a timestamp as it is stored, with a zone or without.
var anExactInstant = anInstant.strictly().named(`("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`)

// retag shows the same 32-bit values as another type.
func retag(t *data.Type) Kernel {
	return rows(t, func(_ *Context, a args) func(i int) (int32, error) {
		v := a.ints(0)
		return func(i int) (int32, error) { return v.at(i), nil }
	})
}

// outOfBounds is the failure of a date or time with impossible parts.
func outOfBounds(text, try string) *Error {
	if try == "" {
		return failf("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", "22023", "%s. ", text)
	}
	return failf("DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION", "22023", "%s. If necessary set %s.", text, try)
}

func badDate(y, m, d int64) string {
	switch {
	case y < -999999999 || y > 999999999:
		return rangeText("Year", -999999999, 999999999, y)
	case m < 1 || m > 12:
		return rangeText("MonthOfYear", 1, 12, m)
	case d < 1 || d > 31:
		return "Invalid value for DayOfMonth (valid values 1 - 28/31): " + strconv.FormatInt(d, 10)
	case !validDate(y, int(m), int(d)):
		return invalidDate(y, m, d)
	}
	return ""
}

func bindMakeDate(b *Binding) (Expr, error) {
	if err := b.acceptAll(anInt); err != nil {
		return nil, err
	}
	ansi := b.Ctx.Ansi
	return b.apply(data.Date, rows(data.Date, func(_ *Context, a args) func(i int) (int32, error) {
		y, m, d := a.ints(0), a.ints(1), a.ints(2)
		return func(i int) (int32, error) {
			if why := badDate(int64(y.at(i)), int64(m.at(i)), int64(d.at(i))); why != "" {
				if ansi {
					return 0, outOfBounds(why, "")
				}
				return 0, isNull
			}
			day := dayNumber(int64(y.at(i)), int(m.at(i)), int(d.at(i)))
			if day != int64(int32(day)) {
				return 0, overflow("")
			}
			return int32(day), nil
		}
	})), nil
}

func bindMakeTimestamp(t *data.Type, try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if len(b.Args) < 6 { // Spark has one function for both kinds of timestamps here
			return within(map[data.Kind]string{data.KindTimestamp: "make_timestamp", data.KindTimestampNTZ: "make_timestamp_ntz"}[t.Kind], func(b *Binding) (Expr, error) { return bindDateAndTime(b, t) })(b)
		}
		if err := b.acceptAll(anInt, anInt, anInt, anInt, anInt, is(data.DecimalOf(16, 6)), aString); err != nil {
			return nil, err
		}
		ansi := b.Ctx.Ansi && !try
		return b.apply(t, rows(t, func(ctx *Context, a args) func(i int) (int64, error) {
			sec := a.decs(5)
			return func(i int) (int64, error) {
				var p [5]int64
				for k := range p {
					p[k] = int64(a.ints(k).at(i))
				}
				zone := ctx.Zone
				if a.has(6) {
					var ok bool
					if zone, ok = parseZone(a.text(6).str(i)); !ok {
						return 0, badZone(a.text(6).str(i))
					}
				}
				local, err := clockOf(p, sec.at(i).Int64())
				if err != nil {
					if ansi {
						return 0, err
					}
					return 0, isNull
				}
				if t.Kind == data.KindTimestampNTZ {
					return local, nil
				}
				return toInstant(zone, local), nil
			}
		})), nil
	}
}

// bindDateAndTime binds make_timestamp(date[, time[, timezone]]).
func bindDateAndTime(b *Binding, t *data.Type) (Expr, error) {
	if len(b.Args) > 1 && b.typ(0).Kind == data.KindDate && b.typ(1).Kind == data.KindNull {
		return &Literal{Typ: t, At: b.at()}, nil
	}
	if err := b.acceptAll(aDate.strictly(), aTime.strictly(), aString.strictly()); err != nil {
		return nil, err
	}
	return b.apply(t, rows(t, func(ctx *Context, a args) func(i int) (int64, error) {
		day := a.ints(0)
		return func(i int) (int64, error) {
			local, zone := int64(day.at(i))*microsPerDay, ctx.Zone
			if a.has(1) {
				local += a.longs(1).at(i) / 1000
			}
			if a.has(2) {
				var ok bool
				if zone, ok = parseZone(a.text(2).str(i)); !ok {
					return 0, badZone(a.text(2).str(i))
				}
			}
			if t.Kind == data.KindTimestampNTZ {
				return local, nil
			}
			return toInstant(zone, local), nil
		}
	})), nil
}

// clockOf is the wall clock of year, month, day, hour, minute and microseconds of the minute, of which
// Spark keeps 32 bits.
func clockOf(p [5]int64, micros int64) (int64, error) {
	micros = int64(int32(micros))
	second := floorDiv(micros, microsPerSecond)
	if second == 60 && micros > 60*microsPerSecond {
		return 0, failf("INVALID_FRACTION_OF_SECOND", "22023", "Valid range for seconds is [0, 60] (inclusive), but the provided value is %s. To avoid this error, use `try_make_timestamp`, which returns NULL on error.\nIf you do not want to use the session default timestamp version of this function, use `try_make_timestamp_ntz` or `try_make_timestamp_ltz`.", trimZeros(data.DecOf(micros).Text(6)))
	}
	why := badDate(p[0], p[1], p[2])
	switch {
	case why != "":
		return 0, outOfBounds(why, "")
	case p[3] < 0 || p[3] > 23:
		return 0, outOfBounds(rangeText("HourOfDay", 0, 23, p[3]), "")
	case p[4] < 0 || p[4] > 59:
		return 0, outOfBounds(rangeText("MinuteOfHour", 0, 59, p[4]), "")
	case second < 0 || second > 60:
		return 0, outOfBounds(rangeText("SecondOfMinute", 0, 59, second), "")
	}
	days := dayNumber(p[0], int(p[1]), int(p[2]))
	if days > math.MaxInt64/microsPerDay || days < math.MinInt64/microsPerDay {
		return 0, javaf("java.lang.ArithmeticException: long overflow")
	}
	return days*microsPerDay + p[3]*microsPerHour + p[4]*microsPerMinute + micros, nil
}

func trimZeros(s string) string {
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// parts reads numbers of a row, 0 for arguments that are not given.
func (a args) part(k, i int) int64 {
	if !a.has(k) {
		return 0
	}
	return int64(a.ints(k).at(i))
}

func (a args) secondsPart(k, i int) int64 {
	if !a.has(k) {
		return 0
	}
	return a.decs(k).at(i).Int64()
}

func bindMakeInterval(b *Binding) (Expr, error) {
	if err := b.acceptAll(anInt, anInt, anInt, anInt, anInt, anInt, is(data.DecimalOf(18, 6))); err != nil {
		return nil, err
	}
	return b.apply(data.CalendarInterval, rows(data.CalendarInterval, func(_ *Context, a args) func(i int) (data.Interval, error) {
		return func(i int) (data.Interval, error) {
			months := a.part(0, i)*12 + a.part(1, i)
			days := a.part(2, i)*7 + a.part(3, i)
			if months != int64(int32(months)) || days != int64(int32(days)) {
				return data.Interval{}, overflow("")
			}
			return data.Interval{Months: int32(months), Days: int32(days),
				Micros: a.part(4, i)*microsPerHour + a.part(5, i)*microsPerMinute + a.secondsPart(6, i)}, nil
		}
	})), nil
}

func bindMakeDayTime(b *Binding) (Expr, error) {
	if err := b.acceptAll(anInt, anInt, anInt, is(data.DecimalOf(18, 6))); err != nil {
		return nil, err
	}
	return b.apply(data.DayTime, rows(data.DayTime, func(_ *Context, a args) func(i int) (int64, error) {
		return func(i int) (int64, error) {
			v := big.NewInt(a.part(0, i))
			v.Mul(v, big.NewInt(microsPerDay))
			v.Add(v, big.NewInt(a.part(1, i)*microsPerHour+a.part(2, i)*microsPerMinute))
			v.Add(v, big.NewInt(a.secondsPart(3, i)))
			if !v.IsInt64() {
				return 0, intervalOverflow("")
			}
			return v.Int64(), nil
		}
	})), nil
}

func bindMakeYearMonth(b *Binding) (Expr, error) {
	if err := b.acceptAll(anInt); err != nil {
		return nil, err
	}
	return b.apply(data.YearMonth, rows(data.YearMonth, func(_ *Context, a args) func(i int) (int32, error) {
		return func(i int) (int32, error) {
			v := a.part(0, i)*12 + a.part(1, i)
			if v != int64(int32(v)) {
				return 0, intervalOverflow("")
			}
			return int32(v), nil
		}
	})), nil
}

func bindTimestampSeconds(b *Binding) (Expr, error) {
	if err := b.acceptAll(aNumeric.strictly()); err != nil {
		return nil, err
	}
	t := b.typ(0)
	if t.Kind == data.KindDecimal {
		return b.apply(data.Timestamp, rows(data.Timestamp, exactSeconds)), nil
	}
	if !t.Integral() {
		return &Apply{Fn: b.Fn, Args: []Expr{&Cast{Child: b.Args[0], To: data.Timestamp, Mode: CastLegacy, Implicit: true}}, Typ: data.Timestamp, Null: true, Consts: true,
			Kernel: func(_ *Context, cols []data.Column, _ int) (data.Column, error) { return expand(cols[0]), nil }}, nil
	}
	b.Args = []Expr{b.cast(b.Args[0], data.Long)}
	return b.apply(data.Timestamp, unitKernel("seconds", microsPerSecond)), nil
}

// exactSeconds makes timestamps of decimals, none of which may have parts of a microsecond.
func exactSeconds(_ *Context, a args) func(i int) (int64, error) {
	s := sideOf(a[0])
	v, scale := s.col.(*data.Fixed[data.Dec]), data.PowerOf10(s.col.Type().Scale)
	return func(i int) (int64, error) {
		micros := new(big.Int).Mul(v.Values[s.row(i)].Big(), big.NewInt(microsPerSecond))
		whole, rest := micros.QuoRem(micros, scale, new(big.Int))
		switch {
		case rest.Sign() != 0:
			return 0, javaf("java.lang.ArithmeticException: Rounding necessary")
		case !whole.IsInt64():
			return 0, failf("DATETIME_OVERFLOW", "22008", "Datetime operation overflow: create a TIMESTAMP from %sBD seconds since the epoch.", v.Values[s.row(i)].Text(s.col.Type().Scale))
		}
		return whole.Int64(), nil
	}
}

func bindTimestampUnits(unit string, micros int64) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(anIntegral); err != nil {
			return nil, err
		}
		b.Args = []Expr{b.cast(b.Args[0], data.Long)}
		return b.apply(data.Timestamp, unitKernel(unit, micros)), nil
	}
}

func unitKernel(unit string, micros int64) Kernel {
	return rows(data.Timestamp, func(_ *Context, a args) func(i int) (int64, error) {
		v := a.longs(0)
		return func(i int) (int64, error) {
			x := v.at(i)
			if out := x * micros; out/micros == x {
				return out, nil
			}
			return 0, failf("DATETIME_OVERFLOW", "22008", "Datetime operation overflow: create a TIMESTAMP from %dL %s since the epoch.", x, unit)
		}
	})
}
