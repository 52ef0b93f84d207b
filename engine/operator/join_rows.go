package operator

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// rowLayout says where the columns of a stored row are: numbers and times as words of the table,
// the others in its byte string. A key that is a column as it stands takes no word of its own.
//
//	words: key · null bits · one a column of numbers · age     blob: key of bytes · other columns
type rowLayout struct {
	schema *data.Schema
	index  state.Index
	word   []int // place among the table's Ints by column, -1 for the blob
	bit    []int // place among the null bits by column
	rest   *data.Schema
	inRest []int // the columns of rest
	nulls  int   // the word of null bits
	words  int
}

// newRowLayout lays out rows of a schema that are found by the key expressions, held as keys says.
func newRowLayout(s *data.Schema, k keys, by []expr.Expr) rowLayout {
	l := rowLayout{schema: s, word: make([]int, s.Len()), bit: make([]int, s.Len()), rest: data.NewSchema(), nulls: 1}
	for i := range l.word {
		l.word[i] = -1
	}
	switch k.kind {
	case keyNone:
		l.index = state.ListInt
	case keyInt, keyPair:
		l.index = state.ListInt
		for i, e := range by {
			if ref, ok := e.(*expr.Ref); ok {
				l.word[ref.Index] = i
			}
		}
		if k.kind == keyPair {
			l.index, l.nulls = state.ListPair, 2
		}
	default:
		l.index = state.ListBytes
	}
	l.words = l.nulls + 1
	bits := 0
	for i, f := range s.Fields {
		if bits == 64 || f.Type.Kind != data.KindDouble && !isInteger(f.Type) {
			l.word[i] = -1
			l.inRest = append(l.inRest, i)
			l.rest.Fields = append(l.rest.Fields, f)
			continue
		}
		l.bit[i] = bits
		bits++
		if l.word[i] < 0 {
			l.word[i] = l.words
			l.words++
		}
	}
	l.words++ // the age
	return l
}

// ask sets k to the keys of a batch, in the form in which the table is asked for them.
func (l *rowLayout) ask(k *state.Keys, cols []data.Column, n int) {
	switch {
	case l.index == state.ListBytes:
		k.Ends = make([]int32, n)
		for i := range n {
			k.Bytes = data.AppendRowKey(k.Bytes, cols, i)
			k.Ends[i] = int32(len(k.Bytes))
		}
	case len(cols) == 0:
		k.First = make([]int64, n)
	default:
		k.First, k.Nulls = keyWords(cols[0], state.NullFirst, nil)
		if l.index == state.ListPair {
			k.Second, k.Nulls = keyWords(cols[1], state.NullSecond, k.Nulls)
		}
	}
	k.Hash(l.index, n)
}

// write stores the listed rows of a batch, whose keys are k, as table rows at.
func (l *rowLayout) write(t *state.Table, at []int32, in *data.Batch, rows []int32, k *state.Keys) {
	nulls := t.Ints[l.nulls]
	if t.Holes() != 0 { // else it has no bits yet
		for list := at; len(list) > 0; {
			n := data.Stretch(list)
			clear(nulls[list[0]:][:n])
			list = list[n:]
		}
	}
	for i, w := range l.word {
		if w < 0 {
			continue
		}
		if valid := in.Cols[i].Valid(); valid.CountNull(in.N) > 0 {
			for j, row := range rows {
				if !valid.Get(int(row)) {
					nulls[at[j]] |= 1 << l.bit[i]
					t.MarkNull(at[j], l.bit[i])
				}
			}
		}
		if w < l.nulls {
			continue
		}
		switch c := in.Cols[i].(type) {
		case *data.Doubles:
			state.PlaceDoubles(t.Ints[w], at, c.Values, rows)
		default:
			state.Place(t.Ints[w], at, wholeNumbers(c), rows)
		}
	}
	if l.index != state.ListBytes && len(l.inRest) == 0 {
		return
	}
	var blob []byte
	for j, row := range rows {
		blob = blob[:0]
		if l.index == state.ListBytes {
			blob = append(blob, k.At(int(row))...)
		}
		for _, i := range l.inRest {
			blob = state.AppendValue(blob, in.Cols[i], int(row))
		}
		t.SetBlob(at[j], blob)
	}
}

// read builds the columns of stored rows; with only, the other columns stay nil.
func (l *rowLayout) read(t *state.Table, rows []int32, only []bool) *data.Batch {
	out := &data.Batch{Schema: l.schema, Cols: make([]data.Column, l.schema.Len()), N: len(rows)}
	blob, nulls := false, int64(0)
	if t.Holes() != 0 {
		for _, row := range rows {
			nulls |= t.Ints[l.nulls][row]
		}
	}
	for i, w := range l.word {
		switch {
		case only != nil && !only[i]:
		case w < 0:
			blob = true
		default:
			var valid data.Bitmap
			if nulls>>l.bit[i]&1 != 0 {
				valid = l.valid(t, rows, l.bit[i])
			}
			out.Cols[i] = column(t.Ints[w], rows, valid, l.schema.Fields[i].Type)
		}
	}
	if !blob {
		return out
	}
	read := state.NewRowReader(l.rest, len(rows))
	for _, row := range rows {
		b := t.Blob(row)
		if l.index == state.ListBytes {
			b = b[t.Ints[0][row]:]
		}
		read.Add(b)
	}
	for k, c := range read.Finish() {
		out.Cols[l.inRest[k]] = c
	}
	return out
}

// anyNull tells whether one of the stored rows has no value in a column of numbers.
func (l *rowLayout) anyNull(t *state.Table, rows []int32, col int) bool {
	if t.Holes()>>l.bit[col]&1 == 0 {
		return false
	}
	nulls := int64(0)
	for _, row := range rows {
		nulls |= t.Ints[l.nulls][row]
	}
	return nulls>>l.bit[col]&1 != 0
}

// valid tells which rows have a value in a column with nulls.
func (l *rowLayout) valid(t *state.Table, rows []int32, bit int) data.Bitmap {
	valid := data.NewBitmap(len(rows), true)
	for i, row := range rows {
		if t.Ints[l.nulls][row]>>bit&1 != 0 {
			valid.Clear(i)
		}
	}
	return valid
}

// column builds a column from the words of rows.
func column(words []int64, rows []int32, valid data.Bitmap, typ *data.Type) data.Column {
	if typ.Kind != data.KindDouble {
		return integers(typ, words, rows, valid)
	}
	out := make([]float64, len(rows))
	gatherDoubles(out, words, rows)
	return &data.Doubles{T: typ, Values: out, Nulls: valid}
}

// gatherDoubles sets to to the doubles that the words of rows stand for.
func gatherDoubles(to []float64, words []int64, rows []int32) {
	to = to[:len(rows)]
	for i, row := range rows {
		to[i] = math.Float64frombits(uint64(words[row]))
	}
}

// uses marks the columns from offset on that an expression reads.
func uses(e expr.Expr, offset, n int) []bool {
	out := make([]bool, n)
	expr.Walk(e, func(x expr.Expr) bool {
		if ref, ok := x.(*expr.Ref); ok && ref.Index >= offset && ref.Index < offset+n {
			out[ref.Index-offset] = true
		}
		return true
	})
	return out
}
