package engine

import (
	"sort"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// reach is a LIMIT that ends the reading of the stream below it. Rows behind the last one it
// takes of a partition are never read: they count for no figure and raise no watermark, as under
// Spark's LocalLimitExec.
type reach struct {
	limit NodeID
	first NodeID // the nodes below the limit are [first, limit)
	n     int64
}

// reaches lists the limits of a plan with nothing below them that has a memory of its own; such
// an operator is given all rows (IncrementalExecution.ConvertLocalLimitRule).
func (t *tree) reaches(mode operator.OutputMode) []reach {
	var out []reach
	for i, n := range t.nodes {
		l, ok := n.(*operator.Limit)
		if !ok || l.N < 0 || !t.remembers(NodeID(i), mode) {
			continue
		}
		first := t.first(NodeID(i))
		narrow := true
		for below := first; below < NodeID(i); below++ {
			narrow = narrow && !t.remembers(below, mode)
		}
		if narrow {
			out = append(out, reach{limit: NodeID(i), first: first, n: l.N})
		}
	}
	return out
}

// first is the first node of the subtree of a node.
func (t *tree) first(id NodeID) NodeID {
	for len(t.children[id]) > 0 {
		id = t.children[id][0]
	}
	return id
}

// part is one partition of a source, as row numbers.
type part struct {
	source   NodeID
	from, to int
}

// cut decides how far the sources below a limit are read; the rows go to step.read. run runs one
// node of the subtree. A row that fails ends the reading too: it is read and fails the batch.
func (t *Timeline) cut(r reach, step *Step, run func(NodeID) error) {
	var parts []part
	for id := r.first; id < r.limit; id++ {
		if src, ok := t.tree.nodes[id].(*operator.Source); ok && src.Streaming {
			parts = append(parts, step.Tick.parts(id, src.Input)...)
		}
	}
	kept := make([]part, len(parts))
	for i, p := range parts {
		alone := make([]part, len(parts))
		for k := range parts {
			alone[k] = part{source: parts[k].source, from: parts[k].from, to: parts[k].from}
		}
		enough := func(n int) bool {
			alone[i].to = p.from + n
			t.read(step, alone)
			for id := r.first; id < r.limit; id++ {
				if run(id) != nil {
					return true
				}
			}
			return int64(step.Records[r.limit-1].Out.N) >= r.n
		}
		kept[i] = part{source: p.source, from: p.from, to: p.from + least(p.to-p.from, int(min(r.n, 1<<30)), enough)}
	}
	t.read(step, kept)
}

// least is the smallest number up to all for which enough holds, all when there is none; it looks
// first near guess.
func least(all, guess int, enough func(int) bool) int {
	low, high := 0, max(1, guess)
	for high < all && !enough(high) {
		low, high = high, 2*high
	}
	high = min(high, all)
	return low + sort.Search(high-low, func(k int) bool { return enough(low + k) })
}

// read lets the source nodes read these parts of the tick.
func (t *Timeline) read(step *Step, parts []part) {
	taken := map[NodeID][]*data.Batch{}
	for _, p := range parts {
		all := step.Tick.Inputs[t.tree.nodes[p.source].(*operator.Source).Input].Rows
		taken[p.source] = append(taken[p.source], all.Slice(p.from, p.to))
	}
	for id, batches := range taken {
		step.read[id] = data.Concat(batches[0].Schema, batches...)
	}
}

// parts lists the partitions of an input with rows, as a source node reads them.
func (t *Tick) parts(source NodeID, input int) []part {
	if input >= len(t.Inputs) || t.Inputs[input].Rows == nil || t.Inputs[input].Rows.N == 0 {
		return nil
	}
	in := t.Inputs[input]
	if len(in.Parts) == 0 {
		return []part{{source, 0, in.Rows.N}}
	}
	var out []part
	from := 0
	for _, n := range in.Parts {
		out = append(out, part{source, from, from + n})
		from += n
	}
	return out
}
