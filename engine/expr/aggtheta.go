package expr

import (
	"bytes"
	"encoding/binary"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// nominalDefault is the lgNomEntries of calls that give none.
const nominalDefault = 12

func thetaAggs() []*AggFunction {
	return []*AggFunction{
		agg("theta_sketch_agg", "theta_sketch_agg(expr[, lgNomEntries])", "A theta sketch of the different values, for theta_sketch_estimate, theta_union, theta_intersection and theta_difference: Apache DataSketches' bytes. lgNomEntries is from 4 to 26, 12 by default.", "theta_sketch_estimate(theta_sketch_agg(x)) -- 3", 1, 2, bindTheta),
		agg("theta_union_agg", "theta_union_agg(sketch[, lgNomEntries])", "The union of theta sketches.", "theta_sketch_estimate(theta_union_agg(s)) FROM (SELECT theta_sketch_agg(x) AS s FROM VALUES (1), (2) AS t(x) GROUP BY x) -- 2", 1, 2, bindThetaUnion),
		agg("theta_intersection_agg", "theta_intersection_agg(sketch)", "The intersection of theta sketches; the empty one where there is none.", "theta_sketch_estimate(theta_intersection_agg(s)) FROM (SELECT theta_sketch_agg(x) AS s FROM VALUES (1), (2) AS t(x) GROUP BY x) -- 0", 1, 1, bindThetaIntersection),
	}
}

// nominal is a constant argument that is an lgNomEntries.
func (b *Binding) nominal(i int) (int, error) {
	v, foldable, err := b.constant(i)
	if err != nil {
		return 0, err
	}
	if !foldable {
		return 0, failf("THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT", "42K0E", "Invalid call to `%s`; the `lgNomEntries` value must be a constant value, but got a non-constant expression.", b.name())
	}
	n, _ := v.(int32)
	return int(n), nominalIn(b.name(), n)
}

func nominalIn(function string, n int32) error {
	if n < sketch.MinTheta || n > sketch.MaxTheta {
		return failf("SKETCH_INVALID_LG_NOM_ENTRIES", "22003", "Invalid call to `%s`; the `lgNomEntries` value must be between %d and %d, inclusive: %d.", function, sketch.MinTheta, sketch.MaxTheta, n)
	}
	return nil
}

// thetaInput is what theta sketches are made of.
var thetaInput = either(is(data.ArrayOf(data.Int, true)), is(data.ArrayOf(data.Long, true)), aBinary, aDouble, kinds("FLOAT", nil, data.KindFloat), anInt, aLong, aString)

// loosely is w for arrays whatever their elements' nullability.
func (w want) loosely() want {
	old := w.ok
	w.ok = func(t *data.Type) bool {
		return old(t) || t.Kind == data.KindArray && (t.Elem.Kind == data.KindInt || t.Elem.Kind == data.KindLong)
	}
	return w
}

func bindTheta(b *Binding) (*Agg, error) {
	b.completed(2, intLiteral(nominalDefault))
	if err := b.acceptAll(thetaInput.loosely().strictly(), anInt.strictly()); err != nil {
		return nil, err
	}
	given := b.frozen()
	lgNom, err := b.nominal(1)
	if err != nil {
		return nil, err
	}
	key, none, err := b.hashed(0)
	if err != nil {
		return nil, err
	}
	b.Args = []Expr{key}
	out := b.bound(data.Binary, false, written[*sketch.ThetaUnion]{thetaAgg{lgNom, none}})
	out.shown = given.Args
	return out, nil
}

func bindThetaUnion(b *Binding) (*Agg, error) {
	b.completed(2, intLiteral(nominalDefault))
	if err := b.acceptAll(aBinary.strictly(), anInt.strictly()); err != nil {
		return nil, err
	}
	given := b.frozen()
	lgNom, err := b.nominal(1)
	if err != nil {
		return nil, err
	}
	b.Args = b.Args[:1]
	out := b.bound(data.Binary, false, written[*sketch.ThetaUnion]{thetaUnionAgg{thetaAgg{lgNom: lgNom}}})
	out.shown = given.Args
	return out, nil
}

func bindThetaIntersection(b *Binding) (*Agg, error) {
	if err := b.acceptAll(aBinary.strictly()); err != nil {
		return nil, err
	}
	return b.bound(data.Binary, false, written[*sketch.Theta]{thetaIntersectionAgg{}}), nil
}

// thetaAgg collects different values. Texts that equal the empty one do not count: none is their key.
type thetaAgg struct {
	lgNom int
	none  []byte
}

func (a thetaAgg) start() *sketch.ThetaUnion               { return sketch.NewThetaUnion(a.lgNom) }
func (thetaAgg) write(u *sketch.ThetaUnion) []byte         { return u.Result().Bytes() }
func (a thetaAgg) value(u *sketch.ThetaUnion) (any, error) { return a.write(u), nil }
func (thetaAgg) typ() *data.Type                           { return data.Binary }

func (a thetaAgg) read(b []byte) (*sketch.ThetaUnion, error) {
	t, err := sketch.ReadTheta(b)
	if err != nil {
		return nil, err
	}
	u := a.start()
	u.Union(t)
	return u, nil
}

func (thetaAgg) join(parts ...*sketch.ThetaUnion) (*sketch.ThetaUnion, error) {
	for _, u := range parts[1:] {
		parts[0].Union(u.Result())
	}
	return parts[0], nil
}

func (a thetaAgg) add(u *sketch.ThetaUnion, args []data.Column, r int) (*sketch.ThetaUnion, error) {
	side := sideOf(args[0])
	if r = side.row(r); data.IsNull(side.col, r) {
		return u, nil
	}
	switch v := data.ValueAt(side.col, r).(type) {
	case int64:
		u.AddLong(v)
	case float64:
		u.AddDouble(v)
	case float32:
		u.AddDouble(float64(v))
	case []any:
		u.Add(arrayBytes(v, side.col.Type().Elem))
	case string:
		u.Add([]byte(v))
	case []byte:
		if a.none == nil || !bytes.Equal(v, a.none) {
			u.Add(v)
		}
	}
	return u, nil
}

// arrayBytes are the elements, low ends first; NULL is zero.
func arrayBytes(list []any, elem *data.Type) []byte {
	var b []byte
	for _, e := range list {
		if elem.Kind == data.KindInt {
			v, _ := e.(int32)
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
			continue
		}
		v, _ := e.(int64)
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

// thetaUnionAgg joins sketches.
type thetaUnionAgg struct{ thetaAgg }

func (thetaUnionAgg) add(u *sketch.ThetaUnion, args []data.Column, r int) (*sketch.ThetaUnion, error) {
	t, err := thetaAt(args, r, "theta_union_agg")
	if err != nil || t == nil {
		return u, err
	}
	u.Union(t)
	return u, nil
}

// thetaAt is the sketch of a row, nil for NULL.
func thetaAt(args []data.Column, r int, function string) (*sketch.Theta, error) {
	side := sideOf(args[0])
	b, ok := data.ValueAt(side.col, side.row(r)).([]byte)
	if !ok {
		return nil, nil
	}
	return readTheta(b, function)
}

// thetaIntersectionAgg keeps what is in all sketches; nil is none so far.
type thetaIntersectionAgg struct{}

func (thetaIntersectionAgg) start() *sketch.Theta { return nil }
func (thetaIntersectionAgg) typ() *data.Type      { return data.Binary }

func (thetaIntersectionAgg) add(to *sketch.Theta, args []data.Column, r int) (*sketch.Theta, error) {
	t, err := thetaAt(args, r, "theta_intersection_agg")
	if err != nil || t == nil {
		return to, err
	}
	return thetaIntersectionAgg{}.join(to, t)
}

func (thetaIntersectionAgg) join(parts ...*sketch.Theta) (to *sketch.Theta, _ error) {
	for _, t := range parts {
		switch {
		case to == nil:
			to = t
		case t != nil:
			to = to.Intersect(t)
		}
	}
	return to, nil
}

func (thetaIntersectionAgg) write(t *sketch.Theta) []byte {
	if t == nil {
		return []byte{}
	}
	return t.Bytes()
}

func (thetaIntersectionAgg) read(b []byte) (*sketch.Theta, error) {
	if len(b) == 0 {
		return nil, nil
	}
	return sketch.ReadTheta(b)
}

func (thetaIntersectionAgg) value(t *sketch.Theta) (any, error) {
	if t == nil {
		t = sketch.EmptyTheta()
	}
	return t.Bytes(), nil
}
