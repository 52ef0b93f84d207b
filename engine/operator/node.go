package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Node is one operator of a query. Nodes are immutable; rewrites build new ones.
type Node interface {
	Children() []Node
	// With returns the node over other children (as many as before).
	With(children []Node) Node
	// Schema is the output; nil while the node is unresolved.
	Schema() *data.Schema
	Describe() Description
}

// Description is how a node shows itself in plans and tables.
type Description struct {
	// Name is Catalyst's name of the node: Project, Filter, Aggregate, EventTimeWatermark ...
	Name string
	// Detail is the rest of the line in a plan: "[page, n + 1 AS m]".
	Detail string
	// Spark is the operatorName in StreamingQueryProgress for stateful nodes
	// (stateStoreSave, dedupe, symmetricHashJoin ...), "" otherwise.
	Spark string
}

// Stepper is a node that runs: every resolved node is one.
type Stepper interface {
	Node
	// Step turns the batches of the children into the output of this micro-batch. Input
	// batches are never nil. It must not keep or change them.
	Step(t *Task, in []*data.Batch) (*data.Batch, error)
}

// Stateful is a node with memory between micro-batches.
type Stateful interface {
	Stepper
	// NewState returns the empty state (version 0).
	NewState(b state.Budget) state.Versioned
	// Bound says whether the watermark bounds the state: "" when nothing is ever evicted,
	// else a sentence: "rows leave when the watermark passes window.end".
	Bound() string
	// Pending tells whether a no-data batch would do something under the new watermark
	// (microseconds), given the one used for eviction last.
	Pending(t *Task, newWatermark int64) bool
}

// WatermarkMapper is a node whose output watermark differs from its input's: a
// stream-stream join, flatMapGroupsWithState. All others pass the minimum of their inputs on.
type WatermarkMapper interface {
	// OutputWatermark maps the children's watermarks (microseconds; NoWatermark where a
	// child has none).
	OutputWatermark(in []int64) int64
}

// NoWatermark stands for "no watermark defined here".
const NoWatermark = int64(-1 << 63)
