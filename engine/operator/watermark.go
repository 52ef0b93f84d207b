package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Watermark declares the event-time column and its delay. Unresolved it holds the expression
// of FROM s WATERMARK expr AS name DELAY OF INTERVAL.
type Watermark struct {
	// Time is the unresolved event-time expression; nil once Col is set.
	Time        expr.Expr
	Name        string // alias of the computed column, "" when a column is named
	Col         int
	DelayMicros int64 // months count 31 days
	DelayText   string
	ID          int // number of the watermark in the query
	Out         *data.Schema
	At          expr.Span
	Child       Node
}

// Children implements [Node].
func (r *Watermark) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Watermark) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Watermark) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Watermark) Describe() Description {
	return Description{Name: "EventTimeWatermark", Detail: r.Name + " " + r.DelayText}
}
