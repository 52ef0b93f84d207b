package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// unpivot lowers UNPIVOT to an Expand: each row becomes one row a column group, with the group's
// label and values. Rows without any value are left out unless INCLUDE NULLS.
func (a *analyzer) unpivot(n *operator.Unpivot) (operator.Node, error) {
	child, err := a.node(n.Child)
	if err != nil {
		return nil, err
	}
	sc := a.scope(child)
	groups := make([][]expr.Expr, len(n.Columns))
	used := map[int]bool{}
	for i, g := range n.Columns {
		if groups[i], err = a.resolveAll(sc, g); err != nil {
			return nil, err
		}
		for _, e := range groups[i] {
			refsOf(e, used)
		}
	}
	if len(groups) == 0 {
		return nil, expr.Errorf("UNPIVOT_REQUIRES_VALUE_COLUMNS", "42K0A", n.At,
			"At least one value column needs to be specified for UNPIVOT, all columns specified as ids.")
	}
	types, err := unpivotTypes(n, groups)
	if err != nil {
		return nil, err
	}
	var ids []expr.Expr
	var fields []data.Field
	for i, c := range sc.cols {
		if !used[i] {
			ids, fields = append(ids, sc.ref(i, c.Name)), append(fields, c.Field)
		}
	}
	fields = append(fields, data.Field{Name: n.Variable, Type: data.String})
	for i, name := range n.Values {
		fields = append(fields, data.Field{Name: name, Type: types[i], Nullable: true})
	}
	var rows [][]expr.Expr
	for i, g := range groups {
		row := append(append([]expr.Expr{}, ids...), stringLiteral(unpivotLabel(n, i, g)))
		for k, e := range g {
			row = append(row, expr.ImplicitCast(a.ctx, bare(e), types[k]))
		}
		rows = append(rows, row)
	}
	out := operator.Node(&operator.Expand{Projections: rows, Out: data.NewSchema(fields...), Child: child})
	if n.IncludeNulls {
		return out, nil
	}
	return a.withValues(out, len(ids)+1), nil
}

func unpivotLabel(n *operator.Unpivot, i int, g []expr.Expr) string {
	if i < len(n.Labels) && n.Labels[i] != "" {
		return n.Labels[i]
	}
	names := make([]string, len(g))
	for k, e := range g {
		names[k] = outputName(e, e)
	}
	return strings.Join(names, "_")
}

// unpivotTypes finds the common type of each value column.
func unpivotTypes(n *operator.Unpivot, groups [][]expr.Expr) ([]*data.Type, error) {
	types := make([]*data.Type, len(n.Values))
	for _, g := range groups {
		for k, e := range g {
			if types[k] == nil {
				types[k] = e.Type()
				continue
			}
			t := expr.CommonType(types[k], e.Type())
			if t == nil {
				return nil, expr.Errorf("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", "42K09", n.At,
					"Unpivot value columns must share a least common type, some types do not: [%q, %q].", types[k], e.Type())
			}
			types[k] = t
		}
	}
	return types, nil
}

// withValues keeps the rows that have a value in any column from one on.
func (a *analyzer) withValues(n operator.Node, from int) operator.Node {
	var cond expr.Expr
	for i, c := range columnsOf(n)[from:] {
		has := call(a.ctx, "isnotnull", &expr.Ref{Index: from + i, Name: c.Name, Typ: c.Type, Null: true})
		if cond == nil {
			cond = has
		} else {
			cond = call(a.ctx, "or", cond, has)
		}
	}
	return &operator.Filter{Cond: cond, Child: n}
}
