package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// parameter is a parameter of a SQL function while its body is resolved: a name and the argument, resolved
// where the call stands.
type parameter struct {
	function, name string
	value          expr.Expr
}

// routineOf is the SQL function that a call calls, nil for any other call.
func (a *analyzer) routineOf(c *expr.Call) *expr.Routine {
	name := c.Func
	if c.Written != "" {
		name = c.Written
	}
	return expr.LookupRoutine(a.ctx, name)
}

// parameter finds a parameter by its name, alone or behind the name of the function.
func (s *scope) parameter(parts []string) (expr.Expr, int) {
	for _, p := range s.params {
		if s.same(p.name, parts[0]) {
			return p.value, 1
		}
		if len(parts) > 1 && s.same(p.function, parts[0]) && s.same(p.name, parts[1]) {
			return p.value, 2
		}
	}
	return nil, 0
}

// fromWithin is an argument as the queries in the body of a function see it: what it reads is of the
// query around them.
func fromWithin(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if r, ok := x.(*expr.Ref); ok {
			return &expr.Outer{Index: r.Index, Name: r.Name, Qualifier: r.Qualifier, Typ: r.Typ, Null: r.Null}, nil
		}
		return nil, nil
	})
	return out
}

// bodyScope sees nothing but the parameters of a function.
func (a *analyzer) bodyScope(r *expr.Routine, args []expr.Expr) (*scope, error) {
	inner := *a
	inner.ctes, inner.outer = nil, nil
	for _, o := range a.routines {
		if o == r {
			return nil, NoRoutine([]string{"default", r.Name}) // it calls itself
		}
	}
	inner.routines = append(append([]*expr.Routine{}, a.routines...), r)
	s := &scope{a: &inner}
	for i, p := range r.Params {
		s.params = append(s.params, parameter{r.Name, p.Name, args[i]})
	}
	return s, nil
}

// NoRoutine is the refusal of a statement about a function that is not there.
func NoRoutine(parts []string) *expr.Error {
	return expr.Errorf("ROUTINE_NOT_FOUND", "42883", expr.Span{},
		"The routine %s cannot be found. Verify the spelling and correctness of the schema and catalog.\n"+
			"If you did not qualify the name with a schema and catalog, verify the current_schema() output, or qualify the name with the correct schema and catalog.\n"+
			"To tolerate the error on drop use DROP ... IF EXISTS.", QuoteParts(parts))
}

// noSchema is the refusal of a name in a schema that is not there.
func noSchema(name string) *expr.Error {
	return expr.Errorf("SCHEMA_NOT_FOUND", "42704", expr.Span{}, "The schema %s cannot be found. Verify the spelling and correctness of the schema and catalog.\n"+
		"If you did not qualify the name with a catalog, verify the current_schema() output, or qualify the name with the correct catalog.\n"+
		"To tolerate the error on drop use DROP SCHEMA IF EXISTS.", QuoteParts([]string{"spark_catalog", name}))
}

func notScalar(name string, at expr.Span) error {
	return expr.Errorf("NOT_A_SCALAR_FUNCTION", "42887", at, "`%s` appears as a scalar expression here, but the function was defined as a table function. Please update the query to move the function call into the FROM clause, or redefine `%s` as a scalar function instead.", name, name)
}

// tableCall is the first call in x of a generator that is a table function only, nil without one.
func tableCall(x expr.Expr) *expr.Call {
	var found *expr.Call
	expr.Walk(x, func(x expr.Expr) bool {
		if c, ok := x.(*expr.Call); ok && found == nil {
			if g := expr.LookupGenerator(c.Func); g != nil && g.TableOnly {
				found = c
			}
		}
		return found == nil
	})
	return found
}

// callRoutine puts the body of a scalar SQL function in the place of its call. bind resolves expressions
// where the call stands.
func (a *analyzer) callRoutine(sc *scope, c *expr.Call, r *expr.Routine, bind func(*scope, expr.Expr) (expr.Expr, error)) (expr.Expr, error) {
	if r.Body == nil {
		return nil, notScalar(r.Name, c.At)
	}
	if c.Over != nil {
		return nil, usedIn("Window", r, c)
	}
	given, err := a.routineArguments(sc, c, bind)
	if err != nil {
		return nil, err
	}
	args, text, err := r.Arguments(a.ctx, c, given)
	if err != nil {
		return nil, err
	}
	body, err := sc.a.bodyScope(r, args)
	if err != nil {
		return nil, err
	}
	e, err := bind(body, r.Body)
	if err != nil {
		return nil, err
	}
	return r.Result(a.ctx, e, text, c.At)
}

// routineArguments resolves the arguments of a call; * stands for all columns.
func (a *analyzer) routineArguments(sc *scope, c *expr.Call, bind func(*scope, expr.Expr) (expr.Expr, error)) ([]expr.Expr, error) {
	var out []expr.Expr
	for _, e := range c.Args {
		if star, ok := e.(*expr.Star); ok {
			cols, err := sc.Star(star.Qualifier, star.At)
			if err != nil {
				return nil, err
			}
			out = append(out, cols...)
			continue
		}
		x, err := bind(sc, e)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// usedIn refuses a SQL function where Spark does not put a body in its place.
func usedIn(node string, r *expr.Routine, c *expr.Call) error {
	return expr.Errorf("UNSUPPORTED_SQL_UDF_USAGE", "0A000", c.At, "Using SQL function `%s` in %s is not supported.", r.Name, node)
}

// refuseRoutines refuses SQL functions in an expression of a node.
func (a *analyzer) refuseRoutines(e expr.Expr, refuse func(*expr.Routine, *expr.Call) error) (err error) {
	if a.ctx.Routine == nil {
		return nil
	}
	expr.Walk(e, func(x expr.Expr) bool {
		if c, ok := x.(*expr.Call); ok && err == nil {
			if r := a.routineOf(c); r != nil {
				err = refuse(r, c)
			}
		}
		return err == nil
	})
	return err
}

// refuseGenerated refuses SQL functions in the arguments of a generator.
func (a *analyzer) refuseGenerated(c *expr.Call) error {
	if expr.LookupGenerator(c.Func) == nil {
		return nil
	}
	return a.refuseRoutines(c, func(r *expr.Routine, c *expr.Call) error { return usedIn("Generate", r, c) })
}

func inLambda(r *expr.Routine, c *expr.Call) error {
	return expr.Errorf("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF", "0A000", c.At,
		"The feature is not supported: Lambda function with SQL UDF %s in a higher order function.", r.Name)
}

// expandRoutines puts bodies in the place of calls outside a SELECT: VALUES, arguments of table functions.
func (a *analyzer) expandRoutines(sc *scope, e expr.Expr) (expr.Expr, error) {
	if a.ctx.Routine == nil {
		return e, nil
	}
	return rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		c, ok := x.(*expr.Call)
		if !ok {
			return nil, nil
		}
		r := a.routineOf(c)
		if r == nil {
			return nil, a.refuseGenerated(c)
		}
		return a.callRoutine(sc, c, r, a.resolve)
	})
}

// routineTable is a call of a table function that is written in SQL.
func (a *analyzer) routineTable(t *operator.TableFunction, r *expr.Routine) (operator.Node, error) {
	if r.Plan == nil {
		return nil, expr.Errorf("NOT_A_TABLE_FUNCTION", "42887", t.At, "`%s` appears as a table function here, but the function was defined as a scalar function. Please update the query to move the function call outside the FROM clause, or redefine `%s` as a table function instead.", r.Name, r.Name)
	}
	around := &scope{a: a, outer: a.outer}
	given, err := a.routineArguments(around, t.Call, a.resolve)
	if err != nil {
		return nil, err
	}
	args, _, err := r.Arguments(a.ctx, t.Call, given)
	if err != nil {
		return nil, err
	}
	body, err := a.bodyScope(r, args)
	if err != nil {
		return nil, err
	}
	inner := *body.a
	inner.outer = body
	n, err := inner.node(r.Plan.(operator.Node))
	if err != nil {
		return nil, err
	}
	if n, err = a.asColumns(n, r.Columns, t.At); err != nil {
		return nil, err
	}
	if len(t.Names) > 0 {
		if n, err = renameColumns(n, t.Names, t.At); err != nil {
			return nil, err
		}
	}
	return aliased(n, strings.ToLower(r.Name)), nil
}

// asColumns casts and names the columns of a plan.
func (a *analyzer) asColumns(n operator.Node, to *data.Schema, at expr.Span) (operator.Node, error) {
	exprs, _ := passAll(n, n.Schema().Len())
	for i, e := range exprs {
		x, err := a.resolve(a.scope(n), &expr.Cast{Child: e, To: to.Fields[i].Type, At: at})
		if e.Type().Equal(to.Fields[i].Type) {
			x = e
		} else if err != nil {
			return nil, err
		}
		exprs[i] = &expr.Alias{Child: x, Name: to.Fields[i].Name}
	}
	return project(n, exprs, to.Names()), nil
}
