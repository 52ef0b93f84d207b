package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// expand writes out the stars of the SELECT list, and the columns that withColumn, pipe EXTEND
// and DataFrame aggregation put before or into it.
func (b *block) expand() ([]expr.Expr, error) {
	s := b.sel
	var out []expr.Expr
	for _, e := range s.Items {
		star, ok := e.(*expr.Star)
		if !ok {
			out = append(out, e)
			continue
		}
		if s.Pipe != "" {
			return nil, expr.Errorf("INVALID_USAGE_OF_STAR_OR_REGEX", "42000", expr.Span{}, "Invalid usage of '*' in expression `pipeexpression`.")
		}
		cols, err := b.star(star)
		if err != nil {
			return nil, err
		}
		out = append(out, cols...)
	}
	if s.AggregateOnly {
		if err := b.inputOrdinals(); err != nil {
			return nil, err
		}
		return append(groupItems(b.sel), out...), b.refuseUnaggregated(out)
	}
	if !s.Keep {
		return out, nil
	}
	input, err := b.scope.Star(nil, s.At)
	if err != nil {
		return nil, err
	}
	if !s.Set {
		return append(input, out...), b.refusePiped(s.Items)
	}
	if out, err = b.set(input, out); err != nil {
		return nil, err
	}
	return out, b.refusePiped(s.Items)
}

// refuseUnaggregated refuses what |> AGGREGATE lists without an aggregate function.
func (b *block) refuseUnaggregated(items []expr.Expr) error {
	if b.sel.Pipe != "AGGREGATE" {
		return nil
	}
	for _, e := range items {
		if has(e, func(x expr.Expr) bool { c, ok := x.(*expr.Call); return ok && b.a.aggregates(c.Func) }) {
			continue
		}
		r, err := b.bind(b.scope, e)
		if err != nil {
			return err
		}
		return expr.Errorf("PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION", "0A000", b.unaggregatedAt(e),
			"Non-grouping expression %s is provided as an argument to the |> AGGREGATE pipe operator but does not contain any aggregate function; please update it to include an aggregate function and then retry the query again.", bare(r))
	}
	return nil
}

// unaggregatedAt is where Spark places the refusal: at the first key for a column, else at the item.
func (b *block) unaggregatedAt(e expr.Expr) expr.Span {
	if a, ok := e.(*expr.Alias); ok {
		e = a.Child
	}
	if _, column := e.(*expr.Name); column && len(b.sel.GroupBy) > 0 {
		return expr.SpanOf(b.sel.GroupBy[0])
	}
	return expr.SpanOf(e)
}

// inputOrdinals writes out the ordinals of a pipe's GROUP BY, which count the columns of the input.
func (b *block) inputOrdinals() error {
	if b.sel.Pipe == "" {
		return nil
	}
	s := *b.sel
	s.GroupBy = append([]expr.Expr{}, s.GroupBy...)
	for i, e := range s.GroupBy {
		n, ok := ordinal(e)
		if !ok {
			continue
		}
		if n < 1 || n > len(b.scope.cols) {
			return expr.Errorf("GROUP_BY_POS_OUT_OF_RANGE", "42805", expr.SpanOf(e), "GROUP BY position %d is not in select list (valid range is [1, %d]).", n, len(b.scope.cols))
		}
		s.GroupBy[i] = b.scope.ref(n-1, b.scope.cols[n-1].Name)
	}
	b.sel = &s
	return nil
}

// groupItems are the grouping expressions as output columns.
func groupItems(s *operator.Select) []expr.Expr {
	return append([]expr.Expr{}, s.GroupBy...)
}

// refusePiped refuses aggregates in |> EXTEND and SET.
func (b *block) refusePiped(items []expr.Expr) error {
	if b.sel.Pipe == "" {
		return nil
	}
	for _, e := range items {
		var bad *expr.Call
		expr.Walk(e, func(x expr.Expr) bool {
			c, ok := x.(*expr.Call)
			if ok && c.Over == nil && b.a.aggregates(c.Func) {
				bad = c
			}
			return bad == nil && (!ok || c.Over == nil)
		})
		if bad != nil {
			return expr.Errorf("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION", "0A000", bad.At,
				"Aggregate function %s is not allowed when using the pipe operator |> %s clause; please use the pipe operator |> AGGREGATE clause instead.", bad, b.sel.Pipe)
		}
	}
	return nil
}

// set replaces input columns by the new ones of the same name; other new ones go behind. A name
// behind |> SET must be there.
func (b *block) set(input, added []expr.Expr) ([]expr.Expr, error) {
	var rest []expr.Expr
	for _, e := range added {
		name := outputName(e, e)
		if hits, _ := b.scope.matches([]string{name}); b.sel.Pipe != "" && len(hits) > 1 {
			return nil, b.scope.ambiguous([]string{name}, hits, b.sel.At)
		}
		hit := false
		for i, in := range input {
			if b.scope.same(outputName(in, in), name) {
				input[i], hit = e, true
			}
		}
		switch {
		case hit:
		case b.sel.Pipe != "":
			return nil, b.scope.unlisted([]string{name}, b.sel.At)
		default:
			rest = append(rest, e)
		}
	}
	return append(input, rest...), nil
}

// star expands one star with its EXCEPT.
func (b *block) star(s *expr.Star) ([]expr.Expr, error) {
	cols, err := b.scope.Star(s.Qualifier, s.At)
	if err != nil {
		return nil, err
	}
	if err := b.overlapping(s.Except, s.At); err != nil {
		return nil, err
	}
	for _, path := range s.Except {
		if cols, err = b.except(cols, path, s.At); err != nil {
			return nil, err
		}
	}
	return cols, nil
}

// overlapping refuses EXCEPT lists that name a column twice, or a column and a field of it.
func (b *block) overlapping(list [][]string, at expr.Span) error {
	for i, x := range list {
		for _, y := range list[i+1:] {
			short, long := x, y
			if len(short) > len(long) {
				short, long = long, short
			}
			if !slices.EqualFunc(short, long[:len(short)], b.scope.same) {
				continue
			}
			names := make([]string, len(list))
			for k, path := range list {
				names[k] = strings.Join(path, ".")
			}
			return expr.Errorf("EXCEPT_OVERLAPPING_COLUMNS", "42702", at, "Columns in an EXCEPT list must be distinct and non-overlapping, but got (%s).", strings.Join(names, ", "))
		}
	}
	return nil
}

// except removes one column, or one field of a struct column.
func (b *block) except(cols []expr.Expr, path []string, at expr.Span) ([]expr.Expr, error) {
	if hits, _ := b.scope.matches(path); len(hits) > 1 {
		return nil, b.scope.ambiguous(path, hits, at)
	}
	for i, c := range cols {
		ref, isRef := c.(*expr.Ref)
		name := outputName(c, c)
		rest := path
		if isRef && ref.Qualifier != "" && len(path) > 1 && b.scope.same(ref.Qualifier, path[0]) && b.scope.same(name, path[1]) {
			rest = path[1:]
		}
		if !b.scope.same(name, rest[0]) {
			continue
		}
		if len(rest) == 1 {
			return append(append([]expr.Expr{}, cols[:i]...), cols[i+1:]...), nil
		}
		kept, err := b.exceptField(c, rest[1:], at)
		if err != nil {
			return nil, err
		}
		out := append([]expr.Expr{}, cols...)
		out[i] = &expr.Alias{Child: kept, Name: name}
		return out, nil
	}
	return nil, b.scope.unlisted(path, at)
}

// exceptField rebuilds a struct without one field.
func (b *block) exceptField(c expr.Expr, path []string, at expr.Span) (expr.Expr, error) {
	if c.Type() == nil || c.Type().Kind != data.KindStruct {
		return nil, expr.Errorf("INVALID_EXTRACT_BASE_FIELD_TYPE", "42000", at,
			"Can't extract a value from %q. Need a complex type [STRUCT, ARRAY, MAP] but got %q.", c.String(), c.Type())
	}
	if !slices.ContainsFunc(c.Type().Fields, func(f data.Field) bool { return b.scope.same(f.Name, path[0]) }) {
		names := make([]string, len(c.Type().Fields))
		for i, f := range c.Type().Fields {
			names[i] = "`" + f.Name + "`"
		}
		return nil, expr.Errorf("FIELD_NOT_FOUND", "42704", at, "No such struct field `%s` in %s.", path[0], strings.Join(names, ", "))
	}
	var args []expr.Expr
	for _, f := range c.Type().Fields {
		value, err := b.a.resolve(b.scope, &expr.Call{Func: ".", Args: []expr.Expr{c, stringLiteral(f.Name)}, At: at})
		if err != nil {
			return nil, err
		}
		if b.scope.same(f.Name, path[0]) {
			if len(path) == 1 {
				continue
			}
			if value, err = b.exceptField(value, path[1:], at); err != nil {
				return nil, err
			}
		}
		args = append(args, stringLiteral(f.Name), value)
	}
	return b.a.resolve(b.scope, &expr.Call{Func: "named_struct", Args: args, At: at})
}

// pathName is the last name on the path of expr:path, "" for other calls.
func pathName(c *expr.Call) string {
	if c.Func != ":" {
		return ""
	}
	path, _ := c.Args[1].(*expr.Literal).Value.(string)
	words := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("$.[]'\"0123456789", r) })
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// outputName is Spark's name of an output column: as written, before coercion.
func outputName(written, resolved expr.Expr) string {
	switch e := written.(type) {
	case *expr.Alias:
		return e.Name
	case *expr.Name:
		_, column := resolved.(*expr.Ref)
		if column || len(e.Parts) > 1 || !expr.BareFunction(e.Parts[0]) {
			return e.Parts[len(e.Parts)-1]
		}
	case *expr.Ref:
		return e.Name
	case *expr.Cast:
		if _, named := e.Child.(*expr.Name); named {
			return outputName(e.Child, e.Child)
		}
		if r, named := e.Child.(*expr.Ref); named {
			return r.Name
		}
		if c, ok := e.Child.(*expr.Call); ok && pathName(c) != "" {
			return pathName(c)
		}
	case *expr.Call:
		// A window column takes the window's name.
		if r, ok := resolved.(*expr.Ref); ok {
			return r.Name
		}
		if strings.EqualFold(e.Func, "window_time") {
			return "window_time"
		}
		if name := pathName(e); name != "" {
			return name
		}
	}
	return resolved.String()
}
