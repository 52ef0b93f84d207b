package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// column is one output column of a resolved node with what names can call it.
type column struct {
	data.Field
	qualifier []string
	// id is where the value came from: two columns with one id are the same value, so
	// that naming it is not ambiguous.
	id origin
	// hidden columns are found only with their qualifier.
	hidden bool
}

type origin struct {
	node    operator.Node
	ordinal int
}

// columnsOf lists the output columns of a resolved node; qualifiers are read off the tree
// below, so that a DataFrame may be analyzed call by call without keeping anything else.
func columnsOf(n operator.Node) []column {
	switch n := n.(type) {
	case *operator.SubqueryAlias:
		cols := renamed(columnsOf(n.Child), n.Schema())
		for i := range cols {
			cols[i].qualifier = []string{n.Name}
		}
		return cols
	case *operator.Project:
		return passed(n, n.Exprs, columnsOf(n.Child))
	case *operator.Aggregate:
		return passed(n, n.Keys, columnsOf(n.Child))
	case *operator.Filter, *operator.Sort, *operator.Limit, *operator.Dedup, *operator.Sample, *operator.Observe:
		return columnsOf(n.Children()[0])
	case *operator.Watermark, *operator.TimeWindow, *operator.WindowFunction:
		return appended(n, columnsOf(n.Children()[0]), nil)
	case *operator.Apply:
		switch n.How {
		case operator.ApplyScalar, operator.ApplyExists:
			return appended(n, columnsOf(n.Child), nil)
		case operator.ApplySemi, operator.ApplyAnti:
			return columnsOf(n.Child)
		}
		return renamed(append(columnsOf(n.Child), columnsOf(n.Inner)...), n.Schema())
	case *operator.Once:
		return columnsOf(n.Child)
	case *operator.Generate:
		var keep []column
		if n.KeepChild {
			keep = columnsOf(n.Child)
		}
		return appended(n, keep, tableName(n.Table))
	case *operator.Join:
		return joined(n)
	case *operator.Union:
		return named(n, columnsOf(n.Inputs[0]))
	case *operator.SetOp:
		return named(n, columnsOf(n.Left))
	}
	return appended(n, nil, nil)
}

func tableName(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// named is the node's schema with the qualifiers of its first input, whose names it has.
func named(n operator.Node, from []column) []column {
	out := appended(n, nil, nil)
	for i := range out {
		if i < len(from) && from[i].Name == out[i].Name {
			out[i].qualifier = from[i].qualifier
		}
	}
	return out
}

// renamed gives columns the names and types of a schema.
func renamed(cols []column, s *data.Schema) []column {
	out := append([]column{}, cols...)
	for i := range out {
		out[i].Field = s.Fields[i]
	}
	return out
}

// appended is the node's schema: first the given columns, then the node's own.
func appended(n operator.Node, from []column, qualifier []string) []column {
	s := n.Schema()
	out := make([]column, s.Len())
	for i, f := range s.Fields {
		if i < len(from) {
			out[i] = from[i]
			out[i].Field = f
			continue
		}
		out[i] = column{Field: f, qualifier: qualifier, id: origin{n, i}}
	}
	return out
}

// passed is the node's schema where plain references keep their qualifier and origin.
func passed(n operator.Node, exprs []expr.Expr, from []column) []column {
	out := appended(n, nil, nil)
	for i, e := range exprs {
		if r, ok := e.(*expr.Ref); ok && r.Index >= 0 && r.Index < len(from) && i < len(out) {
			out[i].qualifier, out[i].id = from[r.Index].qualifier, from[r.Index].id
		}
	}
	return out
}

// joined is left columns, then right ones. A relation joined with itself gives its columns a
// second identity on the right.
func joined(n *operator.Join) []column {
	left := columnsOf(n.Left)
	if n.How == operator.LeftSemi || n.How == operator.LeftAnti {
		return renamed(left, n.Schema())
	}
	if n.How == operator.Existence {
		return appended(n, left, nil)
	}
	right := columnsOf(n.Right)
	ids := map[origin]origin{} // columns of the right that are one value stay one
	for i := range right {
		id, known := ids[right[i].id]
		if !known {
			id = origin{n, len(left) + i}
		}
		if right[i].id.node != nil {
			ids[right[i].id] = id
		}
		right[i].id = id
	}
	return renamed(append(left, right...), n.Schema())
}

// Streaming tells whether a plan reads a stream.
func Streaming(n operator.Node) bool {
	if r, ok := n.(*operator.Recursion); ok && Streaming(r.Again) {
		return true
	}
	switch leaf := n.(type) {
	case *operator.Source:
		return leaf.Streaming
	case *operator.Local:
		return leaf.Streaming
	}
	for _, c := range n.Children() {
		if c != nil && Streaming(c) {
			return true
		}
	}
	return false
}
