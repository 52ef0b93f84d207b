package expr

import (
	"strconv"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func zoneFunctions() []*Function {
	return []*Function{
		def(dateFuncs, "from_utc_timestamp", "from_utc_timestamp(timestamp, timezone)", "A time in UTC as the wall clock of a zone.", "from_utc_timestamp('2016-08-31', 'Asia/Seoul') -- 2016-08-31 09:00:00", 2, 2, sig(data.Timestamp, zoneShift(true), aTimestamp, aString)),
		def(dateFuncs, "to_utc_timestamp", "to_utc_timestamp(timestamp, timezone)", "The wall clock of a zone as a time in UTC.", "to_utc_timestamp('2016-08-31', 'Asia/Seoul') -- 2016-08-30 15:00:00", 2, 2, sig(data.Timestamp, zoneShift(false), aTimestamp, aString)),
		def(dateFuncs, "convert_timezone", "convert_timezone([sourceTz, ]targetTz, sourceTs)", "A wall clock of one zone as that of another.", "convert_timezone('Europe/Brussels', 'America/Los_Angeles', timestamp_ntz'2021-12-06 00:00:00') -- 2021-12-05 15:00:00", 2, 3, bindConvertZone),
		def(dateFuncs, "current_timestamp", "current_timestamp()", "The time of the batch.", "current_timestamp() is not null -- true", 0, 1, precise(data.Timestamp)).unstable().also("now"),
		def(dateFuncs, "localtimestamp", "localtimestamp()", "The time of the batch on the wall clock.", "localtimestamp() is not null -- true", 0, 1, precise(data.TimestampNTZ)).unstable(),
		def(dateFuncs, "current_date", "current_date()", "The date of the batch.", "current_date() is not null -- true", 0, 0, bindNow(data.Date)).spelled(func([]string) string { return "current_date()" }).unstable().also("curdate"),
		def(dateFuncs, "current_timezone", "current_timezone()", "The session time zone.", "current_timezone() is not null -- true", 0, 0, func(b *Binding) (Expr, error) {
			name := "UTC"
			if z := b.Ctx.Zone; z != nil && z != time.UTC {
				name = z.String()
			}
			return &Literal{Value: name, Typ: data.String, Text: "current_timezone()", folded: true}, nil
		}),
	}
}

func badZone(name string) *Error {
	return failf("INVALID_TIMEZONE", "22009", "The timezone: %s is invalid. The timezone must be either a region-based zone ID or a zone offset. Region IDs must have the form 'area/city', such as 'America/Los_Angeles'. Zone offsets must be in the format '(+|-)HH', '(+|-)HH:mm’ or '(+|-)HH:mm:ss', e.g '-08' , '+01:00' or '-13:33:33', and must be in the range from -18:00 to +18:00. 'Z' and 'UTC' are accepted as synonyms for '+00:00'.", name)
}

// zoneAt gives the zone a text argument names; a constant one is looked up once.
func zoneAt(a args, k int) func(i int) (Zone, error) {
	v := a.text(k)
	var zone Zone
	last := ""
	return func(i int) (Zone, error) {
		if zone != nil && (v.constant() || v.str(i) == last) {
			return zone, nil
		}
		last = v.str(i)
		z, ok := parseZone(last)
		if !ok {
			return nil, badZone(last)
		}
		zone = z
		return z, nil
	}
}

func zoneShift(from bool) Kernel {
	return rows(data.Timestamp, func(_ *Context, a args) func(i int) (int64, error) {
		v, zone := a.longs(0), zoneAt(a, 1)
		return func(i int) (int64, error) {
			z, err := zone(i)
			if err != nil {
				return 0, err
			}
			if from {
				return toLocal(z, v.at(i)), nil
			}
			return toInstant(z, v.at(i)), nil
		}
	})
}

func bindConvertZone(b *Binding) (Expr, error) {
	if len(b.Args) == 2 {
		zone, err := b.call("current_timezone")
		if err != nil {
			return nil, err
		}
		b.Args = append([]Expr{zone}, b.Args...)
	}
	if err := b.acceptAll(aString, aString, aTimestampNTZ); err != nil {
		return nil, err
	}
	return b.apply(data.TimestampNTZ, rows(data.TimestampNTZ, func(_ *Context, a args) func(i int) (int64, error) {
		from, to, v := zoneAt(a, 0), zoneAt(a, 1), a.longs(2)
		return func(i int) (int64, error) {
			f, err := from(i)
			if err != nil {
				return 0, err
			}
			t, err := to(i)
			if err != nil {
				return 0, err
			}
			return toLocal(t, toInstant(f, v.at(i))), nil
		}
	})), nil
}

// precise binds the time of the batch with a precision, of which Spark has microseconds, and more than
// those behind a setting.
func precise(t *data.Type) bindFn {
	now := bindNow(t)
	return func(b *Binding) (Expr, error) {
		if len(b.Args) == 0 {
			return now(b)
		}
		v, foldable, err := b.constant(0)
		n, given := v.(int32)
		switch {
		case err != nil:
			return nil, err
		case !foldable:
			return nil, Errorf("NON_FOLDABLE_ARGUMENT", "42K08", b.at(), "The function `%s` requires the parameter `precision` to be a foldable expression of the type \"INT\", but the actual argument is a non-foldable.", b.name())
		case !given:
			return nil, Errorf("UNEXPECTED_INPUT_TYPE", "42K09", b.at(), "Parameter first of function `%s` requires the \"INT\" type, however \"%s\" has the type %s.", b.name(), b.Args[0], quoteType(b.typ(0)))
		}
		if err := data.TimestampPrecision(t, strconv.Itoa(int(n))); err != nil {
			return nil, typeError(err)
		}
		b.Args = nil
		return now(b)
	}
}

// bindNow binds the functions of the batch's time.
func bindNow(t *data.Type) bindFn {
	return func(b *Binding) (Expr, error) {
		a := b.apply(t, func(ctx *Context, _ []data.Column, n int) (data.Column, error) {
			var v any = ctx.Now
			switch t.Kind {
			case data.KindTimestampNTZ:
				v = toLocal(ctx.Zone, ctx.Now)
			case data.KindDate:
				v = int32(floorDiv(toLocal(ctx.Zone, ctx.Now), microsPerDay))
			}
			return data.Take(oneValue(t, v), make([]int32, n)), nil
		})
		a.Null = false
		return a, nil
	}
}
