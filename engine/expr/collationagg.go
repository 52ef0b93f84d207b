package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// bindCollatedAgg binds an aggregate with collated arguments.
func bindCollatedAgg(b *Binding, f *AggFunction) (Expr, error) {
	distinct := b.Call != nil && b.Call.Distinct
	bind := func(b *Binding) (Expr, error) { return bindAgg(b, f) }
	switch {
	case f.Name == "max", f.Name == "min":
		return b.extreme(f)
	case f.Name == "count" || f.Name == "approx_count_distinct":
		return b.named(f, func() (err error) {
			b.Args, err = keyedAll(b.Args, f.Name)
			return err
		}, bind)
	case (f.Name == "max_by" || f.Name == "min_by") && len(b.Args) > 1:
		return b.named(f, func() (err error) {
			b.Args = append([]Expr{}, b.Args...)
			b.Args[1], err = keyed(b.Args[1], f.Name)
			return err
		}, bind)
	case f.Name == "collect_list" && distinct:
		return b.collectOnce(f)
	case f.Name == "mode" && len(b.Args) > 0:
		return b.mostFrequent(f)
	case f.Name == "listagg" && distinct && listDelimiter(b):
		return b.listOnce(f)
	case distinct && f.Name != "listagg", f.Name == "histogram_numeric", f.Name == "mode":
		err := Errorf("UNSUPPORTED_COLLATION.FOR_FUNCTION", "0A000", b.at(), "Collation %s is not supported for:\nfunction %s. Please try to use a different collation.", collationAmong(b.Args), aggText(b.Called, b.Args, distinct, nil))
		err.Hint = "Write it over the texts COLLATE UTF8_BINARY."
		return nil, err
	}
	args := b.frozen().Args
	e, err := bind(b)
	if err != nil {
		return nil, err
	}
	if to := keptCollation(b.Called, args); to != "" && !e.Type().Collated() {
		e = castTo(b.Ctx, e, withCollation(e.Type(), to), b.at())
	}
	return e, nil
}

// named binds an aggregate over changed arguments under the name that those given make.
func (b *Binding) named(f *AggFunction, change func() error, bind func(*Binding) (Expr, error)) (Expr, error) {
	given := b.frozen().Args
	if err := change(); err != nil {
		return nil, err
	}
	e, err := bind(b)
	if a, ok := e.(*Agg); ok && err == nil {
		a.shown = given
	}
	return e, err
}

// extreme binds max and min: of texts that are equal the first one counts.
func (b *Binding) extreme(f *AggFunction) (Expr, error) {
	t := b.typ(0)
	if !orderable(t) {
		return bindAgg(b, f)
	}
	key, err := keyed(b.Args[0], f.Name)
	if err != nil {
		return nil, err
	}
	given := b.frozen().Args
	sign := 1
	if f.Name == "min" {
		sign = -1
	}
	c := *f
	c.Bind = func(b *Binding) (*Agg, error) {
		b.Args = []Expr{b.Args[0], key}
		a := b.bound(t, true, collatedExtreme{sign, t})
		a.shown = given
		return a, nil
	}
	return bindAgg(b, &c)
}

// collatedExtreme keeps the value with the least or the largest key, and the key.
type collatedExtreme struct {
	sign int
	t    *data.Type
}

// Slots implements [BoundAgg].
func (collatedExtreme) Slots() SlotCount { return SlotCount{Any: 2} }

// Update implements [BoundAgg].
func (a collatedExtreme) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	for i, g := range groups {
		if r := rowAt(rows, i); !data.IsNull(args[0], r) {
			a.offer(s, g, args[0], args[1], r)
		}
	}
	return nil
}

func (a collatedExtreme) offer(s *Slots, g int32, value, key data.Column, r int) {
	best, _ := s.Any[1][g].(data.Column)
	if best == nil || data.Compare(key, r, best, 0)*a.sign > 0 {
		s.Any[0][g], s.Any[1][g] = oneRow(value, r), oneRow(key, r)
	}
}

// Merge implements [BoundAgg].
func (a collatedExtreme) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if key, ok := src.Any[1][from[i]].(data.Column); ok {
			a.offer(dst, g, src.Any[0][from[i]].(data.Column), key, 0)
		}
	}
	return nil
}

// Result implements [BoundAgg].
func (a collatedExtreme) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return cells(a.t, s.Any[0], groups), nil
}

// collectOnce binds collect_list(DISTINCT text): Spark sorts what it makes distinct by a collation.
func (b *Binding) collectOnce(f *AggFunction) (Expr, error) {
	text := aggText(b.Called, b.Args, true, b.Call.Filter)
	call := *b.Call
	call.Distinct = false
	b.Call = &call
	all, err := bindAgg(b, f)
	if err != nil {
		return nil, err
	}
	once, err := b.call("array_distinct", all)
	if err != nil {
		return nil, err
	}
	sorted, err := b.call("sort_array", once)
	if err != nil {
		return nil, err
	}
	return spelledAs(sorted, text), nil
}

// listDelimiter tells whether the delimiter of listagg is a text of the collation of what is listed, or none.
func listDelimiter(b *Binding) bool {
	return len(b.Args) < 2 || b.typ(1).Kind == data.KindNull || b.typ(1).Equal(b.typ(0))
}

// listOnce binds listagg(DISTINCT text), whose texts are those of collectOnce: in order, or the other way round.
func (b *Binding) listOnce(f *AggFunction) (Expr, error) {
	plain, err := bindListagg(&Binding{Ctx: b.Ctx, Scope: b.Scope, Called: b.Called, Call: b.Call, Args: b.frozen().Args, Fn: b.Fn})
	if err != nil {
		return nil, err
	}
	text := aggText(b.Called, plain.shown, true, b.Call.Filter)
	if plain.within != "" {
		text = plain.within
	}
	list := plain.Bound.(listagg)
	inner := *b
	inner.Called, inner.Args = "collect_list", b.Args[:1]
	call := *b.Call
	call.Func, call.Within, inner.Call = "collect_list", nil, &call
	collected := LookupAggregate("collect_list")
	all, err := inner.collectOnce(collected)
	if err == nil && len(list.desc) > 0 && list.desc[0] {
		all, err = b.call("reverse", all)
	}
	if err != nil {
		return nil, err
	}
	joined, err := b.call("array_join", all, &Literal{Value: list.delimiter, Typ: b.typ(0)})
	if err != nil {
		return nil, err
	}
	size, err := b.call("size", all)
	if err != nil {
		return nil, err
	}
	none, err := b.call("=", size, &Literal{Value: int32(0), Typ: data.Int})
	if err != nil {
		return nil, err
	}
	out, err := b.call("if", none, &Literal{Typ: joined.Type()}, joined)
	if err != nil {
		return nil, err
	}
	return spelledAs(out, text), nil
}

// mostFrequent binds mode: the first text of those that have the most frequent key.
func (b *Binding) mostFrequent(f *AggFunction) (Expr, error) {
	text, given := aggText(b.Called, b.Args, false, nil), b.frozen().Args
	var err error
	if b.Args, err = keyedAll(b.Args, f.Name); err != nil {
		return nil, err
	}
	mode, err := bindAgg(b, f)
	if err != nil {
		return nil, err
	}
	list, err := b.call("collect_list", given[0])
	if err != nil {
		return nil, err
	}
	t := given[0].Type()
	fn := &Function{Name: "mode", safe: true, text: func([]string) string { return text }}
	return &Apply{Fn: fn, Args: []Expr{list, mode}, Typ: t, Null: true, Kernel: func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		return restore(t, []Expr{list}, cols[:1], cols[1], n), nil
	}, At: b.at()}, nil
}

// spelledAs gives a call another text.
func spelledAs(e Expr, text string) Expr {
	a, ok := e.(*Apply)
	if !ok {
		return e
	}
	n, f := *a, *a.Fn
	f.text = func([]string) string { return text }
	n.Fn = &f
	return &n
}
