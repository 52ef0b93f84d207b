package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// CommonType is the least common type that both can be coerced to (CASE, COALESCE, IN, set
// operations under ANSI); nil when there is none.
func CommonType(a, b *data.Type) *data.Type { return wider(true, true, a, b) }

// ImplicitCast wraps e in an implicit cast to t unless it has that type already.
func ImplicitCast(ctx *Context, e Expr, t *data.Type) Expr { return castTo(ctx, e, t, Span{}) }

func castTo(ctx *Context, e Expr, t *data.Type, at Span) Expr {
	if e.Type().Equal(t) {
		return e
	}
	mode := CastLegacy
	if ctx.Ansi {
		mode = CastAnsi
	}
	if l, ok := e.(*Literal); ok && l.Value == nil && !holdsTime(t) {
		return &Literal{Typ: t, At: l.At}
	}
	return &Cast{Child: e, To: t, Mode: mode, Implicit: true, At: at}
}

// tightest is the type both fit into without loss of precision.
func tightest(ansi bool, a, b *data.Type) *data.Type {
	switch {
	case a.Equal(b):
		return merged(a, b)
	case a.Kind == data.KindNull:
		return b
	case b.Kind == data.KindNull:
		return a
	case a.Numeric() && b.Numeric() && a.Kind != data.KindDecimal && b.Kind != data.KindDecimal:
		if a.Kind > b.Kind {
			a, b = b, a
		}
		if ansi && b.Kind == data.KindFloat && a.Integral() {
			return data.Double
		}
		return b
	case a.Kind == data.KindTime && b.Kind == data.KindTime:
		return data.TimeOf(max(a.Precision, b.Precision))
	case a.Kind == b.Kind && ansiInterval(a):
		t := *a
		t.From, t.To = min(a.From, b.From), max(a.To, b.To)
		return &t
	case a.Kind == b.Kind && a.Spatial():
		return &data.Type{Kind: a.Kind, SRID: data.AnySRID}
	}
	return tightestTime(a, b)
}

// nestedTightest is tightest for types with parts.
func nestedTightest(ansi bool, a, b *data.Type) *data.Type {
	if t := tightest(ansi, a, b); t != nil || a.Kind != b.Kind {
		return t
	}
	part := func(x, y *data.Type) *data.Type { return nestedTightest(ansi, x, y) }
	switch a.Kind {
	case data.KindArray:
		if e := part(a.Elem, b.Elem); e != nil {
			return data.ArrayOf(e, a.ElemNull || b.ElemNull)
		}
	case data.KindMap:
		k, v := part(a.Key, b.Key), part(a.Elem, b.Elem)
		if k != nil && v != nil {
			return data.MapOf(k, v, a.ElemNull || b.ElemNull)
		}
	case data.KindStruct:
		return joinedStruct(a, b, part)
	}
	return nil
}

// closest is the type that arrays and their elements take, under ANSI too: the tightest (FLOAT beside whole numbers), or a decimal
// that holds the other side's whole numbers.
func closest(a, b *data.Type) *data.Type {
	if b.Kind == data.KindDecimal && a.Integral() {
		a, b = b, a
	}
	if whole := decimalFor(b); a.Kind == data.KindDecimal && b.Integral() && a.Precision-a.Scale >= whole.Precision {
		return a
	}
	if a.Kind == data.KindArray && b.Kind == data.KindArray {
		if e := closest(a.Elem, b.Elem); e != nil {
			return data.ArrayOf(e, a.ElemNull || b.ElemNull)
		}
		return nil
	}
	return nestedTightest(false, a, b)
}

// joinedStruct joins two structs of the same names in any case, field by field; nil where they do not fit.
func joinedStruct(a, b *data.Type, join func(x, y *data.Type) *data.Type) *data.Type {
	if len(a.Fields) != len(b.Fields) {
		return nil
	}
	fields := make([]data.Field, len(a.Fields))
	for i, f := range a.Fields {
		t := join(f.Type, b.Fields[i].Type)
		if t == nil || !sameName(&Context{}, f.Name, b.Fields[i].Name) {
			return nil
		}
		fields[i] = data.Field{Name: f.Name, Type: t, Nullable: f.Nullable || b.Fields[i].Nullable}
	}
	return data.StructOf(fields...)
}

func tightestTime(a, b *data.Type) *data.Type {
	if a.Kind > b.Kind {
		a, b = b, a
	}
	switch {
	case a.Kind == data.KindDate && (b.Kind == data.KindTimestamp || b.Kind == data.KindTimestampNTZ):
		return b
	case a.Kind == data.KindTimestamp && b.Kind == data.KindTimestampNTZ:
		return a
	}
	return nil
}

// merged joins two equal types: a part may be null where it may in one of them.
func merged(a, b *data.Type) *data.Type {
	if !a.Nested() || a == b {
		return a
	}
	t := *a
	switch a.Kind {
	case data.KindStruct:
		t.Fields = append([]data.Field{}, a.Fields...)
		for i, f := range b.Fields {
			t.Fields[i].Type = merged(t.Fields[i].Type, f.Type)
			t.Fields[i].Nullable = t.Fields[i].Nullable || f.Nullable
		}
		return &t
	case data.KindMap:
		t.Key = merged(a.Key, b.Key)
	}
	t.Elem, t.ElemNull = merged(a.Elem, b.Elem), a.ElemNull || b.ElemNull
	return &t
}

// wider is Spark's findWiderTypeForTwo; strings allows strings to become other types.
func wider(ansi, strings bool, a, b *data.Type) *data.Type {
	if t := tightest(ansi, a, b); t != nil {
		return t
	}
	if t := widerDecimal(a, b); t != nil {
		return t
	}
	if strings {
		if t := widerString(ansi, a, b); t != nil {
			return t
		}
	}
	return widerNested(ansi, strings, a, b)
}

func widerDecimal(a, b *data.Type) *data.Type {
	if !a.Numeric() || !b.Numeric() {
		return nil
	}
	if a.Kind != data.KindDecimal {
		a, b = b, a
	}
	if b.Kind == data.KindFloat || b.Kind == data.KindDouble {
		return data.Double
	}
	b = decimalFor(b)
	scale := max(a.Scale, b.Scale)
	return boundedDecimal(max(a.Precision-a.Scale, b.Precision-b.Scale)+scale, scale)
}

// boundedDecimal keeps the integral digits when a type is too wide.
func boundedDecimal(p, s int) *data.Type {
	if p > data.MaxPrecision {
		s = max(0, s-(p-data.MaxPrecision))
		p = data.MaxPrecision
	}
	return data.DecimalOf(p, s)
}

// cappedDecimal keeps the digits behind the point when a type is too wide, as sums and means do.
func cappedDecimal(p, s int) *data.Type {
	return data.DecimalOf(min(p, data.MaxPrecision), min(s, data.MaxPrecision))
}

// decimalFor is the decimal that holds all values of an integral type.
func decimalFor(t *data.Type) *data.Type {
	switch t.Kind {
	case data.KindByte:
		return data.DecimalOf(3, 0)
	case data.KindShort:
		return data.DecimalOf(5, 0)
	case data.KindInt:
		return data.DecimalOf(10, 0)
	case data.KindLong:
		return data.DecimalOf(20, 0)
	case data.KindFloat:
		return data.DecimalOf(14, 7)
	case data.KindDouble:
		return data.DecimalOf(30, 15)
	case data.KindDecimal:
		return t
	}
	return data.DecimalOf(38, 18)
}

// decimalSource is the decimal that an argument becomes where any will do.
func decimalSource(_ bool, from *data.Type) *data.Type {
	if from.Numeric() || from.Kind == data.KindNull || from.Kind == data.KindString {
		return decimalFor(from)
	}
	return nil
}

func widerString(ansi bool, a, b *data.Type) *data.Type {
	if a.Kind != data.KindString {
		a, b = b, a
	}
	if a.Kind != data.KindString || b.Kind == data.KindString {
		return nil
	}
	if !ansi {
		if b.Nested() || b.Kind == data.KindBinary || b.Kind == data.KindBoolean {
			return nil
		}
		return data.String
	}
	switch {
	case b.Integral():
		return data.Long
	case b.Numeric():
		return data.Double
	case ansiInterval(b), b.Nested(), b.Kind == data.KindCalendarInterval:
		return nil
	}
	return b
}

func widerNested(ansi, strings bool, a, b *data.Type) *data.Type {
	if a.Kind != b.Kind {
		return nil
	}
	switch a.Kind {
	case data.KindArray:
		if e := wider(ansi, strings, a.Elem, b.Elem); e != nil {
			return data.ArrayOf(e, a.ElemNull || b.ElemNull)
		}
	case data.KindMap:
		k, v := wider(ansi, strings, a.Key, b.Key), wider(ansi, strings, a.Elem, b.Elem)
		if k != nil && v != nil {
			return data.MapOf(k, v, a.ElemNull || b.ElemNull)
		}
	case data.KindStruct:
		return joinedStruct(a, b, func(x, y *data.Type) *data.Type { return wider(ansi, strings, x, y) })
	}
	return nil
}

// widerAll is the common type of several expressions; nil when there is none.
func widerAll(ctx *Context, strings bool, list []Expr) *data.Type {
	if len(list) == 0 {
		return nil
	}
	t := list[0].Type()
	if strings {
		return widerOrdered(ctx.Ansi, list)
	}
	for _, e := range list[1:] {
		if t = wider(ctx.Ansi, strings, t, e.Type()); t == nil {
			return nil
		}
	}
	return t
}

// widerOrdered looks at strings last, so that (1, '2', 2.5) does not depend on the order; outside
// ANSI first, where they take in what has nothing else in common.
func widerOrdered(ansi bool, list []Expr) *data.Type {
	var t *data.Type
	for _, text := range []bool{!ansi, ansi} {
		for _, e := range list {
			if (e.Type().Kind == data.KindString) != text {
				continue
			}
			if t == nil {
				t = e.Type()
			} else if t = wider(ansi, true, t, e.Type()); t == nil {
				return nil
			}
		}
	}
	return t
}

// unify casts arguments from..end to their common type.
func (b *Binding) unify(from int, strings bool) (*data.Type, bool) {
	t := widerAll(b.Ctx, strings, b.Args[from:])
	if t == nil {
		return nil, false
	}
	b.Args = append([]Expr{}, b.Args...)
	for i := from; i < len(b.Args); i++ {
		b.Args[i] = b.cast(b.Args[i], t)
	}
	return t, true
}

// implicitType is the type an argument of type from becomes where to is wanted; nil when it may not.
func implicitType(ansi bool, from, to *data.Type) *data.Type {
	switch {
	case from.Equal(to), from.Kind == data.KindNull:
		return to
	case !ansi && from.Kind == data.KindCalendarInterval && to.Kind == data.KindString:
		return nil
	case from.Kind == data.KindString && !to.Nested():
		if to.Kind == data.KindVariant || !ansi && (to.Kind == data.KindBoolean || ansiInterval(to)) {
			return nil
		}
		return to
	}
	if assignable(from, to) {
		return to
	}
	return nil
}

// assignable is Spark's canANSIStoreAssign.
func assignable(from, to *data.Type) bool {
	switch {
	case from.Equal(to), from.Kind == data.KindNull:
		return true
	case from.Numeric() && to.Numeric():
		return true
	case to.Kind == data.KindString:
		return !from.Nested()
	case (instant(from) || clock(from)) && (instant(to) || clock(to)):
		return true
	case ansiInterval(from):
		return from.Kind == to.Kind
	case from.Kind == data.KindArray && to.Kind == data.KindArray:
		return assignable(from.Elem, to.Elem)
	case from.Kind == data.KindMap && to.Kind == data.KindMap:
		return assignable(from.Key, to.Key) && assignable(from.Elem, to.Elem)
	case from.Kind == data.KindStruct && to.Kind == data.KindStruct && len(from.Fields) == len(to.Fields):
		for i := range from.Fields {
			if !assignable(from.Fields[i].Type, to.Fields[i].Type) {
				return false
			}
		}
		return true
	}
	return false
}

// instant tells whether a type is a point of the calendar.
func instant(t *data.Type) bool {
	return t.Kind == data.KindDate || t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
}
