package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// windowed is an operator's input with the windows that its expressions call as columns before the
// others, as Spark's TimeWindowing and ResolveWindowTime put them: SELECT * shows them.
type windowed struct {
	node operator.Node
	// added is how many columns came.
	added int
}

// windowTime makes a column of a window_time call.
func (f *windowFinder) windowTime(c *expr.Call) (expr.Expr, error) {
	b := f.b
	e, err := b.windowTime(c)
	if err != nil {
		return nil, err
	}
	of, _ := timeOfWindow(e)
	name := "window_time(" + of.String() + ")"
	for _, r := range f.times {
		if r.Name == name {
			return r, nil
		}
	}
	n := b.node.Schema().Len()
	exprs, names := passAll(b.node, n)
	b.node = project(b.node, append(exprs, namedAs(e, name)), append(names, name))
	b.look()
	ref := &expr.Ref{Index: n, Name: name, Typ: e.Type(), Null: e.Nullable()}
	f.times = append(f.times, ref)
	return ref, nil
}

// callsWindow tells whether expressions call window(), session_window() or window_time().
func callsWindow(list ...expr.Expr) bool {
	return slices.ContainsFunc(list, func(e expr.Expr) bool {
		return e != nil && has(e, func(x expr.Expr) bool {
			c, ok := x.(*expr.Call)
			_, window := windowArity[strings.ToLower(callName(c, ok))]
			return window && c.Over == nil
		})
	})
}

func callName(c *expr.Call, ok bool) string {
	if !ok {
		return ""
	}
	return c.Func
}

// windows makes columns of the windows that expressions over a node call, and replaces the calls,
// in place.
func (a *analyzer) windows(n operator.Node, list []expr.Expr) (*windowed, error) {
	if !callsWindow(list...) {
		return &windowed{node: n}, nil
	}
	width := n.Schema().Len()
	b := &block{a: a, sel: &operator.Select{At: a.selectAt}, node: n, scope: a.scope(n), cols: map[int]int{}}
	f := &windowFinder{b: b}
	for i := range list {
		list[i] = f.in(list[i])
	}
	if f.err == nil {
		f.err = f.bad
	}
	if f.err != nil {
		return nil, f.err
	}
	return b.windowsFirst(width, list), nil
}

// windowsFirst moves the columns behind the first width to the front, the newest first.
func (b *block) windowsFirst(width int, list []expr.Expr) *windowed {
	all := b.node.Schema().Len()
	added := all - width
	to := func(i int) int {
		if i >= width {
			return all - 1 - i
		}
		return i + added
	}
	for i := range list {
		list[i] = mapRefs(list[i], to)
	}
	exprs, names := passAll(b.node, all)
	front, fore := exprs[width:], names[width:]
	slices.Reverse(front)
	slices.Reverse(fore)
	return &windowed{node: project(b.node, append(slices.Clone(front), exprs[:width]...), append(slices.Clone(fore), names[:width]...)), added: added}
}

// sortByWindow resolves ORDER BY window(ts, ...) over what the SELECT puts out: the window is one
// more column then. nil when the SELECT does not group and drops what the window is of.
func (a *analyzer) sortByWindow(s *operator.Select, order *operator.Sort) (operator.Node, error) {
	if !slices.ContainsFunc(order.Keys, func(k expr.SortKey) bool { return callsWindow(k.Expr) }) {
		return nil, nil
	}
	child, err := a.node(s)
	if err != nil {
		return nil, err
	}
	out, err := a.sortOver(&operator.Sort{Keys: slices.Clone(order.Keys), Global: order.Global, At: order.At}, child)
	if e, ok := err.(*expr.Error); ok && strings.HasPrefix(e.Condition, "UNRESOLVED_COLUMN") && grouped(child) == nil {
		return nil, nil
	}
	return out, err
}

// grouped is the aggregation that a SELECT made of itself, nil when it does not group.
func grouped(n operator.Node) *operator.Aggregate {
	switch n := n.(type) {
	case *operator.Project:
		return grouped(n.Child)
	case *operator.Aggregate:
		return n
	}
	return nil
}

// havingWindow resolves a SELECT whose HAVING calls windows. They are made over what the SELECT
// puts out, as one more column of it.
func (a *analyzer) havingWindow(s *operator.Select, order *operator.Sort) (operator.Node, error) {
	inner := *s
	inner.Having, inner.Distinct, inner.Grouped = nil, false, true
	child, err := a.node(&inner)
	if err != nil {
		return nil, err
	}
	if err := a.refuseWindowTime(child, s.Having); err != nil {
		return nil, err
	}
	if err := a.refuseOverlap(child, s.Having); err != nil {
		return nil, err
	}
	list := []expr.Expr{s.Having}
	w, err := a.windows(child, list)
	if err != nil {
		return nil, err
	}
	out, err := a.keep(w.node, list[0], s.At)
	if err != nil {
		return nil, err
	}
	if s.Distinct {
		if err := CheckDistinct(out.Schema(), s.At); err != nil {
			return nil, err
		}
		out = distinct(out)
	}
	if order == nil {
		return out, nil
	}
	return a.sortOver(order, out)
}

// refuseWindowTime refuses HAVING window_time(w) of a column that the aggregation reads.
func (a *analyzer) refuseWindowTime(n operator.Node, having expr.Expr) error {
	g := grouped(n)
	var bad error
	expr.Walk(having, func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		if !ok || !strings.EqualFold(c.Func, "window_time") || len(c.Args) != 1 || g == nil {
			return true
		}
		name, ok := c.Args[0].(*expr.Name)
		if !ok {
			return true
		}
		if r, _, err := a.scope(g.Child).find(name.Parts, name.At); err == nil && r != nil && bad == nil {
			bad = &expr.Error{Message: "The input is not a correct window column: window_time(tempresolvedcolumn(" + name.String() + ", " + name.String() + ", false))",
				Hint: "Give the window another name in the SELECT list, and use that one."}
		}
		return true
	})
	return bad
}
