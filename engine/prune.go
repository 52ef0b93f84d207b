package engine

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// prune has the sources leave out the columns that the plan does not read, as Spark's file scans do. It is for runs in
// which nobody looks at the rows of a tick: elsewhere these have all columns. Every source is told what is read.
func (q *Query) prune() error {
	read := make([][]bool, len(q.Inputs)) // by input and column
	for i, in := range q.Inputs {
		read[i] = make([]bool, in.Source.Schema().Len())
	}
	walkSources(q.Plan, func(n *operator.Source) {
		columns := n.Read()
		for i := range read[n.Input] {
			read[n.Input][i] = read[n.Input][i] || columns == nil || slices.Contains(columns, i)
		}
	})
	for i, in := range q.Inputs {
		if m, ok := in.Source.(source.Minder); ok {
			m.Mind(indexes(read[i]))
		}
	}
	walkSources(q.Plan, func(n *operator.Source) { // and one that is only counted
		for _, i := range n.Columns {
			read[n.Input][i] = true
		}
	})
	if !q.forgets() {
		return nil
	}
	to := make([][]int, len(q.Inputs)) // where each column went; nil: all stay
	for i, in := range q.Inputs {
		p, ok := in.Source.(source.Pruner)
		if !ok || !slices.Contains(read[i], false) {
			continue
		}
		kept, err := p.Prune(indexes(read[i]))
		if err != nil {
			return err
		}
		to[i] = make([]int, len(read[i]))
		for k, c := range kept {
			to[i][c] = k
		}
	}
	q.Plan = narrowed(q.Plan, to)
	return nil
}

// indexes lists where a list is true.
func indexes(list []bool) (out []int) {
	for i, m := range list {
		if m {
			out = append(out, i)
		}
	}
	return out
}

func walkSources(n operator.Node, do func(*operator.Source)) {
	if src, ok := n.(*operator.Source); ok && src.Streaming {
		do(src)
	}
	for _, c := range n.Children() {
		walkSources(c, do)
	}
}

// narrowed is a plan whose sources find their columns where they went.
func narrowed(n operator.Node, to [][]int) operator.Node {
	if src, ok := n.(*operator.Source); ok && src.Streaming && to[src.Input] != nil {
		c := *src
		c.Columns = make([]int, len(src.Columns))
		for i, old := range src.Columns {
			c.Columns[i] = to[src.Input][old]
		}
		return &c
	}
	old := n.Children()
	next, changed := make([]operator.Node, len(old)), false
	for i, c := range old {
		next[i] = narrowed(c, to)
		changed = changed || next[i] != c
	}
	if !changed {
		return n
	}
	return n.With(next)
}
