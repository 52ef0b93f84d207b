package expr

import (
	"math"
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func spanning(t *data.Type) bool { return ansiInterval(t) || t.Kind == data.KindCalendarInterval }

func local(t *data.Type) bool {
	return t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
}

// plusTime resolves + where dates, timestamps or intervals take part, in the order of Spark's rules.
func plusTime(b *Binding) (Expr, bool, error) {
	l, r := b.typ(0), b.typ(1)
	switch {
	case spanning(l) && spanning(r):
		return mixIntervals(b, "+")
	case clock(l) && (void(r) || r.Kind == data.KindDayTimeInterval), clock(r) && (void(l) || l.Kind == data.KindDayTimeInterval):
		e, err := plusClock(b)
		return e, true, err
	case void(l) && momentOf(r) != nil:
		return &Literal{Typ: momentOf(r), At: b.at()}, true, nil
	case void(r) && momentOf(l) != nil:
		return &Literal{Typ: momentOf(l), At: b.at()}, true, nil
	case void(l) || void(r):
		return nil, false, nil
	case moves(l, r):
		e, err := moved(b, 1)
		return e, true, err
	case moves(r, l):
		b = b.frozen()
		b.Args[0], b.Args[1] = b.Args[1], b.Args[0]
		e, err := moved(b, 1)
		return e, true, err
	}
	b.dates()
	switch {
	case b.typ(0).Kind == data.KindDate && b.typ(1).Kind != data.KindString:
		e, err := b.call("date_add", b.Args[0], b.Args[1])
		return e, true, err
	case b.typ(1).Kind == data.KindDate && b.typ(0).Kind != data.KindString:
		e, err := b.call("date_add", b.Args[1], b.Args[0])
		return e, true, err
	}
	return nil, false, nil
}

// momentOf is the type of a date or timestamp that an interval moves; nil for others.
func momentOf(t *data.Type) *data.Type {
	switch t.Kind {
	case data.KindDate:
		return data.Timestamp
	case data.KindTimestamp, data.KindTimestampNTZ:
		return t
	}
	return nil
}

func clock(t *data.Type) bool { return t.Kind == data.KindTime }

// plusClock resolves a time of the day and an interval, in either order; NULL makes a null time.
func plusClock(b *Binding) (Expr, error) {
	b = b.frozen()
	b.spelled = b.text()
	if !clock(b.typ(0)) {
		b.Args[0], b.Args[1] = b.Args[1], b.Args[0]
	}
	if void(b.typ(1)) {
		return &Literal{Typ: b.typ(0), At: b.at()}, nil
	}
	e, err := addTime(b, 1)
	if err != nil {
		return nil, err
	}
	return shown(e, b), nil
}

func void(t *data.Type) bool { return t.Kind == data.KindNull }

// moves tells whether an interval of type by moves a value of type t: months move dates and timestamps
// only, the others are tried on anything.
func moves(t, by *data.Type) bool {
	if by.Kind == data.KindYearMonthInterval {
		return instant(t)
	}
	return spanning(by)
}

// dates makes a string beside a date what Spark makes of it: a date, or outside ANSI a number.
func (b *Binding) dates() {
	for i := range 2 {
		if b.typ(i).Kind == data.KindString && b.typ(1-i).Kind == data.KindDate {
			to := data.Date
			if !b.Ctx.Ansi {
				to = data.Double
			}
			b.Args = append([]Expr{}, b.Args...)
			b.Args[i] = b.cast(b.Args[i], to)
		}
	}
}

// minusTime resolves - where dates, timestamps or intervals take part, in the order of Spark's rules.
func minusTime(b *Binding) (Expr, bool, error) {
	l, r := b.typ(0), b.typ(1)
	switch {
	case spanning(l) && spanning(r):
		return mixIntervals(b, "-")
	case void(l) && spanning(r), void(r) && spanning(l):
		return nil, false, nil
	case clock(l) && r.Kind == data.KindDayTimeInterval:
		e, err := addTime(b, -1)
		return e, true, err
	case clock(l) && (clock(r) || void(r) || r.Kind == data.KindString), clock(r) && (void(l) || l.Kind == data.KindString):
		e, err := subtractTimes(b)
		return e, true, err
	case moves(l, r):
		e, err := moved(b, -1)
		return e, true, err
	case local(l), local(r):
		e, err := subtractInstants(b)
		return e, true, err
	}
	if r.Kind != data.KindDate {
		b.dates()
	}
	switch {
	case b.typ(1).Kind == data.KindDate || b.typ(0).Kind == data.KindDate && void(r):
		e, err := subtractDates(b)
		return e, true, err
	case b.typ(0).Kind == data.KindDate:
		e, err := b.call("date_sub", b.Args[0], b.Args[1])
		return e, true, err
	}
	return nil, false, nil
}

func subtractDates(b *Binding) (Expr, error) {
	if err := b.acceptAll(aDate, aDate); err != nil {
		return nil, err
	}
	t := data.DayTimeOf(data.Day, data.Day)
	return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (int64, error) {
		x, y := a.ints(0), a.ints(1)
		return func(i int) (int64, error) { return (int64(x.at(i)) - int64(y.at(i))) * microsPerDay, nil }
	})), nil
}

// anyMoment is what timestamps are subtracted from and moved by intervals.
var anyMoment = kinds("", data.Timestamp, data.KindTimestamp, data.KindTimestampNTZ).with(data.KindString, data.Timestamp).with(data.KindDate, data.Timestamp).
	named(`("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`)

func subtractInstants(b *Binding) (Expr, error) {
	for i := range 2 {
		if t := b.typ(i); !anyMoment.ok(t) && (anyMoment.from(b.Ctx.Ansi, t) == nil || !b.Ctx.Ansi && t.Kind == data.KindString) {
			return nil, b.unexpected(i, anyMoment.name)
		}
	}
	t := data.Timestamp
	if b.typ(0).Kind == data.KindTimestampNTZ && b.typ(1).Kind != data.KindTimestamp || b.typ(1).Kind == data.KindTimestampNTZ && b.typ(0).Kind != data.KindTimestamp {
		t = data.TimestampNTZ
	}
	b.Args[0], b.Args[1] = b.cast(b.Args[0], t), b.cast(b.Args[1], t)
	return b.apply(data.DayTime, rows(data.DayTime, func(ctx *Context, a args) func(i int) (int64, error) {
		x, y := a.longs(0), a.longs(1)
		return func(i int) (int64, error) {
			if t.Kind == data.KindTimestamp {
				return toLocal(ctx.Zone, x.at(i)) - toLocal(ctx.Zone, y.at(i)), nil
			}
			return x.at(i) - y.at(i), nil
		}
	})), nil
}

// mixIntervals refuses + and - of intervals of two families; those of one stay what they are. Spark takes
// one side for a time that the other moves.
func mixIntervals(b *Binding, op string) (Expr, bool, error) {
	l, r := b.typ(0), b.typ(1)
	if l.Kind == r.Kind {
		return nil, false, nil
	}
	moves := func(t *data.Type) bool {
		return t.Kind == data.KindCalendarInterval || t.Kind == data.KindDayTimeInterval
	}
	shown := b.frozen()
	switch {
	case moves(r) && op == "-":
		shown.spelled = b.Args[0].String() + " + (- " + b.Args[1].String() + ")"
	case op == "-" || !moves(l) && !moves(r):
		return nil, true, differ(b)
	case !moves(r):
		shown.Args[0], shown.Args[1] = b.Args[1], b.Args[0]
		fallthrough
	default:
		shown.spelled = shown.Args[0].String() + " + " + shown.Args[1].String()
	}
	return nil, true, shown.accept(0, anyMoment)
}

// spanReader reads any interval column as months, days and microseconds.
func spanReader(c data.Column) func(i int) data.Interval {
	switch c.Type().Kind {
	case data.KindYearMonthInterval:
		v := vecOf[int32](c)
		return func(i int) data.Interval { return data.Interval{Months: v.at(i)} }
	case data.KindDayTimeInterval:
		v := vecOf[int64](c)
		return func(i int) data.Interval { return data.Interval{Micros: v.at(i)} }
	}
	return vecOf[data.Interval](c).at
}

func calendarKernel(op string) Kernel {
	return rows(data.CalendarInterval, func(_ *Context, a args) func(i int) (data.Interval, error) {
		x, y := a.spans(0), a.spans(1)
		return func(i int) (data.Interval, error) {
			v, w := x.at(i), y.at(i)
			if op == "-" {
				w = data.Interval{Months: -w.Months, Days: -w.Days, Micros: -w.Micros}
			}
			return data.Interval{Months: v.Months + w.Months, Days: v.Days + w.Days, Micros: v.Micros + w.Micros}, nil
		}
	})
}

// moved resolves a point of the calendar plus or minus an interval; a string stays one.
func moved(b *Binding, sign int64) (Expr, error) {
	l, r := b.typ(0), b.typ(1)
	b = b.frozen()
	b.spelled = movedText(b, sign)
	text := b.text()
	switch {
	case l.Kind == data.KindDate:
		whole := r.Kind == data.KindYearMonthInterval || dayInterval(r) || r.Kind == data.KindCalendarInterval
		if whole {
			return b.as(b.apply(data.Date, moveDate(sign))), nil
		}
		b.Args[0] = b.cast(b.Args[0], data.Timestamp)
	case !local(l):
		shown := b.frozen()
		shown.spelled = b.Args[0].String() + " + " + b.Args[1].String()
		if sign < 0 {
			shown.spelled = b.Args[0].String() + " + (- " + b.Args[1].String() + ")"
		}
		if err := shown.accept(0, anyMoment); err != nil {
			return nil, err
		}
		b.Args = shown.Args
	}
	t := b.typ(0)
	a := b.as(b.apply(t, moveInstant(t, sign)))
	if l.Kind != data.KindString {
		return a, nil
	}
	b = b.frozen()
	b.spelled = text
	return b.as(&Apply{Fn: b.Fn, Args: []Expr{b.cast(a, data.String)}, Typ: data.String, Null: true, Consts: true, At: b.at(),
		Kernel: func(_ *Context, cols []data.Column, _ int) (data.Column, error) { return cols[0], nil }}), nil
}

// movedText spells a date or timestamp moved by an interval: without brackets, and days beside a date as
// Spark adds them.
func movedText(b *Binding, sign int64) string {
	value, by := b.Args[0].String(), b.Args[1].String()
	days := dayInterval(b.typ(1)) && b.typ(0).Kind == data.KindDate
	switch {
	case days && sign < 0:
		return "date_add(" + value + ", (- extractansiintervaldays(" + by + ")))"
	case days:
		return "date_add(" + value + ", extractansiintervaldays(" + by + "))"
	case sign < 0:
		return value + " - " + by
	}
	return value + " + " + by
}

func dayInterval(t *data.Type) bool {
	return t.Kind == data.KindDayTimeInterval && t.From == data.Day && t.To == data.Day
}

func moveDate(sign int64) Kernel {
	return rows(data.Date, func(ctx *Context, a args) func(i int) (int32, error) {
		x, by := a.ints(0), spanReader(a[1])
		calendar := a[1].Type().Kind == data.KindCalendarInterval
		return func(i int) (int32, error) {
			v := by(i)
			if calendar && ctx.Ansi && v.Micros != 0 {
				return 0, failf("INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION", "22006", "Cannot add an interval to a date because its microseconds part is not 0. To resolve this, cast the input date to a timestamp, which supports the addition of intervals with non-zero microseconds.")
			}
			d := addMonths(int64(x.at(i)), sign*int64(v.Months)) + sign*int64(v.Days) + sign*(v.Micros/microsPerDay)
			if d != int64(int32(d)) {
				return 0, overflow("")
			}
			return int32(d), nil
		}
	})
}

func moveInstant(t *data.Type, sign int64) Kernel {
	return rows(t, func(ctx *Context, a args) func(i int) (int64, error) {
		x, by := a.longs(0), spanReader(a[1])
		zone := ctx.Zone
		if t.Kind == data.KindTimestampNTZ {
			zone = nil
		}
		return func(i int) (int64, error) { return shift(zone, x.at(i), by(i), sign) }
	})
}

// shift moves an instant: months and days on the wall clock of the zone, the rest in time.
// A whole number of days in the microseconds counts as days.
func shift(zone Zone, v int64, by data.Interval, sign int64) (int64, error) {
	days := int64(by.Days)
	micros := by.Micros
	if by.Months == 0 && by.Days == 0 && zone != nil {
		days, micros = micros/microsPerDay, micros%microsPerDay
	}
	if by.Months != 0 || days != 0 {
		wall := toLocal(zone, v)
		day := floorDiv(wall, microsPerDay)
		rest := wall - day*microsPerDay
		day = addMonths(day, sign*int64(by.Months)) + sign*days
		if day > 106751991+400 || day < -106751991-400 {
			return 0, javaf("java.lang.ArithmeticException: long overflow")
		}
		v = toInstant(zone, day*microsPerDay+rest)
	}
	out := v + sign*micros
	if (sign*micros > 0) != (out > v) && micros != 0 {
		return 0, datetimeOverflow()
	}
	return out, nil
}

func datetimeOverflow() *Error {
	return failf("DATETIME_OVERFLOW", "22008", "Datetime operation overflow.")
}

// scaleInterval resolves * and / of an interval by a number.
func scaleInterval(b *Binding, op string) (Expr, bool, error) {
	l, r := b.typ(0), b.typ(1)
	calendar := data.KindCalendarInterval
	if op == "*" && (spanning(r) && !spanning(l) || r.Kind == calendar && l.Kind != calendar || r.Kind == data.KindYearMonthInterval && dayInterval(l)) {
		b = b.frozen()
		b.Args[0], b.Args[1] = b.Args[1], b.Args[0]
		l, r = r, l
	}
	if !spanning(l) {
		return nil, false, nil
	}
	if l.Kind == calendar && !aNumeric.ok(r) && aNumeric.from(b.Ctx.Ansi, r) == nil {
		shown := b.frozen()
		shown.spelled = map[string]string{"*": "multiply", "/": "divide"}[op] + "_interval(" + join(b.Args) + ")"
		return nil, true, shown.unexpected(1, `"DOUBLE"`)
	}
	if err := b.accept(1, aNumeric); err != nil {
		return nil, true, err
	}
	if l.Kind == calendar {
		b.Args[1] = b.cast(b.Args[1], data.Double)
		return b.apply(l, scaleCalendar(op)), true, nil
	}
	t := data.DayTime
	if l.Kind == data.KindYearMonthInterval {
		t = data.YearMonth
		return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (int32, error) {
			f := scaler(a, op, math.MaxInt32, func(i int) int64 { return int64(a.ints(0).at(i)) })
			return func(i int) (int32, error) {
				v, err := f(i)
				return int32(v), err
			}
		})), true, nil
	}
	return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (int64, error) {
		x := a.longs(0)
		return scaler(a, op, math.MaxInt64, x.at)
	})), true, nil
}

// scaler multiplies or divides an interval of at most limit units, rounding halves away from zero.
func scaler(a args, op string, limit int64, value func(i int) int64) func(i int) (int64, error) {
	s := sideOf(a[1])
	return func(i int) (int64, error) {
		num, den := big.NewInt(value(i)), big.NewInt(1)
		var factor, under *big.Int
		switch n := data.ValueAt(s.col, s.row(i)).(type) {
		case data.Dec:
			factor, under = n.Big(), data.PowerOf10(s.col.Type().Scale)
		case float32, float64:
			return scaleFloat(value(i), toFloat(n), op, limit)
		default:
			factor, under = big.NewInt(toInt(n)), den
		}
		if op == "/" {
			if factor.Sign() == 0 {
				return 0, failf("INTERVAL_DIVIDED_BY_ZERO", "22012", "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.")
			}
			factor, under = under, factor
		}
		out := data.DivRound(num.Mul(num, factor), under)
		if !out.IsInt64() || out.Int64() > limit || out.Int64() < -limit-1 {
			if !out.IsInt64() {
				limit = math.MaxInt64
			}
			return 0, scaledTooFar(s.col.Type(), op, limit)
		}
		return out.Int64(), nil
	}
}

// scaledTooFar is the overflow of an interval that is scaled by a number of type t, in Java's words.
func scaledTooFar(t *data.Type, op string, limit int64) error {
	switch {
	case t.Kind == data.KindDecimal:
		return javaf("java.lang.ArithmeticException: Overflow")
	case op == "/":
		return overflow("")
	case limit == math.MaxInt32:
		return javaf("java.lang.ArithmeticException: integer overflow")
	}
	return javaf("java.lang.ArithmeticException: long overflow")
}

func scaleFloat(v int64, by float64, op string, limit int64) (int64, error) {
	f := float64(v) * by
	if op == "/" {
		if by == 0 {
			return 0, failf("INTERVAL_DIVIDED_BY_ZERO", "22012", "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.")
		}
		f = float64(v) / by
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, javaf("java.lang.ArithmeticException: input is infinite or NaN")
	}
	if r := math.Round(f); fitsLong(r) && int64(r) <= limit && int64(r) >= -limit-1 {
		return int64(r), nil
	}
	return 0, javaf("java.lang.ArithmeticException: rounded value is out of range for input %s and rounding mode HALF_UP", appendDouble(nil, f))
}

func toFloat(v any) float64 {
	if f, ok := v.(float32); ok {
		return float64(f)
	}
	return v.(float64)
}

func toInt(v any) int64 {
	switch v := v.(type) {
	case int8:
		return int64(v)
	case int16:
		return int64(v)
	case int32:
		return int64(v)
	case int64:
		return v
	}
	return 0
}

func scaleCalendar(op string) Kernel {
	return rows(data.CalendarInterval, func(_ *Context, a args) func(i int) (data.Interval, error) {
		x, y := a.spans(0), a.doubles(1)
		return func(i int) (data.Interval, error) {
			v, by := x.at(i), y.at(i)
			if op == "/" {
				if by == 0 {
					return v, failf("INTERVAL_DIVIDED_BY_ZERO", "22012", "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.")
				}
				by = 1 / by
			}
			months := float64(v.Months) * by
			days := float64(v.Days) * by
			micros := float64(v.Micros)*by + (days-math.Trunc(days))*microsPerDay
			return data.Interval{Months: int32(months), Days: int32(days), Micros: int64(math.Round(micros))}, nil
		}
	})
}
