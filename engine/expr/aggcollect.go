package expr

import (
	"fmt"
	"sort"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func collectAggs() []*AggFunction {
	list := func(distinct bool) aggBind {
		return func(b *Binding) (*Agg, error) {
			if distinct && (holds(b.typ(0), data.KindMap) || b.typ(0).Collated()) {
				return nil, mismatch("UNSUPPORTED_INPUT_TYPE", b.text(), b.at(), "The input of `collect_set` can't be \"MAP\" or \"COLLATED STRING\" type data.")
			}
			if b.Called == "array_agg" {
				b.Called = "collect_list" // what Spark calls it
			}
			nulls := b.Call != nil && b.Call.RespectNulls
			t := data.ArrayOf(b.typ(0), nulls)
			a := b.bound(t, false, collectList{collected{distinct: distinct, nulls: nulls}, t})
			if nulls {
				a.within = aggText(b.Called, b.Args, b.Call.Distinct, nil) + " RESPECT NULLS"
			}
			return a, nil
		}
	}
	return []*AggFunction{
		agg("collect_list", "collect_list(expr)", "An array of the values that are not null, in the order seen.", "collect_list(x) -- [1,2,3]", 1, 1, list(false)).also("array_agg"),
		agg("collect_set", "collect_set(expr)", "An array of the different values that are not null.", "collect_set(x) -- [1,2,3]", 1, 1, list(true)),
		agg("collect_union", "collect_union(expr)", "An array of the different elements, not null, of all arrays.", "collect_union(x) -- [1,2,3]", 1, 1, bindCollectUnion),
		agg("schema_of_variant_agg", "schema_of_variant_agg(v)", "The schema that holds all VARIANTs.", "schema_of_variant_agg(parse_json(s)) -- OBJECT<a: BIGINT>", 1, 1, aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) {
			return data.String, false, mergedSchema{}, nil
		}, aVariant.strictly())),
		agg("listagg", "listagg(expr[, delimiter]) [WITHIN GROUP (ORDER BY key)]", "The texts that are not null, one behind the other with the delimiter between.", "listagg(s, '-') -- a-b-c", 1, 2, bindListagg).also("string_agg"),
	}
}

// chain is what a group collected, newest part first. Parts are never changed, so that an older
// version of the state may keep pointing into the chain.
type chain struct {
	before *chain
	values data.Column
	keys   map[string]bool // of this part, when duplicates are left out
	n      int             // values in all parts
	bytes  int64           // of all parts, about
	depth  int
}

// keyBytes is about what one key takes in a map beside its text.
const keyBytes = 48

// HeldBytes is what a state's budget counts of it.
func (c *chain) HeldBytes() int64 { return c.bytes }

// column puts the parts together, oldest first.
func (c *chain) column(t *data.Type) data.Column {
	parts := make([]data.Column, 0, 4)
	for p := c; p != nil; p = p.before {
		parts = append(parts, p.values)
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return stack(t, parts)
}

func (c *chain) has(key string) bool {
	for p := c; p != nil; p = p.before {
		if p.keys[key] {
			return true
		}
	}
	return false
}

// maxParts bounds the length of a chain that is searched; beyond it the parts are put together.
const maxParts = 16

func (c *chain) add(values data.Column, keys map[string]bool) *chain {
	out := &chain{before: c, values: values, keys: keys, n: values.Len(), bytes: data.Footprint(values), depth: 1}
	if keys != nil {
		out.bytes += out.bytes + keyBytes*int64(len(keys))
	}
	if c == nil {
		return out
	}
	out.n += c.n
	out.bytes += c.bytes
	out.depth = c.depth + 1
	if keys == nil || out.depth <= maxParts {
		return out
	}
	all := map[string]bool{}
	for p := out; p != nil; p = p.before {
		for k := range p.keys {
			all[k] = true
		}
	}
	return &chain{values: out.column(values.Type()), keys: all, n: out.n, bytes: out.bytes, depth: 1}
}

// collected gathers the rows of all arguments (as one column, a struct when there are several)
// whose first argument is not null, or all.
type collected struct {
	distinct bool
	nulls    bool // all
	pairs    bool // all arguments, not only the first
}

func (collected) Slots() SlotCount { return SlotCount{Any: 1} }

func (a collected) source(args []data.Column) data.Column {
	if !a.pairs {
		return args[0]
	}
	fields := make([]data.Field, len(args))
	for i, c := range args {
		fields[i] = data.Field{Name: "c", Type: c.Type(), Nullable: true}
	}
	return &data.Struct{T: data.StructOf(fields...), N: args[0].Len(), Fields: args}
}

func (a collected) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	taken := map[int32][]int32{}
	var order []int32
	for i, g := range groups {
		r := rowAt(rows, i)
		if !a.nulls && data.IsNull(args[0], r) {
			continue
		}
		if _, known := taken[g]; !known {
			order = append(order, g)
		}
		taken[g] = append(taken[g], int32(r))
	}
	src := a.source(args)
	for _, g := range order {
		a.extend(s, g, src, taken[g])
	}
	return nil
}

func (a collected) extend(s *Slots, g int32, src data.Column, rows []int32) {
	before, _ := s.Any[0][g].(*chain)
	var keys map[string]bool
	if a.distinct {
		keys = map[string]bool{}
		fresh := rows[:0:0]
		for _, r := range rows {
			k := string(data.AppendKey(nil, src, int(r)))
			if !keys[k] && !before.has(k) {
				keys[k] = true
				fresh = append(fresh, r)
			}
		}
		rows = fresh
	}
	if len(rows) > 0 {
		s.Any[0][g] = before.add(data.Take(src, rows), keys)
	}
}

func (a collected) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		c, ok := src.Any[0][from[i]].(*chain)
		if !ok {
			continue
		}
		values := c.column(c.values.Type())
		a.extend(dst, g, values, allRows(values.Len()))
	}
	return nil
}

// collectList gives the values as an array; an empty one when there is none.
type collectList struct {
	collected
	t *data.Type
}

func (a collectList) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	offsets := make([]int32, 1, len(groups)+1)
	var parts []data.Column
	for _, g := range groups {
		at := offsets[len(offsets)-1]
		if c, ok := s.Any[0][g].(*chain); ok {
			part := c.column(a.t.Elem)
			if a.distinct {
				part = plainReals(part)
				part = data.Take(part, setOrder(part))
			}
			parts = append(parts, part)
			at += int32(c.n)
		}
		offsets = append(offsets, at)
	}
	return &data.List{T: a.t, Offsets: offsets, Elems: stack(a.t.Elem, parts)}, nil
}

// bindCollectUnion binds collect_union: what collect_set gives of the elements.
func bindCollectUnion(b *Binding) (*Agg, error) {
	if err := b.acceptAll(anArray); err != nil {
		return nil, err
	}
	elem := b.typ(0).Elem
	if holds(elem, data.KindMap) || elem.Collated() {
		return nil, mismatch("UNSUPPORTED_INPUT_TYPE", b.text(), b.at(), "The input of `collect_union` can't be \"MAP\" or \"COLLATED STRING\" type data.")
	}
	t := data.ArrayOf(elem, false)
	return b.bound(t, false, collectUnion{collectList{collected{distinct: true}, t}}), nil
}

// collectUnion gathers the elements of the arrays of a group.
type collectUnion struct{ collectList }

func (a collectUnion) Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	l, ok := args[0].(*data.List)
	if !ok {
		return nil
	}
	var of, elements []int32
	for i, g := range groups {
		r := rowAt(rows, i)
		if data.IsNull(l, r) {
			continue
		}
		for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
			of, elements = append(of, g), append(elements, k)
		}
	}
	return a.collectList.Update(ctx, s, of, []data.Column{l.Elems}, elements)
}

func bindListagg(b *Binding) (*Agg, error) {
	keys, err := b.within()
	if err != nil {
		return nil, err
	}
	if len(b.Args) == 1 {
		b.Args = append([]Expr{b.Args[0]}, &Literal{Typ: data.Void})
	}
	shown := b.frozen() // delimiter and keys show
	for _, k := range keys {
		shown.Args = append(shown.Args, &Name{Parts: []string{k.String()}})
	}
	given := b.typ(0)
	for i, w := range []want{stringOrBytes, either(aString, aBinary, is(data.Void))} {
		if t := b.typ(i); !w.ok(t) && w.from(b.Ctx.Ansi, t) == nil {
			return nil, mismatch("UNEXPECTED_INPUT_TYPE", shown.text(), b.at(), "The %s parameter requires the %s type, however \"%s\" has the type %s.", ordinal(i), w.name, b.Args[i], quoteType(t))
		}
		if err := b.accept(i, w); err != nil {
			return nil, err
		}
	}
	if t := b.typ(1); t.Kind != data.KindNull && (t.Kind != b.typ(0).Kind || t.Kind == data.KindString && !t.Equal(b.typ(0))) {
		shown.Called = "listagg"
		return nil, mismatch("DATA_DIFF_TYPES", shown.text(), b.at(), "Input to `listagg` should all be the same type, but it's %s.", orList(b.Args[:2]))
	}
	a := listagg{collected: collected{pairs: true}, t: b.typ(0)}
	if b.typ(1).Kind != data.KindNull {
		v, ok := b.literal(1)
		if !ok {
			return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `delimiter` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[1])
		}
		switch v := v.(type) {
		case string:
			a.delimiter = v
		case []byte:
			a.delimiter = string(v)
		}
	}
	b.Args = b.Args[:1]
	for _, k := range keys {
		a.desc = append(a.desc, k.Desc)
		a.nullsFirst = append(a.nullsFirst, k.NullsFirst)
		key, err := keyed(k.Expr, "listagg")
		if err != nil {
			return nil, err
		}
		if b.Call.Distinct && k.Expr.String() != b.Args[0].String() {
			return nil, planned(Errorf("INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT", "42K0K", Span{},
				"Invalid function `listagg` with WITHIN GROUP. The function is invoked with DISTINCT and WITHIN GROUP but expressions \"%s\" and \"%s\" do not match. The WITHIN GROUP ordering expression must be picked from the function inputs.", b.Args[0], k.Expr))
		}
		b.Args = append(b.Args, key)
	}
	out := b.bound(a.t, true, a)
	out.shown = shown.Args[:2]
	unsafe := given.Kind == data.KindFloat || given.Kind == data.KindDouble || given.Kind == data.KindTimestamp
	if len(keys) > 0 && b.Call.Distinct && unsafe { // different values, one text
		return nil, planned(Errorf("INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT_UNSAFE_CAST", "42K0K", Span{},
			"Invalid function `listagg` with WITHIN GROUP. The function `listagg` with DISTINCT and WITHIN GROUP (ORDER BY) is not supported for %s input. Explicitly cast the input to \"STRING\" before passing it to both the function argument and ORDER BY expression.", quoteType(given)))
	}
	if len(keys) > 0 {
		texts := make([]string, len(keys))
		for i, k := range keys {
			texts[i] = k.String()
		}
		out.within = aggText(b.name(), out.shown, b.Call.Distinct, nil) + " WITHIN GROUP (ORDER BY " + joinTexts(texts) + ")"
	}
	return out, nil
}

// orderings resolves the keys of WITHIN GROUP, of which there must be n.
func (b *Binding) orderings(n int) ([]SortKey, error) {
	keys, err := b.within()
	switch {
	case err != nil || len(keys) == n:
		return keys, err
	case len(keys) == 0:
		return nil, withinGroup(b, "WITHIN_GROUP_MISSING", "WITHIN GROUP is required for the function.")
	}
	return nil, withinGroup(b, "WRONG_NUM_ORDERINGS", fmt.Sprintf("The function requires %d orderings in WITHIN GROUP but got %d.", n, len(keys)))
}

// withinGroup refuses WITHIN GROUP, or that there is none.
func withinGroup(b *Binding, sub, why string) error {
	return Errorf("INVALID_WITHIN_GROUP_EXPRESSION."+sub, "42K0K", b.at(), "Invalid function `%s` with WITHIN GROUP. %s", b.name(), why)
}

// within resolves the keys of WITHIN GROUP (ORDER BY ...).
func (b *Binding) within() ([]SortKey, error) {
	if b.Call == nil {
		return nil, nil
	}
	out := append([]SortKey{}, b.Call.Within...)
	for i, k := range out {
		e, err := Resolve(b.Ctx, b.Scope, k.Expr)
		if err != nil {
			return nil, err
		}
		out[i].Expr = e
		if t := e.Type(); t != nil && !orderable(t) {
			return nil, mismatch("INVALID_ORDERING_TYPE", out[i].String(), SpanOf(k.Expr), "The `sortorder` does not support ordering on type %s.", quoteType(t))
		}
	}
	return out, nil
}

// sorted gives the structs collected, and their rows in order; equals stay as they came.
func (c *chain) sorted(less func(all *data.Struct, i, j int) bool) (*data.Struct, []int32) {
	all := c.column(c.values.Type()).(*data.Struct)
	rows := allRows(all.N)
	sort.SliceStable(rows, func(i, j int) bool { return less(all, int(rows[i]), int(rows[j])) })
	return all, rows
}

// listagg joins texts, ordered by the further arguments where there are some.
type listagg struct {
	collected
	t                *data.Type
	delimiter        string
	desc, nullsFirst []bool
}

func (a listagg) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewBytesBuilder(a.t, len(groups))
	for _, g := range groups {
		c, ok := s.Any[0][g].(*chain)
		if !ok {
			out.AppendNull()
			continue
		}
		all, rows := c.sorted(a.less)
		var text []byte
		for i, r := range rows {
			if i > 0 {
				text = append(text, a.delimiter...)
			}
			text = append(text, all.Fields[0].(*data.Bytes).At(int(r))...)
		}
		out.Add(text)
	}
	return out.Finish(), nil
}

func (a listagg) less(all *data.Struct, i, j int) bool {
	for k := range a.desc {
		if d := compareKeys(all.Fields[k+1], i, j, a.desc[k], a.nullsFirst[k]); d != 0 {
			return d < 0
		}
	}
	return false
}

// compareKeys orders two rows of a sort key.
func compareKeys(c data.Column, i, j int, desc, nullsFirst bool) int {
	x, y := data.IsNull(c, i), data.IsNull(c, j)
	switch {
	case x && y:
		return 0
	case x != y:
		if x == nullsFirst {
			return -1
		}
		return 1
	}
	d := data.Compare(c, i, c, j)
	if desc {
		return -d
	}
	return d
}
