package spark

import (
	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// inputs opens the streams of a plan and numbers its leaves by the order in which they stand. A
// stream that is used twice is read once.
func (s *Session) inputs(n operator.Node) (operator.Node, []engine.Stream, error) {
	var out []engine.Stream
	number := map[int]int{}
	wanted := map[int]bool{} // the streams whose metadata column is read
	sourcesOf(n, func(leaf *operator.Source) { wanted[leaf.Input] = wanted[leaf.Input] || leaf.HasMetadata })
	var walk func(operator.Node) (operator.Node, error)
	walk = func(n operator.Node) (operator.Node, error) {
		if leaf, ok := n.(*operator.Source); ok && leaf.Streaming {
			k, seen := number[leaf.Input]
			if !seen {
				st := s.streams[leaf.Input]
				spec := st.spec
				spec.Metadata = wanted[leaf.Input]
				src, err := st.kind.OpenStream(s.sourceEnv(), spec)
				if err != nil {
					return nil, err
				}
				k = len(out)
				number[leaf.Input] = k
				out = append(out, engine.Stream{Name: leaf.Name, Source: src, Replayable: st.kind.Replayable})
			}
			c := *leaf
			c.Input = k
			if wanted[leaf.Input] && !leaf.HasMetadata && leaf.Columns == nil {
				c.Columns = make([]int, leaf.Out.Len())
				for i := range c.Columns {
					c.Columns[i] = i
				}
			}
			return &c, nil
		}
		old := n.Children()
		if len(old) == 0 {
			return n, nil
		}
		children := make([]operator.Node, len(old))
		for i, c := range old {
			next, err := walk(c)
			if err != nil {
				return nil, err
			}
			children[i] = next
		}
		return n.With(children), nil
	}
	root, err := walk(n)
	if err != nil {
		for _, in := range out {
			in.Source.Close()
		}
		return nil, nil, err
	}
	return root, out, nil
}

// sourcesOf visits the streams of a plan.
func sourcesOf(n operator.Node, visit func(*operator.Source)) {
	if leaf, ok := n.(*operator.Source); ok && leaf.Streaming {
		visit(leaf)
	}
	for _, c := range n.Children() {
		sourcesOf(c, visit)
	}
}

// explained checks and optimizes an analyzed plan; mode is nil for a batch query.
func (s *Session) explained(parsed, analyzed operator.Node, mode *operator.OutputMode) (*plan.Explained, error) {
	ctx := s.ExprContext()
	analyzed, err := plan.Analyze(analyzed, s, ctx)
	if err != nil {
		return nil, err
	}
	if mode != nil {
		err = plan.CheckStreaming(analyzed, *mode, ctx)
	} else {
		err = plan.CheckBatch(analyzed)
	}
	if err != nil {
		return nil, err
	}
	x := &plan.Explained{Parsed: parsed, Analyzed: analyzed}
	if mode != nil {
		x.Mode = *mode
	}
	x.Optimized, x.Trace = plan.Optimize(analyzed, ctx)
	return x, nil
}
