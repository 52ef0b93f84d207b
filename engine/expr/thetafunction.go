package expr

import (
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

func thetaFunctions() []*Function {
	g := "misc_funcs"
	const one, two = "X'01030300003ACC9315F97DCBBD86A105'", "X'01030300003ACC93C397FC1281709D1E'"
	return []*Function{
		def(g, "theta_sketch_estimate", "theta_sketch_estimate(sketch)", "How many different values a theta sketch saw, about.", "theta_sketch_estimate("+one+") -- 1", 1, 1, sig(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			s := a.text(0)
			return func(i int) (int64, error) {
				t, err := readTheta(s.at(i), "theta_sketch_estimate")
				if err != nil {
					return 0, err
				}
				return javaRound(t.Estimate()), nil
			}
		}), aBinary.strictly())),
		def(g, "theta_union", "theta_union(first, second[, lgNomEntries])", "The union of two theta sketches.", "theta_sketch_estimate(theta_union("+one+", "+two+")) -- 2", 2, 3, bindUnionOfTheta),
		def(g, "theta_intersection", "theta_intersection(first, second)", "The theta sketch of the values that two have seen.", "theta_sketch_estimate(theta_intersection("+one+", "+two+")) -- 0", 2, 2, ofTwoThetas((*sketch.Theta).Intersect)),
		def(g, "theta_difference", "theta_difference(first, second)", "The theta sketch of the values that the first has seen and the second has not.", "theta_sketch_estimate(theta_difference("+one+", "+two+")) -- 1", 2, 2, ofTwoThetas((*sketch.Theta).Without)),
	}
}

// twoThetas reads the first two arguments of each row.
func twoThetas(a args, function string, make func(x, y *sketch.Theta, i int) (*sketch.Theta, error)) func(dst []byte, i int) ([]byte, error) {
	first, second := a.text(0), a.text(1)
	return func(dst []byte, i int) ([]byte, error) {
		x, err := readTheta(first.at(i), function)
		if err != nil {
			return nil, err
		}
		y, err := readTheta(second.at(i), function)
		if err != nil {
			return nil, err
		}
		out, err := make(x, y, i)
		if err != nil {
			return nil, err
		}
		return append(dst, out.Bytes()...), nil
	}
}

func ofTwoThetas(make func(x, y *sketch.Theta) *sketch.Theta) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aBinary.strictly()); err != nil {
			return nil, err
		}
		function := b.name()
		return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			return twoThetas(a, function, func(x, y *sketch.Theta, _ int) (*sketch.Theta, error) { return make(x, y), nil })
		})), nil
	}
}

func bindUnionOfTheta(b *Binding) (Expr, error) {
	b.completed(3, intLiteral(nominalDefault))
	if err := b.acceptAll(aBinary.strictly(), aBinary.strictly(), anInt.strictly()); err != nil {
		return nil, err
	}
	return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		lgNom := a.ints(2)
		return twoThetas(a, "theta_union", func(x, y *sketch.Theta, i int) (*sketch.Theta, error) {
			if err := nominalIn("theta_union", lgNom.at(i)); err != nil {
				return nil, err
			}
			u := sketch.NewThetaUnion(int(lgNom.at(i)))
			u.Union(x)
			u.Union(y)
			return u.Result(), nil
		})
	})), nil
}

// readTheta reads a sketch that a query hands to a function.
func readTheta(b []byte, function string) (*sketch.Theta, error) {
	t, err := sketch.ReadTheta(b)
	var other *sketch.FamilyError
	if errors.As(err, &other) {
		return nil, failf("THETA_INVALID_INPUT_SKETCH_BUFFER_FAMILY", "22000", "Invalid call to `%s`: expected %s sketch family but received %s. Only valid Theta sketch buffers (produced by `theta_sketch_agg`) are supported as inputs.", function, other.Want, other.Got)
	}
	if err != nil {
		return nil, failf("THETA_INVALID_INPUT_SKETCH_BUFFER", "22000", "Invalid call to `%s`; only valid Theta sketch buffers are supported as inputs (such as those produced by the `theta_sketch_agg` function).", function)
	}
	return t, nil
}
