package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// appendVariant appends CAST(variant AS STRING): a scalar as its type is cast, anything else as JSON.
func appendVariant(dst []byte, ctx *Context, text []byte) []byte {
	if len(text) == 0 || text[0] == '{' || text[0] == '[' {
		return appendVariantJSON(dst, ctx, text)
	}
	t, v := variantScalar(text)
	if t.Kind == data.KindNull {
		return append(dst, "null"...)
	}
	return appendValue(dst, ctx, oneValue(t, v), 0)
}

// toVariant turns any value into a variant.
func (c caster) toVariant() (data.Column, error) {
	b := data.NewBytesBuilder(data.Variant, c.col.Len())
	for i := range c.col.Len() {
		if data.IsNull(c.col, i) {
			b.AppendNull()
			continue
		}
		b.Add(variantOf(c.ctx, c.col, i).appendTo(nil))
	}
	return b.Finish(), nil
}

// fromVariant reads variants as another type: scalars as values of theirs are cast, the parts of objects and
// arrays one by one.
func (c caster) fromVariant() (data.Column, error) {
	src := c.col.(*data.Bytes)
	b := data.NewBuilder(c.to, src.Len())
	for i := range src.Len() {
		if data.IsNull(src, i) {
			b.AppendNull()
			continue
		}
		v, err := c.readVariant(variantParts(variantScan(src.At(i)), 0), c.to)
		if err != nil {
			return nil, err
		}
		b.Append(v)
	}
	return b.Finish(), nil
}

// readVariant gives the boxed value of a part read as a type; nil where it cannot be and that is no failure.
func (c caster) readVariant(p *variantPart, t *data.Type) (any, error) {
	switch {
	case p.isNull() && t.Kind != data.KindVariant:
		return nil, nil
	case t.Kind == data.KindVariant:
		return string(p.appendTo(nil)), nil
	case p.open == '{' && t.Kind == data.KindStruct:
		return c.readFields(p, t)
	case p.open == '{' && t.Kind == data.KindMap && t.Key.Kind == data.KindString:
		var pairs []data.Pair
		for k, part := range p.parts {
			v, err := c.readVariant(part, t.Elem)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, data.Pair{Key: p.names[k], Value: v})
		}
		return pairs, nil
	case p.open == '[' && t.Kind == data.KindArray:
		items := make([]any, len(p.parts))
		for k, part := range p.parts {
			var err error
			if items[k], err = c.readVariant(part, t.Elem); err != nil {
				return nil, err
			}
		}
		return items, nil
	case p.open != 0 && t.Kind == data.KindString:
		return string(appendVariantJSON(nil, c.ctx, p.appendTo(nil))), nil
	case p.open == 0 && !t.Nested():
		if v, ok := c.readScalar(p.scalar, t); ok {
			return v, nil
		}
	}
	if c.mode == CastTry {
		return nil, nil
	}
	return nil, failf("INVALID_VARIANT_CAST", "22023", "The variant value `%s` cannot be cast into `\"%s\"`. Please use `try_variant_get` instead.", appendVariantJSON(nil, c.ctx, p.appendTo(nil)), t)
}

func (c caster) readFields(p *variantPart, t *data.Type) (any, error) {
	fields := make([]any, len(t.Fields))
	for k, f := range t.Fields {
		at, found, _ := p.child(pathStep{kind: '.', name: f.Name})
		if !found {
			continue
		}
		var err error
		if fields[k], err = c.readVariant(p.parts[at], f.Type); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

func (c caster) readScalar(word []byte, t *data.Type) (any, bool) {
	from, v := variantScalar(word)
	if from.Kind == data.KindLong && t.Kind == data.KindBinary || !castable(CastAnsi, from, t) {
		return nil, false
	}
	if t.Kind == data.KindTimestamp && from.Numeric() && math.Abs(seconds(from, v)) > math.MaxInt64/1e6 {
		return nil, false // a cast from such a number alone would run over
	}
	col, err := castColumn(c.ctx, CastTry, oneValue(from, v), t)
	if err != nil {
		return nil, false
	}
	out := data.ValueAt(col, 0)
	return out, out != nil
}

// seconds is a number of a VARIANT as DOUBLE.
func seconds(t *data.Type, v any) float64 {
	col, err := castColumn(&Context{}, CastTry, oneValue(t, v), data.Double)
	if err != nil {
		return math.Inf(1)
	}
	f, _ := data.ValueAt(col, 0).(float64)
	return f
}

func oneValue(t *data.Type, v any) data.Column {
	b := data.NewBuilder(t, 1)
	b.Append(v)
	return b.Finish()
}
