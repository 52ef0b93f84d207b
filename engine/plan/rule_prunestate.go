package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pruneAggregate keeps every key, because they make the groups, and the aggregates that are read.
func (o *optimizer) pruneAggregate(n *operator.Aggregate, need columnSet) (operator.Node, moved) {
	need = append(columnSet{}, need...)
	for i := range n.Keys {
		need[i] = true
	}
	var aggs []*expr.Agg
	read := append([]expr.Expr{}, n.Keys...)
	for i, a := range n.Aggs {
		if need[len(n.Keys)+i] {
			aggs = append(aggs, a)
			read = append(read, a)
		}
	}
	child, m := o.pruneInput(n.Child, append(read, n.Gap))
	if child == n.Child && need.full() {
		return n, need.kept()
	}
	c := *n
	c.Child, c.Keys, c.Gap, c.Out = child, m.exprs(n.Keys), m.expr(n.Gap), need.fields(n.Out)
	c.Aggs = make([]*expr.Agg, len(aggs))
	for i, a := range aggs {
		c.Aggs[i] = m.expr(a).(*expr.Agg)
	}
	return &c, need.kept()
}

// pruneInput prunes the input of an aggregate to what it reads. Where it only counts rows, what projections
// below make of them is not made.
func (o *optimizer) pruneInput(n operator.Node, read []expr.Expr) (operator.Node, moved) {
	need := make(columnSet, n.Schema().Len()).with(read...)
	p, projects := n.(*operator.Project)
	if !projects || !need.none() {
		return o.prune(n, need)
	}
	child, _ := o.pruneInput(p.Child, nil)
	return child, make(moved, len(need))
}

// pruneJoin keeps what the condition reads. Between streams, an event time that neither it nor
// anything above reads goes too, and with it the late filter, as in Spark.
func (o *optimizer) pruneJoin(n *operator.Join, need columnSet) (operator.Node, moved) {
	if n.Columns != nil {
		return n, allOf(n).kept() // pruned before
	}
	width := n.Left.Schema().Len()
	all := make(columnSet, width+n.Right.Schema().Len())
	if n.How == operator.Existence {
		copy(all, need[:width])
	} else {
		copy(all, need)
	}
	if _, one := n.Right.(*operator.SingleRow); one && n.How == operator.LeftOuter && n.Cond == nil && !slices.Contains(all[width:], true) {
		left, m := o.exact(n.Left, all[:width:width])
		return left, append(m, slices.Repeat(moved{-1}, len(need)-width)...) // a scalar subquery that nothing reads is not run
	}
	all = all.with(n.Cond)
	if need.none() && len(need) > 0 { // rows are counted: what the condition reads is enough
		k := 0
		if n.How != operator.Existence {
			k = max(slices.Index(all[:len(need)], true), 0)
		}
		need = append(columnSet{}, need...)
		need[k], all[k] = true, true
	}
	left, ml := o.exact(n.Left, all[:width:width])
	right, mr := o.exact(n.Right, all[width:])
	m := append(moved{}, ml...)
	for _, to := range mr {
		if to >= 0 {
			to += left.Schema().Len()
		}
		m = append(m, to)
	}
	both := m
	if n.How == operator.Existence {
		m = append(m[:width:width], left.Schema().Len())
	}
	out := m[:len(need)]
	if left == n.Left && right == n.Right && m.identity() && (!n.Streams || need.full()) {
		return n, out
	}
	c := *n
	c.Left, c.Right, c.Cond = left, right, both.expr(n.Cond)
	splitCondition(o.ctx, &c)
	if c.Streams {
		c.Columns, out = outColumns(need, out)
		boundState(&c)
	}
	c.Out = joinSchema(&c)
	return &c, out
}

// outColumns lists the needed columns of a join of streams, nil for all, and where each went.
func outColumns(need columnSet, m moved) ([]int, moved) {
	if need.full() {
		return nil, m
	}
	var columns []int
	for i, b := range need {
		if b {
			columns = append(columns, m[i])
		}
	}
	return columns, need.kept()
}

// pruneUnion gives every input the same columns.
func (o *optimizer) pruneUnion(n *operator.Union, need columnSet) (operator.Node, moved) {
	inputs := make([]operator.Node, len(n.Inputs))
	changed := false
	for i, c := range n.Inputs {
		inputs[i], _ = o.exact(c, append(columnSet{}, need...))
		changed = changed || inputs[i] != c
	}
	if !changed {
		return n, need.kept()
	}
	return &operator.Union{Inputs: inputs, Out: need.fields(n.Out)}, need.kept()
}

// pruneUnary prunes below the nodes that append columns to their input, or pass it on with a
// need of their own. Other nodes need every column.
func (o *optimizer) pruneUnary(n operator.Node, need columnSet) (operator.Node, moved) {
	switch n := n.(type) {
	case *operator.TimeWindow:
		width := n.Child.Schema().Len()
		child, m := o.prune(n.Child, need[:width:width].with(n.Time))
		if child == n.Child {
			return n, append(m, width)
		}
		c := *n
		c.Child, c.Time = child, m.expr(n.Time)
		m = append(append(moved{}, m...), child.Schema().Len())
		c.Out = movedSchema(n.Out, m, child.Schema().Len()+1)
		return &c, m
	case *operator.Expand:
		return o.pruneExpand(n, need)
	case *operator.Generate:
		return o.pruneGenerate(n, need)
	case *operator.WindowFunction:
		return o.pruneWindow(n, need)
	case *operator.Apply:
		return o.pruneApply(n, need)
	}
	return overNodes(n, o.pruneColumns), allOf(n).kept()
}

// pruneApply drops columns that neither the subquery reads nor what is above. The subquery's own stay.
func (o *optimizer) pruneApply(n *operator.Apply, need columnSet) (operator.Node, moved) {
	width := n.Child.Schema().Len()
	all := need.with(n.Cond)
	below := append(columnSet{}, all[:width]...)
	for _, p := range n.Params {
		below[p.Col] = true
	}
	child, m := o.prune(n.Child, below)
	m = append(moved{}, m...)
	left := child.Schema().Len()
	for i := width; i < n.Out.Len(); i++ {
		m = append(m, left+i-width)
	}
	if child == n.Child {
		return n, m
	}
	c := *n
	c.Child, c.Cond, c.Params = child, m.expr(n.Cond), append([]operator.ApplyParam{}, n.Params...)
	for i, p := range c.Params {
		c.Params[i].Col = m[p.Col]
	}
	c.Out = movedSchema(n.Out, m, left+n.Out.Len()-width)
	return &c, m
}

// movedSchema is a schema with its fields where m puts them.
func movedSchema(from *data.Schema, m moved, width int) *data.Schema {
	fields := make([]data.Field, width)
	for i, to := range m {
		if to >= 0 {
			fields[to] = from.Fields[i]
		}
	}
	return data.NewSchema(fields...)
}

func (o *optimizer) pruneWatermark(n *operator.Watermark, need columnSet) (operator.Node, moved) {
	below := append(columnSet{}, need...)
	below[n.Col] = true
	child, m := o.prune(n.Child, below)
	if child == n.Child {
		return n, m
	}
	c := *n
	c.Child, c.Col, c.Out = child, m[n.Col], movedSchema(n.Out, m, child.Schema().Len())
	return &c, m
}

func (o *optimizer) pruneDedup(n *operator.Dedup, need columnSet) (operator.Node, moved) {
	below := append(columnSet{}, need...)
	for _, k := range n.Keys {
		below[k] = true
	}
	// An event time that nothing above reads goes too, and with it the late filter, as in Spark.
	prune := o.prune
	for k, f := range n.Child.Schema().Fields {
		switch {
		case f.EventTime && n.Within:
			below[k] = true // its rows leave by it
		case f.EventTime && !below[k]:
			prune = o.exact
		}
	}
	child, m := prune(n.Child, below)
	if child == n.Child {
		return n, m
	}
	c := *n
	c.Child, c.Keys = child, make([]int, len(n.Keys))
	for i, k := range n.Keys {
		c.Keys[i] = m[k]
	}
	return &c, m
}

func (o *optimizer) pruneExpand(n *operator.Expand, need columnSet) (operator.Node, moved) {
	rows := make([][]expr.Expr, len(n.Projections))
	below := make(columnSet, n.Child.Schema().Len())
	for i, p := range n.Projections {
		rows[i] = need.list(p)
		below = below.with(rows[i]...)
	}
	child, m := o.prune(n.Child, below)
	if child == n.Child && need.full() {
		return n, need.kept()
	}
	for i := range rows {
		rows[i] = m.exprs(rows[i])
	}
	return &operator.Expand{Projections: rows, Out: need.fields(n.Out), Child: child}, need.kept()
}

// pruneGenerate prunes the input's columns; those of the generator stay.
func (o *optimizer) pruneGenerate(n *operator.Generate, need columnSet) (operator.Node, moved) {
	width := n.Child.Schema().Len()
	below := make(columnSet, width)
	if n.KeepChild {
		copy(below, need[:width])
	}
	child, m := o.prune(n.Child, below.with(n.Gen))
	if child == n.Child {
		return n, allOf(n).kept()
	}
	c := *n
	c.Child, c.Gen = child, m.expr(n.Gen)
	if !n.KeepChild {
		return &c, allOf(n).kept()
	}
	next := child.Schema().Len()
	for range n.Out.Fields[width:] {
		m = append(m, next)
		next++
	}
	c.Out = movedSchema(n.Out, m, next)
	return &c, m
}

// pruneWindow prunes the input's columns; those of the window functions stay.
func (o *optimizer) pruneWindow(n *operator.WindowFunction, need columnSet) (operator.Node, moved) {
	width := n.Child.Schema().Len()
	child, m := o.prune(n.Child, append(columnSet{}, need[:width]...).with(exprsOf(n)...))
	if child == n.Child {
		return n, allOf(n).kept()
	}
	c := *n
	c.Child, c.Calls, c.PartitionBy = child, m.exprs(n.Calls), m.exprs(n.PartitionBy)
	c.OrderBy = append([]expr.SortKey{}, n.OrderBy...)
	for i := range c.OrderBy {
		c.OrderBy[i].Expr = m.expr(c.OrderBy[i].Expr)
	}
	next := child.Schema().Len()
	for range n.Out.Fields[width:] {
		m = append(m, next)
		next++
	}
	c.Out = movedSchema(n.Out, m, next)
	return &c, m
}
