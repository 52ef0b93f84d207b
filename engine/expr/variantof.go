package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// variantOf makes a variant of a value: decimals without trailing zeros, timestamps with their offset,
// fields by name.
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
		return variantParts(jsonScan{b.At(i)}, 0)
	}
	return &variantPart{scalar: variantScalar(ctx, c, i)}
}

func variantScalar(ctx *Context, c data.Column, i int) []byte {
	shown := appendValue(nil, ctx, c, i)
	switch c.Type().Kind {
	case data.KindDecimal:
		if c.Type().Scale > 0 {
			return []byte(trimZeros(string(shown)))
		}
		return shown
	case data.KindTimestamp:
		zone := offsetPattern.format(nil, toLocal(ctx.Zone, c.(*data.Longs).Values[i]), ctx.Zone, c.(*data.Longs).Values[i])
		return appendJSONText(nil, append(shown, zone...))
	case data.KindDate, data.KindTimestampNTZ, data.KindTime:
		return appendJSONText(nil, shown)
	}
	return (&text.JSONWriter{KeepNulls: true}).Value(nil, c, i)
}

// offsetPattern writes an offset like +01:00.
var offsetPattern, _ = newTimePattern("xxx", false)
