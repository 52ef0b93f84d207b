package interp

import (
	"fmt"
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// kernelOf runs a compiled function over columns, a chunk at a time. Null arguments make a null,
// or, for functions of a row, read as zero, as Row does.
func kernelOf(root any, kinds []reflect.Kind, nodes int, row bool) expr.Kernel {
	return func(_ *expr.Context, args []data.Column, n int) (data.Column, error) {
		if len(args) != len(kinds) {
			return nil, fmt.Errorf("a function of %d columns was given %d", len(kinds), len(args))
		}
		read := make([]func(from, to int) any, len(args))
		var valid data.Bitmap
		for k, c := range args {
			read[k] = reader(c, kinds[k], row)
			if read[k] == nil {
				return nil, fmt.Errorf("a column of %s does not fit a lifted function", c.Type())
			}
			if !row {
				valid = valid.And(c.Valid())
			}
		}
		v := &vector{args: make([]any, len(args)), bufs: make([]any, nodes)}
		out := output(root, n, valid)
		for from := 0; from < n; from += chunk {
			to := min(n, from+chunk)
			v.n = to - from
			for k := range args {
				v.args[k] = read[k](from, to)
			}
			out.fill(v, from)
		}
		return out.column(), nil
	}
}

// reader gives rows [from, to) of a column as a slice of the kind; nil when it is of another.
func reader(c data.Column, k reflect.Kind, zero bool) func(from, to int) any {
	switch c := c.(type) {
	case *data.Fixed[bool]:
		return fixedReader(c, k == reflect.Bool, zero)
	case *data.Fixed[int8]:
		return widened(c, k, reflect.Int8, zero)
	case *data.Fixed[int16]:
		return widened(c, k, reflect.Int16, zero)
	case *data.Fixed[int32]:
		return widened(c, k, reflect.Int32, zero)
	case *data.Fixed[int64]:
		return widened(c, k, reflect.Int64, zero)
	case *data.Fixed[float32]:
		return widened(c, k, reflect.Float32, zero)
	case *data.Fixed[float64]:
		return widened(c, k, reflect.Float64, zero)
	case *data.Bytes:
		if k == reflect.String && c.T.Kind != data.KindVariant {
			return textReader(c)
		}
	}
	return nil
}

func fixedReader[T data.Value](c *data.Fixed[T], fits, zero bool) func(from, to int) any {
	if !fits {
		return nil
	}
	if !zero || c.Nulls == nil {
		return func(from, to int) any { return c.Values[from:to] }
	}
	buf := make([]T, chunk)
	return func(from, to int) any {
		var none T
		for i := from; i < to; i++ {
			if buf[i-from] = c.Values[i]; !c.Nulls.Get(i) {
				buf[i-from] = none
			}
		}
		return buf[:to-from]
	}
}

// widened reads numbers of their own kind as they are, others as Int and Float of a row do.
func widened[T interface {
	data.Value
	number
}](c *data.Fixed[T], k, own reflect.Kind, zero bool) func(from, to int) any {
	same := fixedReader(c, true, zero)
	switch k {
	case own:
		return same
	case reflect.Int64:
		if own == reflect.Float32 || own == reflect.Float64 {
			return nil
		}
		buf := make([]int64, chunk)
		return func(from, to int) any { return widen(buf, same(from, to).([]T)) }
	case reflect.Float64:
		buf := make([]float64, chunk)
		return func(from, to int) any { return widen(buf, same(from, to).([]T)) }
	}
	return nil
}

func widen[A, R number](buf []R, in []A) []R {
	for i, v := range in {
		buf[i] = R(v)
	}
	return buf[:len(in)]
}

// textReader copies the text of a chunk once and cuts it.
func textReader(c *data.Bytes) func(from, to int) any {
	buf := make([]string, chunk)
	return func(from, to int) any {
		base := c.Offsets[from]
		all := string(c.Data[base:c.Offsets[to]])
		for i := from; i < to; i++ {
			buf[i-from] = all[c.Offsets[i]-base : c.Offsets[i+1]-base]
		}
		return buf[:to-from]
	}
}

// filler collects the chunks of a result.
type filler interface {
	fill(v *vector, from int)
	column() data.Column
}

func output(root any, n int, valid data.Bitmap) filler {
	switch r := root.(type) {
	case node[bool]:
		return &fixedFill[bool]{r, &data.Bools{T: data.Boolean, Values: make([]bool, n), Nulls: valid}}
	case node[int8]:
		return &fixedFill[int8]{r, &data.Fixed[int8]{T: data.Byte, Values: make([]int8, n), Nulls: valid}}
	case node[int16]:
		return &fixedFill[int16]{r, &data.Fixed[int16]{T: data.Short, Values: make([]int16, n), Nulls: valid}}
	case node[int32]:
		return &fixedFill[int32]{r, &data.Ints{T: data.Int, Values: make([]int32, n), Nulls: valid}}
	case node[int64]:
		return &fixedFill[int64]{r, &data.Longs{T: data.Long, Values: make([]int64, n), Nulls: valid}}
	case node[float32]:
		return &fixedFill[float32]{r, &data.Fixed[float32]{T: data.Float, Values: make([]float32, n), Nulls: valid}}
	case node[float64]:
		return &fixedFill[float64]{r, &data.Doubles{T: data.Double, Values: make([]float64, n), Nulls: valid}}
	}
	return &textFill{root.(node[string]), data.NewBytesBuilder(data.String, n), valid}
}

type fixedFill[T data.Value] struct {
	root node[T]
	out  *data.Fixed[T]
}

func (f *fixedFill[T]) fill(v *vector, from int) { copy(f.out.Values[from:], f.root(v)) }
func (f *fixedFill[T]) column() data.Column      { return f.out }

type textFill struct {
	root  node[string]
	b     *data.BytesBuilder
	valid data.Bitmap
}

func (f *textFill) fill(v *vector, from int) {
	for i, s := range f.root(v) {
		if f.valid.Get(from + i) {
			f.b.AddString(s)
		} else {
			f.b.AppendNull()
		}
	}
}

func (f *textFill) column() data.Column { return f.b.Finish() }
