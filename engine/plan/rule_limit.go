package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// combineLimits makes one limit of two that stand on each other.
func (o *optimizer) combineLimits(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		l, ok := n.(*operator.Limit)
		if !ok || l.Offset != 0 || l.N < 0 {
			return n
		}
		child, through := l.Child, []*operator.Project(nil)
		for {
			p, ok := child.(*operator.Project)
			if !ok {
				break
			}
			child, through = p.Child, append(through, p)
		}
		inner, ok := child.(*operator.Limit)
		if !ok || inner.Offset != 0 || inner.N < 0 {
			return n
		}
		out := operator.Node(&operator.Limit{N: min(l.N, inner.N), At: l.At, Child: inner.Child})
		for i := len(through) - 1; i >= 0; i-- {
			out = through[i].With([]operator.Node{out})
		}
		return out
	})
}

// eliminateLimits drops a limit that what stands below it cannot exceed.
func (o *optimizer) eliminateLimits(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		l, ok := n.(*operator.Limit)
		if !ok || l.Offset != 0 || l.N < 0 {
			return n
		}
		if most := mostRows(l.Child); most < 0 || most > l.N {
			return n
		}
		return l.Child
	})
}

// eliminateSorts drops an order of one row, or none.
func (o *optimizer) eliminateSorts(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		s, ok := n.(*operator.Sort)
		if !ok {
			return n
		}
		if most := mostRows(s.Child); most < 0 || most > 1 {
			return n
		}
		return s.Child
	})
}

// mostRows is how many rows a plan has at most, -1 when that is not known (Spark's maxRows): a
// watermark hides it.
func mostRows(n operator.Node) int64 {
	switch n := n.(type) {
	case *operator.Local:
		return int64(n.Rows.N)
	case *operator.Filter:
		if isBool(n.Cond, false) {
			return 0
		}
		return mostRows(n.Child)
	case *operator.Limit:
		if most := mostRows(n.Child); most >= 0 && most <= n.N || n.N < 0 {
			return most
		}
		return n.N
	case *operator.Aggregate:
		if len(n.Keys) == 0 {
			return 1
		}
		return mostRows(n.Child)
	case *operator.Expand:
		if most := mostRows(n.Child); most >= 0 {
			return most * int64(len(n.Projections))
		}
	case *operator.TimeWindow:
		if most := mostRows(n.Child); most >= 0 && n.Slide > 0 {
			return most * ((n.Size + n.Slide - 1) / n.Slide)
		}
	case *operator.Project, *operator.Sort:
		return mostRows(n.Children()[0])
	}
	return -1
}

// pushLimits moves LIMIT below projections and into the inputs of a union. A stream keeps its
// limit where it stands: it is a counter with a memory of its own.
func (o *optimizer) pushLimits(n operator.Node) operator.Node {
	if Streaming(n) {
		return n
	}
	return transformDown(n, func(n operator.Node) operator.Node {
		l, ok := n.(*operator.Limit)
		if !ok {
			return n
		}
		switch c := l.Child.(type) {
		case *operator.Project:
			if allDeterministic(c.Exprs) {
				return c.With([]operator.Node{&operator.Limit{N: l.N, Offset: l.Offset, At: l.At, Child: c.Child}})
			}
		case *operator.Union:
			return limitUnion(l, c)
		case *operator.Recursion:
			if want := l.N + l.Offset; l.N > 0 && c.Rows == 0 {
				r := *c
				r.Rows = want
				return l.With([]operator.Node{&r})
			}
		}
		return n
	})
}

// limitUnion bounds every input of a union by what the limit can use at most.
func limitUnion(l *operator.Limit, u *operator.Union) operator.Node {
	if l.N < 0 {
		return l
	}
	inputs := make([]operator.Node, len(u.Inputs))
	changed := false
	for i, c := range u.Inputs {
		inputs[i] = c
		if !bounded(c) {
			inputs[i] = &operator.Limit{N: l.N + l.Offset, Child: c}
			changed = true
		}
	}
	if !changed {
		return l
	}
	return l.With([]operator.Node{u.With(inputs)})
}

// bounded tells whether a limit is in force already.
func bounded(n operator.Node) bool {
	switch n := n.(type) {
	case *operator.Limit, *operator.Local:
		return true
	case *operator.Project:
		return bounded(n.Child)
	}
	return false
}
