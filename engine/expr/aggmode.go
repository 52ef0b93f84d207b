package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// bindMode binds mode(expr[, deterministic]) and mode() WITHIN GROUP (ORDER BY expr).
func bindMode(b *Binding) (*Agg, error) {
	if b.Call != nil && b.Call.Distinct {
		return nil, withinGroup(b, "DISTINCT_UNSUPPORTED", "The function does not support DISTINCT with WITHIN GROUP.")
	}
	m := mode{}
	switch len(b.Args) {
	case 0:
		keys, err := b.orderings(1)
		if err != nil {
			return nil, err
		}
		b.Args = []Expr{keys[0].Expr}
		m.order = 1
		if keys[0].Desc {
			m.order = -1
		}
	case 1, 2:
		if _, err := b.orderings(0); err != nil {
			return nil, err
		}
		var err error
		if m.order, err = b.deterministic(); err != nil {
			return nil, err
		}
		b.Args = b.Args[:1]
	default:
		return nil, WrongCount(b.name(), "0", len(b.Args), b.at())
	}
	m.t = b.typ(0)
	if m.t.Kind == data.KindVariant {
		return nil, mismatch("UNSUPPORTED_INPUT_TYPE", b.text(), b.at(), "The input of `mode` can't be %s type data.", quoteType(m.t))
	}
	a := b.bound(m.t, true, m)
	a.within = map[int]string{0: "mode(" + b.Args[0].String() + ")", 1: "mode() WITHIN GROUP (ORDER BY " + b.Args[0].String() + " DESC)", -1: "mode() WITHIN GROUP (ORDER BY " + b.Args[0].String() + ")"}[m.order]
	return a, nil
}

// deterministic reads the second argument of mode: 1 where the lowest of the most frequent values is
// wanted, 0 where any will do.
func (b *Binding) deterministic() (int, error) {
	if len(b.Args) < 2 {
		return 0, nil
	}
	v, foldable, err := b.constant(1)
	switch t := b.typ(1); {
	case err != nil:
		return 0, err
	case !foldable:
		return 0, Errorf("NON_FOLDABLE_ARGUMENT", "42K08", b.at(), "The function `%s` requires the parameter `deterministic` to be a foldable expression of the type \"BOOLEAN\", but the actual argument is a non-foldable.", b.name())
	case v == nil:
		err := mismatch("UNEXPECTED_NULL", b.Args[1].String(), b.at(), "The `deterministic` must not be null.")
		err.Planned = false
		return 0, err
	case t.Kind != data.KindBoolean:
		return 0, Errorf("UNEXPECTED_INPUT_TYPE", "42K09", b.at(), "Parameter second of function `%s` requires the \"BOOLEAN\" type, however \"%s\" has the type %s.", b.name(), b.Args[1], quoteType(t))
	}
	if v == true {
		return 1, nil
	}
	return 0, nil
}

// mode counts equal values. Among the most frequent it takes the lowest (order 1), the highest (-1),
// or, for 0, the one that Spark's hash table gives first.
type mode struct {
	collected
	t     *data.Type
	order int
}

func (a mode) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	parts := make([]data.Column, len(groups))
	for i, g := range groups {
		if c, ok := s.Any[0][g].(*chain); ok {
			all := normalFloats(c.column(a.t))
			parts[i] = oneRow(all, a.best(all))
		}
	}
	return stack(a.t, parts), nil
}

// normalFloats is a column whose floats are as Spark counts them: one NaN, and zero without a sign.
func normalFloats(c data.Column) data.Column {
	switch c := c.(type) {
	case *data.Fixed[float64]:
		n := &data.Fixed[float64]{T: c.T, Values: make([]float64, len(c.Values)), Nulls: c.Nulls}
		for i, v := range c.Values {
			n.Values[i] = data.NormalFloat(v)
		}
		return n
	case *data.Fixed[float32]:
		n := &data.Fixed[float32]{T: c.T, Values: make([]float32, len(c.Values)), Nulls: c.Nulls}
		for i, v := range c.Values {
			n.Values[i] = float32(data.NormalFloat(float64(v)))
		}
		return n
	case *data.List:
		n := *c
		n.Elems = normalFloats(c.Elems)
		return &n
	case *data.Struct:
		n := *c
		n.Fields = make([]data.Column, len(c.Fields))
		for i, f := range c.Fields {
			n.Fields[i] = normalFloats(f)
		}
		return &n
	}
	return c
}

// best is a row with the value met most often.
func (a mode) best(all data.Column) int {
	counts, first := map[string]int{}, []int{}
	for r := range all.Len() {
		key := string(data.AppendKey(nil, all, r))
		if counts[key]++; counts[key] == 1 {
			first = append(first, r)
		}
	}
	if a.order == 0 {
		first = hashOrder(all, first)
	}
	best, most := first[0], 0
	for _, r := range first {
		n := counts[string(data.AppendKey(nil, all, r))]
		if n > most || n == most && a.order != 0 && data.Compare(all, r, all, best)*a.order < 0 {
			best, most = r, n
		}
	}
	return best
}

// hashOrder brings rows of different values into the order in which Spark's OpenHashSet holds them:
// places by hash, the next free one where it is taken, 64 places that double when 70 % are full. Types
// whose Java hash is not known here stay in the order of arrival.
func hashOrder(c data.Column, rows []int) []int {
	size := 64
	place := func(list []int) []int {
		table := make([]int, size)
		for _, r := range list {
			h, _ := javaHash(c, r)
			at := int(murmurInt(uint32(h), 0)) & (size - 1)
			for step := 1; table[at] != 0; step++ {
				at = (at + step) & (size - 1)
			}
			table[at] = r + 1
		}
		var out []int
		for _, r := range table {
			if r != 0 {
				out = append(out, r-1)
			}
		}
		return out
	}
	if _, known := javaHash(c, rows[0]); !known {
		return rows
	}
	var held []int
	for _, r := range rows {
		held = append(held, r)
		if len(held) > size*7/10 {
			held = place(held)
			size *= 2
		}
	}
	return place(held)
}

// javaHash is hashCode() of a value as Spark boxes it.
func javaHash(c data.Column, r int) (int32, bool) { return javaHashOf(data.ValueAt(c, r)) }

func javaHashOf(v any) (int32, bool) {
	long := func(v int64) int32 { return int32(v ^ int64(uint64(v)>>32)) }
	switch v := v.(type) {
	case bool:
		if v {
			return 1231, true
		}
		return 1237, true
	case int8:
		return int32(v), true
	case int16:
		return int32(v), true
	case int32:
		return v, true
	case int64:
		return long(v), true
	case float32:
		return int32(math.Float32bits(v)), true
	case float64:
		return long(int64(math.Float64bits(v))), true
	case string:
		return int32(murmurBytes([]byte(v), 42)), true
	}
	return 0, false
}
