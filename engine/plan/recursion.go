package plan

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// readsItself tells whether a WITH query names itself in a FROM.
func readsItself(c operator.CTE) bool {
	_, found := findNode(c.Plan, func(n operator.Node) bool {
		r, ok := n.(*operator.Relation)
		return ok && len(r.Parts) == 1 && strings.EqualFold(r.Parts[0], c.Name)
	})
	return found
}

// recursive analyzes a WITH query that reads itself: anchor UNION ALL round.
func (a *analyzer) recursive(c operator.CTE) (operator.Node, error) {
	u, ok := c.Plan.(*operator.SetOp)
	switch {
	case !ok || u.Op != operator.UnionOp || readsItself(operator.CTE{Name: c.Name, Plan: u.Left}):
		return nil, expr.Errorf("INVALID_RECURSIVE_CTE", "42836", c.At,
			"Invalid recursive definition found. Recursive queries must contain an UNION or an UNION ALL statement with 2 children. "+
				"The first child needs to be the anchor term without any recursive references. Any top level inner CTE must not contain self references.")
	case !u.All:
		return nil, expr.Errorf("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE", "42836", c.At,
			"The UNION operator is not yet supported within recursive common table expressions (WITH clauses that refer to themselves, directly or indirectly). Please use UNION ALL instead.")
	}
	anchor, err := a.node(u.Left)
	if err != nil {
		return nil, err
	}
	if len(c.Columns) > 0 {
		if anchor, err = renameColumns(anchor, c.Columns, c.At); err != nil {
			return nil, err
		}
	}
	out := data.NewSchema(append([]data.Field{}, anchor.Schema().Fields...)...)
	widen(out)
	inner := *a
	inner.ctes = append(append([]cte{}, a.ctes...), cte{c.Name, &operator.RecursionRows{Name: c.Name, Out: out}})
	again, err := inner.node(u.Right)
	if err != nil {
		return nil, err
	}
	if Streaming(anchor) || Streaming(again) {
		return nil, unsupported("Recursive queries over streaming DataFrames/Datasets are not supported.")
	}
	if _, again, err = a.widenSides(u, anchor, again); err != nil {
		return nil, err
	}
	types := make([]*data.Type, out.Len())
	for i, f := range out.Fields {
		types[i] = f.Type
	}
	return &operator.Recursion{Name: c.Name, Anchor: anchor, Again: a.castTo(again, types), Limit: a.recursionLimit(), Out: out}, nil
}

// recursionLimit is spark.sql.cteRecursionLevelLimit.
func (a *analyzer) recursionLimit() int {
	if n, err := strconv.Atoi(conf(a.ctx, "spark.sql.cteRecursionLevelLimit")); err == nil && n > 0 {
		return n
	}
	return 100
}
