package plan

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Ref ordinals at and above these bases stand for values that have no column yet.
const (
	aliasBase = 1 << 20 // items of the same SELECT (lateral column aliases)
	slotBase  = 2 << 20 // subqueries that wait to be joined
	innerBase = 3 << 20 // columns of a subquery's own plan in its join condition
	groupBase = 4 << 20 // grouping() and grouping_id()
	// sessionBase is the one session window of a SELECT.
	sessionBase = 5 << 20
)

// scope resolves names against the columns of a node. It implements expr.Scope.
type scope struct {
	a    *analyzer
	cols []column
	// aliases are the items of the SELECT so far that later items may use by name.
	aliases []alias
	// aliasFirst is set for ORDER BY and HAVING, where output names win.
	aliasFirst bool
	// outputs lists the columns that ORDER BY and HAVING see, for suggestions; nil: those of cols.
	outputs func() [][]string
	// outer is the enclosing query of a subquery.
	outer *scope
	// params are the parameters of the SQL function whose body is resolved.
	params []parameter
	// window is the column of the SELECT's own window(); a column of the input goes before it. 0: none.
	window int
	// session tells that the SELECT calls session_window(), whose column suggestions name too.
	session bool
	// offers are the columns that * leaves out.
	offers []int
	// hidden finds a column that the node dropped; nil when there are none.
	hidden func(parts []string, at expr.Span) (*expr.Ref, int)
}

// alias is a named item of the SELECT that is being resolved.
type alias struct {
	name string
	typ  *data.Type
	null bool
	item int
}

func (s *scope) same(a, b string) bool {
	if s.a.ctx.CaseSensitive {
		return a == b
	}
	return strings.EqualFold(a, b)
}

// Column implements expr.Scope.
func (s *scope) Column(parts []string, at expr.Span) (expr.Expr, int, error) {
	e, used, err := s.find(parts, at)
	if err != nil || e != nil {
		return e, used, err
	}
	if s.outer != nil {
		o := *s.outer
		if !o.aliasFirst {
			o.aliases = nil
		}
		r, used, err := o.find(parts, at)
		if e, ok := err.(*expr.Error); ok && e.Condition == "AMBIGUOUS_REFERENCE" {
			err = s.unresolved(parts, at) // Spark does not look into the query around when that cannot tell
		}
		if err != nil {
			return nil, 0, err
		}
		if r != nil {
			return fromWithin(r), used, nil
		}
	}
	return nil, 0, s.unresolved(parts, at)
}

// find looks in this scope only: nil when the name is not here.
func (s *scope) find(parts []string, at expr.Span) (expr.Expr, int, error) {
	if s.aliasFirst {
		if r, err := s.alias(parts[0], at); r != nil || err != nil {
			return orNil(r), 1, err
		}
	}
	hits, used := s.matches(parts)
	if n := len(hits); n > 1 && s.window > 0 && hits[n-1] == s.window {
		hits = hits[:n-1]
	}
	switch {
	case len(hits) > 1 && s.outputs != nil && len(parts) == 1:
		return nil, 0, s.unresolved(parts, at)
	case len(hits) > 1:
		return nil, 0, s.ambiguous(parts, hits, at)
	case len(hits) == 1:
		return s.ref(hits[0], parts[used-1]), used, nil
	}
	if !s.aliasFirst {
		if r, err := s.alias(parts[0], at); r != nil || err != nil {
			return orNil(r), 1, err
		}
	}
	if s.hidden != nil {
		if r, used := s.hidden(parts, at); r != nil {
			return r, used, nil
		}
	}
	e, used := s.parameter(parts)
	return e, used, nil
}

func orNil(r *expr.Ref) expr.Expr {
	if r == nil {
		return nil
	}
	return r
}

// matches lists the columns a name may mean: first as qualifier.column, then as a column whose
// further parts are fields.
func (s *scope) matches(parts []string) (hits []int, used int) {
	for q := min(len(parts)-1, 3); q >= 1; q-- {
		for i := range s.cols {
			if s.same(s.cols[i].Name, parts[q]) && s.qualifies(s.cols[i].qualifier, parts[:q]) {
				hits = append(hits, i)
			}
		}
		if len(hits) > 0 {
			return s.distinct(hits), q + 1
		}
	}
	for i := range s.cols {
		if !s.cols[i].hidden && s.same(s.cols[i].Name, parts[0]) {
			hits = append(hits, i)
		}
	}
	return s.distinct(hits), 1
}

func (s *scope) qualifies(qualifier, parts []string) bool {
	if len(parts) > len(qualifier) {
		return false
	}
	tail := qualifier[len(qualifier)-len(parts):]
	for i := range parts {
		if !s.same(tail[i], parts[i]) {
			return false
		}
	}
	return true
}

// distinct keeps one of several columns that are the same value.
func (s *scope) distinct(hits []int) []int {
	var out []int
	seen := map[origin]bool{}
	for _, h := range hits {
		id := s.cols[h].id
		if id.node != nil && seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, h)
	}
	return out
}

func (s *scope) ref(i int, name string) *expr.Ref {
	c := s.cols[i]
	return &expr.Ref{Index: i, Name: name, Qualifier: strings.Join(c.qualifier, "."), Typ: c.Type, Null: c.Nullable}
}

func (s *scope) alias(name string, at expr.Span) (*expr.Ref, error) {
	var found *alias
	count := 0
	for i := range s.aliases {
		if s.same(s.aliases[i].name, name) {
			found = &s.aliases[i]
			count++
		}
	}
	switch {
	case count == 0:
		return nil, nil
	case count > 1 && s.aliasFirst:
		return nil, s.unresolved([]string{name}, at)
	case count > 1:
		return nil, expr.Errorf("AMBIGUOUS_LATERAL_COLUMN_ALIAS", "42702", expr.Span{}, // Spark names no place
			"Lateral column alias `%s` is ambiguous and has %d matches.", name, count)
	}
	if !s.aliasFirst {
		name = "lateralAliasReference(" + name + ")"
	}
	return &expr.Ref{Index: aliasBase + found.item, Name: name, Typ: found.typ, Null: found.null}, nil
}

// Star implements expr.Scope.
func (s *scope) Star(qualifier []string, at expr.Span) ([]expr.Expr, error) {
	var out []expr.Expr
	for i, c := range s.cols {
		if slices.Contains(s.offers, i) {
			continue
		}
		if len(qualifier) == 0 || s.qualifies(c.qualifier, qualifier) {
			out = append(out, s.ref(i, c.Name))
		}
	}
	if len(qualifier) == 0 || len(out) > 0 {
		return out, nil
	}
	return s.structStar(qualifier, at)
}

// structStar expands s.* over the fields of a struct column.
func (s *scope) structStar(path []string, at expr.Span) ([]expr.Expr, error) {
	e, err := expr.Resolve(s.a.ctx, s, &expr.Name{Parts: path, At: at})
	if err == nil && e.Type() != nil && e.Type().Kind == data.KindStruct {
		out := make([]expr.Expr, 0, len(e.Type().Fields))
		for _, f := range e.Type().Fields {
			get := &expr.Call{Func: ".", Args: []expr.Expr{e, stringLiteral(f.Name)}, At: at}
			field, err := expr.Resolve(s.a.ctx, s, get)
			if err != nil {
				return nil, err
			}
			out = append(out, &expr.Alias{Child: field, Name: f.Name, At: at})
		}
		return out, nil
	}
	if err == nil && e.Type() != nil {
		return nil, &expr.Error{Message: fmt.Sprintf("Can only star expand struct data types. Attribute: `List(%s)`.", strings.Join(path, ", ")), At: at}
	}
	return nil, expr.Errorf("CANNOT_RESOLVE_STAR_EXPAND", "42704", at,
		"Cannot resolve %s.* given input columns %s. Please check that the specified table or struct exists and is accessible in the input columns.",
		QuoteParts(path), s.columnNames())
}

// columnNames lists the columns by name.
func (s *scope) columnNames() string {
	names := make([]string, len(s.cols))
	for i, c := range s.cols {
		names[i] = "`" + c.Name + "`"
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

func stringLiteral(text string) *expr.Literal {
	return &expr.Literal{Value: text, Typ: data.String}
}

func (s *scope) ambiguous(parts []string, hits []int, at expr.Span) error {
	names := make([]string, len(hits))
	for i, h := range hits {
		names[i] = withoutUnnamed(QuoteParts(append(append([]string{}, s.cols[h].qualifier...), s.cols[h].Name)))
	}
	sort.Strings(names)
	err := expr.Errorf("AMBIGUOUS_REFERENCE", "42704", at, "Reference %s is ambiguous, could be: [%s].",
		QuoteParts(parts), strings.Join(names, ", "))
	err.Hint = "Put the relation's name before the column, as in " + strings.ReplaceAll(names[0], "`", "") + "."
	return err
}
