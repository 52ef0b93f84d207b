package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// generator lowers explode and its like at the top of items of the SELECT list, from left to right.
func (b *block) generator() error {
	for i := 0; i < len(b.items); i++ {
		if g, ok := b.items[i].e.(*expr.Generator); ok && !slices.ContainsFunc(g.Children(), func(e expr.Expr) bool { return has(e, isGenerator) }) {
			if err := b.generate(i); err != nil {
				return err
			}
			continue
		}
		if has(b.items[i].e, isGenerator) {
			return nestedGenerator(b.items[i].e)
		}
	}
	return nil
}

func nestedGenerator(e expr.Expr) error {
	return expr.Errorf("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", "42K0E", expr.Span{}, "The generator is not supported: nested in expressions %q.", e)
}

func isGenerator(e expr.Expr) bool { _, ok := e.(*expr.Generator); return ok }

// generate puts a Generate under the SELECT list and its columns in place of item at.
func (b *block) generate(at int) error {
	it := b.items[at]
	e, err := b.place(b.inline(it.e))
	if err != nil {
		return err
	}
	gen := e.(*expr.Generator)
	for _, sl := range b.slots {
		if sl.sub != nil && sl.sub.kind == expr.ScalarSubquery && len(sl.sub.outer) > 0 && sl.col >= 0 && has(e, func(x expr.Expr) bool { return same(x, &expr.Ref{Index: sl.col}) }) {
			return refuseScalar(sl.sub, "Generate "+gen.String())
		}
	}
	names := it.names
	if len(names) == 0 && it.name != "" && it.name != gen.String() {
		names = []string{it.name}
	}
	node, err := generateOver(b.node, gen, &operator.Generate{Outer: gen.Outer, Names: names, KeepChild: true, At: gen.At})
	if err != nil {
		return err
	}
	node.At = b.sel.At // where what it reads is refused
	width := b.node.Schema().Len()
	b.node = node
	var cols []item
	for i, f := range node.Out.Fields[width:] {
		cols = append(cols, item{name: f.Name, e: &expr.Ref{Index: width + i, Name: f.Name, Typ: f.Type, Null: f.Nullable}})
	}
	shift := len(cols) - 1
	b.items = append(append(append([]item{}, b.items[:at]...), cols...), b.items[at+1:]...)
	b.mapItems(func(i int) int {
		if i >= aliasBase && i < slotBase && i-aliasBase > at {
			return i + shift
		}
		return i
	})
	return nil
}

// generateOver completes a Generate whose generator is resolved.
func generateOver(child operator.Node, gen *expr.Generator, g *operator.Generate) (*operator.Generate, error) {
	if len(g.Names) > 0 && len(g.Names) != len(gen.Outputs) {
		return nil, expr.Errorf("UDTF_ALIAS_NUMBER_MISMATCH", "42802", g.At,
			"The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF.\nExpected %d aliases, but got %s.\n"+
				"Please ensure that the number of aliases provided matches the number of columns output by the UDTF.", len(gen.Outputs), strings.Join(g.Names, ","))
	}
	var fields []data.Field
	if g.KeepChild {
		fields = append(fields, child.Schema().Fields...)
	}
	for i, f := range gen.Outputs {
		if len(g.Names) > 0 {
			f.Name = g.Names[i]
		}
		f.Nullable = f.Nullable || g.Outer
		fields = append(fields, f)
	}
	g.Gen, g.Child, g.Out = gen, child, data.NewSchema(fields...)
	return g, nil
}

// lateralView resolves LATERAL VIEW over its input.
func (a *analyzer) lateralView(n *operator.Generate) (operator.Node, error) {
	below := n.Child
	if below == nil {
		below = oneRow() // LATERAL VIEW without FROM
	}
	child, err := a.node(below)
	if err != nil {
		return nil, a.lostNames(err, n.Gen)
	}
	if n.Out != nil {
		if child == n.Child {
			return n, nil
		}
		return n.With([]operator.Node{child}), nil
	}
	list := []expr.Expr{n.Gen}
	w, err := a.windows(child, list)
	if err != nil {
		return nil, err
	}
	child = w.node
	width := child.Schema().Len()
	child, e, err := a.overSubqueries(child, list[0])
	if err != nil {
		return nil, noGenerator(n, err)
	}
	gen, ok := bare(e).(*expr.Generator)
	if !ok {
		return nil, expr.Errorf("UNSUPPORTED_GENERATOR.NOT_GENERATOR", "42K0E", n.At,
			"The generator is not supported: `%s` is expected to be a generator. However, its class is not a generator.", n.Gen)
	}
	c := *n
	c.Outer = n.Outer || gen.Outer
	g, err := generateOver(child, gen, &c)
	if err != nil || child.Schema().Len() == width || !c.KeepChild {
		return g, err
	}
	return without(g, width, child.Schema().Len()), nil
}

// noGenerator says in Spark's words that the function of LATERAL VIEW is not there: it is looked for in the
// session's schema alone.
func noGenerator(n *operator.Generate, err error) error {
	c, ok := n.Gen.(*expr.Call)
	e, refused := err.(*expr.Error)
	if !ok || !refused || e.Condition != "UNRESOLVED_ROUTINE" || e.At != c.At {
		return err
	}
	parts := strings.Split(c.Spelled(), ".")
	lost := NoRoutine(append([]string{"default"}, parts...))
	switch len(parts) {
	case 1:
	case 2:
		lost = noSchema(parts[0])
	default:
		lost = expr.Errorf("INVALID_SQL_SYNTAX.UNSUPPORTED_FUNC_NAME", "42000", n.At, "Invalid SQL syntax: Unsupported function name %s.", QuoteParts(parts))
	}
	lost.At = n.At
	lost.Parsed = len(parts) > 2
	return lost
}

// overSubqueries resolves a generator over a plan, to which the values of the subqueries among its
// arguments are appended.
func (a *analyzer) overSubqueries(child operator.Node, gen expr.Expr) (operator.Node, expr.Expr, error) {
	if !has(gen, func(x expr.Expr) bool { _, ok := x.(*expr.Subquery); return ok }) {
		sc := a.scope(child)
		a.reachHidden(sc, &child, true)
		e, err := a.resolve(sc, gen)
		return child, e, err
	}
	b := &block{a: a, sel: &operator.Select{}, scope: a.scope(child), cols: map[int]int{}}
	a.reachHidden(b.scope, &child, true)
	e, err := b.bind(b.scope, gen)
	if err != nil {
		return nil, nil, err
	}
	cols := make([]int, len(b.slots))
	for k := range b.slots {
		s := b.slots[k].sub
		if s.kind == expr.ScalarSubquery && len(s.outer) > 0 {
			return nil, nil, refuseScalar(s, "Generate "+e.String())
		}
		if child, cols[k], err = a.attach(child, s, func(e expr.Expr) (expr.Expr, error) { return e, nil }); err != nil {
			return nil, nil, err
		}
	}
	return child, mapRefs(e, func(i int) int {
		if i >= slotBase && i < innerBase {
			return cols[i-slotBase]
		}
		return i
	}), nil
}
