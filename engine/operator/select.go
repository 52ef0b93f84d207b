package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Select is one unresolved SELECT block (or DataFrame call): analysis lowers it to Filter,
// Aggregate, Project and so on. Child nil means no FROM.
type Select struct {
	Items    []expr.Expr
	Distinct bool
	Where    expr.Expr
	GroupBy  []expr.Expr
	// Sets are GROUPING SETS over GroupBy, as written; Rollup and Cube abbreviate them.
	Sets                   [][]expr.Expr
	Rollup, Cube, GroupAll bool
	// Grouped tells GROUP BY () apart from none; set whenever the clause stands there.
	Grouped bool
	// GroupAt is where GROUP BY was written.
	GroupAt expr.Span
	// AllAt is where GROUP BY ALL has its ALL.
	AllAt   expr.Span
	Having  expr.Expr
	Qualify expr.Expr
	Windows map[string]*expr.Over
	// AggregateOnly marks DataFrame agg(...) and pipe AGGREGATE: the keys come first in the output.
	AggregateOnly bool
	// Keep adds the input columns before Items (withColumn, pipe EXTEND); Set replaces columns of the same name.
	Keep, Set bool
	// Pipe is the pipe operator that this is, "EXTEND", "SET" or "AGGREGATE"; "" for anything else.
	Pipe  string
	At    expr.Span
	Child Node
}

// Children implements [Node].
func (r *Select) Children() []Node {
	if r.Child == nil {
		return nil
	}
	return []Node{r.Child}
}

// With implements [Node].
func (r *Select) With(children []Node) Node {
	c := *r
	if len(children) > 0 {
		c.Child = children[0]
	}
	return &c
}

// Schema implements [Node].
func (r *Select) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *Select) Describe() Description { return Description{Name: "UnresolvedSelect"} }
