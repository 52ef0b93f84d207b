package expr

import (
	"errors"
	"math"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

func tupleFunctions() []*Function {
	return append(tupleFamilyOf[float64]("double", data.Double, "4.0", "X'01030901000ACC9315F97DCBBD86A105000000000000104000'", "1.0"),
		tupleFamilyOf[int32]("integer", data.Long, "4", "X'01030901000ACC9315F97DCBBD86A1050400000000'", "1")...)
}

// tupleFamilyOf are the functions of sketches whose summaries are of one kind; total is the type of what they come to together,
// shown the sum of the example, a sketch of one value.
func tupleFamilyOf[V sketch.Numeral](kind string, total *data.Type, shown, example, one string) []*Function {
	g := "misc_funcs"
	const theta = "X'01030300003ACC93C397FC1281709D1E'"
	estimate := func(call string) string { return "tuple_sketch_estimate_" + kind + "(" + call + ")" }
	fn := func(name, usage, help, example string, least, most int, bind bindFn) *Function {
		return def(g, name+"_"+kind, name+"_"+kind+usage, help, example, least, most, bind)
	}
	of := func(name, given string) string { return name + "_" + kind + "(" + example + given + ")" }
	names := func(f *Function) *Function {
		return f.takes(append(paramsOf("first", "second"), tupleDefaults()...))
	}
	return []*Function{
		fn("tuple_sketch_estimate", "(sketch)", "How many different values a tuple sketch saw, about.", of("tuple_sketch_estimate", "")+" -- 1.0", 1, 1, bindTupleQuery(func(t *sketch.Tuple[V]) float64 { return t.Estimate() })),
		fn("tuple_sketch_theta", "(sketch)", "The share of the values that a tuple sketch keeps, 1.0 while it keeps all.", of("tuple_sketch_theta", "")+" -- 1.0", 1, 1, bindTupleQuery(func(t *sketch.Tuple[V]) float64 { return t.Theta() })),
		fn("tuple_sketch_summary", "(sketch[, mode])", "The summaries of a tuple sketch together: their 'sum' by default, 'min', 'max', or how many there are, 'alwaysone'.", of("tuple_sketch_summary", "")+" -- "+shown, 1, 2, bindTupleSummary[V](total)),
		names(fn("tuple_union", "(first, second[, lgNomEntries[, mode]])", "The union of two tuple sketches; mode ('sum', 'min', 'max', 'alwaysone') says what becomes of two summaries of one value.", estimate(of("tuple_union", ", "+example))+" -- 1.0", 2, 4, bindTupleUnion[V](sameTuple))),
		names(fn("tuple_union_theta", "(sketch, theta[, lgNomEntries[, mode]])", "The union of a tuple sketch and a theta sketch, whose values have the summary of one not seen yet.", estimate(of("tuple_union_theta", ", "+theta))+" -- 2.0", 2, 4, bindTupleUnion[V](thetaTuple))),
		fn("tuple_intersection", "(first, second[, mode])", "The values that two tuple sketches have seen, with their summaries joined by mode: 'sum' by default, 'min', 'max', 'alwaysone'.", estimate(of("tuple_intersection", ", "+example))+" -- 1.0", 2, 3, bindTupleIntersection[V](sameTuple)),
		fn("tuple_intersection_theta", "(sketch, theta[, mode])", "The values of a tuple sketch that a theta sketch has seen too.", estimate(of("tuple_intersection_theta", ", "+theta))+" -- 0.0", 2, 3, bindTupleIntersection[V](thetaTuple)),
		fn("tuple_difference", "(first, second)", "The values that the first tuple sketch has seen and the second has not.", estimate(of("tuple_difference", ", "+example))+" -- 0.0", 2, 2, bindTupleDifference[V](sameTuple)),
		fn("tuple_difference_theta", "(sketch, theta)", "The values of a tuple sketch that a theta sketch has not seen.", estimate(of("tuple_difference_theta", ", "+theta))+" -- 1.0", 2, 2, bindTupleDifference[V](thetaTuple)),
	}
}

// tupleDefaults are the parameters that calls may leave out.
func tupleDefaults() []Param {
	return []Param{{Name: "lgNomEntries", Default: intLiteral(nominalDefault)}, {Name: "mode", Default: tupleSum()}}
}

// tupleModes are the modes by their names.
var tupleModes = map[string]sketch.Mode{"sum": sketch.Sum, "min": sketch.Min, "max": sketch.Max, "alwaysone": sketch.AlwaysOne}

// tupleConstant is a constant argument of a tuple function.
func (b *Binding) tupleConstant(i int, name, kind string) (any, error) {
	v, foldable, err := b.constant(i)
	switch {
	case err != nil:
		return nil, err
	case !foldable:
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input %s should be a foldable %s expression; however, got %s.", name, kind, qualified(b.Args[i]))
	case v == nil:
		return nil, mismatch("UNEXPECTED_NULL", b.text(), b.at(), "The %s must not be null.", name)
	}
	return v, nil
}

// tupleMode is a constant argument that is a mode.
func (b *Binding) tupleMode(i int) (sketch.Mode, error) {
	v, err := b.tupleConstant(i, "mode", "string")
	if err != nil {
		return 0, err
	}
	m, ok := tupleModes[strings.ToLower(v.(string))]
	if !ok {
		return 0, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", b.text(), b.at(), "[TUPLE_INVALID_SKETCH_MODE] Invalid call to `%s`: mode '%s' is not supported. Valid modes are: sum, min, max, alwaysone. SQLSTATE: 22023.", b.name(), v)
	}
	return m, nil
}

// tupleNominal is a constant argument that is an lgNomEntries.
func (b *Binding) tupleNominal(i int) (int, error) {
	v, err := b.tupleConstant(i, "lgNomEntries", "int")
	if err != nil {
		return 0, err
	}
	var out *Error
	if errors.As(nominalIn(b.name(), v.(int32)), &out) {
		return 0, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", b.text(), b.at(), "[%s] %s SQLSTATE: %s.", out.Condition, out.Message, out.SQLState)
	}
	return int(v.(int32)), nil
}

// tupleSize are the constant arguments from i on: an lgNomEntries and a mode.
func (b *Binding) tupleSize(i int) (lgNom int, m sketch.Mode, err error) {
	if lgNom, err = b.tupleNominal(i); err == nil {
		m, err = b.tupleMode(i + 1)
	}
	return lgNom, m, err
}

func bindTupleQuery[V sketch.Numeral](ask func(t *sketch.Tuple[V]) float64) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aBinary.strictly()); err != nil {
			return nil, err
		}
		function := b.name()
		return b.apply(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
			s := a.text(0)
			return func(i int) (float64, error) {
				t, err := readTuple[V](s.at(i), function)
				if err != nil {
					return 0, err
				}
				return ask(t), nil
			}
		})), nil
	}
}

func bindTupleSummary[V sketch.Numeral](total *data.Type) bindFn {
	return func(b *Binding) (Expr, error) {
		b.withDefaultMode(2)
		if err := b.acceptAll(aBinary.strictly(), aString.strictly()); err != nil {
			return nil, err
		}
		mode, err := b.tupleMode(1)
		if err != nil {
			return nil, err
		}
		function := b.name()
		return b.apply(total, boxed(total, func(_ *Context, a args) func(i int) (any, error) {
			s := a.text(0)
			return func(i int) (any, error) {
				t, err := readTuple[V](s.at(i), function)
				if err != nil {
					return nil, err
				}
				if total == data.Long {
					return together(t, mode, func(v V) int64 { return int64(v) }), nil
				}
				return together(t, mode, func(v V) float64 { return float64(v) }), nil
			}
		})), nil
	}
}

// together is what the summaries of a sketch come to; of none it is zero.
func together[V sketch.Numeral, T int64 | float64](t *sketch.Tuple[V], m sketch.Mode, wide func(V) T) any {
	var out T
	for i, e := range t.Entries {
		v := wide(e.Summary.Value)
		switch {
		case m == sketch.Sum:
			out += v
		case m == sketch.AlwaysOne:
			out++
		case i == 0:
			out = v
		case m == sketch.Min:
			out = T(math.Min(float64(out), float64(v)))
		default:
			out = T(math.Max(float64(out), float64(v)))
		}
	}
	return out
}
