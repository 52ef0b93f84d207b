package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pivot lowers PIVOT to two aggregations, as Spark does: by the grouping columns and the pivot
// column, then by the grouping columns alone, picking one value's group for each output column.
func (a *analyzer) pivot(n *operator.Pivot) (operator.Node, error) {
	child, err := a.node(n.Child)
	if err != nil {
		return nil, err
	}
	sc := a.scope(child)
	aggs, err := a.resolveAll(sc, n.Aggs)
	if err != nil {
		return nil, err
	}
	cols, err := a.resolveAll(sc, n.Columns)
	if err != nil {
		return nil, err
	}
	keys, err := a.pivotKeys(n, sc, append(append([]expr.Expr{}, aggs...), cols...))
	if err != nil {
		return nil, err
	}
	first, err := a.pivotGroups(n, child, keys, cols, aggs)
	if err != nil {
		return nil, err
	}
	values, names, err := a.pivotValues(n, cols)
	if err != nil {
		return nil, err
	}
	return a.pivotPick(n, first, len(keys), len(cols), values, names, aggs)
}

// pivotKeys are the grouping columns.
func (a *analyzer) pivotKeys(n *operator.Pivot, sc *scope, read []expr.Expr) ([]expr.Expr, error) {
	if n.Grouped {
		return a.resolveAll(sc, n.Keys)
	}
	used := map[int]bool{}
	for _, e := range read {
		refsOf(e, used)
	}
	var keys []expr.Expr
	for i, c := range sc.cols {
		if !used[i] {
			keys = append(keys, sc.ref(i, c.Name))
		}
	}
	return keys, nil
}

// pivotGroups is the first aggregation, with its aggregates' expressions projected behind.
func (a *analyzer) pivotGroups(n *operator.Pivot, child operator.Node, keys, cols, aggs []expr.Expr) (operator.Node, error) {
	b := &block{a: a, sel: &operator.Select{At: n.At}, node: child, scope: a.scope(child), cols: map[int]int{}}
	g := &grouping{b: b, session: -1}
	b.grouping = g
	for _, k := range append(append([]expr.Expr{}, keys...), cols...) {
		g.keys, g.names = append(g.keys, bare(k)), append(g.names, outputName(k, k))
	}
	var exprs []expr.Expr
	var names []string
	for i, k := range g.keys {
		exprs, names = append(exprs, g.key(i, k)), append(names, g.names[i])
	}
	for _, x := range aggs {
		if c := bareColumn(x); c != nil {
			err := expr.Errorf("", "", expr.Span{}, "Aggregate expression required for pivot, but '%s' did not appear in any aggregate function.", qualifiedText(c))
			err.Hint = "Say what to make of the rows of a pivot column, as in sum(" + c.String() + ")."
			return nil, err
		}
		e, err := g.over(bare(x))
		if err != nil {
			return nil, err
		}
		exprs, names = append(exprs, namedAs(e, outputName(x, x))), append(names, outputName(x, x))
	}
	g.build()
	return project(b.node, exprs, names), nil
}

// bareColumn is the first column in x that no aggregate is over, nil without one.
func bareColumn(x expr.Expr) expr.Expr {
	var found expr.Expr
	expr.Walk(x, func(e expr.Expr) bool {
		if r, ok := e.(*expr.Ref); ok && found == nil {
			found = r
		}
		return found == nil && !isAgg(e)
	})
	return found
}

// pivotValues resolves the IN list: one literal a pivot column each, and its name.
func (a *analyzer) pivotValues(n *operator.Pivot, cols []expr.Expr) ([][]expr.Expr, []string, error) {
	for _, c := range cols {
		if hasKind(c.Type(), data.KindMap) || c.Type().HoldsSpatial() {
			return nil, nil, expr.Errorf("INCOMPARABLE_PIVOT_COLUMN", "42818", expr.Span{}, "Invalid pivot column `%s`. Pivot columns must be comparable.", outputName(c, c))
		}
	}
	var out [][]expr.Expr
	var names []string
	for _, v := range n.Values {
		e, err := a.resolve(&scope{a: a}, v)
		if has(v, func(x expr.Expr) bool { _, name := x.(*expr.Name); return name }) {
			return nil, nil, noLiteral(v)
		}
		if err != nil {
			return nil, nil, err
		}
		folded, ok := expr.Fold(a.ctx, bare(e)).(*expr.Literal)
		if !ok {
			return nil, nil, noLiteral(e)
		}
		name := expr.TextOf(a.ctx, constant(folded), 0)
		if folded.Value == nil {
			name = "null"
		}
		if al, ok := v.(*expr.Alias); ok {
			name = al.Name
		}
		parts := []expr.Expr{folded}
		if fields, ok := folded.Value.([]any); ok && len(cols) > 1 {
			parts = nil
			for i, f := range fields {
				parts = append(parts, &expr.Literal{Value: f, Typ: folded.Typ.Fields[i].Type})
			}
		}
		for i, p := range parts {
			if i < len(cols) && expr.CommonType(p.Type(), cols[i].Type()) == nil && (p.Type().Kind != data.KindString || cols[i].Type().Kind != data.KindString) {
				return nil, nil, expr.Errorf("PIVOT_VALUE_DATA_TYPE_MISMATCH", "42K09", expr.Span{},
					"Invalid pivot value '%s': value data type %s does not match pivot column data type %s.", bare(e), strings.ToLower(p.Type().String()), strings.ToLower(cols[i].Type().String()))
			}
			if i < len(cols) {
				if parts[i], err = a.resolve(&scope{a: a}, &expr.Cast{Child: p, To: cols[i].Type(), Mode: expr.CastAnsi, At: n.At}); err != nil {
					return nil, nil, err
				}
			}
		}
		out, names = append(out, parts), append(names, name)
	}
	return out, names, nil
}

func noLiteral(v expr.Expr) error {
	return expr.Errorf("NON_LITERAL_PIVOT_VALUES", "42K08", expr.Span{}, "Literal expressions required for pivot values, found \"%s\".", v)
}

// pivotPick is the second aggregation.
func (a *analyzer) pivotPick(n *operator.Pivot, first operator.Node, keys, cols int, values [][]expr.Expr, names []string, aggs []expr.Expr) (operator.Node, error) {
	in := columnsOf(first)
	ref := func(i int) expr.Expr {
		return &expr.Ref{Index: i, Name: in[i].Name, Typ: in[i].Type, Null: in[i].Nullable}
	}
	s := &operator.Select{At: n.At, Grouped: true, Child: first}
	for i := 0; i < keys; i++ {
		s.GroupBy, s.Items = append(s.GroupBy, ref(i)), append(s.Items, ref(i))
	}
	for v, parts := range values {
		var cond expr.Expr
		for i, p := range parts {
			eq, err := expr.Resolve(a.ctx, &scope{a: a}, &expr.Call{Func: "<=>", Args: []expr.Expr{ref(keys + i), p}, At: n.At})
			if err != nil {
				return nil, err
			}
			cond = and(a.ctx, cond, eq)
		}
		for j, x := range aggs {
			name := names[v]
			if len(aggs) > 1 {
				name += "_" + outputName(x, x)
			}
			pick := &expr.Call{Func: "first", Args: []expr.Expr{ref(keys + cols + j)}, Filter: cond, At: n.At}
			s.Items = append(s.Items, &expr.Alias{Child: pick, Name: name})
		}
	}
	return a.selectBlock(s, nil)
}
