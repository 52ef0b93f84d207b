package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// A VARIANT is kept as compact JSON text; what a value is follows from how it is written.

// appendVariant appends CAST(variant AS STRING): strings without their quotes.
func appendVariant(dst []byte, _ *Context, json []byte) []byte {
	if len(json) > 0 && json[0] == '"' {
		if s, ok := jsonString(json); ok {
			return append(dst, s...)
		}
	}
	return append(dst, json...)
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

// fromVariant reads variants as another type: scalars by their text, the rest as JSON.
func (c caster) fromVariant() (data.Column, error) {
	src := c.col.(*data.Bytes)
	if c.to.Kind == data.KindString {
		b := data.NewBytesBuilder(data.String, src.Len())
		for i := range src.Len() {
			switch {
			case data.IsNull(src, i), string(src.At(i)) == "null":
				b.AppendNull()
			default:
				b.Add(appendVariant(nil, c.ctx, src.At(i)))
			}
		}
		return b.Finish(), nil
	}
	b := data.NewBuilder(c.to, src.Len())
	for i := range src.Len() {
		if data.IsNull(src, i) {
			b.AppendNull()
			continue
		}
		v, ok := c.readVariant(src.At(i))
		if !ok && c.mode == CastAnsi {
			return nil, failf("INVALID_VARIANT_CAST", "22023", "The variant value `%s` cannot be cast into `\"%s\"`. Please use `try_variant_get` instead.", src.At(i), c.to)
		}
		b.Append(v)
	}
	return b.Finish(), nil
}

func (c caster) readVariant(json []byte) (any, bool) {
	if string(json) == "null" {
		return nil, true
	}
	if c.to.Nested() {
		return readJSON(c.ctx, c.to, json)
	}
	text := appendVariant(nil, c.ctx, json)
	from := oneValue(data.String, string(text))
	if json[0] != '"' && c.to.Integral() {
		if d, ok := parseDouble(text, 64); ok {
			from = oneValue(data.Double, d)
		}
		if n, ok := parseLong(text, -1<<63, 1<<63-1, false); ok {
			from = oneValue(data.Long, n)
		}
	}
	col, err := castColumn(c.ctx, CastTry, from, c.to)
	if err != nil {
		return nil, false
	}
	v := data.ValueAt(col, 0)
	return v, v != nil
}

func oneValue(t *data.Type, v any) data.Column {
	b := data.NewBuilder(t, 1)
	b.Append(v)
	return b.Finish()
}
