package present

import (
	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Fate is what became of one input row in its batch.
type Fate struct {
	// Goes are the groups, windows or sink it went to, in words; empty when it was dropped.
	Goes []string
	// Drop is why it left the query, nil when it did not; Node is where.
	Drop *operator.Drop
	// Filtered says that a condition was not true for it.
	Filtered string
	Node     engine.NodeID
}

// tracer follows rows of one batch through the nodes.
type tracer struct {
	s     *Subject
	step  *engine.Step
	nodes []operator.Node
	// parent and slot say where a node's output goes.
	parent []int
	slot   []int
	clock  Clock
}

func newTracer(s *Subject, step *engine.Step) *tracer {
	t := &tracer{s: s, step: step, nodes: s.Timeline.Nodes(), clock: s.Clock()}
	t.parent, t.slot = make([]int, len(t.nodes)), make([]int, len(t.nodes))
	for i := range t.parent {
		t.parent[i] = -1
	}
	for i, n := range t.nodes {
		for k, c := range n.Children() {
			for j := range i {
				if t.nodes[j] == c {
					t.parent[j], t.slot[j] = i, k
				}
			}
		}
	}
	return t
}

// follow tells the fate of row of node id's output.
func (t *tracer) follow(id int, row int32, f *Fate) {
	up := t.parent[id]
	if up < 0 {
		f.Goes = append(f.Goes, "output")
		return
	}
	rec := t.step.Records[up]
	if rec == nil {
		return
	}
	for i := range rec.Drops {
		if d := &rec.Drops[i]; d.Input == t.slot[id] && d.Row == row {
			f.Drop, f.Node = d, engine.NodeID(up)
			return
		}
	}
	if rec.Groups != nil && t.slot[id] == 0 {
		if rec.Groups.At(int(row)) >= 0 {
			f.Goes = append(f.Goes, t.group(up, row))
		}
		return
	}
	if _, stateful := t.nodes[up].(operator.Stateful); stateful {
		f.Goes = append(f.Goes, t.nodes[up].Describe().Name)
		return
	}
	outs := derived(rec, row)
	if len(outs) == 0 && f.Drop == nil && len(f.Goes) == 0 {
		f.Filtered, f.Node = t.nodes[up].Describe().Detail, engine.NodeID(up)
		return
	}
	for _, o := range outs {
		t.follow(up, o, f)
	}
}

// origin follows row of a node's output back to the source row it was made from; nil where a
// node on the way makes rows of several.
func origin(s *Subject, step *engine.Step, n operator.Node, row int32) (*data.Batch, int) {
	for {
		id := -1
		for i, m := range s.Timeline.Nodes() {
			if m == n {
				id = i
			}
		}
		if id < 0 || step.Records[id] == nil {
			return nil, 0
		}
		if src, ok := n.(*operator.Source); ok {
			if src.Input < len(step.Tick.Inputs) && src.Streaming {
				return step.Tick.Inputs[src.Input].Rows, int(row)
			}
			return nil, 0
		}
		if _, stateful := n.(operator.Stateful); stateful || len(n.Children()) != 1 {
			return nil, 0
		}
		if from := step.Records[id].From; from != nil {
			if int(row) >= len(from) {
				return nil, 0
			}
			row = from[row]
		}
		n = n.Children()[0]
	}
}

// derived are the output rows made from an input row.
func derived(rec *operator.Record, row int32) []int32 {
	if rec.From == nil {
		if rec.Out != nil && int(row) < rec.Out.N {
			return []int32{row}
		}
		return nil
	}
	var out []int32
	for i, from := range rec.From {
		if from == row {
			out = append(out, int32(i))
		}
	}
	return out
}

// group names the state group an input row of a node went to, by the values of its key.
func (t *tracer) group(id int, row int32) string {
	in := t.step.Records[id].In
	if len(in) == 0 || in[0] == nil || int(row) >= in[0].N {
		return "a group"
	}
	one := in[0].Take([]int32{row})
	var cols []data.Column
	switch n := t.nodes[id].(type) {
	case *operator.Aggregate:
		for _, k := range n.Keys {
			c, err := expr.Eval(t.s.Expr, k, one)
			if err != nil {
				return "a group"
			}
			cols = append(cols, c)
		}
		if len(cols) == 0 {
			return "all rows"
		}
	case *operator.Dedup:
		for _, k := range n.Keys {
			cols = append(cols, one.Cols[k])
		}
	default:
		return n.Describe().Name
	}
	return keyText(t.s.Expr, t.clock, cols, 0)
}
