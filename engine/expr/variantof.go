package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// variantOf makes a variant of a value: decimals without trailing zeros, fields by name.
func variantOf(ctx *Context, c data.Column, i int) *variantPart {
	if data.IsNull(c, i) {
		return variantNull
	}
	switch c := c.(type) {
	case *data.Struct:
		p := &variantPart{open: '{'}
		for k, f := range c.T.Fields {
			p.put(f.Name, variantOf(ctx, c.Fields[k], i))
		}
		return p
	case *data.List:
		p := &variantPart{open: '['}
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			p.parts = append(p.parts, variantOf(ctx, c.Elems, int(k)))
		}
		return p
	case *data.MapColumn:
		p := &variantPart{open: '{'}
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			p.put(string(appendValue(nil, ctx, c.Keys, int(k))), variantOf(ctx, c.Items, int(k)))
		}
		return p
	}
	if b, ok := c.(*data.Bytes); ok && b.T.Kind == data.KindVariant {
		return variantParts(variantScan(b.At(i)), 0)
	}
	return &variantPart{scalar: AppendVariantScalar(nil, c.Type(), data.ValueAt(c, i))}
}
