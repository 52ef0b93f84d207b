package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// TimeWindow adds a window column for window(time, size, slide, start): a row becomes as many
// rows as windows hold it; rows without a time are dropped.
type TimeWindow struct {
	Time               expr.Expr
	Size, Slide, Start int64        // microseconds
	Out                *data.Schema // the child's columns, then the window
	Child              Node
}

// Children implements [Node].
func (r *TimeWindow) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *TimeWindow) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *TimeWindow) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *TimeWindow) Describe() Description {
	return Description{Name: "TimeWindow", Detail: r.Time.String()}
}
