package expr

import (
	"fmt"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

func kllFunctions() []*Function {
	return append(append(
		kllFamilyOf[int64]("bigint", data.Long, "KllKllLongsSketch", func(v int64) string { return strconv.FormatInt(v, 10) }, "X'02020F04C80008000700000000000000'", "7"),
		kllFamilyOf[float64]("double", data.Double, "KllKllDoublesSketch", DoubleText, "X'02020F04C8000800000000000000F83F'", "1.5D")...),
		kllFamilyOf[float32]("float", data.Float, "KllKllFloatsSketch", func(v float32) string { return string(appendFloat(nil, v)) }, "X'02020F04C80008000000C03F'", "CAST(1.5 AS FLOAT)")...)
}

// kllFamilyOf are the functions of sketches of one type; example is a sketch of one value.
func kllFamilyOf[T sketch.Number](kind string, t *data.Type, name string, text func(T) string, example, value string) []*Function {
	g := "misc_funcs"
	shown := map[string]string{"bigint": "7", "double": "1.5", "float": "1.5"}[kind]
	one := func(what, usage, help, call string, n int, bind bindFn) *Function {
		f := "kll_sketch_" + what + "_" + kind
		return def(g, f, f+usage, help, f+call, n, n, bind)
	}
	return []*Function{
		one("get_n", "(sketch)", "How many values a KLL sketch saw.", "("+example+") -- 1", 1, sig(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			s := a.text(0)
			return func(i int) (int64, error) {
				k, err := readKLL[T](s.at(i), "kll_sketch_get_n_"+kind)
				if err != nil {
					return 0, err
				}
				return k.N(), nil
			}
		}), aBinary)),
		one("to_string", "(sketch)", "A description of a KLL sketch.", "("+example+") LIKE '%N : 1%' -- false", 1, sig(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s := a.text(0)
			return func(dst []byte, i int) ([]byte, error) {
				k, err := readKLL[T](s.at(i), "kll_sketch_to_string_"+kind)
				if err != nil {
					return nil, err
				}
				return append(dst, k.Summary(name, text)...), nil
			}
		}), aBinary)),
		one("get_quantile", "(sketch, rank)", "The value that a share of those a KLL sketch saw is up to, 0.5 for the median; an array of shares gives an array.", "("+example+", 0.5) -- "+shown, 2, bindKLLQuery[T](data.Double, t, "rank", func(v *sketch.KLLView[T], share float64) (any, error) {
			if share < 0 || share > 1 {
				return nil, failf("KLL_SKETCH_INVALID_QUANTILE_RANGE", "22003", "For function `kll_sketch_get_quantile_%s`, the quantile value must be between 0.0 and 1.0 (inclusive).", kind)
			}
			return v.Quantile(share), nil
		})),
		one("get_rank", "(sketch, quantile)", "The share of the values that a KLL sketch saw up to one; an array of values gives an array.", "("+example+", "+value+") -- 1.0", 2, bindKLLQuery[T](t, data.Double, "quantile", func(v *sketch.KLLView[T], value T) (any, error) { return v.Rank(value), nil })),
		one("merge", "(first, second)", "One KLL sketch of what two saw, with the k of the first.", "("+example+", "+example+") = X'' -- false", 2, bindMergeOfKLL[T]()),
	}
}

// bindKLLQuery binds a question about a sketch with one argument of type in, or an array of them, that must not depend on the row.
func bindKLLQuery[T, In sketch.Number](in, out *data.Type, parameter string, ask func(v *sketch.KLLView[T], q In) (any, error)) bindFn {
	return func(b *Binding) (Expr, error) {
		given := b.frozen()
		if parameter == "rank" && !fixed(b.Args[1]) {
			return nil, mismatch("NON_FOLDABLE_INPUT", given.text(), b.at(), "the input `%s` should be a foldable %s expression; however, got \"%s\".", parameter, quoteType(b.typ(1)), b.Args[1])
		}
		if err := b.acceptAll(aBinary, either(is(in), is(data.ArrayOf(in, true)))); err != nil {
			return nil, err
		}
		function, several := b.name(), b.typ(1).Kind == data.KindArray
		t := out
		if several {
			t = data.ArrayOf(out, false)
		}
		return b.apply(t, boxed(t, func(_ *Context, a args) func(i int) (any, error) {
			s, query := a.text(0), sideOf(a[1])
			return func(i int) (any, error) {
				k, err := readKLL[T](s.at(i), function)
				if err != nil {
					return nil, err
				}
				if k.N() == 0 {
					return nil, noKLL(function)
				}
				view, q := k.View(), data.ValueAt(query.col, query.row(i))
				if !several {
					return ask(view, q.(In))
				}
				return askEach(view, q.([]any), ask)
			}
		})), nil
	}
}

// askEach asks for each element; NULL is zero.
func askEach[T, In sketch.Number](view *sketch.KLLView[T], list []any, ask func(v *sketch.KLLView[T], q In) (any, error)) (any, error) {
	out := make([]any, len(list))
	for i, e := range list {
		q, _ := e.(In)
		v, err := ask(view, q)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func bindMergeOfKLL[T sketch.Number]() bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aBinary); err != nil {
			return nil, err
		}
		function := b.name()
		return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			first, second := a.text(0), a.text(1)
			return func(dst []byte, i int) ([]byte, error) {
				x, err := readKLL[T](first.at(i), function)
				if err != nil {
					return nil, err
				}
				y, err := readKLL[T](second.at(i), function)
				if err != nil {
					return nil, err
				}
				x.Merge(y)
				return append(dst, x.Bytes()...), nil
			}
		})), nil
	}
}

// readKLL reads a sketch that a query hands to a function.
func readKLL[T sketch.Number](b []byte, function string) (*sketch.KLL[T], error) {
	s, err := sketch.ReadKLL[T](b)
	if err != nil {
		return nil, noKLL(function)
	}
	return s, nil
}

func noKLL(function string) error {
	return failf("KLL_INVALID_INPUT_SKETCH_BUFFER", "22000", "%s", fmt.Sprintf("Invalid call to `%s`; only valid KLL sketch buffers are supported as inputs (such as those produced by the `kll_sketch_agg` function).", function))
}
