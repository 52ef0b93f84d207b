package plan

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// drawn is a node that is only shown: its line and what stands below it.
type drawn struct {
	name, detail string
	children     []operator.Node
	// inner are plans in the node's expressions or names: they are shown above the children.
	inner []operator.Node
}

// Children implements [operator.Node].
func (d *drawn) Children() []operator.Node { return d.children }

// With implements [operator.Node].
func (d *drawn) With(children []operator.Node) operator.Node {
	return &drawn{d.name, d.detail, children, d.inner}
}

// Schema implements [operator.Node].
func (d *drawn) Schema() *data.Schema { return nil }

// Describe implements [operator.Node].
func (d *drawn) Describe() operator.Description {
	return operator.Description{Name: d.name, Detail: d.detail}
}

// Written is a parsed tree as Spark shows it: a SELECT as the operators that it asks for, and
// whatever nothing has looked up yet with a quote mark before it.
func Written(n operator.Node) operator.Node {
	switch n := n.(type) {
	case nil:
		return &drawn{name: "OneRowRelation"}
	case *operator.Select:
		return writtenSelect(n)
	case *operator.Relation:
		return line("'UnresolvedRelation", fmt.Sprintf("[%s], [], %v", strings.Join(n.Parts, ", "), n.Stream))
	case *operator.SubqueryAlias:
		return writtenAlias(n)
	case *operator.Values:
		return writtenValues(n)
	case *operator.With:
		return writtenWith(n)
	case *operator.SetOp:
		return writtenSetOp(n)
	case *operator.Join:
		return writtenJoin(n)
	case *operator.Limit:
		return writtenLimit(n)
	case *operator.Sort:
		keys := make([]string, len(n.Keys))
		for i, k := range n.Keys {
			keys[i] = expr.ParsedKey(k)
		}
		return over("'Sort", fmt.Sprintf("[%s], %v", strings.Join(keys, ", "), n.Global), n.Child)
	case *operator.Filter:
		return withSubqueries(over("'Filter", expr.ParsedText(n.Cond), n.Child), n.Cond)
	case *operator.Generate:
		return over("'Generate", fmt.Sprintf("%s, %v, %s, %s", expr.ParsedText(n.Gen), n.Outer, n.Table, marked(n.Names)), n.Child)
	case *operator.TableFunction:
		return line("'UnresolvedTableValuedFunction", fmt.Sprintf("[%s], [%s]", n.Call.Func, expr.ParsedList(n.Call.Args)))
	case *operator.Pivot:
		return over("'Pivot", fmt.Sprintf("%s, [%s], [%s]", expr.ParsedList(n.Columns), expr.ParsedList(n.Values), expr.ParsedList(n.Aggs)), n.Child)
	}
	return writtenOther(n)
}

// writtenOther keeps the line of a node that was resolved when it was made (a source, a local
// relation, a step of the DataFrame API).
func writtenOther(n operator.Node) operator.Node {
	d := n.Describe()
	out := &drawn{name: d.Name, detail: d.Detail}
	for _, c := range n.Children() {
		if c != nil {
			out.children = append(out.children, Written(c))
		}
	}
	if n.Schema() == nil {
		out.name = "'" + out.name
	}
	return out
}

// over is a line above one child.
func over(name, detail string, child operator.Node) *drawn { return line(name, detail, Written(child)) }

// line is a drawn node above its children.
func line(name, detail string, children ...operator.Node) *drawn {
	return &drawn{name: name, detail: detail, children: children}
}

func marked(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "'" + n
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func writtenAlias(n *operator.SubqueryAlias) operator.Node {
	child := Written(n.Child)
	if v, ok := n.Child.(*operator.Values); ok && len(n.Columns) > 0 {
		child = writtenValues(&operator.Values{Rows: v.Rows, Names: n.Columns})
	} else if len(n.Columns) > 0 {
		child = line("'UnresolvedSubqueryColumnAliases", "["+strings.Join(n.Columns, ", ")+"]", child)
	}
	name := "'SubqueryAlias"
	if d, ok := child.(*drawn); ok && !strings.HasPrefix(d.name, "'") {
		name = "SubqueryAlias"
	}
	return line(name, n.Name, child)
}

func writtenValues(n *operator.Values) operator.Node {
	var names []string
	names = append(names, n.Names...)
	if n.Names == nil && len(n.Rows) > 0 {
		for i := range n.Rows[0] {
			names = append(names, fmt.Sprintf("col%d", i+1))
		}
	}
	return line("LocalRelation", "["+strings.Join(names, ", ")+"]")
}

func writtenWith(n *operator.With) operator.Node {
	names := make([]string, len(n.CTEs))
	out := &drawn{name: "CTE"}
	for i, c := range n.CTEs {
		names[i] = c.Name
		out.inner = append(out.inner, writtenAlias(&operator.SubqueryAlias{Name: c.Name, Columns: c.Columns, Child: c.Plan}))
	}
	out.detail = "[" + strings.Join(names, ", ") + "]"
	out.children = append(out.children, Written(n.Child))
	return out
}

func writtenSetOp(n *operator.SetOp) operator.Node {
	sides := []operator.Node{Written(n.Left), Written(n.Right)}
	switch n.Op {
	case operator.IntersectOp:
		return line("'Intersect", fmt.Sprintf("All %v", n.All), sides...)
	case operator.ExceptOp:
		return line("'Except", fmt.Sprintf("%v", n.All), sides...)
	}
	u := line("'Union", fmt.Sprintf("%v, %v", n.ByName, n.AllowMissing), sides...)
	if n.All {
		return u
	}
	return line("'Distinct", "", u)
}

func writtenJoin(n *operator.Join) operator.Node {
	how := n.How.String()
	switch {
	case n.How == operator.Cross && n.Cond == nil:
		how = "Inner" // a comma and CROSS JOIN alike
	case n.Natural:
		how = "NaturalJoin(" + how + ")"
	case len(n.Using) > 0:
		how = "UsingJoin(" + how + ", [" + strings.Join(n.Using, ", ") + "])"
	}
	if n.Cond != nil {
		how += ", " + expr.ParsedText(n.Cond)
	}
	name := "'Join"
	if n.Lateral {
		name = "'LateralJoin"
	}
	return line(name, how, Written(n.Left), Written(n.Right))
}

func writtenLimit(n *operator.Limit) operator.Node {
	number := func(e expr.Expr, n int64) string {
		if e != nil {
			return expr.ParsedText(e)
		}
		return fmt.Sprint(n)
	}
	child := Written(n.Child)
	if n.OffsetExpr != nil || n.Offset > 0 {
		child = line("'Offset", number(n.OffsetExpr, n.Offset), child)
	}
	if n.NExpr == nil && n.N <= 0 {
		return child
	}
	text := number(n.NExpr, n.N)
	return line("'GlobalLimit", text, line("'LocalLimit", text, child))
}
