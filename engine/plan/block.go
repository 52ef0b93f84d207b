package plan

import (
	"errors"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// block is one SELECT on its way to resolved nodes:
//
//	FROM ─ WHERE ─ window() ─ GROUP BY ─ HAVING ─ generator ─ aliases used by later items ─
//	OVER ─ QUALIFY ─ SELECT list ─ DISTINCT ─ ORDER BY
type block struct {
	a   *analyzer
	sel *operator.Select
	// order is the ORDER BY above the SELECT, nil without one.
	order *operator.Sort
	// offers are the metadata columns that * leaves out.
	offers []int
	// node is what has been built so far; it only ever gets columns appended until the
	// SELECT list is projected, so ordinals stay good.
	node  operator.Node
	scope *scope
	items []item
	slots []slot
	// cols tells where item k was put when later items use it by name.
	cols map[int]int
	// grouping is nil without GROUP BY and aggregates.
	grouping *grouping
	// marks are the grouping() and grouping_id() calls.
	marks []groupingMark
	// orderMarks are those of ORDER BY: from and to.
	orderMarks [2]int
	// listed is set once the items of the SELECT list are resolved.
	listed bool
	// sorted are the keys of ORDER BY that are no ordinals.
	sorted []sortedKey
	// session is the session window of the block, nil without one.
	session *sessionWindow
	// hidden are the columns that JOIN USING merged and a qualified name brought back.
	hidden []int
	// qual is the resolved QUALIFY.
	qual expr.Expr
	// over is set while what stands over the SELECT list is resolved: ORDER BY, QUALIFY, HAVING.
	over bool
}

// item is one output column. A hidden item is there for ORDER BY only.
type item struct {
	name   string
	names  []string // of a generator's columns
	e      expr.Expr
	hidden bool
	raw    expr.Expr // of a hidden item, as written
}

// sortedKey is a key of ORDER BY, resolved and as it was written.
type sortedKey struct{ e, raw expr.Expr }

// slot is a value that becomes a column of its own: a subquery or an OVER call.
type slot struct {
	sub *subquery
	win *windowCall
	col int // column it was placed in, -1 before
}

// selectBlock lowers a SELECT, and the ORDER BY above it when there is one.
func (a *analyzer) selectBlock(s *operator.Select, order *operator.Sort) (operator.Node, error) {
	around := a.selectAt
	a.selectAt = s.At
	defer func() { a.selectAt = around }()
	if callsWindow(s.Having) {
		return a.havingWindow(s, order)
	}
	b := &block{a: a, sel: s, order: order, cols: map[int]int{}}
	n, err := b.lower(order)
	if err != nil && b.over {
		err = a.belowFirst(s, order, err)
	}
	return n, plainLost(err)
}

// trailingComma refuses SELECT a, FROM t: it reads a column called FROM under the name t, and nothing else.
func (b *block) trailingComma() error {
	n := len(b.sel.Items)
	if b.sel.Child != nil || n < 2 {
		return nil
	}
	al, ok := b.sel.Items[n-1].(*expr.Alias)
	if !ok {
		return nil
	}
	if c, ok := al.Child.(*expr.Name); !ok || len(c.Parts) != 1 || !strings.EqualFold(c.Parts[0], "FROM") {
		return nil
	}
	return expr.Errorf("TRAILING_COMMA_IN_SELECT", "42601", expr.SpanOf(al), "Trailing comma detected in SELECT clause. Remove the trailing comma before the FROM clause.")
}

func (b *block) lower(order *operator.Sort) (operator.Node, error) {
	if err := b.trailingComma(); err != nil {
		return nil, err
	}
	if err := b.input(); err != nil {
		return nil, err
	}
	raw, err := b.expand()
	if err != nil {
		return nil, err
	}
	if err := b.timeWindows(raw, order); err != nil {
		return nil, err
	}
	if err := b.scope.refuseAmbiguous(append(slices.Clone(b.sel.GroupBy), raw...)...); err != nil {
		return nil, err
	}
	if err := b.resolveItems(raw); err != nil {
		return nil, err
	}
	b.over = true
	b.orderMarks[0] = len(b.marks)
	keys, err := b.orderKeys(order)
	b.orderMarks[1] = len(b.marks)
	if err != nil {
		return nil, err
	}
	if err := b.bindQualify(); err != nil {
		return nil, err
	}
	having, err := b.bindHaving()
	if err != nil {
		return nil, err
	}
	b.over = false
	if err := b.group(raw, having); err != nil {
		return nil, err
	}
	if err := b.generator(); err != nil {
		return nil, err
	}
	if err := b.projectItems(); err != nil {
		return nil, err
	}
	return b.finish(order, keys)
}

// input resolves FROM and WHERE.
func (b *block) input() error {
	s := b.sel
	b.node = oneRow()
	if s.Child != nil {
		child, err := b.a.node(s.Child)
		if err != nil {
			return b.a.lostNames(err, slices.Concat(conjuncts(s.Where), s.Items, s.GroupBy)...)
		}
		width := child.Schema().Len()
		b.node = b.a.offered(child, b.mentions()...)
		for i := width; i < b.node.Schema().Len(); i++ {
			b.offers = append(b.offers, i)
		}
	}
	if s.Where != nil {
		filtered, err := b.a.where(b.node, s.Where, s.At)
		if err != nil {
			return b.beforeWhere(err)
		}
		b.node = filtered
	}
	b.rescope()
	return nil
}

func (b *block) rescope() {
	b.scope = b.a.scope(b.node)
	b.scope.offers = b.offers
	b.scope.hidden = b.usingColumn
}

// mentions are the expressions of the block that may name columns of its input.
func (b *block) mentions() []expr.Expr {
	s := b.sel
	out := append(append([]expr.Expr{s.Where, s.Having, s.Qualify}, s.Items...), s.GroupBy...)
	if b.order != nil {
		out = append(out, keyExprs(b.order.Keys)...)
	}
	return out
}

// prepare replaces what Resolve cannot see through, subqueries and OVER calls, by references to
// slots.
func (b *block) prepare(sc *scope, e expr.Expr) (expr.Expr, error) {
	if e == nil {
		return nil, nil
	}
	return rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		switch x := x.(type) {
		case *expr.Lambda:
			if err := b.a.refuseRoutines(x.Body, inLambda); err != nil {
				return nil, err
			}
			if has(x, func(y expr.Expr) bool { _, sub := y.(*expr.Subquery); return sub }) {
				return nil, expr.Errorf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION", "0A000", expr.Span{},
					"Unsupported subquery expression: Subquery expressions are not supported within higher-order functions. Please remove all subquery expressions from higher-order functions and then try the query again.")
			}
		case *expr.Subquery:
			return b.subquerySlot(sc, x, false)
		case *expr.Name:
			if len(x.Parts) == 1 && strings.EqualFold(x.Parts[0], hiveGroupingID) && b.hidesColumn(sc, x) {
				return b.groupingMark(sc, &expr.Call{At: x.At}, hiveGroupingID)
			}
		case *expr.Call:
			if pos, ok := positive(x); ok {
				return b.prepare(sc, pos)
			}
			if in, ok := notIn(x); ok {
				flag, err := b.subquerySlot(sc, in, true)
				if err != nil {
					return nil, err
				}
				return &expr.Call{Func: "not", Args: []expr.Expr{flag}, At: x.At}, nil
			}
			if r := b.a.routineOf(x); r != nil {
				return b.a.callRoutine(sc, x, r, b.bind)
			}
			return b.prepareCall(sc, x)
		}
		return nil, nil
	})
}

// notIn recognises NOT (value IN (subquery)).
func notIn(c *expr.Call) (*expr.Subquery, bool) {
	if c.Func != "not" || len(c.Args) != 1 {
		return nil, false
	}
	x, ok := c.Args[0].(*expr.Subquery)
	return x, ok && x.Kind == expr.InSubquery
}

// positive moves NOT inwards to the IN subqueries below it, as Spark does before it makes joins of
// them: a join tells less of nulls than IN does.
func positive(c *expr.Call) (expr.Expr, bool) {
	if c.Func != "not" || len(c.Args) != 1 {
		return nil, false
	}
	x, ok := c.Args[0].(*expr.Call)
	if !ok || !has(x, func(e expr.Expr) bool { s, sub := e.(*expr.Subquery); return sub && s.Kind == expr.InSubquery }) {
		return nil, false
	}
	not := func(e expr.Expr) expr.Expr { return &expr.Call{Func: "not", Args: []expr.Expr{e}, At: c.At} }
	switch {
	case x.Func == "not" && len(x.Args) == 1:
		return x.Args[0], true
	case x.Func == "and" && len(x.Args) == 2:
		return &expr.Call{Func: "or", Args: []expr.Expr{not(x.Args[0]), not(x.Args[1])}, At: x.At}, true
	case x.Func == "or" && len(x.Args) == 2:
		return &expr.Call{Func: "and", Args: []expr.Expr{not(x.Args[0]), not(x.Args[1])}, At: x.At}, true
	}
	return nil, false
}

// subquerySlot makes a slot of a subquery.
func (b *block) subquerySlot(sc *scope, x *expr.Subquery, negated bool) (expr.Expr, error) {
	sub, err := sc.a.subquery(sc, x)
	if err != nil {
		return nil, err
	}
	sub.negated = negated
	for i := range b.slots {
		if o := b.slots[i].sub; o != nil && o.same(sub) {
			return sub.value(slotBase + i), nil
		}
	}
	b.slots = append(b.slots, slot{sub: sub, col: -1})
	return sub.value(slotBase + len(b.slots) - 1), nil
}

// prepareCall makes a mark of grouping() and a slot of an OVER call; nil for other calls.
func (b *block) prepareCall(sc *scope, x *expr.Call) (expr.Expr, error) {
	if err := b.a.refuseGenerated(x); err != nil {
		return nil, err
	}
	if f := strings.ToLower(x.Func); f == "grouping" || f == "grouping_id" {
		return b.groupingMark(sc, x, f)
	}
	if x.Over == nil {
		return nil, nil
	}
	win, err := b.windowCall(sc, x)
	if err != nil {
		return nil, err
	}
	b.slots = append(b.slots, slot{win: win, col: -1})
	return &expr.Ref{Index: slotBase + len(b.slots) - 1, Name: win.text, Slot: true, Typ: win.typ, Null: win.null}, nil
}

// bind prepares and resolves one expression.
func (b *block) bind(sc *scope, e expr.Expr) (expr.Expr, error) {
	p, err := b.prepare(sc, e)
	if err != nil {
		return nil, err
	}
	return b.a.resolve(sc, p)
}

// resolveItems binds the SELECT list from left to right; each named item can be used by the ones
// after it.
func (b *block) resolveItems(raw []expr.Expr) error {
	var shown []string // the items as plans show them
	lone := false
	for _, e := range raw {
		if c := tableCall(e); c != nil {
			return notScalar(c.Func, c.At)
		}
		if text := loneLambda(e); text != "" {
			shown, lone = append(shown, text), true
			continue
		}
		r, err := b.bind(b.scope, e)
		if err != nil {
			return b.withoutOver(err, e)
		}
		it := item{name: outputName(e, r), e: bare(r)}
		shown = append(shown, namedAs(it.e, it.name).String())
		if al, ok := e.(*expr.Alias); ok {
			it.names = al.Names
		}
		if len(it.names) == 0 && r.Type() != nil && aliases(e, it.e) {
			b.scope.aliases = append(b.scope.aliases, alias{it.name, r.Type(), r.Nullable(), len(b.items)})
		}
		if ref, ok := it.e.(*expr.Ref); ok && ref.Index >= slotBase && ref.Index < innerBase && b.slots[ref.Index-slotBase].win != nil {
			b.slots[ref.Index-slotBase].win.name = it.name
		}
		b.items = append(b.items, it)
	}
	b.listed = true
	if lone {
		return unresolvedItems(shown, b.sel.At)
	}
	return nil
}

// aliases tells whether later items may use an item's name: it has an alias, or it names a field within a
// column, which Spark makes one of.
func aliases(item, resolved expr.Expr) bool {
	switch item.(type) {
	case *expr.Alias:
		return true
	case *expr.Name:
		a, ok := resolved.(*expr.Apply)
		return ok && a.Fn != nil && (a.Fn.Name == "." || a.Fn.Name == "[]")
	}
	return false
}

// withoutOver places the refusal of a window function without OVER: Spark finds it when it looks at the
// whole item, or, where that is the call itself and has no alias, at the SELECT. What grouping sets group by is
// computed below them, so that one there comes first.
func (b *block) withoutOver(err error, item expr.Expr) error {
	var e *expr.Error
	if errors.As(err, &e) && e.Condition == "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE" {
		c := *e
		if len(b.sel.Sets) > 0 || b.sel.Rollup || b.sel.Cube {
			for _, k := range slices.Concat(slices.Concat(b.sel.Sets...), b.sel.GroupBy) {
				if call, ok := k.(*expr.Call); ok && expr.WindowOnly(call.Func) {
					c.At = b.sel.GroupAt
					return &c
				}
			}
		}
		switch x := item.(type) {
		case *expr.Call:
			if expr.WindowOnly(x.Func) {
				c.At = b.sel.At
				return &c
			}
		case *expr.Alias:
			item = x.Child
		}
		c.At = expr.SpanOf(item)
		return &c
	}
	return err
}

// place makes columns of the slots an expression uses and maps it onto the columns of the node.
func (b *block) place(e expr.Expr) (expr.Expr, error) {
	var fail error
	expr.Walk(e, func(x expr.Expr) bool {
		if r, ok := x.(*expr.Ref); ok && fail == nil && r.Index >= slotBase && r.Index < innerBase {
			fail = b.placeSlot(r.Index - slotBase)
		}
		return fail == nil
	})
	if fail != nil {
		return nil, fail
	}
	return rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		r, ok := x.(*expr.Ref)
		if !ok {
			return nil, nil
		}
		c := *r
		switch {
		case r.Index >= slotBase && r.Index < innerBase:
			c.Index = b.slots[r.Index-slotBase].col
		case r.Index >= aliasBase && r.Index < slotBase:
			c.Index, c.Name = b.cols[r.Index-aliasBase], b.items[r.Index-aliasBase].name
		}
		return &c, nil
	})
}

func (b *block) placeSlot(k int) error {
	if b.slots[k].col >= 0 {
		return nil
	}
	if w := b.slots[k].win; w != nil {
		return b.placeWindow(k, w)
	}
	node, col, err := b.a.attach(b.node, b.slots[k].sub, b.outerColumn)
	if err != nil {
		return err
	}
	b.node, b.slots[k].col = node, col
	return nil
}

// outerColumn maps an input column that a correlated subquery reads onto the current node.
func (b *block) outerColumn(e expr.Expr) (expr.Expr, error) {
	if r, ok := e.(*expr.Ref); ok && r.Index >= aliasBase && r.Index < slotBase {
		return bare(b.items[r.Index-aliasBase].e), nil
	}
	if b.grouping == nil || !b.grouping.done {
		return e, nil
	}
	return b.grouping.over(e)
}

// projectItems makes columns of the items that later items use by name, in order, and places
// every slot.
func (b *block) projectItems() error {
	used := map[int]bool{}
	for i := range b.items {
		b.usedAliases(b.items[i].e, used)
	}
	if b.qual != nil {
		b.usedAliases(b.qual, used)
	}
	for i := range b.items {
		e, err := b.place(b.items[i].e)
		if err != nil {
			return err
		}
		b.items[i].e = e
		if !used[i] {
			continue
		}
		exprs, names := passAll(b.node, b.node.Schema().Len())
		b.cols[i] = len(exprs)
		b.node = project(b.node, append(exprs, namedAs(e, b.items[i].name)), append(names, b.items[i].name))
		b.items[i].e = &expr.Ref{Index: b.cols[i], Name: b.items[i].name, Typ: e.Type(), Null: e.Nullable()}
	}
	return nil
}

// usedAliases collects the items that an expression, or an OVER call in it, uses by name.
func (b *block) usedAliases(e expr.Expr, used map[int]bool) {
	expr.Walk(e, func(x expr.Expr) bool {
		r, ok := x.(*expr.Ref)
		switch {
		case !ok:
		case r.Index >= slotBase && r.Index < innerBase:
			if w := b.slots[r.Index-slotBase].win; w != nil {
				for _, c := range w.parts() {
					b.usedAliases(c, used)
				}
			}
		case r.Index >= aliasBase && r.Index < slotBase:
			used[r.Index-aliasBase] = true
		}
		return true
	})
}

// inline replaces the use of an item's name by the item.
func (b *block) inline(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if r, ok := x.(*expr.Ref); ok && r.Index >= aliasBase && r.Index < slotBase {
			return b.inline(b.items[r.Index-aliasBase].e), nil
		}
		return nil, nil
	})
	return out
}
