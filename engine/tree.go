package engine

import (
	"fmt"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// tree is a plan laid out in the order its nodes run.
type tree struct {
	nodes    []operator.Node // children before parents
	children [][]NodeID
	parents  []NodeID // -1 for the root
	preorder []NodeID // parents first: the order of stateOperators in Spark's progress
	marks    []NodeID // the watermark nodes
	unseen   bool     // a declared watermark is not among them: what it stood in is not run
	// names are those of the nodes in Spark's plans.
	names []string
	// flows tells which nodes work on a stream; the others are computed anew in each batch.
	flows []bool
	// sorted tells which nodes lie below a sort of all rows.
	sorted []belowSort
	// reused tells which nodes Spark does not run, because an equal exchange has their rows.
	reused []bool
}

// newTree lays out a plan; with reuse equal exchanges count as one, as in Spark.
func newTree(root operator.Node, reuse bool) (*tree, error) {
	t := &tree{}
	id, err := t.add(root)
	if err != nil {
		return nil, err
	}
	t.sorted = make([]belowSort, len(t.nodes))
	t.markSorted(id, unsorted, false)
	t.reused = make([]bool, len(t.nodes))
	if reuse {
		t.markReused()
	}
	return t, nil
}

func (t *tree) add(n operator.Node) (NodeID, error) {
	place := len(t.preorder)
	t.preorder = append(t.preorder, 0)
	var below []NodeID
	for _, c := range n.Children() {
		id, err := t.add(c)
		if err != nil {
			return 0, err
		}
		below = append(below, id)
	}
	if _, ok := n.(operator.Stepper); !ok || n.Schema() == nil {
		return 0, fmt.Errorf("%s was not resolved and cannot run", n.Describe().Name)
	}
	id := NodeID(len(t.nodes))
	t.nodes = append(t.nodes, n)
	t.names = append(t.names, n.Describe().Spark)
	t.children = append(t.children, below)
	t.parents = append(t.parents, -1)
	for _, c := range below {
		t.parents[c] = id
	}
	t.flows = append(t.flows, t.flowing(n, below))
	t.preorder[place] = id
	if _, ok := n.(*operator.Watermark); ok {
		t.marks = append(t.marks, id)
	}
	return id, nil
}

// watermarks adds the numbers of the watermarks that the streams of a plan declare.
func watermarks(n operator.Node, numbers map[int]bool) {
	if w, ok := n.(*operator.Watermark); ok && plan.Streaming(w) {
		numbers[w.ID] = true
	}
	for _, c := range n.Children() {
		watermarks(c, numbers)
	}
}

// misses tells whether a watermark that a plan declares is not among those of the tree.
func (t *tree) misses(declared operator.Node) bool {
	numbers := map[int]bool{}
	watermarks(declared, numbers)
	for _, id := range t.marks {
		delete(numbers, t.nodes[id].(*operator.Watermark).ID)
	}
	return len(numbers) > 0
}

// delays lists the delay of each watermark node.
func (t *tree) delays() []int64 {
	out := make([]int64, len(t.marks))
	for i, id := range t.marks {
		out[i] = t.nodes[id].(*operator.Watermark).DelayMicros
	}
	return out
}

// inputWatermarks carries the global watermark up the tree: for each node, the least
// watermark of its inputs. With single every node above a watermark has the global one, as in
// Spark's UseSingleWatermarkPropagator; hidden are the watermarks behind reused exchanges.
func (t *tree) inputWatermarks(global int64, single, hidden bool) []int64 {
	in, out := make([]int64, len(t.nodes)), make([]int64, len(t.nodes))
	var room []int64
	for i, n := range t.nodes {
		in[i] = window.None
		room = slices.Grow(room[:0], len(t.children[i]))
		below := room[:len(t.children[i])]
		for k, c := range t.children[i] {
			below[k] = out[c]
			if out[c] != window.None && (in[i] == window.None || out[c] < in[i]) {
				in[i] = out[c]
			}
		}
		out[i] = in[i]
		switch n := n.(type) {
		case *operator.Watermark:
			if out[i] = global; hidden && t.reused[i] {
				out[i] = window.None
			}
		case operator.WatermarkMapper:
			if !single {
				out[i] = n.OutputWatermark(below)
			}
		}
	}
	return in
}

func (t *tree) flowing(n operator.Node, below []NodeID) bool {
	if len(below) == 0 {
		return plan.Streaming(n)
	}
	for _, c := range below {
		if t.flows[c] {
			return true
		}
	}
	return false
}

// remembers tells whether a node has memory between batches under a mode. LIMIT above an
// aggregation cuts each complete result anew, as in Spark.
func (t *tree) remembers(id NodeID, mode operator.OutputMode) bool {
	n := t.nodes[id]
	if _, ok := n.(operator.Stateful); !ok || !t.flows[id] {
		return false
	}
	if j, ok := n.(*operator.Join); ok {
		return j.Streams
	}
	if _, ok := n.(*operator.Limit); ok && mode != operator.Append {
		return !t.aggregates(id)
	}
	return true
}

func (t *tree) aggregates(id NodeID) bool {
	if _, ok := t.nodes[id].(*operator.Aggregate); ok {
		return true
	}
	for _, c := range t.children[id] {
		if t.aggregates(c) {
			return true
		}
	}
	return false
}
