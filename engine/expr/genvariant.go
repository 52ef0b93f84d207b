package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// bindVariantExplode makes rows of the fields of an object or the elements of an array in a VARIANT; any other
// value makes none.
func bindVariantExplode(b *Binding) (*Generator, error) {
	if b.typ(0).Kind != data.KindVariant && b.typ(0).Kind != data.KindNull {
		return nil, b.inner().unexpected(0, `"VARIANT"`)
	}
	b.Args = []Expr{b.cast(b.Args[0], data.Variant)}
	out := []data.Field{{Name: "pos", Type: data.Int, Nullable: b.outer()}, {Name: "key", Type: data.String, Nullable: true}, {Name: "value", Type: data.Variant, Nullable: b.outer()}}
	return b.generator(out, func(_ *Context, args []data.Column, n int, outer bool) ([]data.Column, []int32, error) {
		docs := textOf(args[0])
		pos, keys, values := data.NewBuilder(data.Int, n), data.NewBuilder(data.String, n), data.NewBuilder(data.Variant, n)
		var from []int32
		for i := range n {
			var root *variantPart
			if !data.IsNull(args[0], i) {
				root = variantParts(variantScan(docs.at(i)), 0)
			}
			if root == nil || len(root.parts) == 0 {
				if outer {
					from = append(from, int32(i))
					pos.AppendNull()
					keys.AppendNull()
					values.AppendNull()
				}
				continue
			}
			for k, part := range root.parts {
				from = append(from, int32(i))
				pos.Append(int32(k))
				if root.open == '{' {
					keys.Append(root.names[k])
				} else {
					keys.AppendNull()
				}
				values.Append(string(part.appendTo(nil)))
			}
		}
		return []data.Column{pos.Finish(), keys.Finish(), values.Finish()}, from, nil
	}), nil
}
