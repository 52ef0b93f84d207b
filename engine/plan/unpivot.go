package plan

import (
	"maps"
	"slices"
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
	for k := range types {
		for _, g := range groups {
			t := g[k].Type()
			if types[k] == nil {
				types[k] = t
				continue
			}
			common := expr.CommonType(types[k], t)
			if common == nil || mixesText(types[k], t) {
				return nil, unpivotMismatch(n, groups)
			}
			types[k] = common
		}
	}
	return types, nil
}

// mixesText tells of types that have a text in common with something else: UNPIVOT makes none of it.
func mixesText(a, b *data.Type) bool {
	switch {
	case a.Kind == data.KindNull || b.Kind == data.KindNull:
		return false
	case a.Kind != b.Kind:
		return a.Kind == data.KindString || b.Kind == data.KindString
	case a.Kind == data.KindArray:
		return mixesText(a.Elem, b.Elem)
	case a.Kind == data.KindMap:
		return mixesText(a.Key, b.Key) || mixesText(a.Elem, b.Elem)
	}
	for i := range min(len(a.Fields), len(b.Fields)) {
		if mixesText(a.Fields[i].Type, b.Fields[i].Type) {
			return true
		}
	}
	return false
}

// unpivotMismatch lists the types of the values in order, each with the columns that have it.
func unpivotMismatch(n *operator.Unpivot, groups [][]expr.Expr) error {
	of := map[string][]string{}
	for _, g := range groups {
		t, text := g[0].Type(), outputName(g[0], g[0])
		if len(g) > 1 {
			t, text = unpivotStruct(g)
		}
		key := `"` + expr.TypeText(t) + `"`
		of[key] = append(of[key], QuoteParts(strings.Split(text, ".")))
	}
	types := slices.Sorted(maps.Keys(of))
	for i, t := range types {
		names := of[t]
		if len(names) > 3 {
			names = append(slices.Clone(names[:3]), "...")
		}
		types[i] = t + " (" + strings.Join(names, ", ") + ")"
	}
	return plannedf("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", "42K09", expr.Span{},
		"Unpivot value columns must share a least common type, some types do not: [%s].", strings.Join(types, ", "))
}

// unpivotStruct is the struct that Spark makes of the columns of one row, and its text.
func unpivotStruct(g []expr.Expr) (*data.Type, string) {
	fields, parts := make([]data.Field, len(g)), make([]string, len(g))
	for i, e := range g {
		name := outputName(e, e)
		fields[i] = data.Field{Name: name, Type: e.Type(), Nullable: e.Nullable()}
		parts[i] = "'" + name + "', " + qualifiedText(e)
	}
	return data.StructOf(fields...), "named_struct(" + strings.Join(parts, ", ") + ")"
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
