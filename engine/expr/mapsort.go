package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// mapSortFunction names the calls of [MapSort]; no query can write it.
const mapSortFunction = "mapsort"

// MapSort is a key of groups with the maps in it sorted by their keys, so that the order of entries does not part
// groups: Spark's mapsort. It shows as the key itself; one without maps comes back as it is. zero has a null number,
// boolean or time in a map become zero, as the code does that Spark generates for a stream.
func MapSort(e Expr, zero bool) Expr {
	if !holdsMap(e.Type()) || IsMapSort(e) {
		return e
	}
	fn := &Function{Name: mapSortFunction, safe: true, text: func(args []string) string { return args[0] }}
	return &Apply{Fn: fn, Args: []Expr{e}, Typ: e.Type(), Null: e.Nullable(), Kernel: func(_ *Context, cols []data.Column, _ int) (data.Column, error) {
		return sortedMaps(expand(cols[0]), zero), nil
	}}
}

// IsMapSort recognises what [MapSort] made.
func IsMapSort(e Expr) bool {
	a, ok := e.(*Apply)
	return ok && a.Fn != nil && a.Fn.Name == mapSortFunction
}

func holdsMap(t *data.Type) bool {
	return t != nil && (t.Kind == data.KindMap || holdsMap(t.Elem) || slices.ContainsFunc(t.Fields, func(f data.Field) bool { return holdsMap(f.Type) }))
}

func sortedMaps(c data.Column, zero bool) data.Column {
	if !holdsMap(c.Type()) {
		return c
	}
	switch c := c.(type) {
	case *data.List:
		return &data.List{T: c.T, Offsets: c.Offsets, Elems: sortedMaps(c.Elems, zero), Nulls: c.Nulls}
	case *data.Struct:
		fields := make([]data.Column, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = sortedMaps(f, zero)
		}
		return &data.Struct{T: c.T, N: c.N, Fields: fields, Nulls: c.Nulls}
	case *data.MapColumn:
		return sortedEntries(c, zero)
	}
	return c
}

func sortedEntries(c *data.MapColumn, zero bool) data.Column {
	order := make([]int32, c.Keys.Len())
	for i := range order {
		order[i] = int32(i)
	}
	for i := range c.Len() {
		slices.SortStableFunc(order[c.Offsets[i]:c.Offsets[i+1]], func(a, b int32) int { return data.Compare(c.Keys, int(a), c.Keys, int(b)) })
	}
	items := data.Take(sortedMaps(c.Items, zero), order)
	if zero {
		items = zeroed(items)
	}
	return &data.MapColumn{T: c.T, Offsets: c.Offsets, Keys: data.Take(c.Keys, order), Items: items, Nulls: c.Nulls}
}

// zeroed has zeros where a number, boolean or time is null.
func zeroed(c data.Column) data.Column {
	switch c := c.(type) {
	case *data.Bools:
		return withZeros(c)
	case *data.Fixed[int8]:
		return withZeros(c)
	case *data.Fixed[int16]:
		return withZeros(c)
	case *data.Ints:
		return withZeros(c)
	case *data.Longs:
		return withZeros(c)
	case *data.Fixed[float32]:
		return withZeros(c)
	case *data.Doubles:
		return withZeros(c)
	}
	return c
}

func withZeros[T data.Value](c *data.Fixed[T]) data.Column {
	if c.Nulls == nil {
		return c
	}
	values := make([]T, len(c.Values))
	for i, v := range c.Values {
		if c.Nulls.Get(i) {
			values[i] = v
		}
	}
	return &data.Fixed[T]{T: c.T, Values: values}
}
