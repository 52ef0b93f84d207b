package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// offered appends the metadata columns that the sources below offer, when expressions name them
// and the node has no column of that name. Spark's metadataOutput.
func (a *analyzer) offered(n operator.Node, exprs ...expr.Expr) operator.Node {
	named := false
	for _, e := range exprs {
		named = named || e != nil && namesMetadata(e)
	}
	if !named {
		return n
	}
	sc := &scope{a: a, cols: columnsOf(n)}
	for _, c := range sc.cols {
		if sc.same(c.Name, operator.MetadataName) {
			return n
		}
	}
	out, cols := withMetadata(n)
	if len(cols) == 0 {
		return n
	}
	return out
}

func namesMetadata(e expr.Expr) (found bool) {
	has := func(parts []string) bool {
		for _, p := range parts {
			if strings.EqualFold(p, operator.MetadataName) {
				return true
			}
		}
		return false
	}
	expr.Walk(e, func(x expr.Expr) bool {
		switch x := x.(type) {
		case *expr.Name:
			found = found || has(x.Parts)
		case *expr.Call:
			found = found || expr.NamesInputFile(x)
		case *expr.Star:
			found = found || has(x.Qualifier)
		}
		return !found
	})
	return found
}

// withMetadata is a resolved node that gives the metadata columns below it, and where they are; the
// node itself when nothing below offers any. Groups, sets and windows hide them, as in Spark.
func withMetadata(n operator.Node) (operator.Node, []int) {
	switch n := n.(type) {
	case *operator.Source:
		if out := n.WithMetadata(); out.HasMetadata {
			return out, []int{out.Out.Len() - 1}
		}
		return n, nil
	case *operator.Join:
		return joinMetadata(n)
	case *operator.Project:
		child, cols := withMetadata(n.Child)
		return passMetadata(n, child, cols)
	case *operator.SubqueryAlias:
		c := *n
		child, cols := withMetadata(n.Child)
		c.Child, c.Out = child, behind(n.Out, child, n.Child)
		return &c, cols
	case *operator.Watermark:
		c := *n
		child, cols := withMetadata(n.Child)
		c.Child, c.Out = child, behind(n.Out, child, n.Child)
		return &c, cols
	case *operator.Filter, *operator.Sort, *operator.Limit, *operator.Sample, *operator.Observe:
		child, cols := withMetadata(n.Children()[0])
		return n.With([]operator.Node{child}), cols
	}
	return n, nil
}

// behind adds to a schema what a child has more than before.
func behind(s *data.Schema, child, before operator.Node) *data.Schema {
	added := child.Schema().Fields[before.Schema().Len():]
	return data.NewSchema(append(append([]data.Field{}, s.Fields...), added...)...)
}

// passMetadata has a projection pass the metadata columns of its child on.
func passMetadata(n *operator.Project, child operator.Node, cols []int) (operator.Node, []int) {
	c := *n
	c.Child, c.Exprs = child, append([]expr.Expr{}, n.Exprs...)
	fields := append([]data.Field{}, n.Out.Fields...)
	from := columnsOf(child)
	out := make([]int, len(cols))
	for k, col := range cols {
		out[k] = slices.IndexFunc(n.Exprs, func(e expr.Expr) bool { r, ok := e.(*expr.Ref); return ok && r.Index == col })
		if i := out[k]; i >= 0 && fields[i].Name == from[col].Name {
			continue
		}
		out[k] = len(fields)
		fields = append(fields, from[col].Field)
		c.Exprs = append(c.Exprs, &expr.Ref{Index: col, Name: from[col].Name, Qualifier: strings.Join(from[col].qualifier, "."), Typ: from[col].Type, Null: from[col].Nullable})
	}
	c.Out = data.NewSchema(fields...)
	return &c, out
}

// joinMetadata appends the metadata columns of both sides of a join behind all its columns.
func joinMetadata(n *operator.Join) (operator.Node, []int) {
	if n.Streams || n.Columns != nil {
		return n, nil
	}
	both := n.How != operator.LeftSemi && n.How != operator.LeftAnti && n.How != operator.Existence
	left, lm := withMetadata(n.Left)
	right, rm := n.Right, []int(nil)
	if both {
		right, rm = withMetadata(n.Right)
	}
	if len(lm)+len(rm) == 0 {
		return n, nil
	}
	lw, more := n.Left.Schema().Len(), left.Schema().Len()-n.Left.Schema().Len()
	c := *n
	c.Left, c.Right = left, right
	for _, e := range []*expr.Expr{&c.Cond, &c.Rest} {
		if *e != nil {
			*e = mapRefs(*e, func(i int) int {
				if i >= lw && i < slotBase {
					return i + more
				}
				return i
			})
		}
	}
	fields := append(append([]data.Field{}, n.Out.Fields[:lw]...), left.Schema().Fields[lw:]...)
	fields = append(fields, n.Out.Fields[lw:]...)
	if both {
		fields = append(fields, right.Schema().Fields[n.Right.Schema().Len():]...)
	}
	c.Out = data.NewSchema(fields...)
	all, names := passAll(&c, len(fields))
	own := len(n.Out.Fields)
	all = append(all[:lw:lw], all[lw+more:own+more]...)
	names = append(names[:lw:lw], names[lw+more:own+more]...)
	for _, col := range rm {
		lm = append(lm, lw+more+col)
	}
	return passMetadata(project(&c, all, names), &c, lm)
}
