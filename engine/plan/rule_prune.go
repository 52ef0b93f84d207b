package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pruneColumns drops the columns that nothing reads, down to the sources.
func (o *optimizer) pruneColumns(n operator.Node) operator.Node {
	out, _ := o.prune(n, allOf(n))
	return out
}

// columnSet tells for each column of a node whether it is needed.
type columnSet []bool

func allOf(n operator.Node) columnSet {
	s := make(columnSet, n.Schema().Len())
	for i := range s {
		s[i] = true
	}
	return s
}

// with adds the columns that expressions read.
func (s columnSet) with(exprs ...expr.Expr) columnSet {
	out := append(columnSet{}, s...)
	for _, e := range exprs {
		refs := map[int]bool{}
		if e != nil {
			refsOf(e, refs)
		}
		for i := range refs {
			out[i] = true
		}
	}
	return out
}

// none tells that no column is needed: rows are only counted.
func (s columnSet) none() bool { return !slices.Contains(s, true) }

// nonEmpty keeps at least one column: a batch without columns would still need its row count.
func (s columnSet) nonEmpty() columnSet {
	if s.none() && len(s) > 0 {
		s[0] = true
	}
	return s
}

func (s columnSet) full() bool {
	for _, b := range s {
		if !b {
			return false
		}
	}
	return true
}

// moved is where each column of a node went; -1 when it was dropped.
type moved []int

func (m moved) expr(e expr.Expr) expr.Expr {
	if e == nil {
		return nil
	}
	return mapRefs(e, func(i int) int { return m[i] })
}

func (m moved) exprs(list []expr.Expr) []expr.Expr {
	out := make([]expr.Expr, len(list))
	for i, e := range list {
		out[i] = m.expr(e)
	}
	return out
}

func (m moved) identity() bool {
	for i, to := range m {
		if i != to {
			return false
		}
	}
	return true
}

// kept numbers the needed columns.
func (s columnSet) kept() moved {
	m, next := make(moved, len(s)), 0
	for i, b := range s {
		m[i] = -1
		if b {
			m[i] = next
			next++
		}
	}
	return m
}

// fields are the needed fields of a schema.
func (s columnSet) fields(from *data.Schema) *data.Schema {
	var out []data.Field
	for i, b := range s {
		if b {
			out = append(out, from.Fields[i])
		}
	}
	return data.NewSchema(out...)
}

// list picks the needed ones of a list of expressions.
func (s columnSet) list(from []expr.Expr) []expr.Expr {
	var out []expr.Expr
	for i, b := range s {
		if b {
			out = append(out, from[i])
		}
	}
	return out
}

// exact prunes a node to the needed columns and nothing else.
func (o *optimizer) exact(n operator.Node, need columnSet) (operator.Node, moved) {
	need = need.nonEmpty()
	out, m := o.prune(n, need)
	want := 0
	for _, b := range need {
		if b {
			want++
		}
	}
	if out.Schema().Len() == want {
		return out, m
	}
	var exprs []expr.Expr
	var names []string
	to := need.kept()
	for i, b := range need {
		if b {
			f := out.Schema().Fields[m[i]]
			exprs, names = append(exprs, &expr.Ref{Index: m[i], Name: f.Name, Typ: f.Type, Null: f.Nullable}), append(names, f.Name)
		}
	}
	return project(out, exprs, names), to
}

// prune rebuilds a node so that it gives at least the needed columns, in their order, and tells
// where each went. A node that can drop nothing comes back as it is.
func (o *optimizer) prune(n operator.Node, need columnSet) (operator.Node, moved) {
	switch n := n.(type) { // these read a column of their own or pass on what is below them
	case *operator.Filter:
		child, m := o.prune(n.Child, need.with(n.Cond))
		if child == n.Child {
			return n, m
		}
		return &operator.Filter{Cond: m.expr(n.Cond), Child: child}, m
	case *operator.Watermark:
		return o.pruneWatermark(n, need)
	case *operator.Dedup:
		return o.pruneDedup(n, need)
	case *operator.Join:
		return o.pruneJoin(n, need)
	}
	counted := need.none()
	need = need.nonEmpty()
	switch n := n.(type) {
	case *operator.Source:
		return pruneSource(n, need, counted)
	case *operator.Local:
		return pruneLocal(n, need)
	case *operator.Project:
		return o.pruneProject(n, need)
	case *operator.Sort:
		return o.pruneSort(n, need)
	case *operator.Limit, *operator.Sample:
		child, m := o.prune(n.Children()[0], need)
		if child == n.Children()[0] {
			return n, m
		}
		return n.With([]operator.Node{child}), m
	case *operator.Aggregate:
		return o.pruneAggregate(n, need)
	case *operator.Union:
		return o.pruneUnion(n, need)
	}
	return o.pruneUnary(n, need)
}

func pruneSource(n *operator.Source, need columnSet, counted bool) (operator.Node, moved) {
	m := need.kept()
	if need.full() && counted == n.Counted {
		return n, m
	}
	c := *n
	c.Out, c.Columns, c.Counted = need.fields(n.Out), []int{}, counted
	for i, b := range need {
		switch {
		case b && n.Columns != nil:
			c.Columns = append(c.Columns, n.Columns[i])
		case b:
			c.Columns = append(c.Columns, i)
		}
	}
	return &c, m
}

func pruneLocal(n *operator.Local, need columnSet) (operator.Node, moved) {
	m := need.kept()
	if need.full() || len(need) == 0 {
		return n, m
	}
	b := &data.Batch{Schema: need.fields(n.Rows.Schema), N: n.Rows.N}
	for i, keep := range need {
		if keep {
			b.Cols = append(b.Cols, n.Rows.Cols[i])
		}
	}
	return &operator.Local{Rows: b, Streaming: n.Streaming, Inline: n.Inline, Failure: n.Failure}, m
}

func (o *optimizer) pruneProject(n *operator.Project, need columnSet) (operator.Node, moved) {
	exprs := need.list(n.Exprs)
	child, m := o.prune(n.Child, make(columnSet, n.Child.Schema().Len()).with(exprs...))
	if child == n.Child && need.full() {
		return n, need.kept()
	}
	return &operator.Project{Exprs: m.exprs(exprs), Out: need.fields(n.Out), Child: child}, need.kept()
}

func (o *optimizer) pruneSort(n *operator.Sort, need columnSet) (operator.Node, moved) {
	child, m := o.prune(n.Child, need.with(keyExprs(n.Keys)...))
	if child == n.Child {
		return n, m
	}
	keys := append([]expr.SortKey{}, n.Keys...)
	for i := range keys {
		keys[i].Expr = m.expr(keys[i].Expr)
	}
	return &operator.Sort{Keys: keys, Global: n.Global, At: n.At, Child: child}, m
}
