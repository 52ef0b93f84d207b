package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// outersOf are the columns of the query around that conditions read, which are said as those of a join.
func outersOf(conds []expr.Expr) outers {
	out := outers{}
	for _, c := range conds {
		expr.Walk(c, func(x expr.Expr) bool {
			if r, ok := x.(*expr.Ref); ok && r.Index < innerBase {
				out[r.Index] = &expr.Outer{Index: r.Index, Name: r.Name, Qualifier: r.Qualifier, Typ: r.Typ, Null: r.Null}
			}
			return true
		})
	}
	return out
}

// readAlso adds the columns that a plan reads.
func (o outers) readAlso(n operator.Node) outers {
	out := o.read()
	for _, c := range outerOf(n) {
		out[c.Index] = c
	}
	return out
}

// comparable tells whether the columns have types whose values can be told apart.
func (d *decorrelation) comparable(read outers) bool {
	for _, i := range read.sorted() {
		o := read[i]
		if _, err := expr.Resolve(d.a.ctx, nil, &expr.Call{Func: "<=>", Args: []expr.Expr{o, o}}); err != nil {
			d.lost = &expr.Error{Condition: "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_REFERENCE_DATA_TYPE", SQLState: "0A000", Runtime: true,
				Message: "Unsupported subquery expression: Correlated column reference '" + qualifiedText(o.Column()) + "' cannot be " + strings.ToLower(strings.SplitN(o.Typ.String(), "<", 2)[0]) + " type."}
			return false
		}
	}
	return true
}

// domain gives the different values of columns of the query around, and the place of each column.
func (d *decorrelation) domain(read outers) (n operator.Node, place map[int]int) {
	d.domains++
	place = map[int]int{}
	var exprs []expr.Expr
	var names []string
	var fields []data.Field
	for k, o := range read.sorted() {
		place[o] = k
		c := read[o].Column()
		c.Index = d.cols[o]
		exprs, names = append(exprs, c), append(names, c.Name)
		fields = append(fields, data.Field{Name: c.Name, Type: c.Typ, Nullable: c.Null})
	}
	if d.outer == nil {
		return &operator.Local{Rows: data.Empty(data.NewSchema(fields...))}, place
	}
	groups := distinct(project(d.outer, exprs, names)).(*operator.Aggregate)
	groups.Late = d.late
	return groups, place
}

// withDomain puts the domain of the outer columns that are needed beside a part that reads none itself.
func (d *decorrelation) withDomain(n operator.Node, need outers) *standalone {
	if len(need) == 0 {
		return &standalone{node: n}
	}
	domain, place := d.domain(need)
	if noTable(n) {
		return d.fromDomain(domain, need, place, 0)
	}
	j := d.a.buildJoin(domain, n, operator.Inner, nil, expr.Span{})
	width, own := domain.Schema().Len(), n.Schema().Len()
	exprs, names := passAll(j, width+own)
	order := append(append([]expr.Expr{}, exprs[width:]...), exprs[:width]...)
	out := project(j, order, append(append([]string{}, names[width:]...), names[:width]...))
	return d.fromDomain(out, need, place, own)
}

// fromDomain is a part in which a domain stands from a column on: each of its columns is that of the query
// around, also where both are null.
func (d *decorrelation) fromDomain(n operator.Node, read outers, place map[int]int, from int) *standalone {
	s := &standalone{node: n, same: map[int]int{}}
	for _, o := range read.sorted() {
		f := n.Schema().Fields[from+place[o]]
		s.same[o] = from + place[o]
		own := &expr.Ref{Index: innerBase + from + place[o], Name: f.Name, Typ: f.Type, Null: f.Nullable}
		s.conds = append(s.conds, call(d.a.ctx, "<=>", own, read[o].Column()))
	}
	return s
}

// noTable tells whether a plan is that of a SELECT without FROM.
func noTable(n operator.Node) bool {
	l, ok := n.(*operator.Local)
	return ok && l.Rows.N == 1 && l.Rows.Schema.Len() == 0
}
