package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// rewriteApplied makes joins of the subqueries over a stream. One that reads a domain of it reads the stream
// twice, and groups it by what the subquery reads. Over tables the others run row by row, but for those with
// LIMIT: Spark counts the rows of all outer rows together where it finds no column that parts them.
func (o *optimizer) rewriteApplied(n operator.Node) operator.Node {
	return o.joinApplied(n, func(ap *operator.Apply) bool { return (Streaming(ap.Child) || limits(ap.Inner)) && !inlined(ap) })
}

// limits tells whether a subquery has a LIMIT over what reads the query around.
func limits(n operator.Node) bool {
	_, found := findNode(n, func(x operator.Node) bool { _, ok := x.(*operator.Limit); return ok && correlated(x) })
	return found
}

// joinApplied makes joins of the subqueries that are chosen.
func (o *optimizer) joinApplied(n operator.Node, chosen func(*operator.Apply) bool) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		ap, ok := n.(*operator.Apply)
		if !ok || ap.Refused != nil || !chosen(ap) {
			return n
		}
		if out := o.domainJoin(ap); out != nil {
			return out
		}
		return n
	})
}

// domainJoin is the join that an Apply stands for, nil where Spark has none.
func (o *optimizer) domainJoin(ap *operator.Apply) operator.Node {
	d := &decorrelation{a: &analyzer{ctx: o.ctx}, outer: ap.Child, cols: map[int]int{}, count: countsInside(ap), late: predicate(ap)}
	for _, p := range ap.Params {
		d.cols[p.Outer] = p.Col
	}
	s, ok := d.part(ap.Inner, nil, above{})
	if d.lost != nil {
		return refused(ap, d.lost)
	}
	if !ok {
		return nil
	}
	if lost := lostInUnion(ap, s.conds); lost != nil {
		return refused(ap, lost)
	}
	if ap.How == operator.ApplyScalar && !ap.One {
		if d.domains == 0 {
			return nil
		}
		return refused(ap, noJoin("LeftSingle"))
	}
	width := ap.Child.Schema().Len()
	conds := make([]expr.Expr, len(s.conds))
	for i, c := range s.conds {
		conds[i] = mapRefs(c, func(k int) int {
			if k >= innerBase {
				return k - innerBase + width
			}
			return d.cols[k]
		})
	}
	if ap.How == operator.ApplyScalar {
		return d.scalarJoin(ap, s, conds)
	}
	if ap.Cond != nil {
		conds = append(conds, ap.Cond)
	}
	j := d.a.buildJoin(ap.Child, s.node, joinTypes[ap.How], and(o.ctx, conds...), ap.At)
	j.Crossed = ap.Cross
	j.Predicate = predicate(ap)
	splitCondition(o.ctx, j)
	return keepFirst(j, ap.Out.Len())
}

// lostInUnion is how Spark fails over a scalar subquery in a SELECT list over UNION ALL: it moves the list into
// the inputs, and looks there for the columns of the subquery too. nil where it does not.
func lostInUnion(ap *operator.Apply, conds []expr.Expr) error {
	union, first := overUnion(ap.Child)
	if ap.How != operator.ApplyScalar || !union || !Streaming(ap.Child) {
		return nil
	}
	if first != nil {
		return first
	}
	if name := firstInner(conds); name != "" {
		return lostBelowUnion(name)
	}
	return nil
}

// overUnion tells whether a plan is a union, or one to which values of subqueries were appended, and why the
// first of these was refused.
func overUnion(n operator.Node) (union bool, first error) {
	for {
		switch x := n.(type) {
		case *operator.Union:
			return true, first
		case *operator.Apply:
			n, first = x.Child, x.Refused
		case *operator.Project:
			if v := valueOf(x); v == nil {
				return false, nil
			}
			n = x.Child
		default:
			return false, nil
		}
	}
}

// refused is an Apply that Spark makes no join of.
func refused(ap *operator.Apply, why error) operator.Node {
	c := *ap
	c.Refused = why
	return &c
}

// predicate tells whether a subquery is one of [NOT] IN or EXISTS.
func predicate(ap *operator.Apply) bool {
	return ap.How == operator.ApplySemi || ap.How == operator.ApplyAnti || ap.How == operator.ApplyExists
}

var joinTypes = map[operator.ApplyKind]operator.JoinType{
	operator.ApplyExists: operator.Existence, operator.ApplyInner: operator.Inner, operator.ApplyLeft: operator.LeftOuter,
	operator.ApplySemi: operator.LeftSemi, operator.ApplyAnti: operator.LeftAnti,
}

// scalarJoin is the left outer join for a scalar subquery; what an aggregate gives over no rows is put in
// above it.
func (d *decorrelation) scalarJoin(ap *operator.Apply, s *standalone, conds []expr.Expr) operator.Node {
	width := ap.Child.Schema().Len()
	right, flag := s.node, -1
	zero := d.overNoRows(ap.Inner)
	if zero != nil {
		right, flag = withFlag(right)
	}
	j := d.a.buildJoin(ap.Child, right, operator.LeftOuter, and(d.a.ctx, conds...), ap.At)
	all, _ := passAll(j, j.Out.Len())
	value := all[width]
	if zero != nil {
		value = &expr.Case{Conds: []expr.Expr{call(d.a.ctx, "isnull", all[width+flag])}, Values: []expr.Expr{zero, value}}
	}
	out, _ := d.a.valueColumn(j, width, value, ap.Out.Fields[width].Name)
	return out
}

// overNoRows is the value of a scalar subquery that no row meets; nil for null, and where the domain gives it.
func (d *decorrelation) overNoRows(n operator.Node) expr.Expr {
	list, agg := selectOf(n)
	if d.count || agg == nil || len(agg.Keys) > 0 {
		return nil
	}
	exprs, _ := passAll(agg, 1)
	if list != nil {
		exprs = list.Exprs[:1]
	}
	return d.overNothing(exprs, agg.Aggs)[0]
}

// selectOf is a plan that is an aggregation, with the projection of its SELECT list or without.
func selectOf(n operator.Node) (*operator.Project, *operator.Aggregate) {
	for {
		switch x := n.(type) {
		case *operator.SubqueryAlias:
			n = x.Child
			continue
		case *operator.Aggregate:
			return nil, x
		case *operator.Project:
			agg, _ := x.Child.(*operator.Aggregate)
			return x, agg
		}
		return nil, nil
	}
}

// countsInside tells whether decorrelation itself makes good what aggregates give over no rows: always but for
// a scalar subquery that is an aggregation without another that counts below (Spark: handleCountBug).
func countsInside(ap *operator.Apply) bool {
	if ap.How != operator.ApplyScalar {
		return true
	}
	return countsBelow(ap.Inner)
}

func countsBelow(n operator.Node) bool {
	_, agg := selectOf(n)
	if agg == nil {
		return true
	}
	_, counts := findNode(agg.Child, func(n operator.Node) bool {
		a, ok := n.(*operator.Aggregate)
		if !ok || len(a.Keys) > 0 {
			return false
		}
		for _, x := range a.Aggs {
			if v, known := emptyValue(x); x.Fn.Name == "collect_list" || x.Fn.Name == "collect_set" || known && v.(*expr.Literal).Value != nil {
				return true
			}
		}
		return false
	})
	return counts
}

// inlined tells whether a subquery is a SELECT without FROM, whose values Spark computes beside the row.
func inlined(ap *operator.Apply) bool {
	n := ap.Inner
	for {
		switch x := n.(type) {
		case *operator.Once:
			n = x.Child
		case *operator.SubqueryAlias:
			n = x.Child
		case *operator.Project:
			n = x.Child
		case *operator.Generate:
			return (ap.How == operator.ApplyInner || ap.How == operator.ApplyLeft) && !ap.On && noTable(unwrapped(x.Child))
		default:
			return noTable(n) && (ap.How == operator.ApplyScalar || (ap.How == operator.ApplyInner || ap.How == operator.ApplyLeft) && !ap.On)
		}
	}
}

func unwrapped(n operator.Node) operator.Node {
	if o, ok := n.(*operator.Once); ok {
		return o.Child
	}
	return n
}

// needsDomain tells whether a subquery over a stream needs a domain of it.
func (a *analyzer) needsDomain(n operator.Node, kind operator.ApplyKind) bool {
	ap := &operator.Apply{Inner: n, How: kind}
	d := &decorrelation{a: a, count: countsInside(ap)}
	_, ok := d.part(n, nil, above{})
	return d.lost != nil || ok && d.domains > 0
}
