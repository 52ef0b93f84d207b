package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// CommonType is the least common type that both can be coerced to (Spark's findWiderType
// for set operations, CASE and COALESCE, under ANSI); nil when there is none.
func CommonType(a, b *data.Type) *data.Type { return nil }

// ImplicitCast wraps e in an implicit cast to t unless it has that type already.
func ImplicitCast(ctx *Context, e Expr, t *data.Type) Expr { return e }
