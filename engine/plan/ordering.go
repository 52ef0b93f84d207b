package plan

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// sort resolves ORDER BY. Over a SELECT it may use what the SELECT list drops.
func (a *analyzer) sort(s *operator.Sort) (operator.Node, error) {
	keys := append([]expr.SortKey{}, s.Keys...)
	copied := &operator.Sort{Keys: keys, Global: s.Global, At: s.At}
	if sel, ok := s.Child.(*operator.Select); ok && unresolvedKeys(keys) && !sel.Distinct {
		if out, err := a.sortByWindow(sel, copied); out != nil || err != nil {
			return out, err
		}
		return a.selectBlock(sel, copied)
	}
	child, err := a.node(s.Child)
	if err != nil {
		return nil, sortedPlace(err, s)
	}
	if !unresolvedKeys(keys) {
		if child == s.Child {
			return s, nil
		}
		return s.With([]operator.Node{child}), nil
	}
	return a.sortOver(copied, child)
}

// sortedPlace moves the refusal of a set operation below a sort to the sort, where the operation calls a function and
// has nothing that takes Spark longer to resolve: it then makes the operation anew while it resolves the sort.
func sortedPlace(err error, s *operator.Sort) error {
	op, ok := s.Child.(*operator.SetOp)
	var refused *expr.Error
	if !ok || !errors.As(err, &refused) || refused.Condition != "INCOMPATIBLE_COLUMN_TYPE" || refused.At != op.At || !calls(op) || takesLonger(op) {
		return err
	}
	moved := *refused
	moved.At = s.At
	return &moved
}

// calls tells whether a query that is not resolved calls a function by name.
func calls(n operator.Node) bool {
	named := func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		return ok && c.Func != "" && unicode.IsLetter(rune(c.Func[0]))
	}
	sel, ok := n.(*operator.Select)
	return ok && slices.ContainsFunc(sel.Items, func(e expr.Expr) bool { return has(e, named) }) || n != nil && slices.ContainsFunc(n.Children(), calls)
}

// takesLonger tells whether a query that is not resolved has a HAVING, a subquery or a LATERAL.
func takesLonger(n operator.Node) bool {
	sub := func(x expr.Expr) bool { _, ok := x.(*expr.Subquery); return ok }
	switch n := n.(type) {
	case nil:
		return false
	case *operator.Join:
		if n.Lateral {
			return true
		}
	case *operator.Select:
		if n.Having != nil || n.Where != nil && has(n.Where, sub) || slices.ContainsFunc(n.Items, func(e expr.Expr) bool { return has(e, sub) }) {
			return true
		}
	}
	return slices.ContainsFunc(n.Children(), takesLonger)
}

// sortOver puts a sort with unresolved keys over a resolved node.
func (a *analyzer) sortOver(s *operator.Sort, child operator.Node) (operator.Node, error) {
	keys := s.Keys
	list := make([]expr.Expr, len(keys))
	for i, k := range keys {
		list[i] = k.Expr
	}
	w, err := a.windows(child, list)
	if err != nil {
		return nil, err
	}
	child = w.node
	for i := range keys {
		keys[i].Expr = list[i]
	}
	width := child.Schema().Len()
	keys = allKeys(keys, width)
	child = a.offered(child, keyExprs(keys)...)
	b := &block{a: a, sel: &operator.Select{}, node: child, scope: a.scope(child), cols: map[int]int{}}
	b.scope.hidden = func(parts []string, at expr.Span) (*expr.Ref, int) {
		m, ref, used := a.hiddenColumn(b.node, parts, at, false)
		if m == nil {
			return nil, 0
		}
		b.node, b.scope.cols = m, columnsOf(m)
		return ref, used
	}
	for i := range keys {
		if keys[i].Expr, err = b.sortKey(keys[i].Expr, width, s.At); err != nil {
			return nil, err
		}
	}
	return keepFirst(&operator.Sort{Keys: keys, Global: s.Global, At: s.At, Child: b.node}, width), nil
}

// allKeys writes ORDER BY ALL out: one key a column.
func allKeys(keys []expr.SortKey, width int) []expr.SortKey {
	if len(keys) != 1 {
		return keys
	}
	if s, star := keys[0].Expr.(*expr.Star); !star || !s.All {
		return keys
	}
	out := make([]expr.SortKey, width)
	for i := range out {
		out[i] = keys[0]
		out[i].Expr = &expr.Literal{Value: int32(i + 1), Typ: data.Int}
	}
	return out
}

// unresolvedKeys tells whether a sort is still to be resolved. Ordinals count as unresolved.
func unresolvedKeys(keys []expr.SortKey) bool {
	for _, k := range keys {
		if k.Expr.Type() == nil {
			return true
		}
		if _, ok := ordinal(k.Expr); ok {
			return true
		}
	}
	return false
}

// sortKey resolves one key over a node that is resolved already.
func (b *block) sortKey(e expr.Expr, width int, at expr.Span) (expr.Expr, error) {
	if n, ok := ordinal(e); ok {
		if n < 1 || n > width {
			return nil, orderPosition(n, width, e)
		}
		return b.scope.ref(n-1, b.scope.cols[n-1].Name), nil
	}
	if err := expr.StarOver("Sort", e); err != nil {
		return nil, err
	}
	if err := b.a.refuseRoutines(e, func(r *expr.Routine, c *expr.Call) error { return usedIn("Sort", r, c) }); err != nil {
		return nil, err
	}
	r, err := b.bind(b.scope, e)
	if err != nil {
		return nil, err
	}
	if err := b.checkOrder(expr.SortKey{Expr: r, NullsFirst: true}, e, true, at); err != nil {
		return nil, err
	}
	return b.place(r)
}

// checkOrder refuses what Spark does not compute for a sort: window functions, generators, some
// subqueries, values without an order, and aggregates (ungrouped) where nothing is grouped. raw is the
// key's expression as it was written.
func (b *block) checkOrder(k expr.SortKey, raw expr.Expr, ungrouped bool, at expr.Span) error {
	e := k.Expr
	if has(e, isGenerator) {
		return expr.Errorf("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", "42K0E", expr.Span{},
			"The generator is not supported: outside the SELECT clause, found: Sort [%s], true.", keyText(k))
	}
	if err := b.refuseIn("Sort", e, ungrouped, at); err != nil {
		return err
	}
	if err := checkCollated(e, true); err != nil {
		return err
	}
	if hasKind(e.Type(), data.KindMap) || e.Type().HoldsSpatial() {
		return plannedf("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", "42K09", expr.SpanOf(raw),
			"Cannot resolve \"%s\" due to data type mismatch: The `sortorder` does not support ordering on type %q.", keyText(k), e.Type())
	}
	var err error
	expr.Walk(e, func(x expr.Expr) bool {
		sl := b.slotOf(x)
		switch {
		case sl == nil || sl.sub == nil || err != nil:
		case sl.sub.kind != expr.ScalarSubquery:
			err = plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY", "0A000", sl.sub.at,
				"Unsupported subquery expression: IN/EXISTS predicate subqueries can only be used in filters, joins, aggregations, window functions, projections, and UPDATE/MERGE/DELETE commands:\nSort [%s]", x)
		case len(sl.sub.outer) > 0:
			err = refuseScalar(sl.sub, "Sort ["+x.String()+"]")
		}
		return err == nil
	})
	return err
}

func orderPosition(n, width int, e expr.Expr) error {
	return expr.Errorf("ORDER_BY_POS_OUT_OF_RANGE", "42805", expr.SpanOf(e),
		"ORDER BY position %d is not in select list (valid range is [1, %d]).", n, width)
}

// orderKeys resolves the ORDER BY of a SELECT: each key is an output column, or a hidden item.
// The returned expressions are references to items (aliasBase + k).
func (b *block) orderKeys(order *operator.Sort) ([]expr.Expr, error) {
	if order == nil {
		return nil, nil
	}
	visible := len(b.items)
	order.Keys = allKeys(order.Keys, visible)
	keys := make([]expr.Expr, len(order.Keys))
	for i, k := range order.Keys {
		if n, ok := ordinal(k.Expr); ok {
			if n < 1 || n > visible {
				return nil, orderPosition(n, visible, k.Expr)
			}
			keys[i] = &expr.Ref{Index: aliasBase + n - 1, Typ: b.items[n-1].e.Type()}
			continue
		}
		if err := expr.StarOver("Sort", k.Expr); err != nil {
			return nil, err
		}
		if err := b.a.refuseRoutines(k.Expr, func(r *expr.Routine, c *expr.Call) error { return usedIn("Sort", r, c) }); err != nil {
			return nil, err
		}
		e, err := b.bindOver(k.Expr)
		if err != nil {
			return nil, err
		}
		if isOuter(e) {
			k.Expr = stripped(e)
			return nil, plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE", "0A000", order.At,
				"Unsupported subquery expression: Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses: \"%s\".", keyText(k))
		}
		sorted := k
		sorted.Expr = e
		if err := b.checkOrder(sorted, k.Expr, !b.groups(), order.At); err != nil {
			return nil, err
		}
		if b.countsOverGroups(k.Expr, e) {
			if err := b.refuseIn("Sort", e, true, order.At); err != nil {
				return nil, err
			}
		}
		b.sorted = append(b.sorted, sortedKey{b.inline(bare(e)), k.Expr})
		keys[i] = b.orderItem(bare(e), k.Expr)
	}
	return keys, nil
}

// countsOverGroups tells whether a key aggregates and names no column, where a window function or a projection behind
// HAVING stands between the groups and the sort: Spark looks for the groups there only when a name is missing.
func (b *block) countsOverGroups(raw, e expr.Expr) bool {
	if !has(e, isAgg) || has(raw, func(x expr.Expr) bool { _, name := x.(*expr.Name); return name }) {
		return false
	}
	return b.havingAdds() || slices.ContainsFunc(b.slots, func(s slot) bool { return s.win != nil })
}

// havingAdds tells whether HAVING aggregates what the SELECT list does not.
func (b *block) havingAdds() bool {
	if b.sel.Having == nil {
		return false
	}
	return has(b.sel.Having, func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		return ok && expr.LookupAggregate(c.Func) != nil && !slices.ContainsFunc(b.sel.Items, func(e expr.Expr) bool { return strings.EqualFold(bare(e).String(), c.String()) })
	})
}

// orderItem finds the item a key is, or adds a hidden one.
func (b *block) orderItem(e, raw expr.Expr) expr.Expr {
	if r, ok := e.(*expr.Ref); ok && r.Index >= aliasBase && r.Index < slotBase {
		return r
	}
	e = b.inline(e)
	for i := range b.items {
		if same(b.items[i].e, e) {
			return &expr.Ref{Index: aliasBase + i, Name: keyName(e), Typ: e.Type(), Null: e.Nullable()}
		}
	}
	b.items = append(b.items, item{name: e.String(), e: e, hidden: true, raw: raw})
	return &expr.Ref{Index: aliasBase + len(b.items) - 1, Name: e.String(), Typ: e.Type(), Null: e.Nullable()}
}

// keyName is how an order says a value that goes out, which may have another name there.
func keyName(e expr.Expr) string {
	if r, ok := e.(*expr.Ref); ok {
		return r.Name
	}
	return e.String()
}

// finish projects the SELECT list, then applies DISTINCT and ORDER BY and drops what only they
// needed.
func (b *block) finish(order *operator.Sort, keys []expr.Expr) (operator.Node, error) {
	if err := b.qualify(); err != nil {
		return nil, err
	}
	visible := 0
	var exprs []expr.Expr
	var names []string
	for _, it := range b.items {
		if !it.hidden {
			visible++
		}
		exprs, names = append(exprs, namedAs(it.e, it.name)), append(names, it.name)
	}
	p := project(b.node, exprs, names)
	if b.grouping != nil && Streaming(b.node) {
		widen(p.Out)
	}
	var out operator.Node = p
	if b.sel.Distinct {
		if visible < len(b.items) {
			return nil, b.scope.unresolved([]string{b.items[visible].name}, b.sel.At)
		}
		if err := CheckDistinct(out.Schema(), b.sel.At); err != nil {
			return nil, err
		}
		out = distinct(out)
	}
	if order == nil {
		return out, nil
	}
	for i, k := range keys {
		key := k.(*expr.Ref)
		at := key.Index - aliasBase
		f := out.Schema().Fields[at]
		order.Keys[i].Expr = &expr.Ref{Index: at, Name: cmp.Or(key.Name, f.Name), Typ: f.Type, Null: f.Nullable}
	}
	order.Child = out
	return keepFirst(order, visible), nil
}

// namedAs shows the alias of a computed column in plans; a plain reference stays one.
func namedAs(e expr.Expr, name string) expr.Expr {
	if r, ok := e.(*expr.Ref); ok && r.Name == name {
		return e
	}
	return &expr.Alias{Child: e, Name: name}
}

// refuseIn refuses the window functions, and the aggregates, of an expression of an operator that
// computes none.
func (b *block) refuseIn(operator string, e expr.Expr, aggregates bool, at expr.Span) error {
	var bad []string
	expr.Walk(e, func(x expr.Expr) bool {
		if a, ok := x.(*expr.Agg); ok && aggregates {
			bad = append(bad, `"`+a.String()+`"`)
		}
		if sl := b.slotOf(x); sl != nil && sl.win != nil {
			bad = append(bad, `"`+sl.win.text+`"`)
			if a, ok := sl.win.call.(*expr.Agg); ok {
				bad = append(bad, `"`+a.String()+`"`)
			}
		}
		return true
	})
	if len(bad) == 0 {
		return nil
	}
	return plannedf("UNSUPPORTED_EXPR_FOR_OPERATOR", "42K0E", at, "The query operator %s contains one or more unsupported expressions.\n"+
		"Consider to rewrite it to avoid window functions, aggregate functions, and generator functions in the %s operator.\nInvalid expressions: [%s]",
		operator, operator, strings.Join(bad, ", "))
}

// groups tells whether the SELECT aggregates.
func (b *block) groups() bool {
	s := b.sel
	return len(s.GroupBy) > 0 || s.Grouped || s.GroupAll || len(s.Sets) > 0 || s.Having != nil || b.anyAggregate()
}

// outputs lists the columns of the SELECT list, with the relations of those that are columns of one.
func (b *block) outputs() [][]string {
	var out [][]string
	for _, it := range b.items {
		if it.hidden {
			continue
		}
		name := []string{it.name}
		if r, ok := it.e.(*expr.Ref); ok && r.Name == it.name && r.Qualifier != "" {
			name = []string{r.Qualifier, it.name}
		}
		out = append(out, name)
	}
	return out
}

// CheckDistinct refuses columns that rows cannot be told apart by.
func CheckDistinct(s *data.Schema, at expr.Span) error {
	for _, f := range s.Fields {
		if err := checkCollated(&expr.Ref{Name: f.Name, Typ: f.Type}, false); err != nil {
			return err
		}
		for _, k := range []struct {
			kind data.Kind
			name string
		}{{data.KindMap, "MAP"}, {data.KindVariant, "VARIANT"}} {
			if hasKind(f.Type, k.kind) {
				return plannedf("UNSUPPORTED_FEATURE.SET_OPERATION_ON_"+k.name+"_TYPE", "0A000", at,
					"The feature is not supported: Cannot have %s type columns in a set operation (INTERSECT, EXCEPT, etc.), but the type of column `%s` is %q.", k.name, f.Name, f.Type)
			}
		}
	}
	return nil
}

// hasKind tells whether a type is of a kind or has a part that is.
func hasKind(t *data.Type, k data.Kind) bool {
	if t == nil || t.Kind == k {
		return t != nil
	}
	for _, f := range t.Fields {
		if hasKind(f.Type, k) {
			return true
		}
	}
	return hasKind(t.Elem, k) || hasKind(t.Key, k)
}

// distinct is SELECT DISTINCT: grouping by every column.
func distinct(n operator.Node) operator.Node {
	exprs, names := passAll(n, n.Schema().Len())
	out := project(n, exprs, names).Out
	if Streaming(n) {
		widen(out)
	}
	return &operator.Aggregate{Keys: exprs, Session: -1, Distinct: true, Out: out, Child: n}
}
