package expr

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// kllDefault is the k of sketches whose call gives none.
const kllDefault = 200

func kllAggs() []*AggFunction {
	var out []*AggFunction
	for _, k := range []struct {
		kind, one, three string
		agg, merge       aggBind
	}{
		{"bigint", "x", "BIGINT, and smaller integers", bindKLL[int64](data.Long, either(kinds("TINYINT", data.Long, data.KindByte), anInt, aLong, kinds("SMALLINT", nil, data.KindShort))), bindKLLMerge[int64]()},
		{"double", "CAST(x AS DOUBLE)", "DOUBLE and FLOAT", bindKLL[float64](data.Double, either(is(data.Float), aDouble)), bindKLLMerge[float64]()},
		{"float", "CAST(x AS FLOAT)", "FLOAT", bindKLL[float32](data.Float, is(data.Float)), bindKLLMerge[float32]()},
	} {
		sketched := fmt.Sprintf("kll_sketch_agg_%s(%s)", k.kind, k.one)
		out = append(out,
			agg("kll_sketch_agg_"+k.kind, "kll_sketch_agg_"+k.kind+"(expr[, k])", "A KLL sketch of the quantiles of "+k.three+", for the functions kll_sketch_...: Apache DataSketches' bytes. k is from 8 to 65535, 200 by default. Of no more than k values it is exact; above, Spark's choices are random, and here the same each time.", "kll_sketch_get_n_"+k.kind+"("+sketched+") -- 3", 1, 2, k.agg),
			agg("kll_merge_agg_"+k.kind, "kll_merge_agg_"+k.kind+"(sketch[, k])", "One KLL sketch of what several saw. Its k is that of the first unless the second argument gives it.", "kll_sketch_get_n_"+k.kind+"(kll_merge_agg_"+k.kind+"(s)) FROM (SELECT "+sketched+" AS s FROM VALUES (1), (2) AS t(x) GROUP BY x) -- 2", 1, 2, k.merge),
		)
	}
	return out
}

// kllSize reads the argument k where the call has one.
func (b *Binding) kllSize(given *Binding) (int, error) {
	if len(b.Args) < 2 {
		return 0, nil
	}
	v, foldable, err := b.constant(1)
	k, _ := v.(int32)
	switch {
	case err != nil:
		return 0, err
	case !foldable:
		return 0, mismatch("NON_FOLDABLE_INPUT", given.text(), b.at(), "the input k should be a foldable int expression; however, got %s.", qualified(b.Args[1]))
	case v == nil:
		return 0, mismatch("UNEXPECTED_NULL", given.text(), b.at(), "The k must not be null.")
	case k < sketch.MinKLL || k > sketch.MaxKLL:
		return 0, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", given.text(), b.at(), "[KLL_SKETCH_K_OUT_OF_RANGE] For function `%s`, the k parameter must be between %d and %d (inclusive), but got %d. SQLSTATE: 22003.", b.name(), sketch.MinKLL, sketch.MaxKLL, k)
	}
	return int(k), nil
}

// qualified is an expression with the relation in front where it is a column.
func qualified(e Expr) string {
	switch e := e.(type) {
	case *Ref:
		if e.Qualifier != "" {
			return e.Qualifier + "." + e.Name
		}
	case *Cast:
		return "CAST(" + qualified(e.Child) + " AS " + e.Type().String() + ")"
	}
	return e.String()
}

func bindKLL[T sketch.Number](t *data.Type, input want) aggBind {
	return func(b *Binding) (*Agg, error) {
		given := b.frozen()
		if err := b.acceptAll(input.strictly(), anInt.strictly()); err != nil {
			return nil, err
		}
		k, err := b.kllSize(given)
		if err != nil {
			return nil, err
		}
		if k == 0 {
			k = kllDefault
		}
		shown := b.frozen().Args
		b.Args = []Expr{b.cast(b.Args[0], t)}
		out := b.bound(data.Binary, false, written[*sketch.KLL[T]]{kllAgg[T]{k}})
		out.shown = shown
		return out, nil
	}
}

func bindKLLMerge[T sketch.Number]() aggBind {
	return func(b *Binding) (*Agg, error) {
		given := b.frozen()
		if err := b.acceptAll(aBinary.strictly(), anInt.strictly()); err != nil {
			return nil, err
		}
		k, err := b.kllSize(given)
		if err != nil {
			return nil, err
		}
		shown := b.frozen().Args
		b.Args = b.Args[:1]
		out := b.bound(data.Binary, false, written[*sketch.KLL[T]]{kllMerge[T]{k, b.name()}})
		out.shown = shown
		return out, nil
	}
}

// kllAgg sees values of one type.
type kllAgg[T sketch.Number] struct{ k int }

func (a kllAgg[T]) start() *sketch.KLL[T]               { return sketch.NewKLL[T](a.k) }
func (kllAgg[T]) write(s *sketch.KLL[T]) []byte         { return s.Bytes() }
func (kllAgg[T]) read(b []byte) (*sketch.KLL[T], error) { return sketch.ReadKLL[T](b) }
func (kllAgg[T]) value(s *sketch.KLL[T]) (any, error)   { return s.Bytes(), nil }
func (kllAgg[T]) typ() *data.Type                       { return data.Binary }

func (kllAgg[T]) add(s *sketch.KLL[T], args []data.Column, r int) (*sketch.KLL[T], error) {
	side := sideOf(args[0])
	if v, ok := data.ValueAt(side.col, side.row(r)).(T); ok {
		s.Add(v)
	}
	return s, nil
}

func (a kllAgg[T]) join(parts ...*sketch.KLL[T]) (*sketch.KLL[T], error) {
	out := a.start()
	for _, s := range parts {
		out.Merge(s)
	}
	return out, nil
}

// kllMerge merges sketches; nil is none so far. A k of 0 is that of the first.
type kllMerge[T sketch.Number] struct {
	k        int
	function string
}

func (kllMerge[T]) start() *sketch.KLL[T] { return nil }
func (kllMerge[T]) typ() *data.Type       { return data.Binary }

func (a kllMerge[T]) write(s *sketch.KLL[T]) []byte {
	if s == nil {
		return []byte{}
	}
	return s.Bytes()
}

func (a kllMerge[T]) read(b []byte) (*sketch.KLL[T], error) {
	if len(b) == 0 {
		return nil, nil
	}
	return sketch.ReadKLL[T](b)
}

func (a kllMerge[T]) value(s *sketch.KLL[T]) (any, error) {
	if s == nil {
		k := a.k
		if k == 0 {
			k = kllDefault
		}
		s = sketch.NewKLL[T](k)
	}
	return s.Bytes(), nil
}

func (a kllMerge[T]) add(to *sketch.KLL[T], args []data.Column, r int) (*sketch.KLL[T], error) {
	side := sideOf(args[0])
	b, ok := data.ValueAt(side.col, side.row(r)).([]byte)
	if !ok {
		return to, nil
	}
	s, err := readKLL[T](b, a.function)
	if err != nil {
		return nil, err
	}
	if to == nil {
		k := a.k
		if k == 0 {
			k = s.K()
		}
		to = sketch.NewKLL[T](k)
	}
	to.Merge(s)
	return to, nil
}

func (kllMerge[T]) join(parts ...*sketch.KLL[T]) (to *sketch.KLL[T], _ error) {
	for _, s := range parts {
		switch {
		case to == nil:
			to = s
		case s != nil:
			to.Merge(s)
		}
	}
	return to, nil
}
