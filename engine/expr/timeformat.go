package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

const defaultPattern = "yyyy-MM-dd HH:mm:ss"

func formatFunctions() []*Function {
	return []*Function{
		def(dateFuncs, "date_format", "date_format(timestamp, fmt)", "The timestamp as text by a pattern.", "date_format('2016-04-08', 'y') -- 2016", 2, 2, bindDateFormat),
		def(dateFuncs, "to_date", "to_date(date_str[, fmt])", "A date out of a text.", "to_date('2016-12-31', 'yyyy-MM-dd') -- 2016-12-31", 1, 2, bindToDate(false)),
		def(dateFuncs, "try_to_date", "try_to_date(date_str[, fmt])", "A date out of a text, null when it is malformed.", "try_to_date('foo', 'yyyy-MM-dd') -- NULL", 1, 2, bindToDate(true)),
		def(dateFuncs, "to_timestamp", "to_timestamp(timestamp_str[, fmt])", "A timestamp out of a text.", "to_timestamp('2016-12-31', 'yyyy-MM-dd') -- 2016-12-31 00:00:00", 1, 2, bindToTimestamp(data.Timestamp, false)).also("to_timestamp_ltz"),
		def(dateFuncs, "try_to_timestamp", "try_to_timestamp(timestamp_str[, fmt])", "A timestamp out of a text, null when it is malformed.", "try_to_timestamp('foo', 'yyyy-MM-dd') -- NULL", 1, 2, bindToTimestamp(data.Timestamp, true)),
		def(dateFuncs, "to_timestamp_ntz", "to_timestamp_ntz(timestamp_str[, fmt])", "A timestamp without zone out of a text.", "to_timestamp_ntz('2016-12-31', 'yyyy-MM-dd') -- 2016-12-31 00:00:00", 1, 2, bindToTimestamp(data.TimestampNTZ, false)),
		def(dateFuncs, "unix_timestamp", "unix_timestamp([timeExp[, fmt]])", "Seconds since 1970 of a text or time, or of now.", "unix_timestamp('2016-04-08', 'yyyy-MM-dd') -- 1460073600", 0, 2, bindUnix),
		def(dateFuncs, "to_unix_timestamp", "to_unix_timestamp(timeExp[, fmt])", "Seconds since 1970 of a text or time.", "to_unix_timestamp('2016-04-08', 'yyyy-MM-dd') -- 1460073600", 1, 2, bindUnix),
		def(dateFuncs, "from_unixtime", "from_unixtime(unix_time[, fmt])", "Seconds since 1970 as text.", "from_unixtime(0, 'yyyy-MM-dd HH:mm:ss') -- 1970-01-01 00:00:00", 1, 2, bindFromUnix),
	}
}

// patternAt gives the pattern of a row; a constant one is made ready once.
func patternAt(a args, k int, parsing bool) func(i int) (*timePattern, error) {
	v := a.text(k)
	var p *timePattern
	return func(i int) (*timePattern, error) {
		if p != nil && (v.constant() || p.source == v.str(i)) {
			return p, nil
		}
		var err error
		p, err = newTimePattern(v.str(i), parsing)
		return p, err
	}
}

func bindDateFormat(b *Binding) (Expr, error) {
	if b.typ(0).Kind == data.KindTime {
		return sig(data.String, formatTimes, anything, aString)(b)
	}
	w := aTimestamp.named(`("TIMESTAMP" or "TIME" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`)
	if err := b.acceptAll(w, aString); err != nil {
		return nil, err
	}
	return b.apply(data.String, formatKernel(b.typ(0))), nil
}

// formatTimes writes times of the day, of which a pattern may tell nothing else.
func formatTimes(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		v, at := a.longs(0), patternAt(a, 1, false)
		return func(dst []byte, i int) ([]byte, error) {
			p, err := at(i)
			if err != nil {
				return nil, badPattern(a.text(1).str(i))
			}
			out, ok := p.formatTime(dst, v.at(i))
			if !ok {
				return nil, invalidParameter("PATTERN", "date_format", "format", "'%s'.", p.source)
			}
			return out, nil
		}
	})(ctx, cols, n)
}

func formatKernel(t *data.Type) Kernel {
	return texts(data.String, func(ctx *Context, a args) func(dst []byte, i int) ([]byte, error) {
		v, at := a.longs(0), patternAt(a, 1, false)
		zone := ctx.Zone
		if t.Kind == data.KindTimestampNTZ {
			zone = nil
		}
		return func(dst []byte, i int) ([]byte, error) {
			p, err := at(i)
			if err != nil {
				return nil, err
			}
			return p.format(dst, toLocal(zone, v.at(i)), zone, v.at(i)), nil
		}
	})
}

func cannotParse(text string, why unparsed, function string) error {
	return failf("CANNOT_PARSE_TIMESTAMP", "22007", "Text '%s' could not be parsed%s. Use `%s` to tolerate invalid input string and return NULL instead.", text, why, function)
}

// parseKernel reads texts by a pattern into microseconds: an instant, or the wall clock.
func parseKernel(t *data.Type, function string, ansi bool) Kernel {
	return rows(t, func(ctx *Context, a args) func(i int) (int64, error) {
		s, at := a.text(0), patternAt(a, 1, true)
		return func(i int) (int64, error) {
			p, err := at(i)
			if err != nil {
				return 0, err
			}
			v, why := p.read(ctx, s.str(i), t.Kind == data.KindTimestampNTZ)
			if why != "" {
				if ansi {
					return 0, cannotParse(s.str(i), why, function)
				}
				return 0, isNull
			}
			return v, nil
		}
	})
}

// read parses a text to microseconds.
func (p *timePattern) read(ctx *Context, text string, wall bool) (int64, unparsed) {
	f, why := p.parse(text)
	if why != "" {
		return 0, why
	}
	zone := ctx.Zone
	if f.hasZone {
		zone = f.zone
	}
	if wall {
		return f.local(), ""
	}
	return toInstant(zone, f.local()), ""
}

// castOf binds to_date and its like without a format.
func (b *Binding) castOf(t *data.Type, try bool) (Expr, error) {
	return shownCast(&Cast{Child: b.Args[0], To: t, Mode: b.mode(try), Implicit: true, At: b.at()}, b), nil
}

// aMoment wants what dates and timestamps are made of: texts, dates and timestamps; all else becomes a
// text.
var aMoment = either(aString, aDate, aTimestamp, aTimestampNTZ)

// aMomentOrNumber is aMoment for TIMESTAMP, which takes seconds, too.
var aMomentOrNumber = either(aString, aDate, aTimestamp, aTimestampNTZ, kinds("NUMERIC", nil, data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindFloat, data.KindDouble, data.KindDecimal))

// mode is how a function of the session converts.
func (b *Binding) mode(try bool) CastMode {
	switch {
	case try:
		return CastTry
	case b.Ctx.Ansi:
		return CastAnsi
	}
	return CastLegacy
}

// shownCast wraps a cast that is spelled as the call it was written as.
func shownCast(c *Cast, b *Binding) Expr {
	text := b.text()
	f := *b.Fn
	f.text = func([]string) string { return text }
	return &Apply{Fn: &f, Args: []Expr{c}, Typ: c.To, Null: true, Consts: true, At: b.at(),
		Kernel: func(_ *Context, cols []data.Column, _ int) (data.Column, error) { return expand(cols[0]), nil }}
}

func bindToDate(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		b.spelled = b.text()
		if err := b.acceptAll(aMoment, aString); err != nil {
			return nil, err
		}
		if len(b.Args) == 1 || instant(b.typ(0)) {
			return b.castOf(data.Date, try)
		}
		a := b.apply(data.TimestampNTZ, parseKernel(data.TimestampNTZ, "try_to_date", b.Ctx.Ansi && !try))
		text := b.text()
		f := *b.Fn
		f.text = func([]string) string { return text }
		a.Fn = &f
		return &Cast{Child: a, To: data.Date, Mode: CastAnsi, Implicit: true}, nil
	}
}

func bindToTimestamp(t *data.Type, try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		w := aMoment
		if t.Kind == data.KindTimestamp {
			w = aMomentOrNumber
		}
		b.spelled = b.text()
		if err := b.acceptAll(w, aString); err != nil {
			return nil, err
		}
		switch {
		case len(b.Args) == 1 || instant(b.typ(0)):
			return b.castOf(t, try)
		case b.typ(0).Numeric():
			return nil, Errorf("INTERNAL_ERROR", "XX000", Span{}, "Cannot resolve the runtime replaceable expression \"%s\". The replacement is unresolved: \"gettimestamp(%s)\".", b.text(), join(b.Args))
		}
		return b.apply(t, parseKernel(t, "try_to_timestamp", b.Ctx.Ansi && !try)), nil
	}
}

// aUnixTime wants what seconds since 1970 are told of.
var aUnixTime = aMoment.strictly().named(`("STRING" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`)

func bindUnix(b *Binding) (Expr, error) {
	text := b.text()
	if len(b.Args) == 0 {
		text = "unix_timestamp(current_timestamp(), yyyy-MM-dd HH:mm:ss)"
		now, err := b.call("current_timestamp")
		if err != nil {
			return nil, err
		}
		b.Args = []Expr{now}
	}
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 1 {
		b.Args = append(b.Args, &Literal{Value: defaultPattern, Typ: data.String})
		text = b.text()
	}
	if err := b.acceptAll(aUnixTime, aString.strictly()); err != nil {
		return nil, err
	}
	e := b.Args[0]
	switch e.Type().Kind {
	case data.KindDate:
		e = b.cast(e, data.Timestamp)
	case data.KindString:
		e = b.apply(data.Timestamp, parseKernel(data.Timestamp, "try_to_timestamp", b.Ctx.Ansi))
	}
	f := *b.Fn
	f.text = func([]string) string { return text }
	return &Apply{Fn: &f, Args: []Expr{e}, Typ: data.Long, Null: true, Consts: true, At: b.at(), Kernel: wholeSeconds}, nil
}

// wholeSeconds divides microseconds towards zero.
func wholeSeconds(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
		v := a.longs(0)
		return func(i int) (int64, error) { return v.at(i) / microsPerSecond, nil }
	})(ctx, cols, n)
}

// perUnit divides microseconds, downwards.
func perUnit(unit int64) Kernel {
	return rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
		v := a.longs(0)
		return func(i int) (int64, error) { return floorDiv(v.at(i), unit), nil }
	})
}

func bindFromUnix(b *Binding) (Expr, error) {
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 1 {
		b.Args = append(b.Args, &Literal{Value: defaultPattern, Typ: data.String})
	}
	if err := b.acceptAll(aLong, aString); err != nil {
		return nil, err
	}
	format := formatKernel(data.Timestamp)
	return b.apply(data.String, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		micros, err := rows(data.Timestamp, func(_ *Context, a args) func(i int) (int64, error) {
			v := a.longs(0)
			return func(i int) (int64, error) { return v.at(i) * microsPerSecond, nil } // it runs over as in Spark
		})(ctx, cols[:1], n)
		if err != nil {
			return nil, err
		}
		return format(ctx, []data.Column{micros, cols[1]}, n)
	}), nil
}
