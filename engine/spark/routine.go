package spark

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// routine is a SQL function of the session and how it was written.
type routine struct {
	expr.Routine
	written *sql.Routine
}

// routine finds a SQL function for the analyzer.
func (s *Session) routine(name string) *expr.Routine {
	if r := s.routines[strings.ToLower(name)]; r != nil {
		s.reads++
		return &r.Routine
	}
	return nil
}

// createFunction carries out CREATE TEMPORARY FUNCTION.
func (s *Session) createFunction(text string, st *sql.Statement) {
	name, _ := expr.SessionName(st.Name)
	low := strings.ToLower(name)
	w := st.Routine
	r := &routine{Routine: expr.Routine{Name: name}, written: w}
	s.params(text, r)
	input := r.input()
	if w.Table {
		s.tableBody(text, r, input)
	} else {
		s.scalarBody(text, r, input)
	}
	if (s.routines[low] != nil || s.functions[low] != nil) && !st.Replace {
		fail("SQL", text, expr.Errorf("ROUTINE_ALREADY_EXISTS", "42723", expr.Span{},
			"Cannot create the routine %s because a routine of that name already exists.\nChoose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a pre-existing routine.", plan.QuoteParts([]string{name})))
	}
	delete(s.functions, low)
	s.routines[low] = r
}

// invalid refuses a definition.
func invalid(text, sub, message string) {
	fail("SQL", text, expr.Errorf("USER_DEFINED_FUNCTIONS."+sub, "42601", expr.Span{}, "User defined function is invalid: %s", message))
}

// params checks the parameters and computes their defaults.
func (s *Session) params(text string, r *routine) {
	var optional string
	for _, p := range r.written.Params {
		switch {
		case p.NotNull:
			invalid(text, "NOT_NULL_ON_FUNCTION_PARAMETERS", "Cannot specify NOT NULL on function parameters: "+p.Name+" "+p.Type.String()+" NOT NULL")
		case slices.ContainsFunc(r.Params, func(o expr.Param) bool { return strings.EqualFold(o.Name, p.Name) }):
			fail("SQL", text, expr.Errorf("DUPLICATE_ROUTINE_PARAMETER_NAMES", "42734", expr.Span{},
				"Found duplicate name(s) in the parameter list of the user-defined routine %s: `%s`.", r.Name, p.Name))
		case optional != "" && p.Default == "":
			invalid(text, "NOT_A_VALID_DEFAULT_PARAMETER_POSITION", "In routine `"+r.Name+"` parameter `"+optional+"` with DEFAULT must not be followed by parameter `"+p.Name+"` without DEFAULT.")
		}
		param := expr.Param{Name: p.Name}
		if p.Default != "" {
			optional = p.Name
			e, err := sql.ParseExpr(p.Default)
			fail("SQL", p.Default, err)
			param.Default = s.rowOf(p.Default, []expr.Expr{&expr.Cast{Child: e, To: p.Type, At: expr.SpanOf(e)}})[0]
		}
		r.Params, r.Types = append(r.Params, param), append(r.Types, p.Type)
	}
}

// input is a relation whose columns are the parameters: the body is looked at over it.
func (r *routine) input() operator.Node {
	fields := make([]data.Field, len(r.Params))
	for i, p := range r.Params {
		fields[i] = data.Field{Name: p.Name, Type: r.Types[i], Nullable: true}
	}
	rows := data.FromRows(data.NewSchema(fields...), [][]any{make([]any, len(fields))})
	return &operator.SubqueryAlias{Name: r.Name, Child: &operator.Local{Rows: rows}}
}

// scalarBody looks at the body of a scalar function and finds the type it returns.
func (s *Session) scalarBody(text string, r *routine, input operator.Node) {
	w := r.written
	r.Body, r.Returns = bodyOf(w), w.Returns
	e := r.Body
	if w.Returns != nil {
		e = &expr.Cast{Child: e, To: w.Returns, Implicit: true, At: expr.SpanOf(e)}
	}
	df := s.bodyFrame(w.Body, &operator.Select{Items: []expr.Expr{&expr.Alias{Child: e, Name: r.Name}}, Child: input})
	if complexBody(r.Body) {
		invalid(text, "CANNOT_CONTAIN_COMPLEX_FUNCTIONS", "SQL scalar function cannot contain aggregate/window/generate functions: "+w.Body)
	}
	if r.Returns == nil {
		r.Returns = df.Schema().Fields[0].Type
	}
}

// tableBody looks at the query of a table function, which sees the parameters as columns around it.
func (s *Session) tableBody(text string, r *routine, input operator.Node) {
	w := r.written
	if w.Columns != nil {
		seen := map[string]bool{}
		for _, f := range w.Columns.Fields {
			if low := strings.ToLower(f.Name); seen[low] {
				fail("SQL", text, expr.Errorf("DUPLICATE_ROUTINE_RETURNS_COLUMNS", "42711", expr.Span{},
					"Found duplicate column(s) in the RETURNS clause column list of the user-defined routine %s: `%s`.", r.Name, f.Name))
			} else {
				seen[low] = true
			}
		}
	}
	query := queryOf(w.Body)
	r.Plan = query
	around := &operator.Join{Left: input, Right: &operator.SubqueryAlias{Name: "body", Child: query}, How: operator.Cross, Lateral: true}
	given := s.bodyFrame(w.Body, &operator.Select{Items: []expr.Expr{&expr.Star{Qualifier: []string{"body"}}}, Child: around}).Schema()
	r.Columns = w.Columns
	if r.Columns == nil {
		r.Columns = given
	}
	if n := given.Len(); n != r.Columns.Len() {
		invalid(text, "RETURN_COLUMN_COUNT_MISMATCH", fmt.Sprintf(
			"The number of columns produced by the RETURN clause (num: `%d`) does not match the number of column names specified by the RETURNS clause (num: `%d`) of %s.", n, r.Columns.Len(), r.Name))
	}
}

// bodyOf reads the body of a scalar function as a text of its own: that is what places in it are of.
func bodyOf(w *sql.Routine) expr.Expr {
	if w.Query {
		return &expr.Subquery{Kind: expr.ScalarSubquery, Plan: queryOf(w.Body), At: expr.Span{Start: expr.Pos{Line: 1}, End: len(w.Body)}}
	}
	e, err := sql.ParseExpr(w.Body)
	fail("SQL", w.Body, err)
	return e
}

// bodyFrame analyzes a body.
func (s *Session) bodyFrame(text string, n operator.Node) *DataFrame {
	node, err := plan.Analyze(n, s, s.ExprContext())
	if e, ours := err.(*expr.Error); ours && e.Condition == "UNRESOLVED_ROUTINE" {
		name, _, _ := strings.Cut(strings.TrimPrefix(e.Message, "Cannot resolve routine `"), "`")
		err = plan.NoRoutine([]string{"default", name}) // Spark words it so in a body
	}
	fail("SQL", text, err)
	return &DataFrame{s: s, parsed: n, node: node}
}

func queryOf(text string) operator.Node {
	n, err := sql.ParseQuery(text)
	fail("SQL", text, err)
	return n
}

// complexBody tells whether an expression calls an aggregate, a window function or a generator; a query
// in it may.
func complexBody(body expr.Expr) bool {
	found := false
	expr.Walk(body, func(x expr.Expr) bool {
		if c, ok := x.(*expr.Call); ok {
			found = found || c.Over != nil || expr.LookupAggregate(c.Func) != nil || expr.LookupGenerator(c.Func) != nil
		}
		return !found
	})
	return found
}

// dropFunction carries out DROP TEMPORARY FUNCTION.
func (s *Session) dropFunction(text string, st *sql.Statement) {
	name, ok := expr.SessionName(st.Name)
	low := strings.ToLower(name)
	if st.Extended {
		s.noStoredFunction(text, st, s.routines[low] != nil || s.functions[low] != nil)
		return
	}
	if !ok || s.routines[low] == nil && s.functions[low] == nil {
		if st.IfExist {
			return
		}
		if expr.LookupFunction(&expr.Context{}, name) != nil || expr.LookupAggregate(name) != nil || expr.LookupGenerator(name) != nil {
			fail("SQL", text, expr.Errorf("FORBIDDEN_OPERATION", "42809", expr.Span{}, "The operation DROP is not allowed on the FUNCTION: %s.", plan.QuoteParts(st.Name)))
		}
		fail("SQL", text, plan.NoRoutine([]string{name}))
	}
	delete(s.routines, low)
	delete(s.functions, low)
}

// noStoredFunction answers DROP FUNCTION, which is about functions of a catalog.
func (s *Session) noStoredFunction(text string, st *sql.Statement, temporary bool) {
	quoted := plan.QuoteParts(st.Name)
	switch {
	case temporary:
		fail("SQL", text, expr.Errorf("EXPECT_PERSISTENT_FUNCTION_NOT_TEMP", "42809", expr.Span{Start: expr.Pos{Line: 1}},
			"%s is a temporary function. 'DROP FUNCTION' expects a persistent function. Please use DROP TEMPORARY FUNCTION to drop a temporary function.", quoted))
	case !st.IfExist:
		fail("SQL", text, plan.NoRoutine(append([]string{"default"}, st.Name...)))
	}
}
