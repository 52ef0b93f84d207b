package expr

import (
	"bytes"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// hllDefault is the lgConfigK of sketches whose call gives none.
const hllDefault = 12

func hllAggs() []*AggFunction {
	return []*AggFunction{
		agg("hll_sketch_agg", "hll_sketch_agg(expr[, lgConfigK])", "A HyperLogLog sketch of the different values, for hll_sketch_estimate and hll_union: Apache DataSketches' bytes. lgConfigK is from 4 to 21, 12 by default.", "hll_sketch_estimate(hll_sketch_agg(x)) -- 3", 1, 2, bindHLL),
		agg("hll_union_agg", "hll_union_agg(sketch[, allowDifferentLgConfigK])", "The union of HyperLogLog sketches, those of hll_sketch_agg. Sketches of another lgConfigK are refused unless the second argument is true.", "hll_sketch_estimate(hll_union_agg(s)) FROM (SELECT hll_sketch_agg(x) AS s FROM VALUES (1), (2) AS t(x) GROUP BY x) -- 2", 1, 2, bindHLLUnion),
	}
}

// completed is b with the literals of arguments that were left out.
func (b *Binding) completed(n int, list ...*Literal) {
	b.Args = append([]Expr{}, b.Args...)
	for i := len(b.Args) - (n - len(list)); i < len(list); i++ {
		b.Args = append(b.Args, list[i])
	}
}

// hashed is argument i as what the library hashes: numbers as BIGINT, texts by the keys of their collation. Texts whose key is none
// equal the empty one.
func (b *Binding) hashed(i int) (e Expr, none []byte, err error) {
	e = b.Args[i]
	switch t := e.Type(); {
	case t.Integral():
		return b.cast(e, data.Long), nil, nil
	case t.Collated():
		e, err = keyed(e, b.name())
		if err == nil {
			none = keyColumn(oneValue(t, ""), t).(*data.Bytes).At(0)
		}
	}
	return e, none, err
}

func bindHLL(b *Binding) (*Agg, error) {
	b.completed(2, &Literal{Value: int32(hllDefault), Typ: data.Int})
	if err := b.acceptAll(either(anInt, aLong, aString, aBinary).strictly(), anInt.strictly()); err != nil {
		return nil, err
	}
	given := b.frozen()
	v, foldable, err := b.constant(1)
	if err != nil {
		return nil, err
	}
	if !foldable {
		return nil, failf("HLL_K_MUST_BE_CONSTANT", "42K0E", "Invalid call to `%s`; the `K` value must be a constant value, but got a non-constant expression.", b.name())
	}
	lgK, _ := v.(int32)
	if lgK < sketch.MinHLL || lgK > sketch.MaxHLL {
		return nil, failf("HLL_INVALID_LG_K", "22546", "Invalid call to `%s`; the `lgConfigK` value must be between %d and %d, inclusive: %d.", b.name(), sketch.MinHLL, sketch.MaxHLL, lgK)
	}
	key, none, err := b.hashed(0)
	if err != nil {
		return nil, err
	}
	b.Args = []Expr{key}
	out := b.bound(data.Binary, false, written[*sketch.HLL]{hllAgg{int(lgK), none}})
	out.shown = given.Args
	return out, nil
}

func bindHLLUnion(b *Binding) (*Agg, error) {
	b.completed(2, &Literal{Value: false, Typ: data.Boolean})
	if err := b.acceptAll(aBinary.strictly(), aBoolean.strictly()); err != nil {
		return nil, err
	}
	given := b.frozen()
	v, foldable, err := b.constant(1)
	if err != nil {
		return nil, err
	}
	if !foldable {
		return nil, failf("INTERNAL_ERROR", "XX000", "Cannot evaluate expression: %s", firstRead(b.Args[1]))
	}
	b.Args = b.Args[:1]
	out := b.bound(data.Binary, false, written[*sketch.HLL]{hllUnionAgg{anyLgK: v == true}})
	out.shown = given.Args
	return out, nil
}

// firstRead is the first column that an expression reads, or itself.
func firstRead(e Expr) Expr {
	found := e
	Walk(e, func(e Expr) bool {
		if r, ok := e.(*Ref); ok && found != r {
			found = r
			return false
		}
		_, done := found.(*Ref)
		return !done
	})
	return found
}

// hllAgg counts different values. Texts that equal the empty one do not count: none is their key.
type hllAgg struct {
	lgK  int
	none []byte
}

func (a hllAgg) start() *sketch.HLL               { return sketch.NewHLL(a.lgK) }
func (hllAgg) write(h *sketch.HLL) []byte         { h.Settle(); return h.Bytes() }
func (hllAgg) read(b []byte) (*sketch.HLL, error) { return sketch.ReadHLL(b) }
func (a hllAgg) value(h *sketch.HLL) (any, error) { return a.write(h), nil }
func (hllAgg) typ() *data.Type                    { return data.Binary }
func (hllAgg) join(parts ...*sketch.HLL) (*sketch.HLL, error) {
	to := parts[0]
	for _, h := range parts[1:] {
		to.Union(h, to.LgK(), false)
	}
	return to, nil
}

func (a hllAgg) add(h *sketch.HLL, args []data.Column, r int) (*sketch.HLL, error) {
	side := sideOf(args[0])
	if r = side.row(r); data.IsNull(side.col, r) {
		return h, nil
	}
	if c, ok := side.col.(*data.Longs); ok {
		h.AddInt(c.Values[r])
		return h, nil
	}
	if b := side.col.(*data.Bytes).At(r); a.none == nil || !bytes.Equal(b, a.none) {
		h.Add(b)
	}
	return h, nil
}

// hllUnionAgg joins sketches; nil is none so far.
type hllUnionAgg struct{ anyLgK bool }

func (hllUnionAgg) start() *sketch.HLL                 { return nil }
func (hllUnionAgg) read(b []byte) (*sketch.HLL, error) { return hllAgg{}.read(b) }
func (a hllUnionAgg) value(h *sketch.HLL) (any, error) { return a.write(h), nil }
func (hllUnionAgg) typ() *data.Type                    { return data.Binary }
func (hllUnionAgg) write(h *sketch.HLL) []byte {
	if h == nil {
		h = sketch.NewHLL(hllDefault)
	}
	return hllAgg{}.write(h)
}

func (a hllUnionAgg) join(parts ...*sketch.HLL) (to *sketch.HLL, err error) {
	for _, h := range parts {
		switch {
		case h == nil:
			continue
		case to == nil:
			to = h
			continue
		}
		h.Settle()
		if to, err = a.union(to, h, false); err != nil {
			return nil, err
		}
	}
	return to, nil
}

func (a hllUnionAgg) add(h *sketch.HLL, args []data.Column, r int) (*sketch.HLL, error) {
	side := sideOf(args[0])
	if r = side.row(r); data.IsNull(side.col, r) {
		return h, nil
	}
	c, ok := side.col.(*data.Bytes)
	if !ok {
		return h, nil
	}
	more, err := readHLL(c.At(r), "hll_union_agg")
	if err != nil {
		return nil, err
	}
	return a.union(h, more, true)
}

// union adds a sketch. One that saw nothing does not say how many slots there are.
func (a hllUnionAgg) union(h, more *sketch.HLL, wrapped bool) (*sketch.HLL, error) {
	switch {
	case h == nil || h.Empty() && !more.Empty():
		h = sketch.NewHLL(more.LgK())
	case more.Empty():
		return h, nil
	case !a.anyLgK && h.LgK() != more.LgK():
		return nil, hllDiffers(h, more, "hll_union_agg")
	}
	h.Union(more, h.LgK(), wrapped)
	return h, nil
}
