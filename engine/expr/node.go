package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// The interface methods of the nodes, in one place; String is in text.go.

// Type implements [Expr]: unresolved nodes have none.
func (*Name) Type() *data.Type       { return nil }
func (*Star) Type() *data.Type       { return nil }
func (*Call) Type() *data.Type       { return nil }
func (l *Lambda) Type() *data.Type   { return l.Body.Type() }
func (s *Subquery) Type() *data.Type { return s.Typ }
func (r *Ref) Type() *data.Type      { return r.Typ }
func (l *Literal) Type() *data.Type  { return l.Typ }
func (a *Alias) Type() *data.Type    { return a.Child.Type() }
func (a *Apply) Type() *data.Type    { return a.Typ }
func (a *Agg) Type() *data.Type      { return a.Typ }

// Type implements [Expr]: unresolved while the child is.
func (c *Cast) Type() *data.Type {
	if c.Child.Type() == nil {
		return nil
	}
	return c.To
}

// Type implements [Expr]: that of the first value, which all others were coerced to.
func (c *Case) Type() *data.Type {
	for _, e := range c.Children() {
		if e.Type() == nil {
			return nil
		}
	}
	return c.Values[0].Type()
}

// Nullable implements [Expr].
func (*Name) Nullable() bool       { return true }
func (*Star) Nullable() bool       { return true }
func (*Call) Nullable() bool       { return true }
func (l *Lambda) Nullable() bool   { return l.Body.Nullable() }
func (s *Subquery) Nullable() bool { return s.Kind != ExistsSubquery }
func (r *Ref) Nullable() bool      { return r.Null }
func (l *Literal) Nullable() bool  { return l.Value == nil }
func (a *Alias) Nullable() bool    { return a.Child.Nullable() }
func (a *Apply) Nullable() bool    { return a.Null }
func (a *Agg) Nullable() bool      { return a.Null }

// Nullable implements [Expr] as Spark's Cast says it: where some value does not fit, even where that fails.
func (c *Cast) Nullable() bool {
	return c.Child.Nullable() || c.Mode == CastTry || c.Child.Type().Kind == data.KindVariant && c.To.Kind != data.KindVariant || mayVoid(c.Child.Type(), c.To)
}

// Nullable implements [Expr]: a CASE without ELSE may match nothing.
func (c *Case) Nullable() bool {
	if len(c.Values) == len(c.Conds) {
		return true
	}
	for _, v := range c.Values {
		if v.Nullable() {
			return true
		}
	}
	return false
}

// Children implements [Expr].
func (*Name) Children() []Expr     { return nil }
func (*Star) Children() []Expr     { return nil }
func (l *Lambda) Children() []Expr { return []Expr{l.Body} }
func (s *Subquery) Children() []Expr {
	return s.Values
}
func (*Ref) Children() []Expr     { return nil }
func (*Literal) Children() []Expr { return nil }
func (a *Alias) Children() []Expr { return []Expr{a.Child} }
func (c *Cast) Children() []Expr  { return []Expr{c.Child} }
func (a *Apply) Children() []Expr { return a.Args }

// Children implements [Expr]: the arguments, then the filter when there is one.
func (a *Agg) Children() []Expr {
	if a.Filter == nil {
		return a.Args
	}
	return append(append([]Expr{}, a.Args...), a.Filter)
}

// Children implements [Expr]: conditions, then values.
func (c *Case) Children() []Expr { return append(append([]Expr{}, c.Conds...), c.Values...) }

// Children implements [Expr]: arguments, filter, WITHIN GROUP keys, then the window's parts.
func (c *Call) Children() []Expr {
	out := append([]Expr{}, c.Args...)
	if c.Filter != nil {
		out = append(out, c.Filter)
	}
	for _, k := range c.Within {
		out = append(out, k.Expr)
	}
	if c.Over != nil {
		out = append(out, c.Over.PartitionBy...)
		for _, k := range c.Over.OrderBy {
			out = append(out, k.Expr)
		}
	}
	return out
}

// With implements [Expr].
func (n *Name) With([]Expr) Expr    { return n }
func (r *Ref) With([]Expr) Expr     { return r }
func (s *Star) With([]Expr) Expr    { return s }
func (l *Literal) With([]Expr) Expr { return l }

// With implements [Expr].
func (l *Lambda) With(children []Expr) Expr {
	c := *l
	c.Body = children[0]
	return &c
}

// With implements [Expr].
func (s *Subquery) With(children []Expr) Expr {
	c := *s
	c.Values = children
	return &c
}

// With implements [Expr].
func (a *Alias) With(children []Expr) Expr {
	c := *a
	c.Child = children[0]
	return &c
}

// With implements [Expr].
func (c *Cast) With(children []Expr) Expr {
	n := *c
	n.Child = children[0]
	return &n
}

// With implements [Expr].
func (a *Apply) With(children []Expr) Expr {
	c := *a
	c.Args = children
	return &c
}

// With implements [Expr].
func (a *Agg) With(children []Expr) Expr {
	c := *a
	c.Args = children[:len(a.Args)]
	if a.Filter != nil {
		c.Filter = children[len(a.Args)]
	}
	return &c
}

// With implements [Expr].
func (c *Case) With(children []Expr) Expr {
	n := *c
	n.Conds, n.Values = children[:len(c.Conds)], children[len(c.Conds):]
	return &n
}

// With implements [Expr].
func (c *Call) With(children []Expr) Expr {
	n := *c
	take := func(k int) []Expr {
		out := children[:k:k]
		children = children[k:]
		return out
	}
	keys := func(from []SortKey) []SortKey {
		out := append([]SortKey{}, from...)
		for i, e := range take(len(from)) {
			out[i].Expr = e
		}
		return out
	}
	n.Args = take(len(c.Args))
	if c.Filter != nil {
		n.Filter = take(1)[0]
	}
	n.Within = keys(c.Within)
	if c.Over != nil {
		o := *c.Over
		o.PartitionBy = take(len(o.PartitionBy))
		o.OrderBy = keys(o.OrderBy)
		n.Over = &o
	}
	return &n
}

// Walk calls visit for e and everything below it, parents first, until visit returns false
// for a node: then its children are left out.
func Walk(e Expr, visit func(Expr) bool) {
	if !visit(e) {
		return
	}
	for _, c := range e.Children() {
		Walk(c, visit)
	}
}

// Transform rebuilds the tree bottom-up through fn.
func Transform(e Expr, fn func(Expr) (Expr, error)) (Expr, error) {
	old := e.Children()
	if len(old) > 0 {
		children := make([]Expr, len(old))
		changed := false
		for i, c := range old {
			n, err := Transform(c, fn)
			if err != nil {
				return nil, err
			}
			children[i] = n
			changed = changed || n != c
		}
		if changed {
			e = e.With(children)
		}
	}
	return fn(e)
}
