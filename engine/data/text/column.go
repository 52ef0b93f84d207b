package text

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// column grows one column of any type row by row and can take back rows, which [data.Builder]
// cannot: a bad record is cut off, a repeated key overwrites. Only the slices that the
// type's kind needs are used.
type column struct {
	t     *data.Type
	kind  data.Kind
	n     int
	lax   bool    // a value that does not fit makes no record malformed
	nulls []int32 // the null rows, rising

	b     []bool
	i8    []int8
	i16   []int16
	i32   []int32
	i64   []int64
	f32   []float32
	f64   []float64
	dec   []data.Dec
	ival  []data.Interval
	data  []byte
	offs  []int32        // ends: value i is data[offs[i]:offs[i+1]]
	kids  []*column      // struct fields; element; key and item
	names map[string]int // struct fields by name
	marks []mark         // and as they stand in JSON
	day   dayCache
}

// unread is the kind of a field whose values are read over and not kept.
const unread = data.Kind(255)

func newColumn(t *data.Type) *column {
	c := &column{t: t, kind: t.Kind}
	switch t.Kind {
	case data.KindString, data.KindBinary, data.KindVariant, data.KindGeometry, data.KindGeography:
		c.offs = make([]int32, 1, 64)
	case data.KindArray:
		c.offs, c.kids = make([]int32, 1, 64), []*column{newColumn(t.Elem)}
	case data.KindMap:
		c.offs, c.kids = make([]int32, 1, 64), []*column{newColumn(t.Key), newColumn(t.Elem)}
	case data.KindStruct:
		c.names = make(map[string]int, len(t.Fields))
		for i, f := range t.Fields {
			c.kids = append(c.kids, newColumn(f.Type))
			c.marks = append(c.marks, unmet)
			if first, twice := c.names[f.Name]; twice {
				c.marks[first] = unmet // the last of a name gets the value
			}
			c.names[f.Name] = i
			if !strings.ContainsAny(f.Name, `"\\`) {
				c.marks[i] = newMark(`"` + f.Name + `":`)
			}
		}
	}
	return c
}

// hide keeps a field of a struct from being met by its name.
func (c *column) hide(i int) {
	delete(c.names, c.t.Fields[i].Name)
	c.marks[i] = unmet
}

// keep has the marked fields of a struct kept and the others read over, and gives the schema of those kept.
func (c *column) keep(marked []bool) *data.Schema {
	out := data.NewSchema()
	for i, f := range c.t.Fields {
		if marked[i] {
			out.Fields = append(out.Fields, f)
		} else {
			c.kids[i] = &column{t: f.Type, kind: unread}
		}
	}
	return out
}

// null appends a null row.
func (c *column) null() {
	if c.kind != unread {
		c.nulls = append(c.nulls, int32(c.n))
	}
	c.zero()
}

// zero appends a row whose value does not matter.
func (c *column) zero() {
	c.n++
	switch c.kind {
	case data.KindBoolean:
		c.b = append(c.b, false)
	case data.KindByte:
		c.i8 = append(c.i8, 0)
	case data.KindShort:
		c.i16 = append(c.i16, 0)
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		c.i32 = append(c.i32, 0)
	case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval:
		c.i64 = append(c.i64, 0)
	case data.KindFloat:
		c.f32 = append(c.f32, 0)
	case data.KindDouble:
		c.f64 = append(c.f64, 0)
	case data.KindDecimal:
		c.dec = append(c.dec, data.Dec{})
	case data.KindCalendarInterval:
		c.ival = append(c.ival, data.Interval{})
	case data.KindString, data.KindBinary, data.KindVariant, data.KindGeometry, data.KindGeography:
		c.offs = append(c.offs, int32(len(c.data)))
	case data.KindArray, data.KindMap:
		c.offs = append(c.offs, int32(c.kids[0].n))
	case data.KindStruct:
		for _, k := range c.kids {
			k.null()
		}
	}
}

// text appends a string.
func (c *column) text(v []byte) {
	c.data = append(c.data, v...)
	c.offs = append(c.offs, int32(len(c.data)))
	c.n++
}

// cut takes back all rows from n on, and what a broken value left behind row n.
func (c *column) cut(n int) {
	if c.kids != nil {
		c.cutKids(n)
	}
	if c.n <= n {
		return
	}
	for len(c.nulls) > 0 && int(c.nulls[len(c.nulls)-1]) >= n {
		c.nulls = c.nulls[:len(c.nulls)-1]
	}
	c.n = n
	switch c.kind {
	case data.KindBoolean:
		c.b = c.b[:n]
	case data.KindByte:
		c.i8 = c.i8[:n]
	case data.KindShort:
		c.i16 = c.i16[:n]
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		c.i32 = c.i32[:n]
	case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval:
		c.i64 = c.i64[:n]
	case data.KindFloat:
		c.f32 = c.f32[:n]
	case data.KindDouble:
		c.f64 = c.f64[:n]
	case data.KindDecimal:
		c.dec = c.dec[:n]
	case data.KindCalendarInterval:
		c.ival = c.ival[:n]
	case data.KindString, data.KindBinary, data.KindVariant, data.KindGeometry, data.KindGeography:
		c.offs = c.offs[:n+1]
		c.data = c.data[:c.offs[n]]
	case data.KindArray, data.KindMap:
		c.offs = c.offs[:n+1]
	}
}

func (c *column) cutKids(n int) {
	if c.kind != data.KindStruct {
		n = int(c.offs[min(n, c.n)])
	}
	for _, k := range c.kids {
		k.cut(n)
	}
}

// fill gives a row to every field of a struct that has fewer than n.
func (c *column) fill(n int) {
	for _, k := range c.kids {
		if k.n < n {
			k.null()
		}
	}
}

func (c *column) validity() data.Bitmap {
	if len(c.nulls) == 0 {
		return nil
	}
	out := data.NewBitmap(c.n, true)
	for _, i := range c.nulls {
		out.Clear(int(i))
	}
	return out
}

// finish hands the column out and starts anew, with room for as many rows.
func (c *column) finish() data.Column {
	out := c.take()
	*c = column{t: c.t, kind: c.kind, kids: c.kids, names: c.names, marks: c.marks}
	if out.Type().Nested() && c.kind != data.KindStruct || c.kind == data.KindString || c.kind == data.KindBinary || c.kind == data.KindVariant || c.t.Spatial() {
		c.offs = make([]int32, 1)
	}
	return out
}

func (c *column) take() data.Column {
	nulls := c.validity()
	switch c.kind {
	case data.KindBoolean:
		return &data.Fixed[bool]{T: c.t, Values: c.b, Nulls: nulls}
	case data.KindByte:
		return &data.Fixed[int8]{T: c.t, Values: c.i8, Nulls: nulls}
	case data.KindShort:
		return &data.Fixed[int16]{T: c.t, Values: c.i16, Nulls: nulls}
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		return &data.Fixed[int32]{T: c.t, Values: c.i32, Nulls: nulls}
	case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval:
		return &data.Fixed[int64]{T: c.t, Values: c.i64, Nulls: nulls}
	case data.KindFloat:
		return &data.Fixed[float32]{T: c.t, Values: c.f32, Nulls: nulls}
	case data.KindDouble:
		return &data.Fixed[float64]{T: c.t, Values: c.f64, Nulls: nulls}
	case data.KindDecimal:
		return &data.Fixed[data.Dec]{T: c.t, Values: c.dec, Nulls: nulls}
	case data.KindCalendarInterval:
		return &data.Fixed[data.Interval]{T: c.t, Values: c.ival, Nulls: nulls}
	case data.KindString, data.KindBinary, data.KindVariant, data.KindGeometry, data.KindGeography:
		return &data.Bytes{T: c.t, Offsets: c.offs, Data: c.data, Nulls: nulls}
	case data.KindArray:
		return &data.List{T: c.t, Offsets: c.offs, Elems: c.kids[0].finish(), Nulls: nulls}
	case data.KindMap:
		return &data.MapColumn{T: c.t, Offsets: c.offs, Keys: c.kids[0].finish(), Items: c.kids[1].finish(), Nulls: nulls}
	case data.KindStruct:
		s := &data.Struct{T: c.t, N: c.n, Nulls: nulls}
		for _, k := range c.kids {
			s.Fields = append(s.Fields, k.finish())
		}
		return s
	}
	return &data.Voids{N: c.n}
}

// grow makes room for n more rows, so that appending them copies nothing.
func (c *column) grow(n int) {
	switch c.kind {
	case data.KindBoolean:
		c.b = slices.Grow(c.b, n)
	case data.KindInt, data.KindDate:
		c.i32 = slices.Grow(c.i32, n)
	case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ:
		c.i64 = slices.Grow(c.i64, n)
	case data.KindDouble:
		c.f64 = slices.Grow(c.f64, n)
	case data.KindString:
		c.offs = slices.Grow(c.offs, n)
		c.data = slices.Grow(c.data, n*8)
	case data.KindStruct:
		for _, k := range c.kids {
			k.grow(n)
		}
	}
}

// foresee makes room for more times what is there, and a little.
func (c *column) foresee(more float64) {
	c.b, c.i8, c.i16, c.i32 = roomier(c.b, more), roomier(c.i8, more), roomier(c.i16, more), roomier(c.i32, more)
	c.i64, c.f32, c.f64 = roomier(c.i64, more), roomier(c.f32, more), roomier(c.f64, more)
	c.dec, c.ival = roomier(c.dec, more), roomier(c.ival, more)
	c.data, c.offs = roomier(c.data, more), roomier(c.offs, more)
	for _, k := range c.kids {
		k.foresee(more)
	}
}

func roomier[T any](s []T, more float64) []T {
	if len(s) == 0 {
		return s
	}
	return slices.Grow(s, int(float64(len(s))*more*1.02)+16)
}
