package expr

import (
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Var is a resolved lambda variable. Two variables are the same when their ids are.
type Var struct {
	Name string
	Typ  *data.Type
	Null bool
	id   *int
}

// Type implements [Expr].
func (v *Var) Type() *data.Type { return v.Typ }

// Nullable implements [Expr].
func (v *Var) Nullable() bool { return v.Null }

// Children implements [Expr].
func (v *Var) Children() []Expr { return nil }

// With implements [Expr].
func (v *Var) With([]Expr) Expr { return v }

// String implements [Expr]: Spark's text for a variable once it is resolved.
func (v *Var) String() string { return "namedlambdavariable()" }

// lambdaScope finds lambda variables before columns.
type lambdaScope struct {
	Scope
	vars []*Var
	fold func(a, b string) bool
}

func (s lambdaScope) Column(parts []string, at Span) (Expr, int, error) {
	for _, v := range s.vars {
		if s.fold(v.Name, parts[0]) {
			return v, 1, nil
		}
	}
	return s.Scope.Column(parts, at)
}

// elementTypes are the parameters of a lambda over elements, which may take the index too.
func (b *Binding) elementTypes(i int, elem *data.Type) []*data.Type {
	if l, ok := b.Args[i].(*Lambda); ok && len(l.Params) == 2 {
		return []*data.Type{elem, data.Int}
	}
	return []*data.Type{elem}
}

// lambda resolves argument i as a lambda over parameters of the types given. A plain
// expression is a lambda that looks at none.
func (b *Binding) lambda(i int, nulls bool, types ...*data.Type) (*Lambda, error) {
	l, ok := b.Args[i].(*Lambda)
	if !ok {
		l = &Lambda{Body: b.Args[i]}
		l.vars = hiddenVars(types)
		b.Args[i] = l
		return l, nil
	}
	if l.vars != nil {
		return l, nil
	}
	if len(l.Params) != len(types) {
		return nil, Errorf("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", "42K0D", l.At,
			"Invalid lambda function call. A higher order function expects %d arguments, but got %d.", len(l.Params), len(types))
	}
	vars := hiddenVars(types)
	for k, name := range l.Params {
		for _, other := range l.Params[:k] {
			if sameName(b.Ctx, name, other) {
				return nil, Errorf("INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES", "42K0D", l.At,
					"Invalid lambda function call. The lambda function has duplicate arguments `%s`. Please, consider to rename the argument names or set \"spark.sql.caseSensitive\" to \"true\".", name)
			}
		}
		vars[k].Name, vars[k].Null = name, nulls
	}
	body, err := Resolve(b.Ctx, lambdaScope{b.Scope, vars[:len(l.Params)], func(x, y string) bool { return sameName(b.Ctx, x, y) }}, l.Body)
	if err != nil {
		return nil, b.lambdaError(err)
	}
	out := &Lambda{Params: l.Params, Body: body, At: l.At, vars: vars}
	b.Args[i] = out
	return out, nil
}

// lambdaError places what is refused within a lambda where Spark does: an unknown column at the call, a
// field of what has none nowhere.
func (b *Binding) lambdaError(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	at := e.At
	switch {
	case strings.HasPrefix(e.Condition, "UNRESOLVED_COLUMN"):
		at = b.at()
	case e.Condition == "INVALID_EXTRACT_BASE_FIELD_TYPE":
		at = Span{}
	}
	n := *e
	n.At = at
	return &n
}

func hiddenVars(types []*data.Type) []*Var {
	vars := make([]*Var, len(types))
	for k, t := range types {
		vars[k] = &Var{Typ: t, id: new(int), Null: true}
	}
	return vars
}

// body evaluates a lambda over a frame, whose variables it sets.
func (l *Lambda) eval(ctx *Context, f *frame, values ...data.Column) (data.Column, error) {
	inner := &frame{n: f.n, cols: f.cols, parent: f.parent, sel: f.sel, vars: f.vars[:len(f.vars):len(f.vars)]}
	for k, v := range l.vars {
		if k < len(values) {
			inner.vars = append(inner.vars, bound{v.id, values[k]})
		}
	}
	c, err := eval(ctx, l.Body, inner)
	if err != nil {
		return nil, err
	}
	return expand(c), nil
}
