package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// collateKeys lets groups, sorts and windows go by the keys of collated texts, so that what runs compares bytes, and
// groups by sorted maps;
// it is the end of analysis. State of streams has no such keys, and is refused (checkStateKeys).
func (a *analyzer) collateKeys(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		switch s := n.(type) {
		case *operator.Sort:
			return collateSort(s)
		case *operator.Aggregate:
			n = sortMaps(s)
		case *operator.SetOp:
			if s.Out == nil || !s.Out.Type().Collated() {
				return n
			}
			if joined := (&optimizer{a.ctx}).replaceSetOps(s); joined != n {
				return a.collateKeys(joined)
			}
		}
		if Streaming(n) {
			return n
		}
		switch n := n.(type) {
		case *operator.Aggregate:
			return a.collateGroups(n)
		case *operator.Dedup:
			return collateDuplicates(n)
		case *operator.WindowFunction:
			return collateWindow(n)
		}
		return n
	})
}

func collateSort(n *operator.Sort) operator.Node {
	keys := collatedOrder(n.Keys)
	if keys == nil {
		return n
	}
	c := *n
	c.Keys = keys
	return &c
}

func collateWindow(n *operator.WindowFunction) operator.Node {
	partition, order := collatedParts(n.PartitionBy), collatedOrder(n.OrderBy)
	if partition == nil && order == nil {
		return n
	}
	c := *n
	if partition != nil {
		c.PartitionBy = partition
	}
	if order != nil {
		c.OrderBy = order
	}
	return &c
}

// collateDuplicates puts the keys beside the columns, and takes them off again.
func collateDuplicates(n *operator.Dedup) operator.Node {
	width := n.Child.Schema().Len()
	exprs, names := passAll(n.Child, width)
	c := *n
	c.Keys = append([]int{}, n.Keys...)
	for i, k := range n.Keys {
		key, err := expr.CollationKey(exprs[k], "dropDuplicates")
		if err != nil || key == exprs[k] {
			continue
		}
		c.Keys[i] = len(exprs)
		exprs, names = append(exprs, namedAs(key, names[k])), append(names, names[k])
	}
	if len(exprs) == width {
		return n
	}
	c.Child = project(n.Child, exprs, names)
	back, _ := passAll(&c, width)
	return project(&c, back, names[:width])
}

// collatedParts are expressions with keys for those that are collated; nil when none is.
func collatedParts(list []expr.Expr) []expr.Expr {
	var out []expr.Expr
	for i, e := range list {
		if !e.Type().Collated() {
			continue
		}
		k, err := expr.CollationKey(e, "GROUP BY")
		if err != nil {
			continue // refused by analysis
		}
		if out == nil {
			out = append([]expr.Expr{}, list...)
		}
		out[i] = k
	}
	return out
}

func collatedOrder(keys []expr.SortKey) []expr.SortKey {
	var out []expr.SortKey
	for i, k := range keys {
		if !k.Expr.Type().Collated() {
			continue
		}
		e, err := expr.CollationKey(k.Expr, "ORDER BY")
		if err != nil {
			continue // refused by analysis
		}
		if out == nil {
			out = append([]expr.SortKey{}, keys...)
		}
		out[i].Expr = e
	}
	return out
}

// collateGroups groups by keys; what a group shows is its first value.
func (a *analyzer) collateGroups(n *operator.Aggregate) operator.Node {
	keys := collatedParts(n.Keys)
	if keys == nil {
		return n
	}
	c := *n
	c.Keys, c.Aggs, c.Distinct = keys, append([]*expr.Agg{}, n.Aggs...), false
	fields := append([]data.Field{}, n.Out.Fields...)
	exprs := make([]expr.Expr, len(fields))
	names := n.Out.Names()
	for i, f := range n.Out.Fields {
		exprs[i] = &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}
		if i >= len(keys) || keys[i] == n.Keys[i] {
			continue
		}
		first, err := expr.Resolve(a.ctx, nil, &expr.Call{Func: "first", Args: []expr.Expr{expr.Uncollated(a.ctx, n.Keys[i])}})
		if err != nil {
			return n
		}
		value := first.(*expr.Agg)
		ref := &expr.Ref{Index: len(fields), Name: f.Name, Typ: value.Typ, Null: f.Nullable}
		fields = append(fields, data.Field{Name: f.Name, Type: value.Typ, Nullable: f.Nullable})
		fields[i].Type = keys[i].Type()
		c.Aggs = append(c.Aggs, value)
		exprs[i] = namedAs(expr.ImplicitCast(a.ctx, ref, f.Type), f.Name)
	}
	c.Out = data.NewSchema(fields...)
	p := project(&c, exprs, names)
	p.Out = n.Out
	return p
}

// checkCollated refuses to group (order false) or to sort by texts whose collation is not known, or has rules that
// the program does not know.
func checkCollated(e expr.Expr, order bool) error {
	t := e.Type()
	if t == nil || !t.Collated() {
		return nil
	}
	if !order && indeterminate(t) {
		return plannedf("INDETERMINATE_COLLATION", "42P22", expr.Span{}, "Could not determine which collation to use for string operation. Use COLLATE clause to set the collation explicitly.")
	}
	clause := "GROUP BY"
	if order {
		clause = "ORDER BY"
	}
	_, err := expr.CollationKey(e, clause)
	return err
}

// indeterminate tells whether a type has a text with two collations.
func indeterminate(t *data.Type) bool {
	if t == nil {
		return false
	}
	for _, f := range t.Fields {
		if indeterminate(f.Type) {
			return true
		}
	}
	return t.Collation == collation.Indeterminate || indeterminate(t.Elem) || indeterminate(t.Key)
}

// CheckCollations refuses a schema, of a view for one, with texts whose collation is not known.
func CheckCollations(s *data.Schema) error {
	for _, f := range s.Fields {
		if indeterminate(f.Type) {
			return plannedf("INDETERMINATE_COLLATION_IN_SCHEMA", "42P22", expr.Span{}, "Schema contains indeterminate collation at: [%s]. Use COLLATE clause to set the collation explicitly.", f.Name)
		}
	}
	return nil
}

// collationJoined makes of comparisons of columns by their collation, which a join's condition has, those of keys.
func collationJoined(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) { return expr.JoinKeys(x), nil })
	return out
}
