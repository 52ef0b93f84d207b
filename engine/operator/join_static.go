package operator

import "github.com/sparkrepl/sparkrepl/engine/data"

// Step implements [Stepper]: a join of two whole inputs, or of a stream and a table, is computed
// anew in each batch; two streams meet in state.
func (r *Join) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	if r.Refused != nil {
		return nil, r.Refused
	}
	if r.Streams && t.Streaming {
		return r.stepStreams(t, in)
	}
	p, err := r.match(t, in[0], in[1])
	if err != nil {
		return nil, err
	}
	switch r.How {
	case LeftSemi, LeftAnti:
		sel := matchedOnce(p.left, in[0].N, r.How == LeftSemi)
		t.Record.From = sel
		return r.put(in[0].Take(sel).Cols, len(sel)), nil
	case Existence:
		return r.flagged(in[0], p), nil
	case LeftOuter, FullOuter:
		p = withUnmatchedLeft(p, in[0].N)
	}
	if r.How == RightOuter || r.How == FullOuter {
		for _, i := range matchedOnce(p.right, in[1].N, false) {
			p.left, p.right = append(p.left, -1), append(p.right, i)
		}
	}
	t.Record.From, t.Record.FromRight = p.left, p.right
	return r.joined(in[0], in[1], p), nil
}

// flagged adds to the left rows whether they have a match.
func (r *Join) flagged(left *data.Batch, p pairs) *data.Batch {
	flags := make([]bool, left.N)
	for _, i := range matchedOnce(p.left, left.N, true) {
		flags[i] = true
	}
	b := data.NewBuilder(data.Boolean, left.N)
	for _, f := range flags {
		b.Append(f)
	}
	return &data.Batch{Schema: r.Out, Cols: append(append([]data.Column{}, left.Cols...), b.Finish()), N: left.N}
}

// joined puts left and right rows beside each other; -1 gives nulls.
func (r *Join) joined(left, right *data.Batch, p pairs) *data.Batch {
	cols := append(takeOrNull(left, p.left), takeOrNull(right, p.right)...)
	return r.put(cols, len(p.left))
}

// put gives out the columns that go out.
func (r *Join) put(cols []data.Column, n int) *data.Batch {
	if r.Columns != nil {
		cols = pickColumns(cols, r.Columns)
	}
	return &data.Batch{Schema: r.Out, Cols: cols, N: n}
}

func pickColumns(cols []data.Column, which []int) []data.Column {
	out := make([]data.Column, len(which))
	for i, c := range which {
		out[i] = cols[c]
	}
	return out
}

// matchedOnce lists the rows of n that stand (or do not stand) in matched.
func matchedOnce(matched []int32, n int, want bool) []int32 {
	seen := make([]bool, n)
	for _, i := range matched {
		if i >= 0 {
			seen[i] = true
		}
	}
	out := []int32{}
	for i, s := range seen {
		if s == want {
			out = append(out, int32(i))
		}
	}
	return out
}

// withUnmatchedLeft adds left rows without a match in their place.
func withUnmatchedLeft(p pairs, n int) pairs {
	out := pairs{make([]int32, 0, len(p.left)), make([]int32, 0, len(p.left))}
	at := 0
	for i := range int32(n) {
		if at == len(p.left) || p.left[at] != i {
			out.left, out.right = append(out.left, i), append(out.right, -1)
			continue
		}
		for ; at < len(p.left) && p.left[at] == i; at++ {
			out.left, out.right = append(out.left, i), append(out.right, p.right[at])
		}
	}
	return out
}

// takeOrNull is Take in which -1 gives a row of nulls.
func takeOrNull(b *data.Batch, sel []int32) []data.Column {
	missing := false
	for _, s := range sel {
		if s < 0 {
			missing = true
			break
		}
	}
	if !missing {
		return b.Take(sel).Cols
	}
	out := make([]data.Column, len(b.Cols))
	shifted := make([]int32, len(sel))
	for i, s := range sel {
		shifted[i] = s + 1
	}
	for i, c := range b.Cols {
		null := data.NewBuilder(c.Type(), 1)
		null.AppendNull()
		out[i] = data.Take(data.ConcatColumns(c.Type(), []data.Column{null.Finish(), c}), shifted)
	}
	return out
}
