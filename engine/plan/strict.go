package plan

import "github.com/sparkrepl/sparkrepl/engine/expr"

// notNull lists the columns that are not null where a condition is true.
func notNull(e expr.Expr) []*expr.Ref {
	if of, isNull, ok := nullTest(e); ok && !isNull {
		return nullRefs(of)
	}
	return nullRefs(e)
}

// nullRefs lists the columns that an expression gives null for when they are null.
func nullRefs(e expr.Expr) []*expr.Ref {
	switch e := e.(type) {
	case *expr.Ref:
		return []*expr.Ref{e}
	case *expr.Cast:
		return nullRefs(e.Child)
	case *expr.Apply:
		if e.Fn == nil || !expr.Strict(e.Fn.Name) {
			return nil
		}
		var out []*expr.Ref
		for _, a := range e.Args {
			out = append(out, nullRefs(a)...)
		}
		return out
	}
	return nil
}
