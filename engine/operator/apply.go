package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Apply runs a correlated subquery for the rows of its child: once for each combination of the
// columns that the subquery reads. It stands where a join cannot. The subquery reads tables only.
type Apply struct {
	Child Node
	// Inner is the subquery; its [expr.Outer] are Params. What it computes without them stands
	// below [Once].
	Inner  Node
	Params []ApplyParam
	How    ApplyKind
	// Cond is a condition over the child's columns, then the subquery's, of [ApplyLeft].
	Cond expr.Expr
	// Cross and On tell how LATERAL was written: CROSS JOIN, and with a condition, which an inner one has
	// above it. One: there is at most one row.
	Cross, On, One bool
	// Refused is why Spark makes no join of it over a stream, nil where it does.
	Refused error
	Out     *data.Schema
	At      expr.Span
}

// ApplyParam says in which column of the child a column of the query around is found.
type ApplyParam struct{ Outer, Col int }

// ApplyKind is what Apply makes of the rows of the subquery.
type ApplyKind uint8

// The kinds.
const (
	ApplyScalar ApplyKind = iota // a column: the one value, null without a row, an error with more
	ApplyExists                  // a column: whether there is a row
	ApplyInner                   // each row beside the child's row
	ApplyLeft                    // the same for rows that meet Cond, and nulls where none does
	ApplySemi                    // the child's rows for which there is a row
	ApplyAnti                    // the child's rows for which there is none
)

// Children implements [Node]. The subquery is no child: it does not run once.
func (r *Apply) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Apply) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Apply) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Apply) Describe() Description {
	names := make([]expr.Expr, len(r.Params))
	for i, p := range r.Params {
		f := r.Child.Schema().Fields[p.Col]
		names[i] = &expr.Ref{Index: p.Col, Name: f.Name, Typ: f.Type}
	}
	d := Description{Name: "LateralJoin", Detail: [...]string{"scalar", "exists", "Inner", "LeftOuter", "LeftSemi", "LeftAnti"}[r.How] + ", outer(" + exprList(names) + ")"}
	if r.Cond != nil {
		d.Detail += ", " + r.Cond.String()
	}
	return d
}

// Step implements [Stepper].
func (r *Apply) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	outer := in[0]
	inner := r.Inner
	if outer.N > 0 {
		var err error
		if inner, err = computedOnce(t, inner); err != nil {
			return nil, err
		}
	}
	groups, first := r.combinations(outer)
	answers := make([]*data.Batch, len(first))
	for g, row := range first {
		out, err := runOnce(r.taskFor(t, outer, row), inner)
		if err != nil {
			return nil, err
		}
		if r.How == ApplyScalar && out.N > 1 {
			return nil, &expr.Error{Condition: "SCALAR_SUBQUERY_TOO_MANY_ROWS", SQLState: "21000", Runtime: true, At: r.At,
				Message: "More than one row returned by a subquery used as an expression."}
		}
		answers[g] = out
	}
	switch r.How {
	case ApplyScalar, ApplyExists:
		return r.appended(outer, groups, answers), nil
	case ApplySemi, ApplyAnti:
		return r.kept(t, outer, groups, answers), nil
	}
	return r.beside(t, outer, groups, answers)
}

// combinations numbers the combinations of parameters: that of each row, and the first row of each.
func (r *Apply) combinations(outer *data.Batch) (groups, first []int32) {
	groups = make([]int32, outer.N)
	seen := map[string]int32{}
	cols := make([]data.Column, len(r.Params))
	for i, p := range r.Params {
		cols[i] = outer.Cols[p.Col]
	}
	var key []byte
	for row := range outer.N {
		key = data.AppendRowKey(key[:0], cols, row)
		g, ok := seen[string(key)]
		if !ok {
			g = int32(len(first))
			seen[string(key)] = g
			first = append(first, int32(row))
		}
		groups[row] = g
	}
	return groups, first
}

// taskFor binds the parameters to the values of a row.
func (r *Apply) taskFor(t *Task, outer *data.Batch, row int32) *Task {
	ctx := *t.Expr
	ctx.Outer = make(map[int]data.Column, len(r.Params))
	for _, p := range r.Params {
		ctx.Outer[p.Outer] = data.Take(outer.Cols[p.Col], []int32{row})
	}
	return &Task{Batch: t.Batch, Time: t.Time, Mode: t.Mode, Late: NoWatermark, Evict: NoWatermark, Expr: &ctx, Record: &Record{}}
}

// appended adds the value or the flag of each row.
func (r *Apply) appended(outer *data.Batch, groups []int32, answers []*data.Batch) *data.Batch {
	typ := r.Out.Fields[len(outer.Cols)].Type
	values := data.NewBuilder(typ, len(answers))
	for _, a := range answers {
		switch {
		case r.How == ApplyExists:
			values.Append(a.N > 0)
		case a.N == 0:
			values.AppendNull()
		default:
			values.Append(data.ValueAt(a.Cols[0], 0))
		}
	}
	cols := append(slices.Clone(outer.Cols), data.Take(values.Finish(), groups))
	return &data.Batch{Schema: r.Out, Cols: cols, N: outer.N}
}

// kept are the rows for which the subquery has a row, or has none.
func (r *Apply) kept(t *Task, outer *data.Batch, groups []int32, answers []*data.Batch) *data.Batch {
	sel := []int32{}
	for row, g := range groups {
		if (answers[g].N > 0) == (r.How == ApplySemi) {
			sel = append(sel, int32(row))
		}
	}
	t.Record.From = sel
	return outer.Take(sel)
}

// beside puts the rows of the subquery beside those it ran for.
func (r *Apply) beside(t *Task, outer *data.Batch, groups []int32, answers []*data.Batch) (*data.Batch, error) {
	starts := make([]int32, len(answers))
	total := int32(0)
	for g, a := range answers {
		starts[g] = total
		total += int32(a.N)
	}
	all := data.Concat(r.Inner.Schema(), answers...)
	var p pairs
	for row, g := range groups {
		for k := range int32(answers[g].N) {
			p.left, p.right = append(p.left, int32(row)), append(p.right, starts[g]+k)
		}
	}
	if r.How == ApplyLeft {
		if r.Cond != nil {
			cols := append(slices.Clone(outer.Take(p.left).Cols), all.Take(p.right).Cols...)
			sel, err := expr.EvalFilter(t.Expr, r.Cond, &data.Batch{Schema: r.Out, Cols: cols, N: len(p.left)})
			if err != nil {
				return nil, err
			}
			kept := pairs{make([]int32, len(sel)), make([]int32, len(sel))}
			for i, s := range sel {
				kept.left[i], kept.right[i] = p.left[s], p.right[s]
			}
			p = kept
		}
		p = withUnmatchedLeft(p, outer.N)
	}
	t.Record.From = p.left
	cols := append(takeOrNull(outer, p.left), takeOrNull(all, p.right)...)
	return &data.Batch{Schema: r.Out, Cols: cols, N: len(p.left)}, nil
}
