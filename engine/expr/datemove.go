package expr

import (
	"math"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var aSmallInt = kinds("", data.Int, data.KindInt, data.KindShort, data.KindByte).with(data.KindString, data.Int).named(`("INT" or "SMALLINT" or "TINYINT")`)

func moveFunctions() []*Function {
	return []*Function{
		def(dateFuncs, "date_add", "date_add(start_date, num_days)", "The date num_days later.", "date_add('2016-07-30', 1) -- 2016-07-31", 2, 2, bindDays(1)),
		def(dateFuncs, "date_sub", "date_sub(start_date, num_days)", "The date num_days earlier.", "date_sub('2016-07-30', 1) -- 2016-07-29", 2, 2, bindDays(-1)),
		def(dateFuncs, "dateadd", "dateadd(start_date, num_days) | dateadd(unit, value, timestamp)", "The date or timestamp moved.", "dateadd('2016-07-30', 1) -- 2016-07-31", 2, 3, bindTimestampAdd).needs("2"),
		def(dateFuncs, "timestampadd", "timestampadd(unit, value, timestamp)", "The timestamp moved by value units.", "timestampadd(HOUR, 8, timestamp_ntz'2022-02-11 20:30:00') -- 2022-02-12 04:30:00", 3, 3, bindTimestampAdd).also("date_add_unit"),
		def(dateFuncs, "datediff", "datediff(endDate, startDate) | datediff(unit, start, end)", "Days from start to end, or whole units between two timestamps.", "datediff('2009-07-31', '2009-07-30') -- 1", 2, 3, bindDateDiff).needs("2").also("date_diff"),
		def(dateFuncs, "timestampdiff", "timestampdiff(unit, start, end)", "Whole units from start to end.", "timestampdiff(HOUR, timestamp_ntz'2022-02-11 20:30:00', timestamp_ntz'2022-02-12 04:30:00') -- 8", 3, 3, bindDateDiff),
		def(dateFuncs, "add_months", "add_months(start_date, num_months)", "The date num_months later; a day the month lacks becomes its last.", "add_months('2016-08-31', 1) -- 2016-09-30", 2, 2, sig(data.Date, rows(data.Date, func(_ *Context, a args) func(i int) (int32, error) {
			d, n := a.ints(0), a.ints(1)
			return func(i int) (int32, error) {
				day := addMonths(int64(d.at(i)), int64(n.at(i)))
				if day != int64(int32(day)) {
					return 0, overflow("")
				}
				return int32(day), nil
			}
		}), aDate, anInt)),
		def(dateFuncs, "months_between", "months_between(timestamp1, timestamp2[, roundOff])", "Months between two timestamps, by months of 31 days.", "months_between('1997-02-28 10:30:00', '1996-10-30') -- 3.94959677", 2, 3, bindMonthsBetween),
		def(dateFuncs, "last_day", "last_day(date)", "The last day of the month.", "last_day('2009-01-12') -- 2009-01-31", 1, 1, sig(data.Date, rows(data.Date, func(_ *Context, a args) func(i int) (int32, error) {
			d := a.ints(0)
			return func(i int) (int32, error) {
				y, m, _ := civil(int64(d.at(i)))
				return int32(dayNumber(y, m, monthLength(y, m))), nil
			}
		}), aDate)),
		def(dateFuncs, "next_day", "next_day(start_date, day_of_week)", "The first date after start_date on that day of the week.", "next_day('2015-01-14', 'TU') -- 2015-01-20", 2, 2, bindNextDay),
		def(dateFuncs, "trunc", "trunc(date, fmt)", "The date cut to the unit; null for an unknown one.", "trunc('2019-08-04', 'week') -- 2019-07-29", 2, 2, knownUnit(1, func(unit string) bool { _, ok := truncDay(0, unit); return ok }, sig(data.Date, rows(data.Date, func(_ *Context, a args) func(i int) (int32, error) {
			d, f := a.ints(0), a.text(1)
			return func(i int) (int32, error) {
				v, ok := truncDay(int64(d.at(i)), strings.ToUpper(f.str(i)))
				if !ok {
					return 0, isNull
				}
				return int32(v), nil
			}
		}), aDate, aString))),
		def(dateFuncs, "date_trunc", "date_trunc(fmt, ts)", "The timestamp cut to the unit; null for an unknown one.", "date_trunc('YEAR', '2015-03-05T09:32:05.359') -- 2015-01-01 00:00:00", 2, 2, knownUnit(0, func(unit string) bool { _, err := truncInstant(nil, 0, unit); return err == nil }, bindDateTrunc)),
	}
}

// knownUnit gives null where the constant argument i is no unit, without a look at the time, whose mistakes then do not count.
func knownUnit(i int, known func(unit string) bool, bind bindFn) bindFn {
	return func(b *Binding) (Expr, error) {
		e, err := bind(b)
		a, ok := e.(*Apply)
		if err != nil || !ok {
			return e, err
		}
		if v, constant := (&Binding{Ctx: b.Ctx, Args: a.Args}).literal(i); constant {
			if unit, isText := v.(string); !isText || !known(strings.ToUpper(unit)) {
				a.Kernel = func(_ *Context, _ []data.Column, n int) (data.Column, error) { return nulls(a.Typ, n), nil }
				shownAs := a.String()
				fn := *a.Fn
				fn.text = func([]string) string { return shownAs }
				a.Fn, a.Args = &fn, nil
			}
		}
		return a, nil
	}
}

func bindDays(sign int64) bindFn {
	return func(b *Binding) (Expr, error) {
		b.Called = b.Fn.Name
		if err := b.wholeDays(); err != nil {
			return nil, err
		}
		if err := b.acceptAll(aDate, aSmallInt); err != nil {
			return nil, err
		}
		b.Args[1] = b.cast(b.Args[1], data.Int)
		return b.apply(data.Date, rows(data.Date, func(_ *Context, a args) func(i int) (int32, error) {
			d, n := a.ints(0), a.ints(1)
			return func(i int) (int32, error) { return d.at(i) + int32(sign)*n.at(i), nil }
		})), nil
	}
}

// wholeDays holds a string that is a number of days: outside ANSI only a constant may be one.
func (b *Binding) wholeDays() error {
	if b.Ctx.Ansi || b.typ(1).Kind != data.KindString {
		return nil
	}
	if !Foldable(b.Args[1]) {
		return b.unexpected(1, aSmallInt.name)
	}
	v, _ := b.literal(1)
	text, given := v.(string)
	if n, ok := parseLong([]byte(text), math.MinInt32, math.MaxInt32, false); given && ok {
		b.Args = []Expr{b.Args[0], &Literal{Value: int32(n), Typ: data.Int, Text: text, folded: true}}
	} else if given {
		return Errorf("SECOND_FUNCTION_ARGUMENT_NOT_INTEGER", "22023", Span{}, "The second argument of %s function needs to be an integer.", b.name())
	}
	return nil
}

// unitName reads the unit of timestampadd and its like: a name, not a value.
func unitName(e Expr) string {
	if l, ok := e.(*Literal); ok {
		if s, ok := l.Value.(string); ok {
			return strings.ToUpper(s)
		}
	}
	return strings.ToUpper(e.String())
}

// unitSpan is one unit as months and microseconds; ok is false for an unknown one.
func unitSpan(unit string) (months, micros int64, ok bool) {
	switch unit {
	case "YEAR":
		return 12, 0, true
	case "QUARTER":
		return 3, 0, true
	case "MONTH":
		return 1, 0, true
	case "WEEK":
		return 0, 7 * microsPerDay, true
	case "DAY", "DAYOFYEAR":
		return 0, microsPerDay, true
	case "HOUR":
		return 0, microsPerHour, true
	case "MINUTE":
		return 0, microsPerMinute, true
	case "SECOND":
		return 0, microsPerSecond, true
	case "MILLISECOND":
		return 0, 1000, true
	case "MICROSECOND":
		return 0, 1, true
	}
	return 0, 0, false
}

// UnquotedUnit says of a unit that function does not know what it may be.
func UnquotedUnit(function, unit string) string {
	return "The value of parameter(s) `unit` in `" + function + "` is invalid: expects one of the units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, but got the string literal '" + unit + "'."
}

func (b *Binding) unresolvedUnit() error {
	return Errorf("UNRESOLVED_ROUTINE", "42883", b.at(), "Cannot resolve routine `%s` on search path [`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`].", b.name())
}

func bindTimestampAdd(b *Binding) (Expr, error) {
	if len(b.Args) == 2 {
		return b.call("date_add", b.Args...)
	}
	unit := unitName(b.Args[0])
	months, micros, ok := unitSpan(unit)
	if !ok {
		return nil, b.unresolvedUnit()
	}
	b.spelled = b.name() + "(" + unit + ", " + join(b.Args[1:]) + ")"
	b.Args = append([]Expr{}, b.Args[1:]...)
	if err := b.acceptAll(aLong, anInstant); err != nil {
		return nil, err
	}
	t := b.typ(1)
	a := b.apply(t, rows(t, func(ctx *Context, a args) func(i int) (int64, error) {
		n, v := a.longs(0), a.longs(1)
		zone := ctx.Zone
		if t.Kind == data.KindTimestampNTZ {
			zone = nil
		}
		return func(i int) (int64, error) {
			out, err := moveUnits(zone, v.at(i), n.at(i), months, micros)
			if err != nil {
				return 0, failf("DATETIME_OVERFLOW", "22008", "Datetime operation overflow: add %dL %s to TIMESTAMP '%s'.", n.at(i), unit, appendLocal(nil, toLocal(zone, v.at(i))))
			}
			return out, nil
		}
	}))
	return b.as(a), nil
}

func moveUnits(zone Zone, v, n, months, micros int64) (int64, error) {
	if months > 0 {
		if n*months != int64(int32(n*months)) {
			return 0, datetimeOverflow()
		}
		return shift(zone, v, data.Interval{Months: int32(n * months)}, 1)
	}
	if micros >= microsPerDay {
		days := n * (micros / microsPerDay)
		if days != int64(int32(days)) {
			return 0, datetimeOverflow()
		}
		return shift(zone, v, data.Interval{Days: int32(days)}, 1)
	}
	if n != 0 && (n*micros)/n != micros {
		return 0, datetimeOverflow()
	}
	return v + n*micros, nil
}

func bindDateDiff(b *Binding) (Expr, error) {
	if len(b.Args) == 2 {
		if err := b.acceptAll(aDate); err != nil {
			return nil, err
		}
		return b.apply(data.Int, rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			x, y := a.ints(0), a.ints(1)
			return func(i int) (int32, error) { return x.at(i) - y.at(i), nil }
		})), nil
	}
	unit := unitName(b.Args[0])
	months, micros, ok := unitSpan(unit)
	if !ok {
		return nil, b.unresolvedUnit()
	}
	b.spelled = b.name() + "(" + unit + ", " + join(b.Args[1:]) + ")"
	b.Args = append([]Expr{}, b.Args[1:]...)
	if err := b.acceptAll(aTimestamp, aTimestamp); err != nil {
		return nil, err
	}
	a := b.apply(data.Long, rows(data.Long, func(ctx *Context, a args) func(i int) (int64, error) {
		x, y := a.longs(0), a.longs(1)
		return func(i int) (int64, error) {
			if unit == "DAYOFYEAR" { // the grammar lets it pass, and the function does not know it
				return 0, failf("INVALID_PARAMETER_VALUE.DATETIME_UNIT", "22023", "%s", UnquotedUnit("TIMESTAMPDIFF", unit))
			}
			from, to := toLocal(ctx.Zone, x.at(i)), toLocal(ctx.Zone, y.at(i))
			if months > 0 {
				return wholeMonths(from, to) / months, nil
			}
			return (to - from) / micros, nil
		}
	}))
	return b.as(a), nil
}

// wholeMonths counts full months from one wall clock to another, towards zero.
func wholeMonths(from, to int64) int64 {
	fy, fm, fd := civil(floorDiv(from, microsPerDay))
	ty, tm, td := civil(floorDiv(to, microsPerDay))
	n := (ty-fy)*12 + int64(tm-fm)
	fRest := int64(fd)*microsPerDay + floorMod(from, microsPerDay)
	tRest := int64(td)*microsPerDay + floorMod(to, microsPerDay)
	switch {
	case n > 0 && tRest < fRest:
		n--
	case n < 0 && tRest > fRest:
		n++
	}
	return n
}

func bindMonthsBetween(b *Binding) (Expr, error) {
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 2 {
		b.Args = append(b.Args, &Literal{Value: true, Typ: data.Boolean})
	}
	if err := b.acceptAll(aTimestamp, aTimestamp, aBoolean); err != nil {
		return nil, err
	}
	return b.apply(data.Double, rows(data.Double, func(ctx *Context, a args) func(i int) (float64, error) {
		x, y, round := a.longs(0), a.longs(1), a.bools(2)
		return func(i int) (float64, error) {
			return monthsBetween(toLocal(ctx.Zone, x.at(i)), toLocal(ctx.Zone, y.at(i)), round.at(i)), nil
		}
	})), nil
}

func monthsBetween(x, y int64, round bool) float64 {
	dx, dy := floorDiv(x, microsPerDay), floorDiv(y, microsPerDay)
	y1, m1, d1 := civil(dx)
	y2, m2, d2 := civil(dy)
	months := float64((y1-y2)*12 + int64(m1-m2))
	if d1 == d2 || d1 == monthLength(y1, m1) && d2 == monthLength(y2, m2) {
		return months
	}
	seconds := int64(d1-d2)*86400 + (x-dx*microsPerDay)/microsPerSecond - (y-dy*microsPerDay)/microsPerSecond
	v := months + float64(seconds)/float64(31*86400)
	if round {
		return math.Round(v*1e8) / 1e8
	}
	return v
}

func bindNextDay(b *Binding) (Expr, error) {
	if err := b.acceptAll(aDate, aString); err != nil {
		return nil, err
	}
	ansi := b.Ctx.Ansi
	return b.apply(data.Date, rows(data.Date, func(_ *Context, a args) func(i int) (int32, error) {
		d, name := a.ints(0), a.text(1)
		return func(i int) (int32, error) {
			word := strings.ToUpper(strings.TrimSpace(name.str(i)))
			for k, full := range dayNames {
				full = strings.ToUpper(full)
				if word == full || len(word) >= 2 && len(word) <= 3 && strings.HasPrefix(full, word) {
					v := int64(d.at(i))
					return int32(v + 1 + floorMod(int64(k)-floorMod(v+1+3, 7), 7)), nil
				}
			}
			if ansi {
				return 0, failf("ILLEGAL_DAY_OF_WEEK", "22009", "Illegal input for day of week: %s.", name.at(i))
			}
			return 0, isNull
		}
	})), nil
}

// truncDay cuts a date to a unit of at least a week.
func truncDay(d int64, unit string) (int64, bool) {
	y, m, _ := civil(d)
	switch unit {
	case "YEAR", "YYYY", "YY":
		return dayNumber(y, 1, 1), true
	case "QUARTER":
		return dayNumber(y, (m-1)/3*3+1, 1), true
	case "MONTH", "MON", "MM":
		return dayNumber(y, m, 1), true
	case "WEEK":
		return d - floorMod(d+3, 7), true
	}
	return 0, false
}

func bindDateTrunc(b *Binding) (Expr, error) {
	if err := b.acceptAll(aString, aTimestamp.named(`("TIMESTAMP" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`)); err != nil {
		return nil, err
	}
	return b.apply(data.Timestamp, rows(data.Timestamp, func(ctx *Context, a args) func(i int) (int64, error) {
		f, v := a.text(0), a.longs(1)
		return func(i int) (int64, error) { return truncInstant(ctx.Zone, v.at(i), strings.ToUpper(f.str(i))) }
	})), nil
}

func truncInstant(zone Zone, v int64, unit string) (int64, error) {
	switch unit {
	case "MICROSECOND":
		return v, nil
	case "MILLISECOND":
		return v - floorMod(v, 1000), nil
	case "SECOND":
		return v - floorMod(v, microsPerSecond), nil
	}
	wall := toLocal(zone, v)
	size := map[string]int64{"MINUTE": microsPerMinute, "HOUR": microsPerHour, "DAY": microsPerDay, "DD": microsPerDay}[unit]
	if size == microsPerMinute || size == microsPerHour {
		return v - floorMod(wall, size), nil
	}
	day := floorDiv(wall, microsPerDay)
	if size == 0 {
		var ok bool
		if day, ok = truncDay(day, unit); !ok {
			return 0, isNull
		}
	}
	return toInstant(zone, day*microsPerDay), nil
}
