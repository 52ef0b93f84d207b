package expr

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// variantSchema is the schema of a variant's JSON: objects as structs, and VARIANT where elements have no
// common type.
func variantSchema(p *variantPart) *data.Type {
	switch p.open {
	case '{':
		fields := make([]data.Field, len(p.parts))
		for i, v := range p.parts {
			fields[i] = data.Field{Name: p.names[i], Type: variantSchema(v), Nullable: true}
		}
		return data.StructOf(fields...)
	case '[':
		elem := data.Void
		for _, v := range p.parts {
			elem = joinVariant(elem, variantSchema(v))
		}
		return data.ArrayOf(elem, true)
	}
	t, _ := variantScalar(p.scalar)
	return t
}

// joinVariant is the type that holds values of two.
func joinVariant(a, b *data.Type) *data.Type {
	switch {
	case a.Equal(b) || b.Kind == data.KindNull:
		return a
	case a.Kind == data.KindNull:
		return b
	case instantOrDate(a) && instantOrDate(b):
		return laterInstant(a, b)
	case a.Numeric() && b.Numeric():
		return joinVariantNumbers(a, b)
	case a.Kind == data.KindArray && b.Kind == data.KindArray:
		return data.ArrayOf(joinVariant(a.Elem, b.Elem), true)
	case a.Kind == data.KindStruct && b.Kind == data.KindStruct:
		return joinVariantObjects(a, b)
	}
	return data.Variant
}

func instantOrDate(t *data.Type) bool { return t.Kind == data.KindDate || instant(t) }

// laterInstant is the wider of two different ones: DATE, TIMESTAMP_NTZ, TIMESTAMP.
func laterInstant(a, b *data.Type) *data.Type {
	if a.Kind == data.KindTimestamp || b.Kind == data.KindTimestamp {
		return data.Timestamp
	}
	return data.TimestampNTZ
}

func joinVariantNumbers(a, b *data.Type) *data.Type {
	switch {
	case a.Kind == data.KindDouble || b.Kind == data.KindDouble:
		return data.Double
	case a.Kind == data.KindFloat && b.Kind == data.KindLong, a.Kind == data.KindLong && b.Kind == data.KindFloat:
		return data.Float
	case a.Kind == data.KindFloat || b.Kind == data.KindFloat:
		return data.Double
	}
	a, b = decimalFor(a), decimalFor(b)
	scale := max(a.Scale, b.Scale)
	whole := max(a.Precision-a.Scale, b.Precision-b.Scale)
	if whole+scale > 38 {
		return data.Double
	}
	return data.DecimalOf(whole+scale, scale)
}

func joinVariantObjects(a, b *data.Type) *data.Type {
	at := map[string]int{}
	var fields []data.Field
	for _, f := range append(append([]data.Field{}, a.Fields...), b.Fields...) {
		if k, known := at[f.Name]; known {
			fields[k].Type = joinVariant(fields[k].Type, f.Type)
			continue
		}
		at[f.Name] = len(fields)
		fields = append(fields, f)
	}
	sort.Slice(fields, func(i, j int) bool { return fields[i].Name < fields[j].Name })
	return data.StructOf(fields...)
}

// variantTypeName spells the schema of a VARIANT.
func variantTypeName(t *data.Type) string {
	switch t.Kind {
	case data.KindStruct:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = data.QuoteIfNeeded(f.Name) + ": " + variantTypeName(f.Type)
		}
		return "OBJECT<" + strings.Join(parts, ", ") + ">"
	case data.KindArray:
		return "ARRAY<" + variantTypeName(t.Elem) + ">"
	}
	return t.String()
}

// mergedSchema keeps the schema of all variants of a group, as DDL.
type mergedSchema struct{}

func (mergedSchema) Slots() SlotCount { return SlotCount{Any: 1} }

func (a mergedSchema) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Bytes)
	if !ok {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); !data.IsNull(c, r) {
			a.join(s, g, variantSchema(variantParts(variantScan(c.At(r)), 0)))
		}
	}
	return nil
}

// at is the schema of a group so far.
func (mergedSchema) at(s *Slots, g int32) *data.Type {
	if ddl, ok := s.Any[0][g].(string); ok {
		if t, err := data.ParseType(ddl); err == nil {
			return t
		}
	}
	return data.Void
}

func (a mergedSchema) join(s *Slots, g int32, t *data.Type) {
	s.Any[0][g] = joinVariant(a.at(s, g), t).String()
}

func (a mergedSchema) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		a.join(dst, g, a.at(src, from[i]))
	}
	return nil
}

func (a mergedSchema) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	b := data.NewBytesBuilder(data.String, len(groups))
	for _, g := range groups {
		b.Add([]byte(variantTypeName(a.at(s, g))))
	}
	return b.Finish(), nil
}
