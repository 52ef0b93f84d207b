package expr

// SpanOf is the place an expression was written at; the zero Span where it has none.
func SpanOf(e Expr) Span {
	switch e := e.(type) {
	case *Name:
		return e.At
	case *Star:
		return e.At
	case *Call:
		return e.At
	case *Subquery:
		return e.At
	case *Literal:
		return e.At
	case *Alias:
		return SpanOf(e.Child)
	case *Cast:
		return e.At
	case *Case:
		return e.At
	case *Apply:
		return e.At
	case *Agg:
		return e.At
	}
	return Span{}
}
