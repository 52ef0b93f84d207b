package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Routine is CREATE TEMPORARY FUNCTION as it is written.
type Routine struct {
	Params []RoutineParam
	// Returns is the type of a scalar function, nil without RETURNS.
	Returns *data.Type
	// Table tells a table function, Columns what RETURNS TABLE (...) names; nil: what the query gives.
	Table   bool
	Columns *data.Schema
	// Comments are those of Columns, "" without one.
	Comments []string
	Comment  string
	// Body is the text behind RETURN, Query tells that it is a query.
	Body  string
	Query bool
	// Access is the clause about the data that is read, "" without one.
	Access        string
	Deterministic bool
}

// RoutineParam is a parameter of a function.
type RoutineParam struct {
	Name    string
	Type    *data.Type
	Default string // as written, "" without one
	Comment string
	NotNull bool
	At      expr.Span
}

// createFunction reads what stands behind CREATE [OR REPLACE] TEMPORARY.
func (p *parser) createFunction(s *Statement) *Statement {
	p.expect("FUNCTION")
	s.Kind = CreateFunction
	ifNot := p.accept("IF", "NOT", "EXISTS")
	p.about(s)
	if p.is("AS") && p.peek(1).kind == text {
		p.at += 2
		class := p.toks[p.at-1].value
		p.fail(expr.Errorf("CANNOT_LOAD_FUNCTION_CLASS", "46103", expr.Span{},
			"Cannot load class %s when registering the function `%s`, please make sure it is on the classpath.", class, s.Name[len(s.Name)-1]))
		return s
	}
	r := &Routine{Deterministic: true}
	s.Routine = r
	p.expect("(")
	for !p.accept(")") {
		if len(r.Params) > 0 {
			p.expect(",")
		}
		r.Params = append(r.Params, p.routineParam())
	}
	p.returns(r)
	p.characteristics(r)
	if !p.is("RETURN") && p.cur().kind != eof {
		p.missing("RETURN")
	}
	p.expect("RETURN")
	from := p.at
	if r.Query = p.queryAhead() && !p.is("("); r.Query {
		p.query()
	} else {
		p.expression()
	}
	if r.Table && !r.Query {
		p.refuse("USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY", "42601", p.span(0), "User defined function is invalid: SQL table function %s body must be a query.", s.Name[len(s.Name)-1])
	}
	at := p.span(from)
	r.Body = p.src[at.Start.Offset:at.End]
	p.temporaryName(s, ifNot)
	return s
}

// temporaryName refuses what a temporary function cannot be called.
func (p *parser) temporaryName(s *Statement, ifNot bool) {
	if ifNot {
		p.refuse("INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS", "42000", p.span(0), "Invalid SQL syntax: CREATE TEMPORARY FUNCTION with IF NOT EXISTS is not allowed.")
	}
	if _, ok := expr.SessionName(s.Name); !ok {
		last := len(s.Name) - 1
		p.refuse("INVALID_TEMP_OBJ_QUALIFIER", "42602", p.span(0), "Temporary FUNCTION `%s` cannot be qualified with `%s`. Temporary objects can only be qualified with SESSION or SYSTEM.SESSION.",
			s.Name[last], strings.Join(s.Name[:last], "`.`"))
	}
}

// routineParam reads name type [NOT NULL] [DEFAULT value] [COMMENT 'text'].
func (p *parser) routineParam() RoutineParam {
	from := p.at
	out := RoutineParam{Name: p.name()}
	out.Type = p.dataType()
	for {
		switch {
		case p.accept("NOT", "NULL"):
			out.NotNull = true
		case p.accept("DEFAULT"):
			at := p.at
			p.expression()
			span := p.span(at)
			out.Default = p.src[span.Start.Offset:span.End]
		case p.accept("COMMENT"):
			out.Comment = p.string()
		default:
			out.At = p.span(from)
			return out
		}
	}
}

// returns reads RETURNS type, RETURNS TABLE or RETURNS TABLE (name type, ...).
func (p *parser) returns(r *Routine) {
	if !p.accept("RETURNS") {
		return
	}
	if !p.accept("TABLE") {
		r.Returns = p.dataType()
		return
	}
	r.Table = true
	if !p.accept("(") {
		return
	}
	var fields []data.Field
	for {
		f := data.Field{Name: p.name(), Type: p.dataType(), Nullable: true}
		comment := ""
		if p.accept("COMMENT") {
			comment = p.string()
		}
		r.Comments = append(r.Comments, comment)
		fields = append(fields, f)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	r.Columns = data.NewSchema(fields...)
}

// characteristics reads the clauses between RETURNS and RETURN, in any order.
func (p *parser) characteristics(r *Routine) {
	for {
		switch {
		case p.accept("COMMENT"):
			r.Comment = p.string()
		case p.accept("LANGUAGE"):
			p.name()
		case p.accept("NOT", "DETERMINISTIC"):
			r.Deterministic = false
		case p.accept("DETERMINISTIC"):
		case p.accept("CONTAINS", "SQL"):
			r.Access = "CONTAINS SQL"
		case p.accept("READS", "SQL", "DATA"):
			r.Access = "READS SQL DATA"
		case p.accept("SQL", "SECURITY"):
			p.next()
		default:
			return
		}
	}
}

// dropFunction reads what stands behind DROP [TEMPORARY] FUNCTION; a function that is not temporary is
// there no more than a table is.
func (p *parser) dropFunction(temporary bool) *Statement {
	s := &Statement{Kind: DropFunction, Extended: !temporary, IfExist: p.accept("IF", "EXISTS")}
	p.about(s)
	return s
}
