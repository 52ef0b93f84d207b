package spark

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// variable is a session variable and what SET VARIABLE ... = DEFAULT gives it.
type variable struct {
	expr.Variable
	standard expr.Expr
}

// variable finds a session variable for the analyzer, and counts that something reads one.
func (s *Session) variable(name string) *expr.Variable {
	v, ok := s.variables[strings.ToLower(name)]
	if !ok {
		return nil
	}
	s.reads++
	return &v.Variable
}

// declare carries out DECLARE.
func (s *Session) declare(text string, st *sql.Statement) {
	a := st.Assign
	seen := map[string]bool{}
	var names []string
	for _, t := range a.Targets {
		name, ok := expr.SessionName(t.Name)
		if !ok {
			fail("SQL", text, unresolvedVariable(t, "[`system`.`session`]"))
		}
		low := strings.ToLower(name)
		if seen[low] {
			fail("SQL", text, expr.Errorf("DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE", "42734", expr.Span{},
				"Found duplicate variable %s in the declare variable list. Please, remove one of them.", sessionPath(name)))
		}
		if s.variables[low] != nil && !st.Replace {
			fail("SQL", text, expr.Errorf("VARIABLE_ALREADY_EXISTS", "42723", expr.Span{},
				"Cannot create the variable %s because it already exists.\nChoose a different name, or drop or replace the existing variable.", sessionPath(name)))
		}
		seen[low] = true
		names = append(names, name)
	}
	standard := s.standard(text, st, names[0])
	value := s.rowOf(text, []expr.Expr{standard})[0]
	for _, name := range names {
		s.variables[strings.ToLower(name)] = &variable{expr.Variable{Name: name, Value: value}, standard}
	}
}

// standard is the default of a declaration, of the type it names.
func (s *Session) standard(text string, st *sql.Statement, name string) expr.Expr {
	a := st.Assign
	e := expr.Expr(&expr.Literal{Typ: data.Void})
	if len(a.Values) > 0 {
		e = a.Values[0]
	}
	expr.Walk(e, func(x expr.Expr) bool {
		if _, query := x.(*expr.Subquery); query {
			err := expr.Errorf("INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION", "42623", expr.Span{},
				"Failed to execute DECLARE VARIABLE command because the destination column or variable %s has a DEFAULT value %s, which contains subquery expressions.", sessionPath(name), a.Text)
			err.Planned = true
			fail("SQL", text, err)
		}
		return true
	})
	if a.Type == nil {
		return e
	}
	return &expr.Cast{Child: e, To: a.Type, At: st.At}
}

// setVariables carries out SET VARIABLE.
func (s *Session) setVariables(text string, st *sql.Statement) {
	a := st.Assign
	vars := s.targets(text, a.Targets, unresolvedSet)
	if a.Query != nil {
		s.fill(text, st.At, vars, s.frame("SQL", text, a.Query))
		return
	}
	values := make([]expr.Expr, len(vars))
	for i, e := range a.Values {
		if e == nil {
			e = vars[i].standard
		}
		values[i] = &expr.Cast{Child: e, To: vars[i].Value.Typ, At: st.At}
	}
	for i, v := range s.rowOf(text, values) {
		vars[i].Value = v
	}
}

// targets finds the variables of a list; none may stand there twice.
func (s *Session) targets(text string, list []sql.Target, unresolved func(sql.Target) error) []*variable {
	var out []*variable
	seen := map[*variable]bool{}
	for _, t := range list {
		name, ok := expr.SessionName(t.Name)
		v := s.variables[strings.ToLower(name)]
		switch {
		case !ok || v == nil:
			fail("SQL", text, unresolved(t))
		case seen[v]:
			fail("SQL", text, expr.Errorf("DUPLICATE_ASSIGNMENTS", "42701", expr.Span{},
				"The columns or variables `%s` appear more than once as assignment targets.", name))
		}
		seen[v] = true
		out = append(out, v)
	}
	return out
}

func unresolvedSet(t sql.Target) error { return unresolvedVariable(t, plan.SearchPath) }

func unresolvedVariable(t sql.Target, path string) error {
	return expr.Errorf("UNRESOLVED_VARIABLE", "42883", t.At, "Cannot resolve variable %s on search path %s.", plan.QuoteParts(t.Name), path)
}

// fill gives variables the one row of a query, nulls where there is none; at is the statement.
func (s *Session) fill(text string, at expr.Span, vars []*variable, df *DataFrame) {
	if n := df.Schema().Len(); n != len(vars) {
		fail("SQL", text, expr.Errorf("ASSIGNMENT_ARITY_MISMATCH", "42802", expr.Span{},
			"The number of columns or variables assigned or aliased: %d does not match the number of source expressions: %d.", len(vars), n))
	}
	items := df.refs()
	for i, v := range vars {
		items[i] = &expr.Alias{Child: &expr.Cast{Child: items[i], To: v.Value.Typ, At: at}, Name: v.Name}
	}
	b := df.over("SQL", text, func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} }).Batch()
	if b.N > 1 {
		fail("SQL", text, &expr.Error{Condition: "ROW_SUBQUERY_TOO_MANY_ROWS", SQLState: "21000", Message: "More than one row returned by a subquery used as a row.", Runtime: true})
	}
	for i, v := range vars {
		value := &expr.Literal{Typ: v.Value.Typ}
		if b.N == 1 {
			value.Value = data.ValueAt(b.Cols[i], 0)
		}
		v.Value = value
	}
}

// rowOf computes expressions that stand alone.
func (s *Session) rowOf(text string, list []expr.Expr) []*expr.Literal {
	items := make([]expr.Expr, len(list))
	for i, e := range list {
		items[i] = &expr.Alias{Child: e, Name: "value"}
	}
	b := s.frame("SQL", text, &operator.Select{Items: items}).Batch()
	out := make([]*expr.Literal, len(list))
	for i, c := range b.Cols {
		out[i] = &expr.Literal{Typ: c.Type(), Value: data.ValueAt(c, 0)}
	}
	return out
}

// dropVariable carries out DROP TEMPORARY VARIABLE.
func (s *Session) dropVariable(text string, st *sql.Statement) {
	name, ok := expr.SessionName(st.Name)
	low := strings.ToLower(name)
	if s.variables[low] == nil || !ok {
		if st.IfExist {
			return
		}
		fail("SQL", text, expr.Errorf("VARIABLE_NOT_FOUND", "42883", expr.Span{},
			"The variable %s cannot be found. Verify the spelling and correctness of the schema and catalog.\n"+
				"If you did not qualify the name with a schema and catalog, verify the current_schema() output, or qualify the name with the correct schema and catalog.\n"+
				"To tolerate the error on drop use DROP VARIABLE IF EXISTS.", sessionPath(name)))
	}
	delete(s.variables, low)
}

// sessionPath is the name of a variable in full.
func sessionPath(name string) string {
	return plan.QuoteParts([]string{"system", "session", name})
}

// notBySet refuses SET name = value where the name is a variable's.
func (s *Session) notBySet(text, name string) {
	if s.variables[strings.ToLower(name)] != nil {
		fail("SQL", text, expr.Errorf("UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET", "0A000", expr.Span{},
			"The feature is not supported: `%s` is a VARIABLE and cannot be updated using the SET statement. Use SET VARIABLE `%s` = ... instead.", name, name))
	}
}
