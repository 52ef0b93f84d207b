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
func (a *analyzer) recursive(w *operator.With, c operator.CTE) (operator.Node, error) {
	u, ok := c.Plan.(*operator.SetOp)
	switch {
	case !ok || u.Op != operator.UnionOp || readsItself(operator.CTE{Name: c.Name, Plan: u.Left}):
		return nil, expr.Errorf("INVALID_RECURSIVE_CTE", "42836", expr.Span{},
			"Invalid recursive definition found. Recursive queries must contain an UNION or an UNION ALL statement with 2 children. "+
				"The first child needs to be the anchor term without any recursive references. Any top level inner CTE must not contain self references.")
	case !u.All:
		return nil, expr.Errorf("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE", "42836", w.At,
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
	if _, _, err = a.widenSides(u, anchor, again); err != nil {
		return nil, err
	}
	for i, f := range out.Fields {
		if t := again.Schema().Fields[i].Type; !f.Type.Equal(t) {
			return nil, expr.Errorf("CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", "42825", expr.Span{},
				"Failed to merge incompatible data types %q and %q. Please check the data types of the columns being merged and ensure that they are compatible. "+
					"If necessary, consider casting the columns to compatible data types before attempting the merge.", f.Type, t)
		}
	}
	if err := checkPlace(again, false); err != nil {
		return nil, err
	}
	limit := a.recursionLimit()
	if c.Levels != nil {
		limit = *c.Levels
	}
	return &operator.Recursion{Name: c.Name, Anchor: anchor, Again: again, Limit: limit, Out: out}, nil
}

// checkPlace refuses the rows of the round before where they would have to be complete.
func checkPlace(n operator.Node, whole bool) error {
	switch x := n.(type) {
	case *operator.RecursionRows:
		if whole {
			return expr.Errorf("INVALID_RECURSIVE_REFERENCE.PLACE", "42836", expr.Span{},
				"Invalid recursive reference found inside WITH RECURSIVE clause. Recursive references cannot be used on the right side of left outer/semi/anti joins, "+
					"on the left side of right outer joins, in full outer joins, in aggregates, window functions or sorts")
		}
	case *operator.Join:
		full := x.How == operator.FullOuter
		right := x.How == operator.LeftOuter || x.How == operator.LeftSemi || x.How == operator.LeftAnti
		if err := checkPlace(x.Left, whole || full || x.How == operator.RightOuter); err != nil {
			return err
		}
		return checkPlace(x.Right, whole || full || right)
	case *operator.Aggregate:
		whole = whole || len(x.Aggs) > 0 // SELECT DISTINCT is fine
	case *operator.WindowFunction, *operator.Sort:
		whole = true
	}
	for _, c := range n.Children() {
		if err := checkPlace(c, whole); err != nil {
			return err
		}
	}
	return nil
}

// recursionLimit is spark.sql.cteRecursionLevelLimit; -1 is no limit.
func (a *analyzer) recursionLimit() int {
	if n, err := strconv.Atoi(conf(a.ctx, "spark.sql.cteRecursionLevelLimit")); err == nil {
		return n
	}
	return 100
}
