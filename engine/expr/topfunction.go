package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func topFunctions() []*Function {
	return []*Function{
		def("misc_funcs", "approx_top_k_estimate", "approx_top_k_estimate(state[, k])", "The k most frequent items of a sketch of approx_top_k_accumulate, 5 by default, and how often each came, about.", "approx_top_k_estimate(named_struct('sketch', X'01010A040305000000000000000000000002', 'maxItemsTracked', 10, 'itemDataType', 1, 'itemDataTypeDDL', 'item INT NOT NULL')) -- [{null, 2}]", 1, 2, bindTopEstimate),
	}
}

func bindTopEstimate(b *Binding) (Expr, error) {
	b.completed(2, intLiteral(topDefault))
	given := b.frozen()
	t := b.typ(0)
	if t.Kind != data.KindStruct && t.Kind != data.KindNull {
		return nil, b.unexpected(0, `"STRUCT"`)
	}
	if err := b.accept(1, anInt); err != nil {
		return nil, err
	}
	item, err := given.topState()
	if err != nil {
		return nil, err
	}
	v, err := b.topConstants(given, 1, "k")
	if err == nil {
		err = positiveTop("k", v["k"])
	}
	if err != nil {
		return nil, err
	}
	k := v["k"].(int32)
	kind, _ := itemKind(item)
	return b.apply(topType(item), boxed(topType(item), func(_ *Context, a args) func(i int) (any, error) {
		state := sideOf(a[0])
		return func(i int) (any, error) {
			row := data.ValueAt(state.col, state.row(i)).([]any)
			if tracked, _ := row[1].(int32); tracked < k {
				return nil, fewTracked(tracked, k)
			}
			sketch, _ := row[0].([]byte)
			s, err := readTop(kind, sketch)
			if err != nil {
				return nil, err
			}
			return s.top(int(k), item), nil
		}
	})), nil
}
