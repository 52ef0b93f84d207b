package expr

import (
	"errors"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

func hllFunctions() []*Function {
	g := "misc_funcs"
	return []*Function{
		def(g, "hll_sketch_estimate", "hll_sketch_estimate(sketch)", "How many different values a HyperLogLog sketch saw, about.", "hll_sketch_estimate(X'0201070C03000108CBD7C204') -- 1", 1, 1, sig(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			s := a.text(0)
			return func(i int) (int64, error) {
				h, err := readHLL(s.at(i), "hll_sketch_estimate")
				if err != nil {
					return 0, err
				}
				return javaRound(h.Estimate()), nil
			}
		}), aBinary.strictly())),
		def(g, "hll_union", "hll_union(first, second[, allowDifferentLgConfigK])", "The union of two HyperLogLog sketches. Sketches of another lgConfigK are refused unless the third argument is true.", "hll_sketch_estimate(hll_union(X'0201070C03000108CBD7C204', X'0201070C030001082BF2FB06')) -- 2", 2, 3, bindUnionOfHLL),
	}
}

func bindUnionOfHLL(b *Binding) (Expr, error) {
	b.completed(3, &Literal{Value: false, Typ: data.Boolean})
	if err := b.acceptAll(aBinary.strictly(), aBinary.strictly(), aBoolean.strictly()); err != nil {
		return nil, err
	}
	return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		first, second, anyLgK := a.text(0), a.text(1), a.bools(2)
		return func(dst []byte, i int) ([]byte, error) {
			x, err := readHLL(first.at(i), "hll_union")
			if err != nil {
				return nil, err
			}
			y, err := readHLL(second.at(i), "hll_union")
			if err != nil {
				return nil, err
			}
			limit := min(x.LgK(), y.LgK())
			switch {
			case x.Empty() && !y.Empty():
				limit = y.LgK()
			case y.Empty() && !x.Empty():
				limit = x.LgK()
			case x.LgK() != y.LgK() && !anyLgK.at(i) && !x.Empty():
				return nil, hllDiffers(x, y, "hll_union")
			}
			out := sketch.NewHLL(limit)
			out.Union(x, limit, false)
			out.Union(y, limit, false)
			out.Settle()
			return append(dst, out.Bytes()...), nil
		}
	})), nil
}

// outside is the Java exception that Spark ends with where the bytes of a sketch end too early; nil for other errors.
func outside(err error) error {
	var e *sketch.BoundsError
	if errors.As(err, &e) {
		return javaf("org.apache.datasketches.memory.MemoryBoundsException: %s", e)
	}
	return nil
}

// readHLL reads a sketch that a query hands to a function.
func readHLL(b []byte, function string) (*sketch.HLL, error) {
	h, err := sketch.ReadHLL(b)
	if err := outside(err); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, failf("HLL_INVALID_INPUT_SKETCH_BUFFER", "22546", "Invalid call to `%s`; only valid HLL sketch buffers are supported as inputs (such as those produced by the `hll_sketch_agg` function).", function)
	}
	return h, nil
}

func hllDiffers(x, y *sketch.HLL, function string) error {
	return failf("HLL_UNION_DIFFERENT_LG_K", "22000", "Sketches have different `lgConfigK` values: %d and %d. Set the `allowDifferentLgConfigK` parameter to true to call `%s` with different `lgConfigK` values.", x.LgK(), y.LgK(), function)
}

// javaRound is Java's Math.round.
func javaRound(v float64) int64 { return int64(math.Floor(v + 0.5)) }
