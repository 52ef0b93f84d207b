// Package operator holds the nodes of a query: one file an operator. A node is at once the
// plan node, the thing EXPLAIN draws, and what runs: there is no second tree.
//
//	parsed (Select, Relation, ...) ─ plan.Analyze ─> resolved nodes ─ plan.Optimize ─> the same nodes
//	resolved node ─ Step(task, inputs) ─> output batch            once a micro-batch
//
// Words: a step is one node's work in one micro-batch; a [Task] is what the node gets to
// know about that batch and what it reports back; a stateful node keeps its memory in a
// state.Versioned that the timeline owns.
//
// Absent on purpose: undo code, IO, clocks, a physical tree.
package operator
