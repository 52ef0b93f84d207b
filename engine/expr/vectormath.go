package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var (
	floatList = data.ArrayOf(data.Float, true)
	aVector   = is(floatList).strictlyFloats()
)

// strictlyFloats wants ARRAY<FLOAT> and casts nothing to it.
func (w want) strictlyFloats() want {
	w.ok = func(t *data.Type) bool { return t.Kind == data.KindArray && t.Elem.Kind == data.KindFloat }
	w.from = nil
	return w
}

func vectorFunctions() []*Function {
	g := "vector_funcs"
	return []*Function{
		def(g, "vector_inner_product", "vector_inner_product(array1, array2)", "The sum of the products of two vectors of FLOAT.", "vector_inner_product(array(1.0f, 2.0f), array(3.0f, 4.0f)) -- 11.0", 2, 2, sig(data.Float, vectorPair("vector_inner_product", innerProduct), aVector, aVector)),
		def(g, "vector_cosine_similarity", "vector_cosine_similarity(array1, array2)", "The cosine between two vectors of FLOAT; null where one has no length.", "vector_cosine_similarity(array(1.0f, 0.0f), array(0.0f, 1.0f)) -- 0.0", 2, 2, sig(data.Float, vectorPair("vector_cosine_similarity", cosine), aVector, aVector)),
		def(g, "vector_l2_distance", "vector_l2_distance(array1, array2)", "The distance of two vectors of FLOAT.", "vector_l2_distance(array(0.0f, 0.0f), array(3.0f, 4.0f)) -- 5.0", 2, 2, sig(data.Float, vectorPair("vector_l2_distance", distanceL2), aVector, aVector)),
		def(g, "vector_norm", "vector_norm(vector[, degree])", "The length of a vector of FLOAT; degree is 1, 2 (the default) or infinity.", "vector_norm(array(3.0f, 4.0f)) -- 5.0", 1, 2, bindNorm(data.Float, false)),
		def(g, "vector_normalize", "vector_normalize(vector[, degree])", "The vector divided by its length; null where it has none.", "vector_normalize(array(3.0f, 4.0f)) -- [0.6, 0.8]", 1, 2, bindNorm(floatList, true)),
	}
}

// vectorAt are the numbers of a row; ok is false where one is null.
func vectorAt(l *data.List, row int) (out []float32, ok bool) {
	values, fine := l.Elems.(*data.Fixed[float32])
	if !fine {
		return nil, l.Offsets[row] == l.Offsets[row+1]
	}
	for k := l.Offsets[row]; k < l.Offsets[row+1]; k++ {
		if !values.Nulls.Get(int(k)) {
			return nil, false
		}
	}
	return values.Values[l.Offsets[row]:l.Offsets[row+1]], true
}

func innerProduct(a, b []float32) (float32, bool) {
	return float32(dot(a, b)), true
}

// dot is the inner product in the precision in which Spark adds.
func dot(a, b []float32) float64 {
	sum := 0.0
	for k, x := range a {
		sum += float64(x) * float64(b[k])
	}
	return sum
}

func cosine(a, b []float32) (float32, bool) {
	if length := math.Sqrt(dot(a, a) * dot(b, b)); length != 0 {
		return float32(dot(a, b) / length), true
	}
	return 0, false
}

func distanceL2(a, b []float32) (float32, bool) {
	sum := 0.0
	for k, x := range a {
		apart := float64(x) - float64(b[k])
		sum += apart * apart
	}
	return float32(math.Sqrt(sum)), true
}

func vectorPair(name string, f func(a, b []float32) (float32, bool)) Kernel {
	return boxed(data.Float, func(_ *Context, a args) func(i int) (any, error) {
		l, lm := a.list(0)
		r, rm := a.list(1)
		return func(i int) (any, error) {
			x, okX := vectorAt(l, i&lm)
			y, okY := vectorAt(r, i&rm)
			m, n := l.Offsets[i&lm+1]-l.Offsets[i&lm], r.Offsets[i&rm+1]-r.Offsets[i&rm]
			if m != n {
				return nil, failf("VECTOR_DIMENSION_MISMATCH", "22000", "Vectors passed to `%s` must have the same dimension, but got %d and %d.", name, m, n)
			}
			if !okX || !okY {
				return nil, nil
			}
			if v, ok := f(x, y); ok {
				return v, nil
			}
			return nil, nil
		}
	})
}

// bindNorm binds vector_norm and vector_normalize.
func bindNorm(t *data.Type, divide bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if len(b.Args) == 1 {
			b.Args = append(append([]Expr{}, b.Args...), &Literal{Value: float32(2), Typ: data.Float})
		}
		if err := b.acceptAll(aVector, is(data.Float).present()); err != nil {
			return nil, err
		}
		name := b.Called
		return b.apply(t, boxed(t, func(_ *Context, a args) func(i int) (any, error) {
			l, mask := a.list(0)
			degree := vecOf[float32](a[1])
			return func(i int) (any, error) {
				x, ok := vectorAt(l, i&mask)
				if !ok {
					return nil, nil
				}
				norm, err := normOf(name, x, degree.at(i))
				if err != nil || !divide {
					return float32(norm), err
				}
				if norm == 0 && len(x) > 0 {
					return nil, nil
				}
				out := make([]any, len(x))
				for k, v := range x {
					out[k] = float32(float64(v) / norm)
				}
				return out, nil
			}
		})), nil
	}
}

func normOf(name string, x []float32, degree float32) (float64, error) {
	sum := 0.0
	for _, v := range x {
		size := math.Abs(float64(v))
		switch {
		case degree == 1:
			sum += size
		case degree == 2:
			sum += size * size
		case math.IsInf(float64(degree), 1):
			sum = max(sum, size)
		}
	}
	switch {
	case degree == 2:
		return math.Sqrt(sum), nil
	case degree != 1 && !math.IsInf(float64(degree), 1):
		return 0, failf("INVALID_VECTOR_NORM_DEGREE", "22023", "For the `%s` function, degree must be 1.0, 2.0, or float('inf'), but got %s.", name, appendFloat(nil, degree))
	}
	return sum, nil
}
