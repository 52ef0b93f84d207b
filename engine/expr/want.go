package expr

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// want is what a parameter accepts: a type or a family of types, with Spark's name of it and
// the rule of what is cast to it implicitly.
type want struct {
	name string
	ok   func(t *data.Type) bool
	// from gives the type an argument of another type is cast to, nil when it may not.
	from func(ansi bool, t *data.Type) *data.Type
}

// is wants exactly a type.
func is(t *data.Type) want {
	ok := t.Equal
	if t.Kind == data.KindString {
		ok = func(o *data.Type) bool { return o.Kind == data.KindString } // whatever its collation
	}
	return want{`"` + t.String() + `"`, ok, func(ansi bool, from *data.Type) *data.Type { return implicitType(ansi, from, t) }}
}

func kinds(name string, null *data.Type, list ...data.Kind) want {
	return want{`"` + name + `"`,
		func(t *data.Type) bool {
			for _, k := range list {
				if t.Kind == k {
					return true
				}
			}
			return false
		},
		func(_ bool, from *data.Type) *data.Type {
			if from.Kind == data.KindNull {
				return null
			}
			return nil
		}}
}

// with adds an implicit source to a family.
func (w want) with(kind data.Kind, to *data.Type) want {
	old := w.from
	w.from = func(ansi bool, from *data.Type) *data.Type {
		if from.Kind == kind {
			return to
		}
		return old(ansi, from)
	}
	return w
}

// ansi adds implicit sources under ANSI.
func (w want) ansi(to *data.Type, list ...data.Kind) want {
	old := w.from
	w.from = func(ansi bool, from *data.Type) *data.Type {
		if ansi && slices.Contains(list, from.Kind) {
			return to
		}
		return old(ansi, from)
	}
	return w
}

// named is w under another name.
func (w want) named(name string) want {
	w.name = name
	return w
}

// strictly is w without implicit casts, apart from NULL where w takes it.
func (w want) strictly() want {
	old := w.from
	w.from = func(ansi bool, from *data.Type) *data.Type {
		if from.Kind == data.KindNull {
			return old(ansi, from)
		}
		return nil
	}
	return w
}

// present is w without any implicit cast, of NULL neither.
func (w want) present() want {
	w.from = nil
	return w
}

// either wants one of several, the first that can be reached.
func either(list ...want) want {
	names := make([]string, len(list))
	for i, w := range list {
		names[i] = w.name
	}
	return want{"(" + strings.Join(names, " or ") + ")",
		func(t *data.Type) bool {
			for _, w := range list {
				if w.ok(t) {
					return true
				}
			}
			return false
		},
		func(ansi bool, from *data.Type) *data.Type {
			for _, w := range list {
				if t := w.from(ansi, from); t != nil {
					return t
				}
			}
			return nil
		}}
}

// The wants of the function table.
var (
	aString           = is(data.String)
	aBinary           = is(data.Binary)
	aBoolean          = is(data.Boolean)
	anInt             = is(data.Int)
	aLong             = is(data.Long)
	aDouble           = is(data.Double)
	aDate             = is(data.Date)
	aTimestamp        = is(data.Timestamp)
	aTimestampNTZ     = is(data.TimestampNTZ)
	anIntegral        = kinds("INTEGRAL", data.Int, data.KindByte, data.KindShort, data.KindInt, data.KindLong)
	aNumeric          = kinds("NUMERIC", data.Double, data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindFloat, data.KindDouble, data.KindDecimal).with(data.KindString, data.Double)
	aDecimal          = want{`"DECIMAL"`, func(t *data.Type) bool { return t.Kind == data.KindDecimal }, decimalSource}
	anInstant         = kinds("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)", data.Timestamp, data.KindTimestamp, data.KindTimestampNTZ).with(data.KindString, data.Timestamp).with(data.KindDate, data.Timestamp)
	anArray           = kinds("ARRAY", data.ArrayOf(data.Void, true), data.KindArray)
	aMap              = kinds("MAP", data.MapOf(data.Void, data.Void, true), data.KindMap)
	aVariant          = is(data.Variant)
	anything          = want{`"ANY"`, func(*data.Type) bool { return true }, nil}
	stringOrBytes     = either(aString, aBinary)
	aDoubleOrInterval = either(aDouble, kinds("INTERVAL YEAR TO MONTH", nil, data.KindYearMonthInterval), kinds("INTERVAL DAY TO SECOND", nil, data.KindDayTimeInterval))
	aDayTime          = kinds("INTERVAL DAY TO SECOND", nil, data.KindDayTimeInterval)
	aYearMonth        = kinds("INTERVAL YEAR TO MONTH", nil, data.KindYearMonthInterval)
	aQuantity         = measure("((\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\") or \"TIME\")").ansi(data.Time, data.KindTimestamp, data.KindTimestampNTZ, data.KindDate)
	aCoordinate       = measure("(\"NUMERIC\" or \"DATE\" or \"TIMESTAMP\" or \"TIMESTAMP_NTZ\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND\" or \"TIME\")", data.KindDate, data.KindTimestamp, data.KindTimestampNTZ)
	anInterval        = want{`"ANSI INTERVAL"`, ansiInterval, func(bool, *data.Type) *data.Type { return nil }}
)

// measure wants what percentiles are taken of: numbers, ANSI intervals, times of the day, and more.
func measure(name string, more ...data.Kind) want {
	list := []data.Kind{data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindFloat, data.KindDouble, data.KindDecimal, data.KindDayTimeInterval, data.KindYearMonthInterval, data.KindTime}
	w := kinds("", data.Double, append(list, more...)...).with(data.KindString, data.Double)
	w.name = name
	return w
}

func ansiInterval(t *data.Type) bool {
	return t.Kind == data.KindDayTimeInterval || t.Kind == data.KindYearMonthInterval
}

// accept coerces argument i to what is wanted.
func (b *Binding) accept(i int, w want) error {
	t := b.Args[i].Type()
	if w.ok(t) {
		return nil
	}
	if w.from != nil {
		if to := w.from(b.Ctx.Ansi, t); to != nil {
			if err := typeAllowed(b.Ctx, to); err != nil && !t.Equal(to) {
				return err
			}
			b.Args[i] = b.cast(b.Args[i], to)
			if c, ok := b.Args[i].(*Cast); ok {
				return checkCast(c)
			}
			return nil
		}
	}
	return b.unexpected(i, w.name)
}

func (b *Binding) unexpected(i int, name string) error {
	return mismatch("UNEXPECTED_INPUT_TYPE", b.text(), b.at(), "The %s parameter requires the %s type, however \"%s\" has the type %s.",
		ordinal(i), name, b.Args[i], quoteType(b.Args[i].Type()))
}

// acceptAll coerces the arguments one by one; the last want serves all further arguments.
func (b *Binding) acceptAll(wants ...want) error {
	if len(wants) == 0 {
		return nil
	}
	shown := b.frozen()
	for i := range b.Args {
		if err := shown.accept(i, wants[min(i, len(wants)-1)]); err != nil {
			return err
		}
	}
	b.Args = shown.Args
	return nil
}
