package spark

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// maxExecuting bounds how often EXECUTE IMMEDIATE may run itself: a text can name a variable that holds it.
const maxExecuting = 50

// execute carries out EXECUTE IMMEDIATE. Places in refusals of the inner text are places there.
func (s *Session) execute(text string, st *sql.Statement) *DataFrame {
	x := st.Execute
	if s.executing++; s.executing > maxExecuting {
		s.executing = 0
		fail("SQL", text, &expr.Error{Message: "EXECUTE IMMEDIATE stands within itself too often.", At: st.At, Hint: "Let the text run something else than itself."})
	}
	defer func() { s.executing = max(0, s.executing-1) }()
	inner := s.immediateText(text, x.Text)
	values := s.usingValues(text, x.Using)
	parsed, err := sql.ParseStatementWith(inner, values)
	if e, ours := err.(*expr.Error); ours && e.Condition == "PARSE_SYNTAX_ERROR" {
		e.Parsed = true // Spark does not say where
	}
	fail("SQL", inner, err)
	if len(x.Into) == 0 {
		return s.statement(inner, parsed)
	}
	if parsed.Kind != sql.QueryStatement {
		fail("SQL", text, expr.Errorf("INVALID_STATEMENT_FOR_EXECUTE_INTO", "07501", expr.Span{},
			"The INTO clause of EXECUTE IMMEDIATE is only valid for queries but the given statement is not a query: %s.", strings.ToUpper(inner)))
	}
	vars := s.targets(text, x.Into, func(t sql.Target) error {
		s.frame("SQL", text, &operator.Select{Items: []expr.Expr{&expr.Name{Parts: t.Name, At: t.At}}}) // refuses the name
		return unresolvedSet(t)
	})
	s.fill(text, st.At, vars, s.frame("SQL", inner, parsed.Query))
	return s.answer(nil)
}

// immediateText computes the text that is to be executed.
func (s *Session) immediateText(text string, e expr.Expr) string {
	v := s.rowOf(text, []expr.Expr{e})[0]
	if v.Typ.Kind != data.KindString {
		fail("SQL", text, expr.Errorf("INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE", "42K09", expr.Span{},
			"Expression type must be string type but got %q.", v.Typ))
	}
	if v.Value == nil {
		fail("SQL", text, expr.Errorf("NULL_QUERY_STRING_EXECUTE_IMMEDIATE", "22004", expr.Span{},
			"Execute immediate requires a non-null variable as the query string, but the provided variable %s is null.", e))
	}
	return v.Value.(string)
}

// usingValues computes the arguments of USING; a variable is called by its own name too.
func (s *Session) usingValues(text string, list []expr.Expr) *sql.Parameters {
	out := &sql.Parameters{Named: map[string]expr.Expr{}, Constant: s.constant}
	for _, e := range list {
		given, name := e, ""
		switch x := e.(type) {
		case *expr.Alias:
			given, name = x.Child, x.Name
		case *expr.Name:
			name = x.Parts[len(x.Parts)-1]
		}
		value := s.parameter(text, given)
		out.Positional = append(out.Positional, value)
		if name == "" {
			out.Nameless = append(out.Nameless, fmt.Sprintf("%q", value.String()))
			continue
		}
		out.Named[name] = value
	}
	return out
}

// parameter computes one argument: a literal, or what builds an array, map or struct as it is written.
func (s *Session) parameter(text string, e expr.Expr) expr.Expr {
	reads := false
	expr.Walk(e, func(x expr.Expr) bool {
		if q, query := x.(*expr.Subquery); query {
			err := expr.Errorf("UNSUPPORTED_EXPR_FOR_PARAMETER", "42K0E", q.At,
				"A query parameter contains unsupported expression.\nParameters can either be variables or literals.\nInvalid expression: [%q]", q.String())
			fail("SQL", text, err)
		}
		_, name := x.(*expr.Name)
		reads = reads || name
		return true
	})
	v := s.rowOf(text, []expr.Expr{e})[0]
	if v.Typ.Nested() && !reads {
		return e
	}
	return v
}

// constant computes what stands in IDENTIFIER; false where that needs columns, or fails.
func (s *Session) constant(e expr.Expr) (v *expr.Literal, ok bool) {
	err := Try(func() error {
		v = s.rowOf("", []expr.Expr{e})[0]
		return nil
	})
	return v, err == nil
}

// boundValues are the arguments of SQL(text, values...) in Go: a map gives them names.
func (s *Session) boundValues(text string, args []any) *sql.Parameters {
	out := &sql.Parameters{Named: map[string]expr.Expr{}, Constant: s.constant}
	if len(args) == 0 {
		return out
	}
	bound := func(v any) expr.Expr {
		if c, ok := v.(Column); ok {
			return s.parameter(text, c.e)
		}
		return Lit(v).e
	}
	if named, ok := args[0].(map[string]any); ok && len(args) == 1 {
		for name, v := range named {
			out.Named[name] = bound(v)
		}
		return out
	}
	for _, v := range args {
		e := bound(v)
		out.Positional, out.Nameless = append(out.Positional, e), append(out.Nameless, fmt.Sprintf("%q", e.String()))
	}
	return out
}
