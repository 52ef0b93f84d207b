package state

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Vectors are the values of many rows that may change: parallel vectors indexed by row
// number. The struct has the shape of expr.Slots, so one converts to the other. A value in Any
// must be replaced, never changed: the old one may be history.
type Vectors struct {
	I64 [][]int64
	F64 [][]float64
	Dec [][]data.Dec
	Any [][]any
}

func newVectors(i64, f64, dec, any_ int) Vectors {
	return Vectors{make([][]int64, i64), make([][]float64, f64), make([][]data.Dec, dec), make([][]any, any_)}
}

func (v *Vectors) grow(n int) {
	growAll(v.I64, n)
	growAll(v.F64, n)
	growAll(v.Dec, n)
	growAll(v.Any, n)
}

func growAll[T any](vs [][]T, n int) {
	for i := range vs {
		vs[i] = grown(vs[i], n)
	}
}

// zero clears the values of one row.
func (v *Vectors) zero(row int32) {
	for _, c := range v.I64 {
		c[row] = 0
	}
	for _, c := range v.F64 {
		c[row] = 0
	}
	for _, c := range v.Dec {
		c[row] = data.Dec{}
	}
	for _, c := range v.Any {
		c[row] = nil
	}
}

// zeroRange clears the values of the rows from one number to before another.
func (v *Vectors) zeroRange(from, to int) {
	zeroRange(v.I64, from, to)
	zeroRange(v.F64, from, to)
	zeroRange(v.Dec, from, to)
	zeroRange(v.Any, from, to)
}

func zeroRange[T any](vs [][]T, from, to int) {
	for _, c := range vs {
		clear(c[from:to])
	}
}

// save appends the values that the listed rows have in from.
func (v *Vectors) save(from *Vectors, rows []int32) {
	appendAll(v.I64, from.I64, rows)
	appendAll(v.F64, from.F64, rows)
	appendAll(v.Dec, from.Dec, rows)
	appendAll(v.Any, from.Any, rows)
}

// saveOne is save for one row.
func (v *Vectors) saveOne(from *Vectors, row int32) {
	for i, c := range from.I64 {
		v.I64[i] = append(v.I64[i], c[row])
	}
	for i, c := range from.F64 {
		v.F64[i] = append(v.F64[i], c[row])
	}
	for i, c := range from.Dec {
		v.Dec[i] = append(v.Dec[i], c[row])
	}
	for i, c := range from.Any {
		v.Any[i] = append(v.Any[i], c[row])
	}
}

func appendAll[T any](to, from [][]T, rows []int32) {
	for i, c := range from {
		n := len(to[i])
		s := slices.Grow(to[i], len(rows))[:n+len(rows)]
		data.Gather(s[n:], c, rows)
		to[i] = s
	}
}

// swap exchanges the saved values of the listed rows with the live ones.
func (v *Vectors) swap(rows []int32, saved *Vectors) {
	swapAll(v.I64, saved.I64, rows)
	swapAll(v.F64, saved.F64, rows)
	swapAll(v.Dec, saved.Dec, rows)
	swapAll(v.Any, saved.Any, rows)
}

func swapAll[T any](live, saved [][]T, rows []int32) {
	for i, s := range saved {
		c := live[i]
		for k, r := range rows {
			c[r], s[k] = s[k], c[r]
		}
	}
}

// handOver takes the collected values for keeping; see kept.
func (v *Vectors) handOver(spent *Vectors) Vectors {
	return Vectors{handAll(v.I64, spent.I64), handAll(v.F64, spent.F64), handAll(v.Dec, spent.Dec), handAll(v.Any, nil)}
}

func handAll[T any](vs, spent [][]T) [][]T {
	out := make([][]T, len(vs))
	for i := range vs {
		var room []T
		if i < len(spent) {
			room, spent[i] = spent[i], nil
		}
		out[i] = kept(&vs[i], &room)
	}
	return out
}

func (v *Vectors) reset() {
	resetAll(v.I64)
	resetAll(v.F64)
	resetAll(v.Dec)
	for i, c := range v.Any {
		clear(c)
		v.Any[i] = c[:0]
	}
}

func resetAll[T any](vs [][]T) {
	for i := range vs {
		vs[i] = vs[i][:0]
	}
}

func (v *Vectors) clone() Vectors {
	return Vectors{cloneAll(v.I64), cloneAll(v.F64), cloneAll(v.Dec), cloneAll(v.Any)}
}

func cloneAll[T any](vs [][]T) [][]T {
	out := make([][]T, len(vs))
	for i, c := range vs {
		out[i] = cloned(c)
	}
	return out
}

// heldRows is how many rows are asked what they hold; of more, some are taken for all, so that the cost
// of a batch does not grow with the state.
const heldRows = 1 << 16

// held is about how many bytes the values of Any point to, of those that can tell.
func (v *Vectors) held(rows int) int64 {
	var sum int64
	for _, c := range v.Any {
		c = c[:min(rows, len(c))]
		stride := 1 + len(c)/heldRows
		for i := 0; i < len(c); i += stride {
			if h, ok := c[i].(interface{ HeldBytes() int64 }); ok {
				sum += h.HeldBytes() * int64(stride)
			}
		}
	}
	return sum
}

// width is the number of bytes of one row; an Any counts as 16, see held.
func (v *Vectors) width() int64 {
	return int64(8*len(v.I64) + 8*len(v.F64) + 16*len(v.Dec) + 16*len(v.Any))
}
