package expr

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Routine is a function that is written in SQL: CREATE TEMPORARY FUNCTION.
type Routine struct {
	Name   string
	Params []Param // Default is a resolved constant
	Types  []*data.Type
	// Body is an expression over the parameters, of type Returns; nil of a table function.
	Body    Expr
	Returns *data.Type
	// Plan is the query of a table function (an operator.Node), Columns what it gives.
	Plan    any
	Columns *data.Schema
}

// LookupRoutine finds a function of the session that is written in SQL by the name a query has for it:
// f, session.f or system.session.f. A function of the tables goes before one of the plain name.
func LookupRoutine(ctx *Context, name string) *Routine {
	if ctx.Routine == nil {
		return nil
	}
	short, ok := SessionName(strings.Split(name, "."))
	if !ok {
		return nil
	}
	r := ctx.Routine(short)
	if r == nil || short != name {
		return r
	}
	if LookupFunction(ctx, name) != nil || LookupAggregate(name) != nil || LookupGenerator(name) != nil || WindowOnly(strings.ToLower(name)) {
		return nil
	}
	return r
}

// Arguments brings the resolved arguments of a call to their places and casts them to the types of the
// parameters; text is the call as it is shown.
func (r *Routine) Arguments(ctx *Context, c *Call, given []Expr) (args []Expr, text string, err error) {
	switch {
	case c.Distinct:
		return nil, "", Errorf("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "42000", c.At, "Invalid SQL syntax: The function `%s` does not support DISTINCT.", r.Name)
	case c.Filter != nil:
		return nil, "", NoFilter(c)
	case c.IgnoreNulls:
		return nil, "", noIgnoreNulls(c)
	}
	if n := len(r.Params); len(given) > n || len(given) < n && len(c.ArgNames) == 0 && !r.optional() {
		at := c.At
		if r.Plan != nil {
			at = Span{}
		}
		return nil, "", WrongCount(r.Name, strconv.Itoa(n), len(given), at)
	}
	if args, err = arranged(c, given, r.Params); err != nil {
		return nil, "", err
	}
	shown := textsOf(args)
	for n := len(shown); n > 0 && args[n-1] == r.Params[n-1].Default; n-- {
		shown = shown[:n-1]
	}
	for i, a := range args {
		if args[i], err = castArgument(ctx, a, r.Types[i], c.At); err != nil {
			return nil, "", err
		}
	}
	return args, r.Name + "(" + strings.Join(shown, ", ") + ")", nil
}

// optional tells whether a call may leave out an argument.
func (r *Routine) optional() bool {
	return slices.ContainsFunc(r.Params, func(p Param) bool { return p.Default != nil })
}

// castArgument casts what was given for a parameter, as CAST does.
func castArgument(ctx *Context, e Expr, to *data.Type, at Span) (Expr, error) {
	if e.Type().Equal(to) {
		return e, nil
	}
	return Resolve(ctx, nil, &Cast{Child: e, To: to, At: at})
}

// Result casts a computed body to the type that the function returns and gives it the text of the call.
func (r *Routine) Result(ctx *Context, body Expr, text string, at Span) (Expr, error) {
	body, err := castArgument(ctx, body, r.Returns, at)
	if err != nil {
		return nil, err
	}
	f := &Function{Name: "sql function " + strings.ToLower(r.Name), text: func([]string) string { return text }}
	return &Apply{Fn: f, Args: []Expr{body}, Typ: r.Returns, Null: true, Consts: true,
		Kernel: func(_ *Context, args []data.Column, _ int) (data.Column, error) { return args[0], nil }}, nil
}
