package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// internPairs finds rows by two columns of whole numbers.
func internPairs(t *state.Table, cols []data.Column, rows []int32) {
	var nulls []uint8
	var words [2][]int64
	for i, flag := range [2]uint8{state.NullFirst, state.NullSecond} {
		words[i], nulls = keyWords(cols[i], flag, nulls)
	}
	t.InternPairs(words[0], words[1], nulls, rows)
}

// keyWords gives a column of whole numbers as words, 0 for a null, and marks its nulls.
func keyWords(c data.Column, flag uint8, nulls []uint8) ([]int64, []uint8) {
	words := wholeNumbers(c)
	valid := c.Valid()
	if valid.CountNull(len(words)) == 0 {
		return words, nulls
	}
	if nulls == nil {
		nulls = make([]uint8, len(words))
	}
	words = append([]int64(nil), words...)
	for i := range words {
		if !valid.Get(i) {
			words[i] = 0
			nulls[i] |= flag
		}
	}
	return words, nulls
}

// wholeNumbers gives the values of a column of whole numbers; they must not be changed.
func wholeNumbers(c data.Column) []int64 {
	switch c := c.(type) {
	case *data.Fixed[int8]:
		return widened(c.Values)
	case *data.Fixed[int16]:
		return widened(c.Values)
	case *data.Fixed[int32]:
		return widened(c.Values)
	case *data.Fixed[int64]:
		return c.Values
	}
	panic("operator: a key of " + c.Type().String() + " among whole numbers")
}

func widened[T int8 | int16 | int32](values []T) []int64 {
	out := make([]int64, len(values))
	for i, v := range values {
		out[i] = int64(v)
	}
	return out
}

// integers builds a column of whole numbers from the words of table rows.
func integers(typ *data.Type, words []int64, rows []int32, valid data.Bitmap) data.Column {
	switch typ.Kind {
	case data.KindByte:
		return narrowed[int8](typ, words, rows, valid)
	case data.KindShort:
		return narrowed[int16](typ, words, rows, valid)
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		return narrowed[int32](typ, words, rows, valid)
	}
	out := &data.Longs{T: typ, Values: make([]int64, len(rows)), Nulls: valid}
	data.Gather(out.Values, words, rows)
	return out
}

func narrowed[T int8 | int16 | int32](typ *data.Type, words []int64, rows []int32, valid data.Bitmap) data.Column {
	out := &data.Fixed[T]{T: typ, Values: make([]T, len(rows)), Nulls: valid}
	for i, r := range rows {
		out.Values[i] = T(words[r])
	}
	return out
}
