package plan

import (
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// grouping is the aggregation of a block: keys and aggregates over the input, and how an
// expression over the input is said in terms of the Aggregate's output.
type grouping struct {
	b    *block
	keys []expr.Expr
	// inputs are what the Aggregate groups by where that is not keys: the columns of Expand.
	inputs []expr.Expr
	// names are the output names of the keys.
	names []string
	// ats are where the keys were written.
	ats  []expr.Span
	aggs []*expr.Agg
	// sets are grouping sets as lists of key numbers; nil for plain GROUP BY.
	sets [][]int
	// marks is how many columns behind the keys tell the sets apart: the number of the set, and
	// its place where two sets are the same.
	marks int
	// session is the key that is a session window, with its gap.
	session int
	gap     expr.Expr
	// filtering is set while HAVING is said in terms of the Aggregate.
	filtering bool
	// done is set once the Aggregate stands in the plan.
	done bool
}

// group lowers GROUP BY, the resolved HAVING and the aggregates of the SELECT list.
func (b *block) group(raw []expr.Expr, having expr.Expr) error {
	s := b.sel
	if b.windowInAggregate() {
		return &expr.Error{Message: "It is not allowed to use a window function inside an aggregate function. Please use the inner window function in a sub-query."}
	}
	if len(s.GroupBy) == 0 && !s.Grouped && !s.GroupAll && len(s.Sets) == 0 && having == nil && !b.anyAggregate() {
		return b.ungrouped()
	}
	if having != nil {
		having = b.inline(having)
	}
	g := &grouping{b: b, session: -1}
	b.grouping = g
	keys, err := g.bindKeys(raw)
	if err != nil {
		return err
	}
	if err := g.groupingSets(keys, raw); err != nil {
		return err
	}
	if err := g.checkOrderMarks(); err != nil {
		return err
	}
	if err := g.reach(having); err != nil {
		return err
	}
	if err := g.checkSubqueries(); err != nil {
		return err
	}
	g.findSession()
	if err := b.placeSession(g.session < 0); err != nil {
		return err
	}
	if err := g.placeBelow(); err != nil {
		return err
	}
	if len(g.sets) > 0 {
		g.expand()
	}
	for i := range b.items {
		if b.items[i].e, err = g.above(b.items[i].e, b.items[i].raw); err != nil {
			return err
		}
	}
	if err := g.overSlots(); err != nil {
		return err
	}
	if b.qual != nil {
		if b.qual, err = g.over(b.qual); err != nil {
			return plainLost(err)
		}
	}
	if err := g.checkKeyTypes(); err != nil {
		return err
	}
	return g.finish(having)
}

// finish puts the Aggregate into the plan, and HAVING above it.
func (g *grouping) finish(having expr.Expr) (err error) {
	b := g.b
	if having != nil {
		g.filtering = true
		if having, err = b.placeAggregates(having); err != nil {
			return err
		}
		if having, err = g.above(having, b.sel.Having); err != nil {
			return err
		}
	}
	g.build()
	if having == nil {
		return nil
	}
	if having, err = b.place(having); err != nil {
		return err
	}
	b.node = &operator.Filter{Cond: having, Child: b.node}
	return nil
}

// windowInAggregate tells whether an item aggregates the value of a window function.
func (b *block) windowInAggregate() bool {
	window := func(x expr.Expr) bool { sl := b.slotOf(x); return sl != nil && sl.win != nil }
	for _, it := range b.items {
		if has(it.e, func(x expr.Expr) bool { return isAgg(x) && has(x, window) }) {
			return true
		}
	}
	return false
}

func isAgg(e expr.Expr) bool { _, ok := e.(*expr.Agg); return ok }

// anyAggregate tells whether an item, or a window function over one, aggregates.
func (b *block) anyAggregate() bool {
	for _, it := range b.items {
		if has(it.e, isAgg) {
			return true
		}
	}
	for _, s := range b.slots {
		if s.win == nil {
			continue
		}
		for _, e := range append(s.win.call.Children(), s.win.parts()[1:]...) {
			if has(e, isAgg) {
				return true
			}
		}
	}
	return false
}

// placeBelow joins the subqueries that keys and aggregate arguments read, below the Aggregate.
func (g *grouping) placeBelow() error {
	b := g.b
	for i := range g.keys {
		k, err := b.place(g.keys[i])
		if err != nil {
			return err
		}
		g.keys[i] = k
	}
	for i := range b.items {
		e, err := b.placeAggregates(b.items[i].e)
		if err != nil {
			return err
		}
		b.items[i].e = e
	}
	return nil
}

// placeAggregates joins the subqueries that the aggregates of an expression read.
func (b *block) placeAggregates(e expr.Expr) (expr.Expr, error) {
	return rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if !isAgg(x) {
			return nil, nil
		}
		return b.place(x)
	})
}

// over says an expression over the input in terms of the Aggregate's output.
func (g *grouping) over(e expr.Expr) (expr.Expr, error) {
	return rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if sl := g.b.slotOf(x); sl != nil && sl.sub != nil {
			return g.overSubquery(x, sl)
		}
		below := g.b.joined(x)
		for i, k := range g.keys {
			if same(below, k) {
				return g.key(i, x), nil
			}
		}
		switch x := x.(type) {
		case *expr.Agg:
			return g.aggregate(x)
		case *expr.Ref:
			switch {
			case x.Index < aliasBase:
				return nil, &lostColumn{g.missing(x), x}
			case x.Index >= groupBase && x.Index < sessionBase:
				return g.setNumber(g.b.marks[x.Index-groupBase], len(g.keys))
			}
		}
		return nil, nil
	})
}

// joined says an expression with the columns of those of its subqueries that are joined below already.
func (b *block) joined(e expr.Expr) expr.Expr {
	at := func(x expr.Expr) bool { sl := b.slotOf(x); return sl != nil && sl.sub != nil && sl.col >= 0 }
	if !has(e, at) {
		return e
	}
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if !at(x) {
			return nil, nil
		}
		c := *x.(*expr.Ref)
		c.Index = b.slotOf(x).col
		return &c, nil
	})
	return out
}

// lostColumn is the refusal of a column that is neither grouped nor aggregated.
type lostColumn struct {
	error
	column *expr.Ref
}

// plainLost is the refusal itself.
func plainLost(err error) error {
	var lost *lostColumn
	if errors.As(err, &lost) {
		return lost.error
	}
	return err
}

// key is a reference to key i, under the name it was written with.
func (g *grouping) key(i int, written expr.Expr) expr.Expr {
	null := g.keys[i].Nullable() || len(g.sets) > 0
	return &expr.Ref{Index: i, Name: written.String(), Qualifier: qualifierOf(written), Typ: g.keys[i].Type(), Null: null}
}

func qualifierOf(e expr.Expr) string {
	if r, ok := e.(*expr.Ref); ok {
		return r.Qualifier
	}
	return ""
}

// aggregate is a reference to an aggregate's output; equal aggregates share one.
func (g *grouping) aggregate(x *expr.Agg) (expr.Expr, error) {
	if has(x, isGenerator) {
		return nil, nestedGenerator(x)
	}
	if len(g.b.marks) > 0 {
		var err error
		if x, err = g.marksBelow(x); err != nil {
			return nil, err
		}
	}
	for _, e := range x.Children() {
		if has(e, isAgg) {
			err := expr.Errorf("NESTED_AGGREGATE_FUNCTION", "42607", nestedAt(x),
				"It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.")
			err.Planned = true
			return nil, err
		}
	}
	at := -1
	for j, y := range g.aggs {
		if same(x, y) {
			at = j
		}
	}
	if at < 0 {
		at = len(g.aggs)
		g.aggs = append(g.aggs, x)
	}
	return &expr.Ref{Index: g.width() + at, Name: x.String(), Typ: x.Typ, Null: x.Null}, nil
}

// width is the number of key columns of the Aggregate.
func (g *grouping) width() int {
	return len(g.keys) + g.marks
}

func (g *grouping) missing(x *expr.Ref) error {
	if len(g.keys) == 0 {
		err := expr.Errorf("MISSING_GROUP_BY", "42803", g.b.sel.At,
			"The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.")
		err.Planned = true
		err.Hint = "Write GROUP BY " + x.Name + ", or take one value with any_value(" + x.Name + ")."
		return err
	}
	return plannedf("MISSING_AGGREGATION", "42803", expr.Span{},
		"The non-aggregating expression %q is based on columns which are not participating in the GROUP BY clause.\n"+
			"Add the columns or the expression to the GROUP BY, aggregate the expression, or use %q if you do not care which of the values within a group is returned.",
		x.Name, "any_value("+x.Name+")")
}

// overSlots says the arguments of OVER calls, which run above the aggregation, in its terms.
func (g *grouping) overSlots() error {
	for i := range g.b.slots {
		if w := g.b.slots[i].win; w != nil {
			if err := w.each(g.over); err != nil {
				return err
			}
		}
	}
	return nil
}

// build puts the Aggregate into the plan. In a stream every column it gives may be null, as in
// Spark, because it comes back from the state store.
func (g *grouping) build() {
	g.done = true
	b := g.b
	keys := append([]expr.Expr{}, g.keys...)
	if g.inputs != nil {
		keys = append([]expr.Expr{}, g.inputs...)
	}
	in := b.node.Schema()
	var fields []data.Field
	for i, k := range keys {
		f := fieldOf(in, k, g.names[i])
		f.Nullable = f.Nullable || len(g.sets) > 0
		fields = append(fields, f)
	}
	for i := in.Len() - g.marks; i < in.Len(); i++ {
		keys = append(keys, &expr.Ref{Index: i, Name: in.Fields[i].Name, Typ: in.Fields[i].Type})
		fields = append(fields, in.Fields[i])
	}
	for _, x := range g.aggs {
		fields = append(fields, data.Field{Name: x.Name, Type: x.Typ, Nullable: x.Null})
	}
	agg := &operator.Aggregate{Keys: keys, Aggs: g.aggs, Session: g.session, Gap: g.gap, Out: data.NewSchema(fields...), Child: b.node}
	if g.session >= 0 {
		agg.Keys[g.session], agg.Out.Fields[g.session] = g.sessionKey()
	}
	if Streaming(b.node) {
		widen(agg.Out)
	}
	b.node = agg
}

// widen marks every column nullable.
func widen(s *data.Schema) {
	for i := range s.Fields {
		s.Fields[i].Nullable = true
	}
}

// nestedAt is the place of the aggregate inside another one.
func nestedAt(x *expr.Agg) expr.Span {
	at := x.At
	for _, c := range x.Children() {
		expr.Walk(c, func(e expr.Expr) bool {
			if inner, ok := e.(*expr.Agg); ok {
				at = inner.At
			}
			return true
		})
	}
	return at
}

// aggregates tells whether a name is an aggregate function.
func (a *analyzer) aggregates(name string) bool {
	if a.ctx.Function != nil && a.ctx.Function(name) != nil {
		return false
	}
	return expr.LookupAggregate(name) != nil
}
