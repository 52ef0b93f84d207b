package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// SetOp is UNION, INTERSECT or EXCEPT of two queries, resolved or not. A resolved UNION ALL
// becomes Union.
type SetOp struct {
	Op                        SetOpKind
	All, ByName, AllowMissing bool
	Left, Right               Node
	Out                       *data.Schema // set when resolved
	At                        expr.Span
}

// Children implements [Node].
func (r *SetOp) Children() []Node { return []Node{r.Left, r.Right} }

// With implements [Node].
func (r *SetOp) With(children []Node) Node {
	c := *r
	c.Left, c.Right = children[0], children[1]
	return &c
}

// Schema implements [Node].
func (r *SetOp) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *SetOp) Describe() Description { return Description{Name: r.Op.String()} }

// SetOpKind is the kind of a set operation.
type SetOpKind uint8

// The set operations.
const (
	UnionOp SetOpKind = iota
	IntersectOp
	ExceptOp
)

// String gives Catalyst's node name.
func (k SetOpKind) String() string { return [...]string{"Union", "Intersect", "Except"}[k] }
