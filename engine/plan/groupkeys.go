package plan

import (
	"slices"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// bindKeys resolves the GROUP BY list: input columns first, then names of items, ordinals, ALL. It
// gives the number of each.
func (g *grouping) bindKeys(raw []expr.Expr) ([]int, error) {
	s := g.b.sel
	if s.GroupAll {
		return nil, g.all()
	}
	var out []int
	for _, e := range s.GroupBy {
		k, err := g.bindKey(e, raw)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// refuseAmbiguous refuses the first name in a list of expressions that may be several columns: Spark finds
// these before anything else in them.
func (s *scope) refuseAmbiguous(list ...expr.Expr) error {
	var err error
	for _, e := range list {
		if e == nil || s.window != 0 {
			continue
		}
		expr.Walk(e, func(x expr.Expr) bool {
			n, ok := x.(*expr.Name)
			if !ok || err != nil {
				_, inner := x.(*expr.Lambda)
				return err == nil && !inner
			}
			if hits, _ := s.matches(n.Parts); len(hits) > 1 {
				err = s.ambiguous(n.Parts, hits, n.At)
			}
			return err == nil
		})
	}
	return err
}

// checkKeyTypes refuses keys that hold a VARIANT: Spark has no order of them.
func (g *grouping) checkKeyTypes() error {
	for i, k := range g.keys {
		if err := checkCollated(k, false); err != nil {
			return err
		}
		if hasKind(k.Type(), data.KindVariant) {
			return plannedf("GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE", "42822", g.ats[i],
				"The expression \"%s\" cannot be used as a grouping expression because its data type %q is not an orderable data type.", k, k.Type())
		}
	}
	return nil
}

// wrongOrdinal refuses an ordinal of GROUP BY that names no item of the SELECT list.
func (b *block) wrongOrdinal(e expr.Expr, n int, raw []expr.Expr) error {
	if slices.ContainsFunc(b.sel.Items, func(e expr.Expr) bool { _, star := e.(*expr.Star); return star }) {
		return expr.Errorf("STAR_GROUP_BY_POS", "0A000", expr.Span{}, "Star (*) is not allowed in a select list when GROUP BY an ordinal position is used.")
	}
	if n < 1 || n > len(raw) {
		return expr.Errorf("GROUP_BY_POS_OUT_OF_RANGE", "42805", expr.SpanOf(e),
			"GROUP BY position %d is not in select list (valid range is [1, %d]).", n, len(raw))
	}
	return nil
}

// bindKey resolves one grouping expression and returns its number; equal ones share it.
func (g *grouping) bindKey(e expr.Expr, raw []expr.Expr) (int, error) {
	b := g.b
	if n, ok := ordinal(e); ok {
		if err := b.wrongOrdinal(e, n, raw); err != nil {
			return 0, err
		}
		it := b.items[n-1]
		if has(it.e, isAgg) {
			return 0, expr.Errorf("GROUP_BY_POS_AGGREGATE", "42903", expr.SpanOf(e),
				"GROUP BY %d refers to an expression %s AS %s that contains an aggregate function. Aggregate functions are not allowed in GROUP BY.", n, qualifiedText(it.e), quotedName(it.name))
		}
		return g.add(b.inline(it.e), it.name, expr.SpanOf(raw[n-1])), nil
	}
	if name, ok := e.(*expr.Name); ok {
		if hits, _ := b.scope.matches(name.Parts); len(hits) == 0 {
			if r, err := b.scope.alias(name.Parts[0], name.At); err == nil && r != nil {
				e = &expr.Alias{Child: b.items[r.Index-aliasBase].e, Name: r.Name}
				return g.checked(b.inline(bare(e)), name.Parts[0], name.At)
			}
		}
	}
	if err := expr.StarOver("Aggregate", e); err != nil {
		return 0, err
	}
	k, err := b.bind(b.scope, e)
	if err != nil {
		return 0, err
	}
	return g.checked(b.inline(bare(k)), outputName(e, k), expr.SpanOf(e))
}

func (g *grouping) checked(k expr.Expr, name string, at expr.Span) (int, error) {
	if err := g.refuseWindow(k); err != nil {
		return 0, err
	}
	var agg *expr.Agg
	expr.Walk(k, func(x expr.Expr) bool {
		if a, ok := x.(*expr.Agg); ok && agg == nil {
			agg = a
		}
		return agg == nil
	})
	if agg != nil {
		return 0, expr.Errorf("GROUP_BY_AGGREGATE", "42903", agg.At, "Aggregate functions are not allowed in GROUP BY, but found %s.", qualifiedText(k))
	}
	return g.add(k, name, at), nil
}

// refuseWindow refuses a window function as a key. Among grouping sets, and where an item has one too, Spark computes it.
func (g *grouping) refuseWindow(k expr.Expr) error {
	s := g.b.sel
	if len(s.Sets) > 0 || s.Rollup || s.Cube {
		return nil
	}
	var err error
	expr.Walk(k, func(x expr.Expr) bool {
		sl := g.b.slotOf(x)
		if err != nil || sl == nil || sl.win == nil {
			return err == nil
		}
		if a, ok := sl.win.call.(*expr.Agg); ok {
			err = expr.Errorf("GROUP_BY_AGGREGATE", "42903", a.At, "Aggregate functions are not allowed in GROUP BY, but found %s.", sl.win.text)
		}
		return err == nil
	})
	window := func(x expr.Expr) bool { sl := g.b.slotOf(x); return sl != nil && sl.win != nil }
	if err != nil || slices.ContainsFunc(g.b.items, func(it item) bool { return has(it.e, window) }) {
		return err
	}
	return g.b.refuseIn("Aggregate", k, false, g.at())
}

// add gives the number of a key that was written at a place; equal ones share it.
func (g *grouping) add(k expr.Expr, name string, at expr.Span) int {
	for i, o := range g.keys {
		if same(o, k) {
			return i
		}
	}
	g.keys, g.names, g.ats = append(g.keys, k), append(g.names, name), append(g.ats, at)
	return len(g.keys) - 1
}

// ordinal reads GROUP BY 1 and ORDER BY 1.
func ordinal(e expr.Expr) (int, bool) {
	l, ok := e.(*expr.Literal)
	if !ok || l.Typ == nil || l.Typ.Kind != data.KindInt {
		return 0, false
	}
	n, ok := l.Value.(int32)
	return int(n), ok
}

// all is GROUP BY ALL: every item without an aggregate.
func (g *grouping) all() error {
	mixed := false
	for _, it := range g.b.items {
		switch {
		case it.hidden:
		case readsAlias(it.e):
			return expr.Errorf("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY", "0A000", expr.Span{},
				"The feature is not supported: Referencing a lateral column alias via GROUP BY alias/ALL is not supported yet.")
		case has(it.e, isAgg):
			mixed = mixed || readsOutside(it.e)
		default:
			g.add(g.b.inline(it.e), it.name, g.b.sel.AllAt)
		}
	}
	if mixed && len(g.keys) == 0 {
		return expr.Errorf("UNRESOLVED_ALL_IN_GROUP_BY", "42803", g.b.sel.GroupAt,
			"Cannot infer grouping columns for GROUP BY ALL based on the select clause. Please explicitly specify the grouping columns.")
	}
	return nil
}

// readsAlias tells whether an item names one before it.
func readsAlias(e expr.Expr) bool {
	return has(e, func(x expr.Expr) bool {
		r, ok := x.(*expr.Ref)
		return ok && r.Index >= aliasBase && r.Index < slotBase
	})
}

// readsOutside tells whether an expression reads columns outside of its aggregates.
func readsOutside(e expr.Expr) bool {
	found := false
	expr.Walk(e, func(x expr.Expr) bool {
		_, column := x.(*expr.Ref)
		found = found || column
		return !isAgg(x)
	})
	return found
}

// groupingSets turns ROLLUP, CUBE and GROUPING SETS into lists of key numbers; keys are the
// numbers of the GROUP BY list.
func (g *grouping) groupingSets(keys []int, raw []expr.Expr) error {
	s := g.b.sel
	n := len(keys)
	switch {
	case s.Rollup:
		for k := n; k >= 0; k-- {
			g.sets = append(g.sets, keys[:k])
		}
	case s.Cube:
		for mask := 0; mask < 1<<n; mask++ {
			var set []int
			for i, k := range keys {
				if mask&(1<<(n-1-i)) == 0 {
					set = append(set, k)
				}
			}
			g.sets = append(g.sets, set)
		}
	case s.Sets != nil:
		for _, list := range s.Sets {
			set := []int{}
			for _, e := range list {
				k, err := g.bindKey(e, raw)
				if err != nil {
					return err
				}
				set = append(set, k)
			}
			g.sets = append(g.sets, set)
		}
	}
	return nil
}

// repeated tells whether two grouping sets are the same: then the place of a set tells its groups
// apart.
func (g *grouping) repeated() bool {
	seen := map[int64]bool{}
	for _, set := range g.sets {
		id := g.setID(set)
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

// setID has a bit for each key, the first one highest: 1 where the key is not in the set.
func (g *grouping) setID(set []int) int64 {
	id := int64(1)<<len(g.keys) - 1
	for _, k := range set {
		id &^= 1 << (len(g.keys) - 1 - k)
	}
	return id
}

// expand puts an Expand below the Aggregate: one copy of each row a grouping set, with the keys
// outside the set null, and the number of the set.
func (g *grouping) expand() {
	b := g.b
	exprs, names := passAll(b.node, b.node.Schema().Len())
	in := b.node.Schema()
	fields := append([]data.Field{}, in.Fields...)
	keys := make([]expr.Expr, len(g.keys))
	for i, k := range g.keys {
		f := fieldOf(in, k, g.names[i])
		f.Nullable = true
		keys[i] = &expr.Ref{Index: len(fields), Name: g.names[i], Qualifier: qualifierOf(k), Typ: k.Type(), Null: true}
		fields = append(fields, f)
	}
	fields = append(fields, data.Field{Name: "spark_grouping_id", Type: data.Long})
	g.marks = 1
	if g.repeated() {
		fields = append(fields, data.Field{Name: "_gen_grouping_pos", Type: data.Int})
		g.marks = 2
	}
	var rows [][]expr.Expr
	for place, set := range g.sets {
		row := append([]expr.Expr{}, exprs[:len(names)]...)
		id := g.setID(set)
		for i, k := range g.keys {
			if id>>(len(g.keys)-1-i)&1 == 0 {
				row = append(row, k)
			} else {
				row = append(row, &expr.Literal{Typ: k.Type()})
			}
		}
		row = append(row, &expr.Literal{Value: id, Typ: data.Long, Text: strconv.FormatInt(id, 10)}, &expr.Literal{Value: int32(place), Typ: data.Int, Text: strconv.Itoa(place)})
		rows = append(rows, row[:len(fields)])
	}
	b.node = &operator.Expand{Projections: rows, Out: data.NewSchema(fields...), Child: b.node}
	g.inputs = keys
}
