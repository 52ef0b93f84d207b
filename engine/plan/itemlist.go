package plan

import (
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
		cols, err := b.star(star)
		if err != nil {
			return nil, err
		}
		out = append(out, cols...)
	}
	if s.AggregateOnly {
		return append(groupItems(s), out...), nil
	}
	if !s.Keep {
		return out, nil
	}
	input, err := b.scope.Star(nil, s.At)
	if err != nil {
		return nil, err
	}
	if !s.Set {
		return append(input, out...), nil
	}
	return b.set(input, out), nil
}

// groupItems are the grouping expressions as output columns.
func groupItems(s *operator.Select) []expr.Expr {
	return append([]expr.Expr{}, s.GroupBy...)
}

// set replaces input columns by the new ones of the same name; other new ones go behind.
func (b *block) set(input, added []expr.Expr) []expr.Expr {
	var rest []expr.Expr
	for _, e := range added {
		name := outputName(e, e)
		hit := false
		for i, in := range input {
			if b.scope.same(outputName(in, in), name) {
				input[i], hit = e, true
			}
		}
		if !hit {
			rest = append(rest, e)
		}
	}
	return append(input, rest...)
}

// star expands one star with its EXCEPT and REPLACE.
func (b *block) star(s *expr.Star) ([]expr.Expr, error) {
	cols, err := b.scope.Star(s.Qualifier, s.At)
	if err != nil {
		return nil, err
	}
	for _, path := range s.Except {
		if cols, err = b.except(cols, path, s.At); err != nil {
			return nil, err
		}
	}
	for _, r := range s.Replace {
		cols = b.set(cols, []expr.Expr{r})
	}
	return cols, nil
}

// except removes one column, or one field of a struct column.
func (b *block) except(cols []expr.Expr, path []string, at expr.Span) ([]expr.Expr, error) {
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
	return nil, b.scope.unresolved(path, at)
}

// exceptField rebuilds a struct without one field.
func (b *block) exceptField(c expr.Expr, path []string, at expr.Span) (expr.Expr, error) {
	if c.Type() == nil || c.Type().Kind != data.KindStruct {
		return nil, expr.Errorf("EXCEPT_NESTED_COLUMN_INVALID_TYPE", "428H2", at,
			"EXCEPT column `%s` was resolved and expected to be StructType, but found type %q.", c.String(), c.Type())
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
	case *expr.Call:
		// A window column takes the window's name.
		if r, ok := resolved.(*expr.Ref); ok {
			return r.Name
		}
		if strings.EqualFold(e.Func, "window_time") {
			return "window_time"
		}
	}
	return resolved.String()
}
