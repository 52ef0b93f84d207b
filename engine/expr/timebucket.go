package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

var (
	aBucket = either(kinds("INTERVAL DAY TO SECOND", data.DayTime, data.KindDayTimeInterval), aYearMonth)
	aMark   = kinds("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)", data.Timestamp, data.KindTimestamp, data.KindTimestampNTZ)
)

func bucketFunctions() []*Function {
	return []*Function{
		def(dateFuncs, "time_bucket", "time_bucket(bucketSize, ts[, origin])", "The start of the bucket of an interval's length that a timestamp falls into; buckets are counted from origin, 1970 without one. Days and months are those of the session's time zone.",
			"time_bucket(INTERVAL '15' MINUTE, TIMESTAMP_NTZ'2024-01-01 11:27:00') -- 2024-01-01 11:15:00", 2, 3, bindTimeBucket).counts(2, 3),
	}
}

// bindTimeBucket binds time_bucket, whose size and origin must not depend on the row.
func bindTimeBucket(b *Binding) (Expr, error) {
	b = b.frozen()
	if len(b.Args) == 2 {
		t := data.Timestamp
		if b.typ(1).Kind == data.KindTimestampNTZ {
			t = data.TimestampNTZ
		}
		b.Args = append(b.Args, &Literal{Value: toInstant(zoneFor(b.Ctx, t), 0), Typ: t, Text: typeWord(t) + " '1970-01-01 00:00:00'"})
	}
	b.spelled = b.text()
	for i, w := range []want{aBucket, aMark} {
		if err := b.accept(i, w); err != nil {
			return nil, err
		}
	}
	if err := b.accept(2, is(b.typ(1)).strictly()); err != nil {
		return nil, err
	}
	for i, name := range []string{"bucketSize", "", "origin"} {
		if name != "" && !fixed(b.Args[i]) {
			return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `%s` should be a foldable %s expression; however, got \"%s\".", name, quoteType(b.typ(i)), b.Args[i])
		}
	}
	size, err := eval(b.Ctx, b.Args[0], &frame{n: 1})
	if err != nil {
		return nil, err
	}
	if span := sideOf(size); !data.IsNull(span.col, span.row(0)) {
		if by := spanReader(size)(0); by.Months < 0 || by.Micros < 0 || by == (data.Interval{}) {
			return nil, mismatch("VALUE_OUT_OF_RANGE", b.text(), b.at(), "The `bucketSize` must be between (0, inf) (current value = %s).", b.Args[0])
		}
	}
	t := b.typ(1)
	return b.as(b.apply(t, rows(t, func(ctx *Context, a args) func(i int) (int64, error) {
		size, v, origin := spanReader(a[0]), a.longs(1), a.longs(2)
		zone := zoneFor(ctx, t)
		return func(i int) (int64, error) { return bucketStart(zone, size(i), v.at(i), origin.at(i)) }
	}))), nil
}

// zoneFor is the zone in which days of a timestamp are counted; nil for those without zone.
func zoneFor(ctx *Context, t *data.Type) Zone {
	if t.Kind == data.KindTimestampNTZ {
		return nil
	}
	return ctx.Zone
}

// bucketStart is the last start at or before v of the buckets that begin at origin. Buckets shorter than
// a day are so much time; of longer ones the days and months are on the wall clock.
func bucketStart(zone Zone, size data.Interval, v, origin int64) (int64, error) {
	if size.Months == 0 && size.Micros < microsPerDay {
		return origin + floorDiv(v-origin, size.Micros)*size.Micros, nil
	}
	start := func(n int64) (int64, error) {
		if size.Months != 0 {
			return shift(zone, origin, data.Interval{Months: int32(n * int64(size.Months))}, 1)
		}
		days, rest := size.Micros/microsPerDay*n, size.Micros%microsPerDay*n
		return shift(zone, origin, data.Interval{Days: int32(days), Micros: rest}, 1)
	}
	width := size.Micros
	if size.Months != 0 {
		width = int64(size.Months) * 30 * microsPerDay
	}
	n := floorDiv(v-origin, width)
	for {
		at, err := start(n)
		if err != nil {
			return 0, err
		}
		next, err := start(n + 1)
		switch {
		case err != nil:
			return 0, err
		case at > v:
			n -= max(1, (at-v)/(width+width/8))
		case next <= v:
			n += max(1, (v-next)/(width+width/8))
		default:
			return at, nil
		}
	}
}
