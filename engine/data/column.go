package data

import "sync/atomic"

// Column is an immutable vector of one type. The implementations are [Fixed],
// [Bytes], [List], [MapColumn], [Struct] and [Voids]; kernels switch on them.
type Column interface {
	Type() *Type
	Len() int
	// Valid is the validity bitmap; nil means no row is null.
	Valid() Bitmap
}

// Value of a fixed width: one of the physical forms listed in the package comment.
type Value interface {
	bool | int8 | int16 | int32 | int64 | float32 | float64 | Dec | Interval
}

// Fixed is a column of fixed-width values: Values[i] is meaningless where row i is null.
type Fixed[T Value] struct {
	T      *Type
	Values []T
	Nulls  Bitmap // validity: bit set = not null; nil = no nulls
	zones  atomic.Pointer[[]Zone[T]]
}

// Zone is the least and the largest value of [ZoneRows] rows that follow each other; the last one may have fewer.
type Zone[T Value] struct{ Least, Most T }

// ZoneRows is how many rows a zone has. As many fit into the nearest cache with what is made of them.
const ZoneRows = 1 << 13

// Zones are those that [Fixed.KeepZones] was told, nil where nobody has looked.
func (c *Fixed[T]) Zones() []Zone[T] {
	if z := c.zones.Load(); z != nil {
		return *z
	}
	return nil
}

// KeepZones takes down the zones of a column without nulls, for those who come later.
func (c *Fixed[T]) KeepZones(z []Zone[T]) { c.zones.Store(&z) }

// Type implements [Column].
func (c *Fixed[T]) Type() *Type { return c.T }

// Len implements [Column].
func (c *Fixed[T]) Len() int { return len(c.Values) }

// Valid implements [Column].
func (c *Fixed[T]) Valid() Bitmap { return c.Nulls }

// The columns met most often.
type (
	Bools   = Fixed[bool]
	Ints    = Fixed[int32]
	Longs   = Fixed[int64]
	Doubles = Fixed[float64]
)

// Bytes is a column of STRING, BINARY or VARIANT: value i is Data[Offsets[i]:Offsets[i+1]].
type Bytes struct {
	T       *Type
	Offsets []int32 // one more than rows
	Data    []byte
	Nulls   Bitmap
}

// Type implements [Column].
func (c *Bytes) Type() *Type { return c.T }

// Len implements [Column].
func (c *Bytes) Len() int { return len(c.Offsets) - 1 }

// Valid implements [Column].
func (c *Bytes) Valid() Bitmap { return c.Nulls }

// At returns value i without copying; it must not be changed.
func (c *Bytes) At(i int) []byte { return c.Data[c.Offsets[i]:c.Offsets[i+1]:c.Offsets[i+1]] }

// List is a column of ARRAY: value i is Elems[Offsets[i]:Offsets[i+1]].
type List struct {
	T       *Type
	Offsets []int32
	Elems   Column
	Nulls   Bitmap
}

// Type implements [Column].
func (c *List) Type() *Type { return c.T }

// Len implements [Column].
func (c *List) Len() int { return len(c.Offsets) - 1 }

// Valid implements [Column].
func (c *List) Valid() Bitmap { return c.Nulls }

// MapColumn is a column of MAP: pairs Offsets[i] to Offsets[i+1] of Keys and Items.
type MapColumn struct {
	T           *Type
	Offsets     []int32
	Keys, Items Column
	Nulls       Bitmap
}

// Type implements [Column].
func (c *MapColumn) Type() *Type { return c.T }

// Len implements [Column].
func (c *MapColumn) Len() int { return len(c.Offsets) - 1 }

// Valid implements [Column].
func (c *MapColumn) Valid() Bitmap { return c.Nulls }

// Struct is a column of STRUCT: one column a field, all N rows long.
type Struct struct {
	T      *Type
	N      int
	Fields []Column
	Nulls  Bitmap
}

// Type implements [Column].
func (c *Struct) Type() *Type { return c.T }

// Len implements [Column].
func (c *Struct) Len() int { return c.N }

// Valid implements [Column].
func (c *Struct) Valid() Bitmap { return c.Nulls }

// Voids is a column of VOID: every row is null.
type Voids struct{ N int }

// Type implements [Column].
func (c *Voids) Type() *Type { return Void }

// Len implements [Column].
func (c *Voids) Len() int { return c.N }

// Valid implements [Column].
func (c *Voids) Valid() Bitmap { return NewBitmap(c.N, false) }

// IsNull tells whether row i of c is null.
func IsNull(c Column, i int) bool {
	if _, void := c.(*Voids); void {
		return true
	}
	return !c.Valid().Get(i)
}
