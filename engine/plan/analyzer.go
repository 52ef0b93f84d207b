package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// analyzer is one run of Analyze.
type analyzer struct {
	catalog Catalog
	ctx     *expr.Context
	// ctes are the WITH queries in view, innermost last.
	ctes []cte
	// outer is the enclosing query while a subquery is analyzed.
	outer *scope
	// selectAt is the place of the SELECT that is being analyzed.
	selectAt expr.Span
	// open are the relations being looked up: a view that reads itself is an error.
	open []string
	// streamsAnywhere lets subqueries read streams: what is refused then is refused before they are.
	streamsAnywhere bool
	// routines are the SQL functions whose bodies are being resolved: one that calls itself is an error.
	routines []*expr.Routine
}

type cte struct {
	name string
	plan operator.Node
}

// node resolves one node after its children.
func (a *analyzer) node(n operator.Node) (operator.Node, error) {
	switch n := n.(type) {
	case *operator.Relation:
		return a.relation(n)
	case *operator.With:
		return a.with(n)
	case *operator.Values:
		return a.values(n)
	case *operator.TableFunction:
		return a.tableFunction(n)
	case *operator.SubqueryAlias:
		return a.subqueryAlias(n)
	case *operator.Select:
		return a.selectBlock(n, nil)
	case *operator.Sort:
		return a.sort(n)
	case *operator.Filter:
		return a.filter(n)
	case *operator.Join:
		return a.join(n)
	case *operator.SetOp:
		return a.setOp(n)
	case *operator.Limit:
		return a.limit(n)
	case *operator.Generate:
		return a.lateralView(n)
	case *operator.Watermark:
		return a.watermark(n)
	case *operator.Observe:
		return a.observe(n)
	case *operator.Pivot:
		return a.pivot(n)
	case *operator.Unpivot:
		return a.unpivot(n)
	}
	return a.overChildren(n)
}

// overChildren resolves the children of a node that needs nothing itself; the node is kept when
// they were resolved already.
func (a *analyzer) overChildren(n operator.Node) (operator.Node, error) {
	old := n.Children()
	children := make([]operator.Node, len(old))
	changed := false
	for i, c := range old {
		r, err := a.node(c)
		if err != nil {
			return nil, err
		}
		children[i] = r
		changed = changed || r != c
	}
	if !changed {
		return n, nil
	}
	return n.With(children), nil
}

// scope is the view of names over a resolved node.
func (a *analyzer) scope(n operator.Node) *scope {
	return &scope{a: a, cols: columnsOf(n), outer: a.outer}
}

// resolve binds one expression; nil stays nil.
func (a *analyzer) resolve(s *scope, e expr.Expr) (expr.Expr, error) {
	if e == nil {
		return nil, nil
	}
	e, err := a.expandRoutines(s, e)
	if err != nil {
		return nil, err
	}
	return expr.Resolve(a.ctx, s, e)
}

// resolveAll binds a list.
func (a *analyzer) resolveAll(s *scope, list []expr.Expr) ([]expr.Expr, error) {
	out := make([]expr.Expr, len(list))
	for i, e := range list {
		r, err := a.resolve(s, e)
		if err != nil {
			return nil, err
		}
		out[i] = r
	}
	return out, nil
}

// project builds a Project of resolved expressions; a column that is passed on keeps its event-time
// mark.
func project(child operator.Node, exprs []expr.Expr, names []string) *operator.Project {
	fields := make([]data.Field, len(exprs))
	for i, e := range exprs {
		fields[i] = fieldOf(child.Schema(), e, names[i])
	}
	return &operator.Project{Exprs: exprs, Out: data.NewSchema(fields...), Child: child}
}

// fieldOf describes the column that e computes over a schema.
func fieldOf(s *data.Schema, e expr.Expr, name string) data.Field {
	f := data.Field{Name: name, Type: e.Type(), Nullable: e.Nullable()}
	if src := eventTimeOf(e); src >= 0 && src < s.Len() && s.Fields[src].EventTime {
		f.EventTime, f.DelayMs = true, s.Fields[src].DelayMs
	}
	if r, ok := bare(e).(*expr.Ref); ok && r.Index < s.Len() {
		f.Window = s.Fields[r.Index].Window
	}
	return f
}

// eventTimeOf is the column whose event-time mark e passes on, -1 when it passes none: a column
// under another name, or window_time of a window column.
func eventTimeOf(e expr.Expr) int {
	switch e := e.(type) {
	case *expr.Ref:
		return e.Index
	case *expr.Alias:
		return eventTimeOf(e.Child)
	}
	if w, ok := timeOfWindow(e); ok {
		return eventTimeOf(w)
	}
	return -1
}

// passAll projects the first n columns of a node on, with the names of its schema.
func passAll(child operator.Node, n int) ([]expr.Expr, []string) {
	exprs, names := make([]expr.Expr, n), make([]string, n)
	for i, c := range columnsOf(child)[:n] {
		exprs[i] = &expr.Ref{Index: i, Name: c.Name, Typ: c.Type, Null: c.Nullable}
		names[i] = c.Name
	}
	return exprs, names
}

// keepFirst drops the columns behind the first n.
func keepFirst(child operator.Node, n int) operator.Node {
	if child.Schema().Len() == n {
		return child
	}
	exprs, names := passAll(child, n)
	out := project(child, exprs, names)
	out.Trims = true
	return out
}
