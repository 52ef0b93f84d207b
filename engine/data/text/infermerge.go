package text

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// merge gives the narrowest type that both fit, STRING where there is no other.
func (in *jsonInference) merge(a, b guess) guess {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.Kind == data.KindStruct && b.Kind == data.KindStruct:
		if t, ok := alike(a, b); ok {
			return t
		}
		return in.mergeStructs(a, b)
	case a.Kind == data.KindArray && b.Kind == data.KindArray:
		return &data.Type{Kind: data.KindArray, Elem: in.merge(a.Elem, b.Elem), ElemNull: true}
	}
	return widen(a, b)
}

// alike gives the type of two values whose types differ in the case of names, in nulls and in BIGINT beside DOUBLE
// alone, with the names of a.
func alike(a, b guess) (guess, bool) {
	switch {
	case a == nil:
		return b, true
	case b == nil || a.Equal(b):
		return a, true
	case a.Kind == data.KindArray && b.Kind == data.KindArray:
		elem, ok := alike(a.Elem, b.Elem)
		return &data.Type{Kind: data.KindArray, Elem: elem, ElemNull: true}, ok
	case a.Kind == data.KindStruct && b.Kind == data.KindStruct && len(a.Fields) == len(b.Fields):
		out := data.StructOf(slices.Clone(a.Fields)...)
		for i := range out.Fields {
			t, ok := alike(a.Fields[i].Type, b.Fields[i].Type)
			if !ok || !strings.EqualFold(a.Fields[i].Name, b.Fields[i].Name) {
				return nil, false
			}
			out.Fields[i].Type = t
		}
		return out, true
	case a.Kind == data.KindLong && b.Kind == data.KindDouble || a.Kind == data.KindDouble && b.Kind == data.KindLong:
		return data.Double, true
	}
	return nil, false
}

// mergeStructs joins two lists of fields that are sorted by name.
func (in *jsonInference) mergeStructs(a, b guess) guess {
	out := &data.Type{Kind: data.KindStruct}
	x, y := a.Fields, b.Fields
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].Name < y[0].Name:
			out.Fields, x = append(out.Fields, x[0]), x[1:]
		case len(x) == 0 || y[0].Name < x[0].Name:
			out.Fields, y = append(out.Fields, y[0]), y[1:]
		default:
			f := x[0]
			f.Type = in.merge(x[0].Type, y[0].Type)
			out.Fields, x, y = append(out.Fields, f), x[1:], y[1:]
		}
	}
	return out
}

func widen(a, b guess) guess {
	if a.Equal(b) {
		return a
	}
	if a.Numeric() && b.Numeric() {
		if a.Kind == data.KindDouble || b.Kind == data.KindDouble {
			return data.Double
		}
		if a.Kind == data.KindDecimal || b.Kind == data.KindDecimal {
			return widenDecimals(a, b)
		}
		if a.Kind == data.KindLong {
			return a
		}
		return b
	}
	if a.Kind == data.KindDate && b.Kind == data.KindTimestamp || a.Kind == data.KindTimestamp && b.Kind == data.KindDate {
		return data.Timestamp
	}
	return data.String
}

func widenDecimals(a, b guess) guess {
	as := func(t guess) (whole, scale int) {
		switch t.Kind {
		case data.KindLong:
			return 20, 0
		case data.KindInt:
			return 10, 0
		}
		return t.Precision - t.Scale, t.Scale
	}
	wa, sa := as(a)
	wb, sb := as(b)
	whole, scale := max(wa, wb), max(sa, sb)
	if whole+scale > data.MaxPrecision {
		return data.Double
	}
	return data.DecimalOf(whole+scale, scale)
}

// settle ends the guessing: what was only null is STRING, and empty structs go.
func (in *jsonInference) settle(t guess) guess {
	if t == nil {
		if in.o.DropFieldIfAllNull {
			return nil
		}
		return data.String
	}
	switch t.Kind {
	case data.KindArray:
		elem := in.settle(t.Elem)
		if elem == nil {
			return nil
		}
		return data.ArrayOf(elem, true)
	case data.KindStruct:
		out := &data.Type{Kind: data.KindStruct}
		for _, f := range t.Fields {
			if f.Type = in.settle(f.Type); f.Type != nil && f.Name != "" {
				out.Fields = append(out.Fields, f)
			}
		}
		if len(out.Fields) == 0 {
			return nil
		}
		return out
	}
	return t
}
