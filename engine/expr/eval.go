package expr

import (
	"fmt"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Eval computes a resolved expression for every row of a batch. Runtime failures are
// *[Error] in Spark's words.
func Eval(ctx *Context, e Expr, in *data.Batch) (data.Column, error) {
	c, err := eval(ctx, e, rootFrame(in))
	if err != nil {
		return nil, err
	}
	return expand(c), nil
}

// EvalAll is [Eval] for a list of expressions; what a costly call gives is computed once for all of them.
func EvalAll(ctx *Context, list []Expr, in *data.Batch) ([]data.Column, error) {
	f := rootFrameOf(in, partsAsked(list...))
	out := make([]data.Column, len(list))
	for i, e := range list {
		c, err := eval(ctx, e, f)
		if err != nil {
			return nil, err
		}
		out[i] = expand(c)
	}
	return out, nil
}

// EvalFilter lists the rows of a batch for which a resolved boolean expression is true, in
// order. The parts of an AND see only the rows that the parts before let through.
func EvalFilter(ctx *Context, e Expr, in *data.Batch) ([]int32, error) {
	out, err := EvalWhere(ctx, e, in)
	if out == nil && err == nil {
		out = allRows(in.N)
	}
	return out, err
}

// EvalWhere is EvalFilter that gives nil for all rows.
func EvalWhere(ctx *Context, e Expr, in *data.Batch) ([]int32, error) {
	step := in.N
	if shared, stable := hasShared(e); shared && stable {
		step = filterRows
	}
	var out []int32
	asked := partsAsked(e)
	for from := 0; from < in.N; from += step {
		to := min(from+step, in.N)
		sel, err := filterFrame(ctx, e, rootFrameOf(in.Slice(from, to), asked))
		if err != nil {
			return nil, err
		}
		if sel == nil && step == in.N {
			return nil, nil
		}
		if sel == nil {
			sel = allRows(to - from)
		}
		if from == 0 {
			out = sel
			continue
		}
		for _, r := range sel {
			out = append(out, int32(from)+r)
		}
	}
	if out == nil {
		out = []int32{}
	}
	return out, nil
}

// filterRows is how many rows a condition with a shared call is computed for at a time: what comes out of
// them stays in the cache, and little is kept for rows that are dropped.
const filterRows = 16 << 10

// filterFrame lists the rows of f where e is true; nil means all of them.
func filterFrame(ctx *Context, e Expr, f *frame) ([]int32, error) {
	if a, ok := e.(*Apply); ok && a.Fn.Name == "and" {
		left, err := filterFrame(ctx, a.Args[0], f)
		if err != nil {
			return nil, err
		}
		if left == nil {
			return filterFrame(ctx, a.Args[1], f)
		}
		right, err := filterFrame(ctx, a.Args[1], f.narrow(left))
		if err != nil || right == nil {
			return left, err
		}
		for i, r := range right {
			right[i] = left[r]
		}
		return right, nil
	}
	if neverNull(e, f) {
		return nil, nil
	}
	c, err := eval(ctx, e, f)
	if err != nil {
		return nil, err
	}
	return trueRows(c, f.n), nil
}

// neverNull tells that e only asks for a value where a column has one in all rows of f.
func neverNull(e Expr, f *frame) bool {
	a, ok := e.(*Apply)
	if !ok || a.Fn.Name != "isnotnull" {
		return false
	}
	ref, ok := a.Args[0].(*Ref)
	return ok && f.column(ref.Index).Valid().CountNull(f.n) == 0
}

// trueRows lists the rows where a boolean column is true; nil means all, which is never
// said of no rows at all.
func trueRows(c data.Column, n int) []int32 {
	switch k := c.(type) {
	case *data.Voids:
		return []int32{}
	case *constant:
		if data.IsNull(k.one, 0) || !k.one.(*data.Bools).Values[0] {
			return []int32{}
		}
		return nil
	}
	b := c.(*data.Bools)
	if n > 0 && b.Nulls == nil && !slices.Contains(b.Values, false) {
		return nil
	}
	sel := make([]int32, n)
	k := 0
	for i, v := range b.Values {
		sel[k] = int32(i)
		if v {
			k++
		}
	}
	sel = sel[:k]
	if b.Nulls != nil {
		kept := sel[:0]
		for _, r := range sel {
			if b.Nulls.Get(int(r)) {
				kept = append(kept, r)
			}
		}
		sel = kept
	}
	return sel
}

// eval computes e over a frame; the result may be a [constant].
func eval(ctx *Context, e Expr, f *frame) (data.Column, error) {
	if f.n == 0 {
		return data.NewBuilder(e.Type(), 0).Finish(), nil
	}
	switch e := e.(type) {
	case *Ref:
		return f.column(e.Index), nil
	case *Outer:
		return &constant{ctx.Outer[e.Index], f.n}, nil
	case *Var:
		return f.variable(e.id), nil
	case *Literal:
		return &constant{literalColumn(e), f.n}, nil
	case *Alias:
		return eval(ctx, e.Child, f)
	case *Cast:
		return evalCast(ctx, e, f)
	case *Case:
		return evalCase(ctx, e, f)
	case *Apply:
		return evalApply(ctx, e, f)
	}
	return nil, Errorf("INTERNAL_ERROR", "XX000", Span{}, "Cannot evaluate expression: %s", e)
}

func literalColumn(l *Literal) data.Column {
	b := data.NewBuilder(l.Typ, 1)
	b.Append(l.Value)
	return b.Finish()
}

func evalApply(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	if a.lazy != nil {
		c, err := a.lazy(ctx, a, f)
		return c, located(err, a.At)
	}
	if c, ok, err := recall(ctx, a, f); ok || err != nil {
		return c, err
	}
	cols := make([]data.Column, len(a.Args))
	fixed := !a.Fn.Unstable
	for i, e := range a.Args {
		c, err := eval(ctx, e, f)
		if err != nil && i > 0 && nullIntolerant[a.Fn.Name] {
			c, err = evalBeside(ctx, e, f, cols[:i], err)
		}
		if err != nil {
			return nil, err
		}
		_, k := c.(*constant)
		fixed = fixed && k
		if !a.Consts {
			c = expand(c)
		}
		cols[i] = c
	}
	if fixed && a.Consts {
		one, err := callKernel(ctx, a, constantRows(cols), 1)
		if err != nil {
			return nil, err
		}
		return &constant{one, f.n}, nil
	}
	if a.Fn.Unstable && f.parent != nil {
		return unstableRows(ctx, a, cols, f)
	}
	c, err := callParts(ctx, a, cols, f)
	if err == nil {
		f.keep(a, c)
	}
	return c, err
}

// evalBeside computes e, which failed, for those rows alone where the operands before it are not null:
// the others do not matter. It fails as before when all rows count.
func evalBeside(ctx *Context, e Expr, f *frame, before []data.Column, failed error) (data.Column, error) {
	valid, never := strict(before)
	if valid == nil && !never {
		return nil, failed
	}
	out := pieces{typ: e.Type()}
	var counting, rest []int32
	for i := range int32(f.n) {
		if !never && valid.Get(int(i)) {
			counting = append(counting, i)
		} else {
			rest = append(rest, i)
		}
	}
	out.add(nulls(e.Type(), len(rest)), rest)
	if len(counting) > 0 {
		c, err := eval(ctx, e, f.narrow(counting))
		if err != nil {
			return nil, err
		}
		out.add(expand(c), counting)
	}
	return out.whole(f.n), nil
}

// callParts is callKernel for the parts of the result that f will be asked for.
func callParts(ctx *Context, a *Apply, cols []data.Column, f *frame) (data.Column, error) {
	keep := f.parts(a)
	if keep == nil {
		return callKernel(ctx, a, cols, f.n)
	}
	c, err := a.parts(ctx, cols, f.n, keep)
	return c, located(err, a.At)
}

func callKernel(ctx *Context, a *Apply, cols []data.Column, n int) (data.Column, error) {
	c, err := a.Kernel(ctx, cols, n)
	if err != nil {
		return nil, located(err, a.At)
	}
	if c.Len() != n {
		panic(fmt.Sprintf("expr: %s gave %d rows for %d", a, c.Len(), n))
	}
	return c, nil
}

func constantRows(cols []data.Column) []data.Column {
	out := make([]data.Column, len(cols))
	for i, c := range cols {
		out[i] = c.(*constant).one
	}
	return out
}

// unstableRows keeps functions of the row number (rand, uuid) independent of which branch
// they stand in: they are computed for all rows of the batch and taken.
func unstableRows(ctx *Context, a *Apply, cols []data.Column, f *frame) (data.Column, error) {
	for _, c := range cols {
		if _, ok := c.(*constant); !ok {
			return callKernel(ctx, a, cols, f.n)
		}
	}
	rows := f.rootRows()
	last := 0
	for _, r := range rows {
		last = max(last, int(r)+1)
	}
	for i, c := range cols {
		cols[i] = &constant{c.(*constant).one, last}
	}
	c, err := callKernel(ctx, a, cols, last)
	if err != nil {
		return nil, err
	}
	return data.Take(expand(c), rows), nil
}

func evalCast(ctx *Context, c *Cast, f *frame) (data.Column, error) {
	child, err := eval(ctx, c.Child, f)
	if err != nil {
		return nil, err
	}
	if k, ok := child.(*constant); ok {
		one, err := castColumn(ctx, c.Mode, k.one, c.To)
		if err != nil {
			return nil, located(err, c.At)
		}
		return &constant{one, f.n}, nil
	}
	out, err := castColumn(ctx, c.Mode, child, c.To)
	return out, located(err, c.At)
}

// evalCase evaluates each branch on the rows it applies to only.
func evalCase(ctx *Context, c *Case, f *frame) (data.Column, error) {
	out := pieces{typ: c.Type()}
	rest := f
	var restRows []int32 // rows of f; nil while all are left
	for i, cond := range c.Conds {
		if rest.n == 0 {
			break
		}
		hit, err := filterFrame(ctx, cond, rest)
		if err != nil {
			return nil, err
		}
		if hit == nil && i == 0 {
			return eval(ctx, c.Values[i], f)
		}
		if hit == nil {
			hit = allRows(rest.n)
		}
		miss := others(hit, rest.n)
		branch := rest.narrow(hit)
		v, err := eval(ctx, c.Values[i], branch)
		if err != nil {
			return nil, err
		}
		out.add(expand(v), through(restRows, hit))
		restRows = through(restRows, miss)
		rest = f.narrow(restRows)
	}
	if rest.n > 0 {
		var v data.Column = nulls(c.Type(), rest.n)
		if len(c.Values) > len(c.Conds) {
			var err error
			if v, err = eval(ctx, c.Values[len(c.Conds)], rest); err != nil {
				return nil, err
			}
		}
		if restRows == nil {
			return v, nil
		}
		out.add(expand(v), restRows)
	}
	return out.whole(f.n), nil
}

func allRows(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// others lists the rows below n that are not in hit, which is ascending.
func others(hit []int32, n int) []int32 {
	out := make([]int32, 0, n-len(hit))
	k := 0
	for i := int32(0); i < int32(n); i++ {
		if k < len(hit) && hit[k] == i {
			k++
			continue
		}
		out = append(out, i)
	}
	return out
}

// through maps row numbers of a selection to those of what it selected from; nil selects all.
func through(rows, sel []int32) []int32 {
	if rows == nil {
		return sel
	}
	out := make([]int32, len(sel))
	for i, r := range sel {
		out[i] = rows[r]
	}
	return out
}
