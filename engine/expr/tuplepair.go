package expr

import (
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// otherTuple says what the second argument of a function of two sketches is.
type otherTuple bool

// Another tuple sketch, or a theta sketch.
const (
	sameTuple  otherTuple = false
	thetaTuple otherTuple = true
)

// tupleSum is the mode of calls that give none.
func tupleSum() *Literal { return &Literal{Value: "sum", Typ: data.String} }

// withDefaultMode gives the last of n arguments where a call left it out.
func (b *Binding) withDefaultMode(n int) {
	b.completed(n, tupleSum())
}

// bindTuplePair is a function of two sketches.
func bindTuplePair[V sketch.Numeral](b *Binding, with otherTuple, m sketch.Mode, join func(x, y *sketch.Tuple[V]) (*sketch.Tuple[V], error)) Expr {
	function := b.name()
	return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		first, second := a.text(0), a.text(1)
		return func(dst []byte, i int) ([]byte, error) {
			x, err := readTuple[V](first.at(i), function)
			if err != nil {
				return nil, err
			}
			y, err := readSecondTuple[V](second.at(i), function, with, m)
			if err != nil {
				return nil, err
			}
			out, err := join(x, y)
			if err != nil {
				return nil, err
			}
			return append(dst, out.Bytes()...), nil
		}
	}))
}

func readSecondTuple[V sketch.Numeral](b []byte, function string, with otherTuple, m sketch.Mode) (*sketch.Tuple[V], error) {
	if with == sameTuple {
		return readTuple[V](b, function)
	}
	t, err := readTheta(b, function)
	if err != nil {
		return nil, err
	}
	return sketch.WithSummary[V](t, m), nil
}

func bindTupleUnion[V sketch.Numeral](with otherTuple) bindFn {
	return func(b *Binding) (Expr, error) {
		b.completed(4, intLiteral(nominalDefault), tupleSum())
		if err := b.acceptAll(aBinary.strictly(), aBinary.strictly(), anInt.strictly(), aString.strictly()); err != nil {
			return nil, err
		}
		lgNom, mode, err := b.tupleSize(2)
		if err != nil {
			return nil, err
		}
		return bindTuplePair(b, with, mode, func(x, y *sketch.Tuple[V]) (*sketch.Tuple[V], error) {
			u := sketch.NewTupleUnion[V](lgNom, mode)
			u.Union(x)
			u.Union(y)
			return u.Compact(), nil
		}), nil
	}
}

func bindTupleIntersection[V sketch.Numeral](with otherTuple) bindFn {
	return func(b *Binding) (Expr, error) {
		b.withDefaultMode(3)
		if err := b.acceptAll(aBinary.strictly(), aBinary.strictly(), aString.strictly()); err != nil {
			return nil, err
		}
		mode, err := b.tupleMode(2)
		if err != nil {
			return nil, err
		}
		return bindTuplePair(b, with, mode, func(x, y *sketch.Tuple[V]) (*sketch.Tuple[V], error) {
			both := sketch.NewTupleIntersection[V](mode)
			both.Intersect(x)
			both.Intersect(y)
			return both.Compact(), nil
		}), nil
	}
}

func bindTupleDifference[V sketch.Numeral](with otherTuple) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aBinary.strictly()); err != nil {
			return nil, err
		}
		return bindTuplePair(b, with, sketch.Sum, (*sketch.Tuple[V]).Without), nil
	}
}

// readTuple reads a sketch that a query hands to a function.
func readTuple[V sketch.Numeral](b []byte, function string) (*sketch.Tuple[V], error) {
	t, err := sketch.ReadTuple[V](b)
	var other *sketch.FamilyError
	if errors.As(err, &other) {
		return nil, failf("TUPLE_INVALID_INPUT_SKETCH_BUFFER_FAMILY", "22000", "Invalid call to `%s`: expected %s sketch family but received %s. Only valid Tuple sketch buffers (produced by `tuple_sketch_agg_*` functions) are supported as inputs.", function, other.Want, other.Got)
	}
	if err != nil {
		return nil, failf("TUPLE_INVALID_INPUT_SKETCH_BUFFER", "22000", "Invalid call to `%s`; only valid Tuple sketch buffers are supported as inputs (such as those produced by the corresponding `tuple_sketch_agg_*` function).", function)
	}
	return t, nil
}
