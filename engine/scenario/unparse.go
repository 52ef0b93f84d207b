package scenario

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Writer writes parsed trees as views of a document: chains of DataFrame operations, and SQL where
// two relations meet in a way that no operation has. What a document cannot hold, like a function of
// the program, is refused.
type Writer struct {
	// Named is the name under which a tree is known by itself: a stream, a table or a view; "" when
	// it has none.
	Named func(operator.Node) string
	// Columns are the names of the columns that a tree gives.
	Columns func(operator.Node) ([]string, error)
	// Views are those written so far, in an order in which each sees the ones it reads.
	Views []View
	free  int
}

// View writes a tree as the view of a name.
func (w *Writer) View(name string, n operator.Node) error {
	from, ops, err := w.chain(n)
	if err != nil {
		return err
	}
	w.Views = append(w.Views, View{Name: name, From: from, Ops: ops})
	return nil
}

// chain is a tree as operations on a named relation.
func (w *Writer) chain(n operator.Node) (from string, ops []Op, err error) {
	if name := w.Named(n); name != "" {
		return name, nil, nil
	}
	switch n := n.(type) {
	case *operator.Relation:
		return strings.Join(n.Parts, "."), nil, nil
	case *operator.SetOp:
		return w.both(n.Left, n.Right, func(l, r string) (Op, string, error) { return w.setOp(n, l, r) })
	case *operator.Join:
		return w.both(n.Left, n.Right, func(l, r string) (Op, string, error) { return joinOp(n, l, r) })
	}
	children := n.Children()
	if len(children) != 1 {
		return "", nil, cannot(n)
	}
	if from, ops, err = w.chain(children[0]); err != nil {
		return "", nil, err
	}
	op, err := w.op(n, children[0])
	return from, append(ops, op), err
}

// cannot refuses a node.
func cannot(n operator.Node) error {
	return fmt.Errorf("a scenario has no operation for %s", n.Describe().Name)
}

// op is a node of one child as an operation.
func (w *Writer) op(n, child operator.Node) (op Op, err error) {
	switch n := n.(type) {
	case *operator.Watermark:
		var column string
		if column, err = text(n.Time); n.Name != "" {
			column += " AS " + n.Name
		}
		return Op{WithWatermark: []string{column, n.DelayText}}, err
	case *operator.Filter:
		where, err := text(n.Cond)
		return Op{Where: &where}, err
	case *operator.Select:
		return w.selectOp(n, child)
	case *operator.Dedup:
		columns, err := w.Columns(child)
		if err != nil {
			return op, err
		}
		keys := []string{}
		for _, k := range n.Keys {
			keys = append(keys, columns[k])
		}
		if n.Within {
			return Op{DropDuplicatesWithinWatermark: keys}, nil
		}
		return Op{DropDuplicates: keys}, nil
	case *operator.SubqueryAlias:
		if len(n.Columns) == 0 {
			return Op{Alias: &n.Name}, nil
		}
	case *operator.Limit:
		if n.NExpr == nil && n.Offset == 0 && n.OffsetExpr == nil {
			return Op{Limit: &n.N}, nil
		}
	case *operator.Sort:
		for _, k := range n.Keys {
			if _, err := text(k.Expr); err != nil {
				return op, err
			}
			op.OrderBy = append(op.OrderBy, expr.SQLKey(k))
		}
		return op, nil
	}
	return op, cannot(n)
}

// selectOp is a SELECT block that the DataFrame API made.
func (w *Writer) selectOp(n *operator.Select, child operator.Node) (Op, error) {
	plain := n.Where == nil && n.Having == nil && n.Qualify == nil && n.Sets == nil && !n.Rollup && !n.Cube && !n.GroupAll && !n.Distinct
	items, err := texts(n.Items)
	switch {
	case err != nil:
		return Op{}, err
	case plain && n.AggregateOnly:
		keys, err := texts(n.GroupBy)
		return Op{GroupBy: &Group{Keys: keys, Agg: items}}, err
	case !plain || n.Grouped:
		return Op{}, fmt.Errorf("a scenario has no operation for this grouping")
	case !n.Keep:
		return Op{Select: items}, nil
	case !n.Set:
		return Op{Select: append([]string{"*"}, items...)}, nil
	}
	columns, err := w.Columns(child)
	if err != nil {
		return Op{}, err
	}
	out := make([]string, 0, len(columns))
	for _, c := range columns {
		item := expr.SQLText(&expr.Name{Parts: []string{c}})
		for i, e := range n.Items {
			if a, ok := e.(*expr.Alias); ok && strings.EqualFold(a.Name, c) {
				item = items[i]
			}
		}
		out = append(out, item)
	}
	return Op{Select: out}, nil
}

// both writes a node of two relations: as an operation on the left one, or as a view of SQL.
func (w *Writer) both(left, right operator.Node, make func(left, right string) (Op, string, error)) (string, []Op, error) {
	l, ops, err := w.chain(left)
	if err != nil {
		return "", nil, err
	}
	r, err := w.name(right)
	if err != nil {
		return "", nil, err
	}
	op, _, err := make(l, r)
	if err != nil {
		return "", nil, err
	}
	if op.keys() == 1 {
		return l, append(ops, op), nil
	}
	if l, err = w.name(left); err != nil {
		return "", nil, err
	}
	_, sql, err := make(l, r)
	name := w.newName()
	w.Views = append(w.Views, View{Name: name, SQL: sql})
	return name, nil, err
}

// name is the name of a tree, which becomes a view when it has none.
func (w *Writer) name(n operator.Node) (string, error) {
	if alias, ok := n.(*operator.SubqueryAlias); ok && w.Named(n) == "" && len(alias.Columns) == 0 {
		return alias.Name, w.View(alias.Name, alias.Child)
	}
	from, ops, err := w.chain(n)
	if err != nil || len(ops) == 0 {
		return from, err
	}
	name := w.newName()
	w.Views = append(w.Views, View{Name: name, From: from, Ops: ops})
	return name, nil
}

func (w *Writer) newName() string {
	w.free++
	return fmt.Sprintf("part%d", w.free)
}

// setOp is a UNION ALL by place, else SQL.
func (w *Writer) setOp(n *operator.SetOp, l, r string) (Op, string, error) {
	if n.Op == operator.UnionOp && n.All && !n.ByName {
		return Op{Union: &r}, "", nil
	}
	word := map[operator.SetOpKind]string{operator.UnionOp: "UNION", operator.IntersectOp: "INTERSECT", operator.ExceptOp: "EXCEPT"}[n.Op]
	if n.All {
		word += " ALL"
	}
	if n.AllowMissing {
		return Op{}, "", fmt.Errorf("a scenario has no union that allows missing columns")
	}
	right := "*"
	if n.ByName {
		columns, err := w.Columns(n.Left)
		if err != nil {
			return Op{}, "", err
		}
		right = strings.Join(columns, ", ")
	}
	return Op{}, fmt.Sprintf("SELECT * FROM %s %s SELECT %s FROM %s", l, word, right, r), nil
}

// joinOp is a join on a condition, else SQL.
func joinOp(n *operator.Join, l, r string) (Op, string, error) {
	words := map[operator.JoinType][2]string{operator.Inner: {"inner", "JOIN"}, operator.LeftOuter: {"leftOuter", "LEFT JOIN"}, operator.RightOuter: {"rightOuter", "RIGHT JOIN"},
		operator.FullOuter: {"fullOuter", "FULL JOIN"}, operator.LeftSemi: {"leftSemi", "LEFT SEMI JOIN"}, operator.LeftAnti: {"leftAnti", "LEFT ANTI JOIN"}, operator.Cross: {"cross", "CROSS JOIN"}}
	word := words[n.How]
	switch {
	case n.Natural || n.Lateral:
		return Op{}, "", fmt.Errorf("a scenario has no operation for a natural or lateral join")
	case n.Cond != nil:
		on, err := text(n.Cond)
		return Op{Join: &Join{With: r, On: on, How: word[0]}}, "", err
	case len(n.Using) > 0:
		return Op{}, fmt.Sprintf("SELECT * FROM %s %s %s USING (%s)", l, word[1], r, strings.Join(n.Using, ", ")), nil
	}
	if n.Crossed {
		return Op{}, fmt.Sprintf("SELECT * FROM %s CROSS JOIN %s", l, r), nil
	}
	return Op{}, fmt.Sprintf("SELECT * FROM %s, %s", l, r), nil
}

// text writes an expression; one with a function of the program is refused.
func text(e expr.Expr) (string, error) {
	var err error
	expr.Walk(e, func(e expr.Expr) bool {
		switch e := e.(type) {
		case *expr.Apply:
			err = fmt.Errorf("a scenario cannot hold the function %s of a Go cell", e.Fn.Name)
		case *expr.Subquery:
			err = fmt.Errorf("a scenario cannot hold a subquery of a Go cell")
		}
		return err == nil
	})
	return expr.SQLText(e), err
}

func texts(list []expr.Expr) ([]string, error) {
	out := []string{}
	for _, e := range list {
		t, err := text(e)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}
