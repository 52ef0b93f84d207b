package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// attachOneOf joins a scalar subquery, correlated by equalities, that may give several rows a key:
// the value of the only one, and an error for an outer row that meets more.
func (a *analyzer) attachOneOf(n operator.Node, s *subquery, conds []expr.Expr) (operator.Node, int, error) {
	var keys []expr.Expr
	var names []string
	tied := make([]expr.Expr, len(conds))
	for i, c := range conds {
		outer, own, _, _ := equality(c, innerBase)
		key := mapRefs(own, func(k int) int { return k - innerBase })
		tied[i] = call(a.ctx, "=", &expr.Ref{Index: innerBase + i, Name: key.String(), Typ: key.Type(), Null: key.Nullable()}, outer)
		keys, names = append(keys, key), append(names, key.String())
	}
	f := s.plan.Schema().Fields[0]
	value := &expr.Ref{Index: 0, Name: f.Name, Typ: f.Type, Null: f.Nullable}
	first := call(a.ctx, "first", value).(*expr.Agg)
	count := call(a.ctx, "count", &expr.Literal{Value: int32(1), Typ: data.Int}).(*expr.Agg)
	fields := project(s.plan, keys, names).Out.Fields
	fields = append(fields, data.Field{Name: f.Name, Type: first.Typ, Nullable: true}, data.Field{Name: "rows", Type: data.Long})
	agg := &operator.Aggregate{Keys: keys, Aggs: []*expr.Agg{first, count}, Session: -1, Out: data.NewSchema(fields...), Child: s.plan}
	width := n.Schema().Len()
	j := a.buildJoin(n, agg, operator.LeftOuter, mapInner(and(a.ctx, tied...), width), s.at)
	at := width + len(keys)
	many := call(a.ctx, ">", &expr.Ref{Index: at + 1, Name: "rows", Typ: data.Long, Null: true}, &expr.Literal{Value: int64(1), Typ: data.Long})
	one := &expr.Ref{Index: at, Name: f.Name, Typ: first.Typ, Null: true}
	out, col := a.valueColumn(j, width, &expr.Case{Conds: []expr.Expr{many}, Values: []expr.Expr{tooManyRows(first.Typ, s.at), one}}, "scalarsubquery()")
	return out, col, nil
}

// tooManyRows fails for every row it is computed for.
func tooManyRows(t *data.Type, at expr.Span) expr.Expr {
	fn := &expr.Function{Name: "too_many_rows", Unstable: true}
	return &expr.Apply{Fn: fn, Typ: t, Null: true, Kernel: func(_ *expr.Context, _ []data.Column, n int) (data.Column, error) {
		if n > 0 {
			return nil, &expr.Error{Condition: "SCALAR_SUBQUERY_TOO_MANY_ROWS", SQLState: "21000", Runtime: true, At: at,
				Message: "More than one row returned by a subquery used as an expression."}
		}
		return data.NewBuilder(t, 0).Finish(), nil
	}}
}
