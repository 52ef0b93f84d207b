package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// rule is one rewriting of a tree that keeps its answer.
type rule struct {
	name string
	why  string
	// apply rewrites the whole tree; it returns the same node when it has nothing to do.
	apply func(o *optimizer, n operator.Node) operator.Node
}

// optimizer is one run of Optimize.
type optimizer struct {
	ctx *expr.Context
}

// rules in the order they run. The first group runs until nothing changes; pruning comes last,
// because it changes ordinals everywhere.
var (
	firstRules = []rule{
		{"PushProjectionThroughUnion", "a subquery that Spark loses in the inputs of UNION ALL fails when it is planned", (*optimizer).loseFlags},
		{"ConvertToLocalRelation", "what is computed from inline tables fails when it is planned", (*optimizer).failEarly},
		{"RemoveNoopUnion", "an input that another one is already adds nothing where duplicates are dropped", (*optimizer).removeEqualInputs},
	}
	repeatedRules = []rule{
		{"EliminateSubqueryAliases", "names are resolved, so the nodes that only carry them go", (*optimizer).eliminateAliases},
		{"PushDownPredicate", "IN and EXISTS drop rows before the work above is done", (*optimizer).pushApplied},
		{"ReplaceSetOperators", "INTERSECT and EXCEPT become semi and anti joins, which hash", (*optimizer).replaceSetOps},
		{"PushPredicateThroughJoin", "rows that cannot meet a join condition are dropped before the join", (*optimizer).pushConditions},
		{"ConstantFolding", "what depends on no row is computed once, now", (*optimizer).foldConstants},
		{"BooleanSimplification", "conditions lose the parts that cannot change their outcome", (*optimizer).simplifyBooleans},
		{"SimplifyBinaryComparison", "a value's comparison with itself is known", (*optimizer).simplifyComparisons},
		{"BooleanSimplification", "conditions lose the parts that cannot change their outcome", (*optimizer).simplifyBooleans},
		{"EliminateOuterJoin", "rows that the other side fills with nulls and a filter above drops are not made", (*optimizer).eliminateOuterJoins},
		{"PushDownPredicate", "rows that a filter drops are dropped before the work above is done", (*optimizer).pushPredicates},
		{"PushDownSemiJoin", "IN and EXISTS drop rows before the work above is done", (*optimizer).pushSemiJoins},
		{"CombineFilters", "two filters in a row are one pass", (*optimizer).combineFilters},
		{"CollapseProject", "two projections in a row are one pass", (*optimizer).collapseProjects},
		{"EliminateLimits", "what has few enough rows needs no limit", (*optimizer).eliminateLimits},
		{"EliminateSorts", "one row needs no order", (*optimizer).eliminateSorts},
		{"CombineLimits", "of two limits the lower one counts", (*optimizer).combineLimits},
		{"PushDownLimit", "rows beyond the limit are not projected", (*optimizer).pushLimits},
		{"PropagateEmptyRelation", "what can give no row is not run", (*optimizer).propagateEmpty},
		{"PushDownPredicate", "IN and EXISTS drop rows before the work above is done", (*optimizer).pushApplied},
		{"RewriteLateralSubquery", "a subquery that reads the stream around it is joined with the groups of what it reads", (*optimizer).rewriteApplied},
	}
	// onceRules run when the repeated ones have settled, which then run again: what they add would be said in other
	// words in every round.
	onceRules = []rule{
		{"InferFiltersFromJoin", "what an equality says about one side of a join filters the other side too", (*optimizer).inferFilters},
	}
	finalRules = []rule{
		{"ColumnPruning", "columns that nothing above reads are not read, moved or kept in state", (*optimizer).pruneColumns},
		{"CollapseProject", "two projections in a row are one pass", (*optimizer).collapseProjects},
		{"RemoveRedundantAggregates", "groups are not made that the groups above do not need", (*optimizer).removeAggregates},
		{"ColumnPruning", "columns that nothing above reads are not read, moved or kept in state", (*optimizer).pruneColumns},
		{"CollapseProject", "two projections in a row are one pass", (*optimizer).collapseProjects},
	}
)

// maxRounds bounds the repetition; real plans settle in three or four.
const maxRounds = 12

// Optimize rewrites a resolved tree into one that gives the same answer for less work, and tells
// each change. In a stream it moves filters exactly where Spark moves them, because what stands
// below a watermark decides how far the watermark gets.
func Optimize(n operator.Node, ctx *expr.Context) (operator.Node, []Change) {
	o := &optimizer{ctx: ctx}
	n, trace := o.run(firstRules, n, nil)
	n, trace = o.settle(n, trace)
	n, trace = o.run(onceRules, n, trace)
	n, trace = o.settle(n, trace)
	n, trace = o.run(finalRules, n, trace)
	return o.forgetDistinct(n), trace
}

// settle runs the repeated rules until nothing changes.
func (o *optimizer) settle(n operator.Node, trace []Change) (operator.Node, []Change) {
	for range maxRounds {
		before := len(trace)
		n, trace = o.run(repeatedRules, n, trace)
		if len(trace) == before {
			break
		}
	}
	return n, trace
}

func (o *optimizer) run(rules []rule, n operator.Node, trace []Change) (operator.Node, []Change) {
	for _, r := range rules {
		next := r.apply(o, n)
		if next != n {
			trace = append(trace, Change{Rule: r.name, Why: r.why, Before: n, After: next})
			n = next
		}
	}
	return n, trace
}

// transformUp rebuilds a tree, children first; fn returns the node itself to keep it.
func transformUp(n operator.Node, fn func(operator.Node) operator.Node) operator.Node {
	return fn(overNodes(n, func(c operator.Node) operator.Node { return transformUp(c, fn) }))
}

// transformDown rebuilds a tree, parents first.
func transformDown(n operator.Node, fn func(operator.Node) operator.Node) operator.Node {
	return overNodes(fn(n), func(c operator.Node) operator.Node { return transformDown(c, fn) })
}

// overNodes applies fn to the children and keeps the node when none changed.
func overNodes(n operator.Node, fn func(operator.Node) operator.Node) operator.Node {
	old := n.Children()
	if len(old) == 0 {
		return n
	}
	children := make([]operator.Node, len(old))
	changed := false
	for i, c := range old {
		children[i] = fn(c)
		changed = changed || children[i] != c
	}
	if !changed {
		return n
	}
	return n.With(children)
}

// deterministic tells whether an expression gives the same value wherever it is computed.
func deterministic(e expr.Expr) bool {
	return !has(e, func(x expr.Expr) bool {
		a, ok := x.(*expr.Apply)
		if !ok || a.Fn == nil || !a.Fn.Unstable {
			return false
		}
		switch a.Fn.Name {
		case "now", "current_timestamp", "current_date", "curdate", "localtimestamp", "current_time", "current_timezone":
			return false // fixed by the batch
		}
		return true
	})
}

func allDeterministic(list []expr.Expr) bool {
	for _, e := range list {
		if !deterministic(e) {
			return false
		}
	}
	return true
}

// substitute replaces references by the expressions a projection computes.
func substitute(e expr.Expr, by []expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if r, ok := x.(*expr.Ref); ok {
			return bare(by[r.Index]), nil
		}
		return nil, nil
	})
	return out
}

// eliminateAliases drops SubqueryAlias.
func (o *optimizer) eliminateAliases(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		if a, ok := n.(*operator.SubqueryAlias); ok {
			return a.Child
		}
		return n
	})
}
