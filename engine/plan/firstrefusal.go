package plan

import (
	"errors"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// firstRefusal gives the refusal that Spark comes to first. Analysis here goes through the query once; Spark
// looks for unknown functions first, then binds calls wherever their arguments are known, those within
// subqueries last, and checks all else (columns, types, groups) when that is done.
func (a *analyzer) firstRefusal(n operator.Node, err error) error {
	var e *expr.Error
	if !errors.As(err, &e) {
		return err
	}
	if unknown := a.unknownCall(n); unknown != nil {
		return unknown
	}
	if !e.Planned && !slices.Contains(amongCalls, e.Condition) {
		return err
	}
	if wrong := a.wrongCall(n, e); wrong != nil {
		return wrong
	}
	if !e.Planned {
		return err
	}
	for _, s := range subqueriesOf(n) {
		if first := a.firstRefusal(s, e); first != error(e) {
			return first
		}
	}
	return err
}

// beforeStreams gives the refusal of a name that several columns have, or of an ordinal, where a subquery reads a stream:
// that is looked at when all names are resolved.
func (a *analyzer) beforeStreams(n operator.Node, err error) error {
	var e, first *expr.Error
	if !errors.As(err, &e) || e.Condition != "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY" {
		return err
	}
	again := *a
	again.streamsAnywhere = true
	_, other := again.node(n)
	if errors.As(other, &first) && slices.ContainsFunc([]string{"AMBIGUOUS_REFERENCE", "GROUP_BY_POS", "ORDER_BY_POS", "STAR_GROUP_BY_POS"}, func(c string) bool { return strings.HasPrefix(first.Condition, c) }) {
		return other
	}
	return err
}

// belowFirst gives the refusal of what stands below ORDER BY, QUALIFY or HAVING where those are refused as
// well: Spark checks from the bottom up.
func (a *analyzer) belowFirst(s *operator.Select, order *operator.Sort, err error) error {
	var e *expr.Error
	if !errors.As(err, &e) || !e.Planned {
		return err
	}
	below := *s
	switch {
	case order != nil:
	case s.Qualify != nil:
		below.Qualify = nil
	default:
		below.Having, below.Grouped = nil, true
	}
	if _, first := a.selectBlock(&below, nil); first != nil {
		return first
	}
	return err
}

// sooner gives the refusal of the right side of a set operation or a join where Spark comes to it before that of the
// left: names that several columns have are refused while names are resolved, on both sides, and most else when
// that is done.
func (a *analyzer) sooner(err error, right operator.Node) error {
	var left, first *expr.Error
	if !errors.As(err, &left) || !left.Planned {
		return err
	}
	if _, other := a.node(right); errors.As(other, &first) && first.Condition == "AMBIGUOUS_REFERENCE" {
		return other
	}
	return err
}

// amongCalls are the refusals of calls: another call may be refused earlier.
var amongCalls = []string{"UNRESOLVED_ROUTINE", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "WINDOW_FUNCTION_FRAME_NOT_ORDERED", "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX"}

// level is what one node of Spark's plan holds.
type level []expr.Expr

// levelsOf are the expressions of a node as it was written, those of the upper parts first, and the nodes
// below.
func levelsOf(n operator.Node) (own []level, below []operator.Node) {
	switch n := n.(type) {
	case *operator.Select:
		own = []level{{n.Qualify}, {n.Having}, slices.Concat(slices.Concat(n.Sets...), n.GroupBy, n.Items), {n.Where}}
	case *operator.Sort:
		own = []level{keyExprs(n.Keys)}
	case *operator.Filter:
		own = []level{{n.Cond}}
	case *operator.Join:
		own = []level{{n.Cond}}
	case *operator.Limit:
		own = []level{{n.NExpr, n.OffsetExpr}}
	case *operator.Values:
		own = []level{slices.Concat(n.Rows...)}
	case *operator.With:
		for _, c := range n.CTEs {
			below = append(below, c.Plan)
		}
	}
	for _, c := range n.Children() {
		if c != nil {
			below = append(below, c)
		}
	}
	return own, below
}

// unknownCall is the refusal of the first function that there is not, going down the plan.
func (a *analyzer) unknownCall(n operator.Node) error {
	own, below := levelsOf(n)
	for _, l := range own {
		for _, e := range l {
			if err := a.callsIn(e, true, func(c *expr.Call) error { return expr.Unknown(a.ctx, c) }); err != nil {
				return err
			}
		}
	}
	for _, c := range below {
		if err := a.unknownCall(c); err != nil {
			return err
		}
	}
	return nil
}

// wrongCall is the refusal of the first call that its function does not take, going up the plan. Calls over
// what e refuses wait for ever.
func (a *analyzer) wrongCall(n operator.Node, e *expr.Error) error {
	own, below := levelsOf(n)
	for _, c := range below {
		if err := a.wrongCall(c, e); err != nil {
			return err
		}
	}
	slices.Reverse(own)
	for _, l := range own {
		waits := lostNames(l, e)
		for _, x := range l {
			err := a.callsIn(x, false, func(c *expr.Call) error {
				if waits(c) {
					return nil
				}
				return expr.Miscalled(a.ctx, c)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// lostNames tells which calls are over the column that e does not find, or over what e refuses.
func lostNames(l level, e *expr.Error) func(*expr.Call) bool {
	lost := map[string]bool{}
	for _, x := range l {
		eachExpr(x, func(x expr.Expr) {
			n, ok := x.(*expr.Name)
			if ok && n.At.Start == e.At.Start && strings.HasPrefix(e.Condition, "UNRESOLVED_COLUMN") {
				lost[QuoteParts(n.Parts)] = true
			}
		})
	}
	return func(c *expr.Call) bool {
		waits := false
		for _, arg := range c.Args {
			at := expr.SpanOf(arg)
			waits = waits || at.Start.Offset <= e.At.Start.Offset && e.At.Start.Offset < at.End && e.At.Start.Line > 0
			eachExpr(arg, func(x expr.Expr) {
				n, ok := x.(*expr.Name)
				waits = waits || ok && lost[QuoteParts(n.Parts)]
			})
		}
		return waits
	}
}

func eachExpr(x expr.Expr, visit func(expr.Expr)) {
	if x != nil {
		expr.Walk(x, func(x expr.Expr) bool { visit(x); return true })
	}
}

// callsIn visits the calls in x that no function of the session and nothing of the planner's answers, the
// outer ones before their arguments or behind them.
func (a *analyzer) callsIn(x expr.Expr, outerFirst bool, visit func(*expr.Call) error) error {
	if x == nil {
		return nil
	}
	c, ok := x.(*expr.Call)
	ok = ok && a.routineOf(c) == nil
	if ok && outerFirst {
		if err := visit(c); err != nil {
			return err
		}
	}
	for _, y := range x.Children() {
		if err := a.callsIn(y, outerFirst, visit); err != nil {
			return err
		}
	}
	if ok && !outerFirst {
		return visit(c)
	}
	return nil
}

// subqueriesOf are the queries within the expressions of a plan, the lower ones first.
func subqueriesOf(n operator.Node) []operator.Node {
	own, below := levelsOf(n)
	var out []operator.Node
	for _, c := range below {
		out = append(out, subqueriesOf(c)...)
	}
	slices.Reverse(own)
	for _, l := range own {
		for _, e := range l {
			eachExpr(e, func(x expr.Expr) {
				if s, ok := x.(*expr.Subquery); ok {
					if q, ok := s.Plan.(operator.Node); ok {
						out = append(out, q)
					}
				}
			})
		}
	}
	return out
}
