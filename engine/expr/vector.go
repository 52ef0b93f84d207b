package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// constant is one value for all rows. It exists only as an argument of kernels bound with
// Apply.Consts; every other place sees it expanded.
type constant struct {
	one data.Column // one row
	n   int
}

func (c *constant) Type() *data.Type { return c.one.Type() }
func (c *constant) Len() int         { return c.n }

func (c *constant) Valid() data.Bitmap {
	if data.IsNull(c.one, 0) {
		return data.NewBitmap(c.n, false)
	}
	return nil
}

// expand turns a constant into an ordinary column.
func expand(c data.Column) data.Column {
	k, ok := c.(*constant)
	if !ok {
		return c
	}
	return data.Take(k.one, make([]int32, k.n))
}

// vec reads a fixed-width argument, constant or not.
type vec[T data.Value] struct {
	values []T
	mask   int
}

func vecOf[T data.Value](c data.Column) vec[T] {
	if k, ok := c.(*constant); ok {
		return vec[T]{k.one.(*data.Fixed[T]).Values, 0}
	}
	return vec[T]{c.(*data.Fixed[T]).Values, -1}
}

func (v vec[T]) at(i int) T { return v.values[i&v.mask] }

func (v vec[T]) constant() bool { return v.mask == 0 }

// textVec reads a STRING, BINARY or VARIANT argument, constant or not.
type textVec struct {
	offsets []int32
	data    []byte
	mask    int
}

func textOf(c data.Column) textVec {
	mask := -1
	if k, ok := c.(*constant); ok {
		c, mask = k.one, 0
	}
	b := c.(*data.Bytes)
	return textVec{b.Offsets, b.Data, mask}
}

func (v textVec) at(i int) []byte {
	i &= v.mask
	return v.data[v.offsets[i]:v.offsets[i+1]:v.offsets[i+1]]
}

func (v textVec) str(i int) string { return string(v.at(i)) }

func (v textVec) constant() bool { return v.mask == 0 }

// side reads any argument by row: the column and the row in it.
type side struct {
	col  data.Column
	mask int
}

func sideOf(c data.Column) side {
	if k, ok := c.(*constant); ok {
		return side{k.one, 0}
	}
	return side{c, -1}
}

func (s side) row(i int) int { return i & s.mask }

// args are the argument columns of a row kernel, read by position.
type args []data.Column

func (a args) bools(k int) vec[bool]          { return vecOf[bool](a[k]) }
func (a args) ints(k int) vec[int32]          { return vecOf[int32](a[k]) }
func (a args) longs(k int) vec[int64]         { return vecOf[int64](a[k]) }
func (a args) doubles(k int) vec[float64]     { return vecOf[float64](a[k]) }
func (a args) decs(k int) vec[data.Dec]       { return vecOf[data.Dec](a[k]) }
func (a args) spans(k int) vec[data.Interval] { return vecOf[data.Interval](a[k]) }
func (a args) text(k int) textVec             { return textOf(a[k]) }
func (a args) has(k int) bool                 { return k < len(a) }
func (a args) list(k int) (*data.List, int)   { s := sideOf(a[k]); return s.col.(*data.List), s.mask }
func (a args) mapAt(k int) (*data.MapColumn, int) {
	s := sideOf(a[k])
	return s.col.(*data.MapColumn), s.mask
}

// strict is the validity of a result that is null where any argument is. never is true when
// a constant argument is null: then no row has a value.
func strict(cols []data.Column) (valid data.Bitmap, never bool) {
	for _, c := range cols {
		switch c := c.(type) {
		case *constant:
			if data.IsNull(c.one, 0) {
				return nil, true
			}
		case *data.Voids:
			return nil, true
		default:
			valid = valid.And(c.Valid())
		}
	}
	return valid, false
}

// nulls is a column of n nulls.
func nulls(t *data.Type, n int) data.Column {
	b := data.NewBuilder(t, 1)
	b.AppendNull()
	return data.Take(b.Finish(), make([]int32, n))
}

// sentinel errors of row functions.
type signal string

func (s signal) Error() string { return string(s) }

// isNull, returned by a row function, makes the row null.
const isNull = signal("null")

// rows makes a kernel of a function of one row, called where no argument is null. prep runs
// once a batch and opens the arguments.
func rows[R data.Value](t *data.Type, prep func(ctx *Context, a args) func(i int) (R, error)) Kernel {
	return func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		f := prep(ctx, cols)
		out := make([]R, n)
		mine := false
		for i := range out {
			if valid != nil && !valid.Get(i) {
				continue
			}
			v, err := f(i)
			if err != nil {
				if err != isNull {
					return nil, err
				}
				valid, mine = voidRow(valid, mine, i, n)
				continue
			}
			out[i] = v
		}
		return &data.Fixed[R]{T: t, Values: out, Nulls: valid}, nil
	}
}

// voidRow marks row i null in a bitmap that is copied the first time.
func voidRow(valid data.Bitmap, mine bool, i, n int) (data.Bitmap, bool) {
	if !mine {
		if valid == nil {
			valid = data.NewBitmap(n, true)
		} else {
			valid = append(data.Bitmap{}, valid...)
		}
	}
	valid.Clear(i)
	return valid, true
}

// texts makes a kernel of a function that appends the text of one row; see [rows].
func texts(t *data.Type, prep func(ctx *Context, a args) func(dst []byte, i int) ([]byte, error)) Kernel {
	return func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		f := prep(ctx, cols)
		offsets := make([]int32, n+1)
		buf := make([]byte, 0, roomFor(cols, n))
		mine := false
		for i := 0; i < n; i++ {
			if valid == nil || valid.Get(i) {
				next, err := f(buf, i)
				switch {
				case err == nil:
					buf = next
				case err == isNull:
					valid, mine = voidRow(valid, mine, i, n)
				default:
					return nil, err
				}
			}
			offsets[i+1] = int32(len(buf))
		}
		return &data.Bytes{T: t, Offsets: offsets, Data: buf, Nulls: valid}, nil
	}
}

// roomFor guesses the bytes of a text result: as many as the first text argument has.
func roomFor(cols []data.Column, n int) int {
	for _, c := range cols {
		if b, ok := c.(*data.Bytes); ok {
			return int(b.Offsets[n] - b.Offsets[0])
		}
	}
	return 8 * n
}

// boxed makes a kernel of a function that gives one boxed value a row, for results with
// parts; see [rows].
func boxed(t *data.Type, prep func(ctx *Context, a args) func(i int) (any, error)) Kernel {
	return func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		f := prep(ctx, cols)
		out := data.NewBuilder(t, n)
		for i := 0; i < n; i++ {
			if valid != nil && !valid.Get(i) {
				out.AppendNull()
				continue
			}
			v, err := f(i)
			switch {
			case err == nil:
				out.Append(v)
			case err == isNull:
				out.AppendNull()
			default:
				return nil, err
			}
		}
		return out.Finish(), nil
	}
}

// tried makes the try_ form of a kernel with results of type t: a row that fails is null.
func tried(t *data.Type, k Kernel) Kernel {
	return func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		out, err := k(ctx, cols, n)
		if err == nil || n == 0 {
			return out, err
		}
		if n == 1 {
			return nulls(t, 1), nil
		}
		parts := make([]data.Column, n)
		for i := range parts {
			row := make([]data.Column, len(cols))
			for j, c := range cols {
				s := sideOf(c)
				row[j] = data.Slice(s.col, s.row(i), s.row(i)+1)
			}
			if parts[i], err = k(ctx, row, 1); err != nil {
				parts[i] = nulls(t, 1)
			}
		}
		return data.ConcatColumns(t, parts), nil
	}
}
