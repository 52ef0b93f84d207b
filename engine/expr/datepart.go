package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const dateFuncs = "datetime_funcs"

// dayPart is a field of a date.
type dayPart func(days int64) int64

var dayParts = map[string]dayPart{
	"year":       func(d int64) int64 { y, _, _ := civil(d); return y },
	"quarter":    func(d int64) int64 { _, m, _ := civil(d); return int64(m-1)/3 + 1 },
	"month":      func(d int64) int64 { _, m, _ := civil(d); return int64(m) },
	"week":       func(d int64) int64 { _, w := isoWeek(d); return w },
	"yearofweek": func(d int64) int64 { y, _ := isoWeek(d); return y },
	"day":        func(d int64) int64 { _, _, n := civil(d); return int64(n) },
	"dayofweek":  func(d int64) int64 { return floorMod(d+4, 7) + 1 },
	"weekday":    func(d int64) int64 { return floorMod(d+3, 7) },
	"dow_iso":    func(d int64) int64 { return floorMod(d+3, 7) + 1 },
	"doy":        func(d int64) int64 { y, _, _ := civil(d); return d - dayNumber(y, 1, 1) + 1 },
}

// isoWeek is the ISO year and week.
func isoWeek(d int64) (year, week int64) {
	thursday := d - floorMod(d+3, 7) + 3
	y, _, _ := civil(thursday)
	return y, (thursday-dayNumber(y, 1, 1))/7 + 1
}

func dayFunction(name, part, help, example string, also ...string) *Function {
	f := dayParts[part]
	return def(dateFuncs, name, name+"(date)", help, example, 1, 1, sig(data.Int, dayKernel(f), aDate)).harmless().also(also...)
}

func dayKernel(f dayPart) Kernel {
	return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		d := a.ints(0)
		return func(i int) (int32, error) { return int32(f(int64(d.at(i)))), nil }
	})
}

func clockPart(name string, unit, mod int64) *Function {
	return def(dateFuncs, name, name+"(timestamp)", "The "+name+" of a timestamp. Further arguments are left out, as Spark does.", name+"('2009-07-30 12:58:59') -- "+map[string]string{"hour": "12", "minute": "58", "second": "59"}[name], 1, -1,
		func(b *Binding) (Expr, error) {
			b.Args = b.Args[:1]
			if t := b.typ(0); t.Kind != data.KindTimestampNTZ && t.Kind != data.KindTime {
				if err := b.acceptAll(anInstant); err != nil {
					return nil, err
				}
			}
			a := b.apply(data.Int, clockKernel(b.typ(0), unit, mod))
			if t := b.typ(0); t.Kind == data.KindTime {
				return a, typeAllowed(b.Ctx, t)
			}
			return a, nil
		}).needs("> 0")
}

func clockKernel(t *data.Type, unit, mod int64) Kernel {
	return rows(data.Int, func(ctx *Context, a args) func(i int) (int32, error) {
		v := a.longs(0)
		wall := localOf(ctx, t)
		return func(i int) (int32, error) { return int32(floorDiv(wall(v.at(i)), unit) % mod), nil }
	})
}

// localOf turns values of a time type into microseconds of the wall clock; times of day stay
// positive below 24 hours.
func localOf(ctx *Context, t *data.Type) func(v int64) int64 {
	switch t.Kind {
	case data.KindTimestamp:
		return func(v int64) int64 { return floorMod(toLocal(ctx.Zone, v), microsPerDay) }
	case data.KindTime:
		return func(v int64) int64 { return v / 1000 }
	}
	return func(v int64) int64 { return floorMod(v, microsPerDay) }
}

func partFunctions() []*Function {
	return []*Function{
		dayFunction("year", "year", "The year.", "year('2016-07-30') -- 2016"), dayFunction("quarter", "quarter", "The quarter, 1 to 4.", "quarter('2016-08-31') -- 3"),
		dayFunction("month", "month", "The month, 1 to 12.", "month('2016-07-30') -- 7"), dayFunction("day", "day", "The day of the month.", "day('2009-07-30') -- 30", "dayofmonth"),
		dayFunction("dayofweek", "dayofweek", "The day of the week: 1 is Sunday.", "dayofweek('2009-07-30') -- 5"), dayFunction("weekday", "weekday", "The day of the week: 0 is Monday.", "weekday('2009-07-30') -- 3"),
		dayFunction("dayofyear", "doy", "The day of the year.", "dayofyear('2016-04-09') -- 100"), dayFunction("weekofyear", "week", "The ISO week of the year.", "weekofyear('2008-02-20') -- 8"),
		clockPart("hour", microsPerHour, 24), clockPart("minute", microsPerMinute, 60), clockPart("second", microsPerSecond, 60),
		def(dateFuncs, "dayname", "dayname(date)", "Three letters of the day of the week.", "dayname(DATE'2008-02-20') -- Wed", 1, 1, sig(data.String, dayText(func(d int64) string { return dayNames[floorMod(d+3, 7)][:3] }), aDate)),
		def(dateFuncs, "monthname", "monthname(date)", "Three letters of the month.", "monthname('2008-02-20') -- Feb", 1, 1, sig(data.String, dayText(func(d int64) string { _, m, _ := civil(d); return monthNames[m-1][:3] }), aDate)),
		def(dateFuncs, "extract", "extract(field FROM source)", "A field of a date, timestamp or interval.", "extract(YEAR FROM DATE'2019-08-12') -- 2019", 2, 2, bindExtract),
		def(dateFuncs, "date_part", "date_part(field, source)", "A field of a date, timestamp or interval.", "date_part('YEAR', DATE'2019-08-12') -- 2019", 2, 2, bindExtract).also("datepart"),
	}
}

func dayText(f func(d int64) string) Kernel {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		d := a.ints(0)
		return func(dst []byte, i int) ([]byte, error) { return append(dst, f(int64(d.at(i)))...), nil }
	})
}

var extractNames = map[string]string{
	"year": "year", "y": "year", "years": "year", "yr": "year", "yrs": "year", "yearofweek": "yearofweek",
	"quarter": "quarter", "qtr": "quarter", "month": "month", "mon": "month", "mons": "month", "months": "month",
	"week": "week", "w": "week", "weeks": "week", "day": "day", "d": "day", "days": "day", "dayofweek": "dayofweek", "dow": "dayofweek",
	"dayofweek_iso": "dow_iso", "dow_iso": "dow_iso", "doy": "doy", "hour": "hour", "h": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
	"minute": "minute", "m": "minute", "min": "minute", "mins": "minute", "minutes": "minute",
	"second": "second", "s": "second", "sec": "second", "seconds": "second", "secs": "second",
}

// dayFunctions are the functions that fields of a date are read by.
var dayFunctions = map[string]string{"year": "year", "quarter": "quarter", "month": "month", "week": "weekofyear", "day": "dayofmonth", "dayofweek": "dayofweek", "dow_iso": "weekday", "doy": "dayofyear"}

// bindExtract binds extract(field FROM source), whose field is the text of a literal, and date_part.
func bindExtract(b *Binding) (Expr, error) {
	v, foldable, err := b.constant(0)
	field, isText := v.(string)
	switch {
	case err != nil:
		return nil, err
	case !foldable || v != nil && !isText:
		return nil, Errorf("NON_FOLDABLE_ARGUMENT", "42K08", b.at(), "The function `%s` requires the parameter `field` to be a foldable expression of the type \"STRING\", but the actual argument is a non-foldable.", b.name())
	case v == nil:
		return &Literal{Typ: data.Double}, nil
	}
	if name := b.name(); name != "date_part" {
		b.spelled = name + "(" + field + " FROM " + b.Args[1].String() + ")"
	}
	e, err := b.extracted(field)
	if err != nil {
		return nil, err
	}
	return shown(e, b), nil
}

func (b *Binding) extracted(field string) (Expr, error) {
	source := b.Args[1]
	t := source.Type()
	part := extractNames[strings.ToLower(field)]
	invalid := Errorf("INVALID_EXTRACT_FIELD", "42601", b.at(), "Cannot extract `%s` from \"%s\".", field, source)
	switch {
	case part == "":
		return nil, invalid
	case spanning(t):
		return b.extractSpan(part, source, invalid)
	case part == "hour" || part == "minute":
		return b.call(part, source)
	case t.Kind == data.KindTime && part != "second":
		return nil, invalid
	case part == "second":
		return b.secondsOf(source)
	case part == "yearofweek":
		return b.internal("yearofweek", sig(data.Int, dayKernel(dayParts[part]), aDate), source)
	}
	e, err := b.call(dayFunctions[part], source)
	if err == nil && part == "dow_iso" {
		e, err = b.call("+", e, &Literal{Value: int32(1), Typ: data.Int})
	}
	return e, err
}

// internal binds arguments to an expression that Spark has under a name no query can call.
func (b *Binding) internal(name string, bind bindFn, list ...Expr) (Expr, error) {
	n := b.frozen()
	n.Fn, n.Called, n.Args, n.spelled = &Function{Name: name}, name, list, ""
	return bind(n)
}

// secondsOf is the second with its fraction: DECIMAL(8,6).
func (b *Binding) secondsOf(source Expr) (Expr, error) {
	t := data.DecimalOf(8, 6)
	if clock := source.Type(); clock.Kind == data.KindTime {
		t = data.DecimalOf(2+clock.Precision, clock.Precision)
		return b.internal("secondsoftimewithfraction", ofTime(sig(t, rows(t, func(_ *Context, a args) func(i int) (data.Dec, error) {
			v := a.longs(0)
			return func(i int) (data.Dec, error) {
				d, _ := data.DecOf(v.at(i)%(microsPerMinute*1000)).Rescale(9, t.Scale, t.Precision)
				return d, nil
			}
		}), anything)), source)
	}
	return b.internal("secondwithfraction", sigOf(func(b *Binding) (*data.Type, Kernel, error) {
		from := b.typ(0)
		return t, rows(t, func(ctx *Context, a args) func(i int) (data.Dec, error) {
			v := a.longs(0)
			wall := localOf(ctx, from)
			return func(i int) (data.Dec, error) { return data.DecOf(wall(v.at(i)) % microsPerMinute), nil }
		}), nil
	}, anInstant), source)
}

// hasPart tells whether an interval of years and months or of days and less has a field.
func hasPart(t *data.Type, part string) bool {
	for u := t.From; u <= t.To; u++ {
		if strings.EqualFold(u.String(), part) {
			return true
		}
	}
	return false
}

func (b *Binding) extractSpan(part string, source Expr, invalid error) (Expr, error) {
	t := source.Type()
	s := b.frozen()
	s.Args = []Expr{source}
	get := func(out *data.Type, f func(v data.Interval) int64) Expr {
		kernel := rows(out, func(_ *Context, a args) func(i int) (int32, error) {
			at := spanReader(a[0])
			return func(i int) (int32, error) { return int32(f(at(i))), nil }
		})
		if out.Kind == data.KindByte {
			kernel = rows(out, func(_ *Context, a args) func(i int) (int8, error) {
				at := spanReader(a[0])
				return func(i int) (int8, error) { return int8(f(at(i))), nil }
			})
		}
		return s.apply(out, kernel)
	}
	months, times := t.Kind != data.KindDayTimeInterval, t.Kind != data.KindYearMonthInterval
	calendar := t.Kind == data.KindCalendarInterval
	switch {
	case !calendar && !hasPart(t, part):
		return nil, invalid
	case part == "year" && months:
		return get(data.Int, func(v data.Interval) int64 { return int64(v.Months) / 12 }), nil
	case part == "month" && months:
		return get(data.Byte, func(v data.Interval) int64 { return int64(v.Months) % 12 }), nil
	case part == "day" && times:
		return get(data.Int, func(v data.Interval) int64 {
			if calendar {
				return int64(v.Days)
			}
			return v.Micros / microsPerDay
		}), nil
	case part == "hour" && times:
		return get(data.Byte, func(v data.Interval) int64 {
			if calendar {
				return v.Micros / microsPerHour
			}
			return v.Micros % microsPerDay / microsPerHour
		}), nil
	case part == "minute" && times:
		return get(data.Byte, func(v data.Interval) int64 { return v.Micros % microsPerHour / microsPerMinute }), nil
	case part == "second" && times:
		out := data.DecimalOf(8, 6)
		return s.apply(out, rows(out, func(_ *Context, a args) func(i int) (data.Dec, error) {
			at := spanReader(a[0])
			return func(i int) (data.Dec, error) { return data.DecOf(at(i).Micros % microsPerMinute), nil }
		})), nil
	}
	return nil, invalid
}
