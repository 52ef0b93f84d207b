package expr

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// What Spark takes where a call of approx_top_k does not say, and the most that it tracks.
const (
	topDefault = 5
	topTracked = 10000
	topLimit   = 1000000
)

func topKAggs() []*AggFunction {
	return []*AggFunction{
		agg("approx_top_k", "approx_top_k(expr[, k[, maxItemsTracked]])", "The k most frequent values, 5 by default, and how often each came, about: exact while there are no more different values than maxItemsTracked, 10000 by default. NULL counts as a value.", "approx_top_k(x, 2) FROM VALUES (1), (2), (2) AS t(x) -- [{2, 2}, {1, 1}]", 1, 3, bindTopK).needs("[1, 2, 3]"),
		agg("approx_top_k_accumulate", "approx_top_k_accumulate(expr[, maxItemsTracked])", "A sketch of how often the values came, for approx_top_k_estimate and approx_top_k_combine.", "approx_top_k_estimate(approx_top_k_accumulate(x), 1) FROM VALUES (1), (2), (2) AS t(x) -- [{2, 2}]", 1, 2, bindTopAccumulate),
		agg("approx_top_k_combine", "approx_top_k_combine(state[, maxItemsTracked])", "One sketch of what several of approx_top_k_accumulate saw. They track as many items unless the second argument says how many the new one does.", "approx_top_k_estimate(approx_top_k_combine(s), 1) FROM (SELECT approx_top_k_accumulate(x) AS s FROM VALUES (1), (2), (2) AS t(x) GROUP BY x) -- [{2, 2}]", 1, 2, bindTopCombine),
	}
}

func intLiteral(v int32) *Literal { return &Literal{Value: v, Typ: data.Int} }

// topArgs checks the arguments of approx_top_k, in Spark's order; names are those of the arguments behind the first.
func (b *Binding) topArgs(names ...string) (values map[string]any, err error) {
	given := b.frozen()
	if err := b.acceptAll(anything, anInt); err != nil {
		return nil, err
	}
	if _, ok := itemKind(b.typ(0)); !ok {
		return nil, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", given.text(), b.at(), "%s columns are not supported.", bareType(b.typ(0)))
	}
	return b.topConstants(given, 1, names...)
}

// bareType is the name of a type without what it is made of.
func bareType(t *data.Type) string {
	name, _, _ := strings.Cut(strings.ToLower(t.String()), "<")
	return name
}

// topConstants evaluates the arguments from a place on.
func (b *Binding) topConstants(given *Binding, from int, names ...string) (map[string]any, error) {
	values := map[string]any{}
	for i, name := range names {
		if !fixed(b.Args[from+i]) {
			what := "Number of items tracked"
			if name == "k" {
				what = "K"
			}
			return nil, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", given.text(), b.at(), "%s must be a constant literal.", what)
		}
	}
	for i, name := range names {
		v, _, err := b.constant(from + i)
		if err != nil {
			return nil, err
		}
		values[name] = v
	}
	return values, nil
}

func nullTop(name string) error {
	return failf("APPROX_TOP_K_NULL_ARG", "22004", "The value of `%s` in `approx_top_k` cannot be NULL.", name)
}

// positiveTop checks an argument that must be above zero.
func positiveTop(name string, v any) error {
	if v == nil {
		return nullTop(name)
	}
	if n := v.(int32); n <= 0 {
		return failf("APPROX_TOP_K_NON_POSITIVE_ARG", "22023", "The value of `%s` in `approx_top_k` must be a positive integer, but got %d.", name, n)
	}
	return nil
}

// trackedTop checks how many items are to be tracked.
func trackedTop(v any) error {
	if n, ok := v.(int32); ok && n > topLimit {
		return failf("APPROX_TOP_K_MAX_ITEMS_TRACKED_EXCEEDS_LIMIT", "22023", "The max items tracked `maxItemsTracked`(%d) of `approx_top_k` should be less than or equal to %d.", n, topLimit)
	}
	return positiveTop("maxItemsTracked", v)
}

func fewTracked(tracked, k int32) error {
	return failf("APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K", "22023", "The max items tracked `maxItemsTracked`(%d) of `approx_top_k` should be greater than or equal to `k`(%d).", tracked, k)
}

func bindTopK(b *Binding) (*Agg, error) {
	b.completed(3, intLiteral(topDefault), intLiteral(topTracked))
	given := b.frozen().Args
	v, err := b.topArgs("k", "maxItemsTracked")
	if err == nil && v["maxItemsTracked"] == nil {
		err = nullTop("maxItemsTracked")
	}
	if err == nil {
		err = positiveTop("k", v["k"])
	}
	if err == nil {
		err = trackedTop(v["maxItemsTracked"])
	}
	if err != nil {
		return nil, err
	}
	k, tracked := v["k"].(int32), v["maxItemsTracked"].(int32)
	if tracked < k {
		return nil, fewTracked(tracked, k)
	}
	t := b.typ(0)
	b.Args = b.Args[:1]
	out := b.bound(topType(t), false, written[*topSketch]{topAgg{topSketches: topsOf(t, tracked), k: int(k)}})
	out.shown = given
	return out, nil
}

func bindTopAccumulate(b *Binding) (*Agg, error) {
	b.completed(2, intLiteral(topTracked))
	given := b.frozen().Args
	v, err := b.topArgs("maxItemsTracked")
	if err == nil {
		err = trackedTop(v["maxItemsTracked"])
	}
	if err != nil {
		return nil, err
	}
	t := b.typ(0)
	b.Args = b.Args[:1]
	out := b.bound(topStateType(t), false, written[*topSketch]{topAccumulate{topsOf(t, v["maxItemsTracked"].(int32))}})
	out.shown = given
	return out, nil
}

// topType is the type of what approx_top_k gives.
func topType(t *data.Type) *data.Type {
	return data.ArrayOf(data.StructOf(data.Field{Name: "item", Type: t, Nullable: true}, data.Field{Name: "count", Type: data.Long}), false)
}

// topStateType is the type of sketches over values of a type.
func topStateType(t *data.Type) *data.Type {
	return data.StructOf(data.Field{Name: "sketch", Type: data.Binary}, data.Field{Name: "maxItemsTracked", Type: data.Int},
		data.Field{Name: "itemDataType", Type: t, Nullable: true}, data.Field{Name: "itemDataTypeDDL", Type: data.String})
}

// topDDL is how a sketch tells its type, without the collation.
func topDDL(t *data.Type) string {
	if t.Kind == data.KindString {
		return "item string not null"
	}
	return "item " + t.String() + " NOT NULL"
}

// topSketch is a sketch and how many NULLs came.
type topSketch struct {
	items *sketch.Frequent
	nulls int64
}

// topSketches are those over values of a type.
type topSketches struct {
	t       *data.Type
	kind    sketch.ItemKind
	tracked int32
}

func topsOf(t *data.Type, tracked int32) topSketches {
	kind, _ := itemKind(t)
	return topSketches{t, kind, tracked}
}

// topPlaces is the size of the table that so many items need.
func topPlaces(tracked int32) int {
	need := (int64(tracked)*4 + 2) / 3
	return 1 << bits.Len64(uint64(need-1))
}

func (a topSketches) start() *topSketch {
	return &topSketch{items: sketch.NewFrequent(a.kind, topPlaces(a.tracked))}
}

func (a topSketches) add(s *topSketch, args []data.Column, r int) (*topSketch, error) {
	side := sideOf(args[0])
	if r = side.row(r); data.IsNull(side.col, r) {
		s.nulls++
		return s, nil
	}
	s.items.Add(itemOf(data.ValueAt(side.col, r), a.t), 1)
	return s, nil
}

func (a topSketches) write(s *topSketch) []byte {
	return s.items.AppendTable(binary.BigEndian.AppendUint64(nil, uint64(s.nulls)))
}

func (a topSketches) read(b []byte) (*topSketch, error) {
	items, err := sketch.ReadTable(a.kind, b[8:])
	if err != nil {
		return nil, err
	}
	return &topSketch{items, int64(binary.BigEndian.Uint64(b))}, nil
}

// bytes are those of the library, with the number of NULLs behind.
func (s *topSketch) bytes() []byte {
	return binary.BigEndian.AppendUint64(s.items.Bytes(), uint64(s.nulls))
}

// readTop reads a sketch and the number of NULLs behind it.
func readTop(kind sketch.ItemKind, b []byte) (*topSketch, error) {
	n := len(b) - 8
	if n < 0 {
		return nil, javaf("java.lang.NegativeArraySizeException: %d", n)
	}
	items, err := sketch.ReadFrequent(kind, b[:n])
	if err != nil {
		return nil, javaf("org.apache.datasketches.common.SketchesArgumentException: %s", err)
	}
	return &topSketch{items, int64(binary.BigEndian.Uint64(b[n:]))}, nil
}

func (a topSketches) join(parts ...*topSketch) (*topSketch, error) {
	out := a.start()
	for _, s := range parts {
		read, err := readTop(a.kind, s.bytes())
		if err != nil {
			return nil, err
		}
		out.merge(read)
	}
	return out, nil
}

func (s *topSketch) merge(from *topSketch) {
	s.items.Merge(from.items)
	s.nulls += from.nulls
}

// topAgg gives the most frequent items.
type topAgg struct {
	topSketches
	k int
}

func (a topAgg) value(s *topSketch) (any, error) { return s.top(a.k, a.t), nil }
func (a topAgg) typ() *data.Type                 { return topType(a.t) }

// top is the boxed list of the k most frequent items; NULL comes behind items as frequent as it.
func (s *topSketch) top(k int, t *data.Type) any {
	out := []any{}
	nulls := s.nulls
	for _, e := range s.items.Top() {
		if nulls > e.Count {
			out, nulls = append(out, []any{nil, nulls}), 0
		}
		out = append(out, []any{itemValue(e.Item, t), e.Count})
	}
	if nulls > 0 {
		out = append(out, []any{nil, nulls})
	}
	return out[:min(k, len(out))]
}

// topAccumulate gives the sketch.
type topAccumulate struct{ topSketches }

func (a topAccumulate) value(s *topSketch) (any, error) {
	return []any{s.bytes(), a.tracked, nil, topDDL(a.t)}, nil
}

func (a topAccumulate) typ() *data.Type { return topStateType(a.t) }
