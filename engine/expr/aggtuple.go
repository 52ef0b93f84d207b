package expr

import (
	"bytes"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

func tupleAggs() []*AggFunction {
	return append(tupleAggsOf[float64]("double", "CAST(x AS DOUBLE)", data.Double), tupleAggsOf[int32]("integer", "x", data.Int)...)
}

// tupleAggsOf are the aggregates whose summaries are of one type; value is an expression of it.
func tupleAggsOf[V sketch.Numeral](kind, value string, t *data.Type) []*AggFunction {
	estimate := "tuple_sketch_estimate_" + kind
	made := "tuple_sketch_agg_" + kind + "(x, " + value + ")"
	parts := " FROM (SELECT " + made + " AS s FROM VALUES (1), (2) AS t(x) GROUP BY x) -- "
	sketched := agg("tuple_sketch_agg_"+kind, "tuple_sketch_agg_"+kind+"(key, summary[, lgNomEntries[, mode]])", "A tuple sketch: the different keys, each with a number that mode makes of its summaries ('sum' by default, 'min', 'max', 'alwaysone'). Apache DataSketches' bytes, for the functions tuple_... lgNomEntries is from 4 to 26, 12 by default.", estimate+"("+made+") -- 3.0", 2, 4, bindTuple[V](t))
	sketched.Params = append(paramsOf("key", "summary"), tupleDefaults()...)
	union := agg("tuple_union_agg_"+kind, "tuple_union_agg_"+kind+"(sketch[, lgNomEntries[, mode]])", "The union of tuple sketches.", estimate+"(tuple_union_agg_"+kind+"(s))"+parts+"2.0", 1, 3, bindTupleUnionAgg[V])
	union.Params = append(paramsOf("child"), tupleDefaults()...)
	return []*AggFunction{
		sketched, union,
		agg("tuple_intersection_agg_"+kind, "tuple_intersection_agg_"+kind+"(sketch[, mode])", "The intersection of tuple sketches; the empty one where there is none.", estimate+"(tuple_intersection_agg_"+kind+"(s))"+parts+"0.0", 1, 2, bindTupleIntersectionAgg[V]),
	}
}

func bindTuple[V sketch.Numeral](t *data.Type) aggBind {
	return func(b *Binding) (*Agg, error) {
		b.completed(4, intLiteral(nominalDefault), tupleSum())
		if err := b.acceptAll(thetaInput.loosely(), is(t), anInt, aString); err != nil {
			return nil, err
		}
		given := b.frozen()
		lgNom, mode, err := b.tupleSize(2)
		if err != nil {
			return nil, err
		}
		key, none, err := b.hashed(0)
		if err != nil {
			return nil, err
		}
		b.Args = []Expr{key, b.Args[1]}
		out := b.bound(data.Binary, false, written[tupled[V]]{tupleAgg[V]{lgNom, mode, none}})
		out.shown = given.Args
		return out, nil
	}
}

func bindTupleUnionAgg[V sketch.Numeral](b *Binding) (*Agg, error) {
	b.completed(3, intLiteral(nominalDefault), tupleSum())
	if err := b.acceptAll(aBinary, anInt, aString); err != nil {
		return nil, err
	}
	given := b.frozen()
	lgNom, mode, err := b.tupleSize(1)
	if err != nil {
		return nil, err
	}
	b.Args = b.Args[:1]
	out := b.bound(data.Binary, false, written[tupled[V]]{tupleUnionAgg[V]{tupleAgg[V]{lgNom: lgNom, mode: mode}, b.name()}})
	out.shown = given.Args
	return out, nil
}

func bindTupleIntersectionAgg[V sketch.Numeral](b *Binding) (*Agg, error) {
	b.withDefaultMode(2)
	if err := b.acceptAll(aBinary, aString); err != nil {
		return nil, err
	}
	given := b.frozen()
	mode, err := b.tupleMode(1)
	if err != nil {
		return nil, err
	}
	b.Args = b.Args[:1]
	out := b.bound(data.Binary, false, written[tupled[V]]{tupleIntersectionAgg[V]{mode, b.name()}})
	out.shown = given.Args
	return out, nil
}

// tupled is what a set of values with summaries can be made of: a table, a union, or a set that was read.
type tupled[V sketch.Numeral] interface{ Compact() *sketch.Tuple[V] }

// tupleAgg collects different values with summaries. Texts that equal the empty one do not count: none is their key.
type tupleAgg[V sketch.Numeral] struct {
	lgNom int
	mode  sketch.Mode
	none  []byte
}

func (a tupleAgg[V]) start() tupled[V]               { return sketch.NewTupleTable[V](a.lgNom, a.mode) }
func (tupleAgg[V]) write(s tupled[V]) []byte         { return s.Compact().Bytes() }
func (a tupleAgg[V]) value(s tupled[V]) (any, error) { return a.write(s), nil }
func (tupleAgg[V]) typ() *data.Type                  { return data.Binary }

func (tupleAgg[V]) read(b []byte) (tupled[V], error) { return sketch.ReadTuple[V](b) }

func (a tupleAgg[V]) join(parts ...tupled[V]) (tupled[V], error) {
	u := sketch.NewTupleUnion[V](a.lgNom, a.mode)
	for _, s := range parts {
		u.Union(s.Compact())
	}
	return u, nil
}

func (a tupleAgg[V]) add(s tupled[V], args []data.Column, r int) (tupled[V], error) {
	key, summary := sideOf(args[0]), sideOf(args[1])
	v, ok := data.ValueAt(summary.col, summary.row(r)).(V)
	if r = key.row(r); !ok || data.IsNull(key.col, r) {
		return s, nil
	}
	t, ok := s.(*sketch.TupleTable[V])
	if !ok {
		t = sketch.TableOf(s.Compact(), a.lgNom, a.mode)
	}
	switch k := data.ValueAt(key.col, r).(type) {
	case int64:
		t.AddLong(k, v)
	case float64:
		t.AddDouble(k, v)
	case float32:
		t.AddDouble(float64(k), v)
	case []any:
		t.Add(arrayBytes(k, key.col.Type().Elem), v)
	case string:
		t.Add([]byte(k), v)
	case []byte:
		if a.none == nil || !bytes.Equal(k, a.none) {
			t.Add(k, v)
		}
	}
	return t, nil
}

// tupleUnionAgg joins sketches.
type tupleUnionAgg[V sketch.Numeral] struct {
	tupleAgg[V]
	function string
}

func (a tupleUnionAgg[V]) start() tupled[V] { return sketch.NewTupleUnion[V](a.lgNom, a.mode) }

func (a tupleUnionAgg[V]) add(s tupled[V], args []data.Column, r int) (tupled[V], error) {
	t, err := tupleAt[V](args, r, a.function)
	if err != nil || t == nil {
		return s, err
	}
	u, ok := s.(*sketch.TupleUnion[V])
	if !ok {
		u = sketch.NewTupleUnion[V](a.lgNom, a.mode)
		u.Union(s.Compact())
	}
	u.Union(t)
	return u, nil
}

// tupleAt is the sketch of a row, nil for NULL.
func tupleAt[V sketch.Numeral](args []data.Column, r int, function string) (*sketch.Tuple[V], error) {
	side := sideOf(args[0])
	b, ok := data.ValueAt(side.col, side.row(r)).([]byte)
	if !ok {
		return nil, nil
	}
	return readTuple[V](b, function)
}

// tupleIntersectionAgg keeps what is in all sketches; nil is none so far.
type tupleIntersectionAgg[V sketch.Numeral] struct {
	mode     sketch.Mode
	function string
}

func (tupleIntersectionAgg[V]) start() tupled[V] { return nil }
func (tupleIntersectionAgg[V]) typ() *data.Type  { return data.Binary }

func (a tupleIntersectionAgg[V]) add(to tupled[V], args []data.Column, r int) (tupled[V], error) {
	t, err := tupleAt[V](args, r, a.function)
	if err != nil || t == nil {
		return to, err
	}
	if x, ok := to.(*sketch.TupleIntersection[V]); ok {
		x.Intersect(t)
		return x, nil
	}
	return a.join(to, t)
}

func (a tupleIntersectionAgg[V]) join(parts ...tupled[V]) (tupled[V], error) {
	var to *sketch.TupleIntersection[V]
	for _, x := range parts {
		if x == nil {
			continue
		}
		if to == nil {
			to = sketch.NewTupleIntersection[V](a.mode)
		}
		to.Intersect(x.Compact())
	}
	if to == nil {
		return nil, nil
	}
	return to, nil
}

func (tupleIntersectionAgg[V]) write(s tupled[V]) []byte {
	if s == nil {
		return []byte{}
	}
	return s.Compact().Bytes()
}

func (tupleIntersectionAgg[V]) read(b []byte) (tupled[V], error) {
	if len(b) == 0 {
		return nil, nil
	}
	return sketch.ReadTuple[V](b)
}

func (tupleIntersectionAgg[V]) value(s tupled[V]) (any, error) {
	if s == nil {
		s = sketch.EmptyTuple[V]()
	}
	return s.Compact().Bytes(), nil
}
