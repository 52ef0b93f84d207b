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
	// over left columns, then right columns; LeftOnly and RightOnly are its parts over one side.
	// RightKeys and RightOnly count the right input's columns from 0. For outer joins all of
	// them are conditions of the match: a row that fails them is unmatched, not dropped.
	LeftKeys, RightKeys       []expr.Expr
	NullSafe                  []bool
	Rest, LeftOnly, RightOnly expr.Expr
	// Predicate marks a join that stands for [NOT] IN or [NOT] EXISTS of a WHERE clause: it moves
	// down as a filter does.
	Predicate bool
	// Alone marks a predicate that is [NOT] IN over a query which reads nothing of the query around: what a join says of
	// equal columns, it says of both.
	Alone bool
	// Crossed marks what was written as CROSS JOIN: with a condition, that of WHERE, it is an inner join, but Spark
	// has no such one of two streams.
	Crossed bool
	// Reads is, where the join stands for EXISTS or IN as a value, the first column of the subquery that is compared
	// with the query around; "" without one.
	Reads string
	// Refused is why Spark runs no such join, nil where it does.
	Refused error
	// Streams is set by analysis when both sides are streams.
	Streams bool
	// LeftBound and RightBound tell when a stream-stream join may forget a row of that side.
	LeftBound, RightBound StateBound
	// Columns are the columns of left and right that go out, where two streams meet and only some are needed; nil: all.
	Columns []int
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
func (r *Join) Describe() Description {
	d := Description{Name: "Join", Detail: r.How.String()}
	if r.Columns != nil {
		all := make([]int, r.Out.Len())
		for i := range all {
			all[i] = i
		}
		d.Detail += " " + columnList(r.Out, all)
	}
	if r.Streams {
		d.Spark = "symmetricHashJoin"
	}
	if r.Cond != nil {
		d.Detail += ", " + r.Cond.String()
	}
	return d
}

// StateBound is how the watermark bounds one side of a stream-stream join: a row leaves when the
// value it is judged by (the end, of a window) is at or below watermark + Offset. The zero value
// bounds nothing.
type StateBound struct {
	Set bool
	// ByKey judges equality key Key, else event-time column Col of the side is judged.
	ByKey    bool
	Key, Col int
	Offset   int64 // microseconds, whole milliseconds; 0 when judged by key
	// Capped says that no row above AtMost (microseconds) ever leaves.
	Capped bool
	AtMost int64
}

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
	// Existence keeps every left row and adds whether it has a match: IN and EXISTS inside
	// expressions.
	Existence
)

// String gives Catalyst's name.
func (j JoinType) String() string {
	return [...]string{"Inner", "LeftOuter", "RightOuter", "FullOuter", "LeftSemi", "LeftAnti", "Cross", "ExistenceJoin"}[j]
}
