package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// bindVariantDelete binds variant_delete: paths that are null are passed over.
func bindVariantDelete(b *Binding) (Expr, error) {
	wants := []want{aVariant.strictly(), aString.strictly()}
	if err := b.acceptAll(wants...); err != nil {
		return nil, err
	}
	a := b.apply(data.Variant, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		out := data.NewBytesBuilder(data.Variant, n)
		doc := sideOf(cols[0])
		for i := range n {
			v, ok := doc.col.(*data.Bytes)
			if !ok || data.IsNull(v, doc.row(i)) {
				out.AppendNull()
				continue
			}
			root := variantParts(variantScan(v.At(doc.row(i))), 0)
			for _, c := range cols[1:] {
				s := sideOf(c)
				path, ok := s.col.(*data.Bytes)
				if !ok || data.IsNull(path, s.row(i)) {
					continue
				}
				steps, ok := variantPath(string(path.At(s.row(i))))
				if !ok || len(steps) == 0 {
					return nil, invalidVariantPath("variant_delete", string(path.At(s.row(i))))
				}
				if err := (variantEdit{function: "variant_delete", path: steps}).delete(root); err != nil {
					return nil, err
				}
			}
			out.Add(root.appendTo(nil))
		}
		return out.Finish(), nil
	})
	a.Consts = false
	return a, nil
}

func bindStripNulls(b *Binding) (Expr, error) {
	if err := b.acceptAll(aVariant.strictly(), aBoolean.strictly()); err != nil {
		return nil, err
	}
	if !fixed(b.Args[1]) {
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `include_arrays` should be a foldable \"BOOLEAN\" expression; however, got \"%s\".", b.Args[1])
	}
	return b.apply(data.Variant, texts(data.Variant, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		v, all := a.text(0), a.bools(1)
		return func(dst []byte, i int) ([]byte, error) {
			p := variantParts(variantScan(v.at(i)), 0)
			p.strip(all.at(i))
			return p.appendTo(dst), nil
		}
	})), nil
}

// strip takes nulls away from objects, and from arrays too with all.
func (p *variantPart) strip(all bool) {
	for k := len(p.parts) - 1; k >= 0; k-- {
		if p.parts[k].isNull() && (p.open == '{' || all) {
			p.remove(k)
			continue
		}
		p.parts[k].strip(all)
	}
}
