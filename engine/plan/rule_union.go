package plan

import (
	"reflect"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// removeEqualInputs drops the inputs of a union of streams that are as an earlier one where duplicates are dropped
// above (Spark's RemoveNoopUnion): what they read is not read, and not counted, a second time.
func (o *optimizer) removeEqualInputs(n operator.Node) operator.Node {
	return transformDown(n, func(n operator.Node) operator.Node {
		switch g := n.(type) {
		case *operator.Dedup:
			if u := o.simplerUnion(g.Child, len(g.Keys) == g.Schema().Len()); u != nil {
				return g.With([]operator.Node{u})
			}
		case *operator.Aggregate:
			if g.Distinct {
				if u := o.simplerUnion(g.Child, true); u != nil {
					return g.With([]operator.Node{u})
				}
			}
		}
		return n
	})
}

// simplerUnion is the union below an operator without the inputs that add nothing, nil where it has none such. Where
// all columns are compared, unions below that drop duplicates themselves are part of it.
func (o *optimizer) simplerUnion(n operator.Node, whole bool) operator.Node {
	for {
		p, ok := n.(*operator.Project)
		if a, alias := n.(*operator.SubqueryAlias); alias {
			n = a.Child
		} else if ok && passesAll(p) {
			n = p.Child
		} else {
			break
		}
	}
	u, ok := n.(*operator.Union)
	if !ok || !Streaming(u) {
		return nil
	}
	var inputs []operator.Node
	var seen []unionInput
	all := o.inputsOf(u, whole)
	for _, in := range all {
		if !slices.ContainsFunc(seen, in.equals) {
			inputs = append(inputs, in.node)
		}
		seen = append(seen, in)
	}
	switch len(inputs) {
	case len(all):
		return nil
	case 1:
		return inputs[0]
	}
	return u.With(inputs)
}

// inputsOf are the inputs of a union and of those right below it. As each column of a union has to be another, Spark
// names the columns of an input anew where one of them is one of the first input as well.
func (o *optimizer) inputsOf(u *operator.Union, whole bool) (out []unionInput) {
	for i, c := range u.Inputs {
		inner := c
		if g, ok := c.(*operator.Aggregate); ok && g.Distinct && whole {
			inner = g.Child
		}
		list := []unionInput{o.unionInput(c)}
		if below, ok := inner.(*operator.Union); ok {
			list = o.inputsOf(below, whole)
		}
		if i > 0 && list[0].sharesColumns(out[0]) {
			for k := range list {
				list[k].rename()
			}
		}
		out = append(out, list...)
	}
	return out
}

// unionInput is an input of a union, its projections in one: what each column is over what lies below, and whether
// that has a name of its own.
type unionInput struct {
	node, base operator.Node
	exprs      []expr.Expr
	named      []bool
}

func (o *optimizer) unionInput(n operator.Node) unionInput {
	base := o.eliminateAliases(n)
	exprs, _ := passAll(base, base.Schema().Len())
	in := unionInput{node: n, base: base, exprs: exprs, named: make([]bool, len(exprs))}
	for {
		p, ok := in.base.(*operator.Project)
		if !ok || !allDeterministic(p.Exprs) {
			return in
		}
		for i, e := range in.exprs {
			if r, ok := e.(*expr.Ref); ok {
				_, plain := p.Exprs[r.Index].(*expr.Ref)
				in.named[i] = in.named[i] || !plain
			}
			in.exprs[i] = bare(substitute(e, p.Exprs))
		}
		in.base = p.Child
	}
}

// sharesColumns tells whether a column that was not named anew is one of the other's too.
func (u *unionInput) sharesColumns(x unionInput) bool {
	mine, its := columnsOf(u.node), columnsOf(x.node)
	for i, c := range mine {
		for k, d := range its {
			if !u.named[i] && !x.named[k] && sameOrigin(c.id, d.id) {
				return true
			}
		}
	}
	return false
}

// sameOrigin tells whether columns come from one place; a stream is one place, however often it is read.
func sameOrigin(a, b origin) bool {
	x, xs := a.node.(*operator.Source)
	y, ys := b.node.(*operator.Source)
	return a.ordinal == b.ordinal && (a.node == b.node || xs && ys && sameNode(x, y))
}

func (u *unionInput) rename() {
	for i := range u.named {
		u.named[i] = true
	}
}

// equals tells whether two inputs are the same but for the names of what they pass as it is.
func (u *unionInput) equals(x unionInput) bool {
	return sameMemory(u.base, x.base) && SameExprs(u.exprs, x.exprs) && (u.passes() || slices.Equal(u.named, x.named))
}

// passes tells whether the columns are those below, in order.
func (u *unionInput) passes() bool {
	for i, e := range u.exprs {
		if r, ok := e.(*expr.Ref); !ok || r.Index != i {
			return false
		}
	}
	return len(u.exprs) == u.base.Schema().Len()
}

// sameMemory is [SameTree] for plans with memory too: written twice, they would have the same in it.
func sameMemory(a, b operator.Node) bool {
	if len(a.Children()) != len(b.Children()) || reflect.TypeOf(a) != reflect.TypeOf(b) {
		return false
	}
	switch x := a.(type) {
	case *operator.Dedup:
		y := b.(*operator.Dedup)
		if x.Within != y.Within || !slices.Equal(x.Keys, y.Keys) {
			return false
		}
	case *operator.Aggregate:
		y := b.(*operator.Aggregate)
		if x.Session != y.Session || x.Late != y.Late || !SameExprs(x.Keys, y.Keys) ||
			!slices.EqualFunc(x.Aggs, y.Aggs, func(p, q *expr.Agg) bool { return same(p, q) }) {
			return false
		}
	default:
		if !sameNode(a, b) {
			return false
		}
	}
	for i, c := range a.Children() {
		if !sameMemory(c, b.Children()[i]) {
			return false
		}
	}
	return true
}
