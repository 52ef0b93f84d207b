package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Dedup keeps the first row of each key. Within makes it dropDuplicatesWithinWatermark.
type Dedup struct {
	Keys   []int
	Within bool
	Child  Node
}

// Children implements [Node].
func (r *Dedup) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Dedup) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Dedup) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Dedup) Describe() Description {
	return Description{Name: "Deduplicate", Detail: columnList(r.Child.Schema(), r.Keys)}
}
