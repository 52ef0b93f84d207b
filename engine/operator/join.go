package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Join joins two inputs. Unresolved it holds Cond, Using or Natural; resolved, the equality
// keys taken out of the condition and the rest of it.
type Join struct {
	Left, Right      Node
	How              JoinType
	Cond             expr.Expr // unresolved or whole condition over left columns, then right columns
	Using            []string
	Natural, Lateral bool
	// LeftKeys[i] = RightKeys[i] (or <=> where NullSafe[i]); Rest is the remaining condition
	// over both sides; LeftOnly and RightOnly are its parts over one side.
	LeftKeys, RightKeys       []expr.Expr
	NullSafe                  []bool
	Rest, LeftOnly, RightOnly expr.Expr
	// Streams is set by analysis when both sides are streams.
	Streams bool
	Out     *data.Schema
	At      expr.Span
}

// Children implements [Node].
func (r *Join) Children() []Node { return []Node{r.Left, r.Right} }

// With implements [Node].
func (r *Join) With(children []Node) Node {
	c := *r
	c.Left, c.Right = children[0], children[1]
	return &c
}

// Schema implements [Node].
func (r *Join) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Join) Describe() Description { return Description{Name: "Join", Detail: r.How.String()} }

// JoinType is how a join treats rows without a match.
type JoinType uint8

// The join types, in Catalyst's words.
const (
	Inner JoinType = iota
	LeftOuter
	RightOuter
	FullOuter
	LeftSemi
	LeftAnti
	Cross
)

// String gives Catalyst's name.
func (j JoinType) String() string {
	return [...]string{"Inner", "LeftOuter", "RightOuter", "FullOuter", "LeftSemi", "LeftAnti", "Cross"}[j]
}
