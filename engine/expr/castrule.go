package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// castable tells whether CAST(from AS to) exists.
func castable(mode CastMode, from, to *data.Type) bool {
	switch {
	case from.Equal(to), from.Kind == data.KindNull:
		return true
	case from.Spatial() || to.Spatial():
		return from.Spatial() && to.Spatial() && (from.Kind == to.Kind && to.SRID == data.AnySRID || from.SRID == to.SRID && from.SRID != data.AnySRID)
	case to.Kind == data.KindString:
		return true
	case from.Kind == data.KindVariant:
		return variantReads(to)
	case to.Kind == data.KindVariant:
		return from.Kind == data.KindArray && castable(mode, from.Elem, to) || !from.Nested() && !spanning(from)
	case from.Nested() || to.Nested():
		return castableNested(mode, from, to)
	}
	return castableAtom(mode, from, to)
}

// variantReads tells whether a VARIANT can be read as a type.
func variantReads(t *data.Type) bool {
	switch t.Kind {
	case data.KindArray:
		return variantReads(t.Elem)
	case data.KindMap:
		return t.Key.Kind == data.KindString && variantReads(t.Elem)
	case data.KindStruct:
		return !slices.ContainsFunc(t.Fields, func(f data.Field) bool { return !variantReads(f.Type) })
	}
	return !spanning(t) && !t.Spatial() && t.Kind != data.KindNull
}

func castableNested(mode CastMode, from, to *data.Type) bool {
	if from.Kind != to.Kind {
		return false
	}
	switch from.Kind {
	case data.KindArray:
		return castable(mode, from.Elem, to.Elem)
	case data.KindMap:
		return castable(mode, from.Key, to.Key) && (mode == CastAnsi || !mayVoid(from.Key, to.Key)) && castable(mode, from.Elem, to.Elem)
	}
	if len(from.Fields) != len(to.Fields) {
		return false
	}
	for i := range from.Fields {
		if !castable(mode, from.Fields[i].Type, to.Fields[i].Type) {
			return false
		}
	}
	return true
}

// mayVoid tells whether a cast outside ANSI may give null for a value, Spark's Cast.forceNullable:
// the keys of a map must not.
func mayVoid(from, to *data.Type) bool {
	switch {
	case from.Equal(to), from.Kind == data.KindNull, to.Kind == data.KindString:
		return false
	case from.Kind == data.KindString:
		return to.Kind != data.KindBinary
	case from.Kind == data.KindTimestamp:
		return to.Kind == data.KindByte || to.Kind == data.KindShort || to.Kind == data.KindInt
	case from.Kind == data.KindFloat || from.Kind == data.KindDouble:
		return to.Integral() || to.Kind == data.KindTimestamp || to.Kind == data.KindDecimal
	case from.Kind == data.KindDecimal && to.Kind != data.KindDecimal:
		return to.Integral()
	case to.Kind == data.KindDecimal && from.Numeric():
		from = decimalFor(from)
		return from.Precision-from.Scale > to.Precision-to.Scale || from.Scale > to.Scale
	case to.Kind == data.KindDate:
		return from.Kind != data.KindTimestampNTZ
	case from.Kind == data.KindDate:
		return to.Kind != data.KindTimestamp && to.Kind != data.KindTimestampNTZ
	}
	return to.Kind == data.KindCalendarInterval
}

func castableAtom(mode CastMode, from, to *data.Type) bool {
	legacy := mode == CastLegacy
	text := from.Kind == data.KindString
	switch to.Kind {
	case data.KindBinary:
		return text || legacy && from.Integral()
	case data.KindBoolean:
		return text || from.Numeric() || legacy && instant(from) && from.Kind != data.KindTimestampNTZ
	case data.KindTimestamp:
		return text || instant(from) || from.Kind == data.KindTime || from.Numeric() || legacy && from.Kind == data.KindBoolean
	case data.KindTimestampNTZ:
		return text || instant(from) || from.Kind == data.KindTime
	case data.KindDate:
		return text || instant(from)
	case data.KindTime:
		return text || from.Kind == data.KindTime || from.Kind == data.KindTimestamp || from.Kind == data.KindTimestampNTZ
	case data.KindCalendarInterval:
		return text
	case data.KindDayTimeInterval, data.KindYearMonthInterval:
		return text || from.Kind == to.Kind || from.Integral() || from.Kind == data.KindDecimal
	}
	if !to.Numeric() {
		return false
	}
	switch {
	case text, from.Kind == data.KindBoolean, from.Numeric(), from.Kind == data.KindTimestamp:
		return true
	case from.Kind == data.KindDate:
		return legacy
	}
	return (ansiInterval(from) || from.Kind == data.KindTime) && (to.Integral() || to.Kind == data.KindDecimal)
}

// checkCast refuses casts that do not exist, with Spark's ways out.
func checkCast(c *Cast) error {
	from, to := c.Child.Type(), c.To
	if castable(c.Mode, from, to) {
		return nil
	}
	f, t := quoteType(from), quoteType(to)
	function := ""
	switch {
	case from.Kind == data.KindDate && to.Numeric():
		function = "UNIX_DATE"
	case from.Numeric() && to.Kind == data.KindDate:
		function = "DATE_FROM_UNIX_DATE"
	case from.Numeric() && to.Kind == data.KindTimestampNTZ:
		return mismatch("CAST_WITHOUT_SUGGESTION", c.String(), c.At, "cannot cast %s to %s.", f, t)
	}
	switch {
	case c.Mode != CastLegacy && function != "":
		return mismatch("CAST_WITH_FUNC_SUGGESTION", c.String(), c.At,
			"cannot cast %s to %s.\nTo convert values from %s to %s, you can use the functions `%s` instead.", f, t, f, t, function)
	case c.Mode == CastAnsi && castable(CastLegacy, from, to):
		return mismatch("CAST_WITH_CONF_SUGGESTION", c.String(), c.At,
			"cannot cast %s to %s with ANSI mode on.\nIf you have to cast %s to %s, you can set \"spark.sql.ansi.enabled\" as 'false'.", f, t, f, t)
	}
	return mismatch("CAST_WITHOUT_SUGGESTION", c.String(), c.At, "cannot cast %s to %s.", f, t)
}
