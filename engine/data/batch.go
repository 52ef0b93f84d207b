package data

import "fmt"

// Batch is N rows: one column a field of the schema. It is immutable.
type Batch struct {
	Schema *Schema
	Cols   []Column
	N      int
}

// NewBatch returns a batch over columns of equal length.
func NewBatch(s *Schema, cols ...Column) *Batch {
	n := 0
	if len(cols) > 0 {
		n = cols[0].Len()
	}
	for i, c := range cols {
		if c.Len() != n {
			panic(fmt.Sprintf("data: column %d has %d rows, want %d", i, c.Len(), n))
		}
	}
	return &Batch{Schema: s, Cols: cols, N: n}
}

// Empty returns a batch without rows.
func Empty(s *Schema) *Batch {
	cols := make([]Column, s.Len())
	for i, f := range s.Fields {
		cols[i] = NewBuilder(f.Type, 0).Finish()
	}
	return &Batch{Schema: s, Cols: cols}
}

// WithSchema returns the same columns under other names.
func (b *Batch) WithSchema(s *Schema) *Batch { return &Batch{Schema: s, Cols: b.Cols, N: b.N} }

// Take returns the rows of sel, in that order.
func (b *Batch) Take(sel []int32) *Batch {
	cols := make([]Column, len(b.Cols))
	for i, c := range b.Cols {
		cols[i] = Take(c, sel)
	}
	return &Batch{Schema: b.Schema, Cols: cols, N: len(sel)}
}

// Slice returns rows [from, to).
func (b *Batch) Slice(from, to int) *Batch {
	if from == 0 && to == b.N {
		return b
	}
	cols := make([]Column, len(b.Cols))
	for i, c := range b.Cols {
		cols[i] = Slice(c, from, to)
	}
	return &Batch{Schema: b.Schema, Cols: cols, N: to - from}
}

// Concat returns the rows of all batches in order, under the schema s.
func Concat(s *Schema, batches ...*Batch) *Batch {
	var full []*Batch
	n := 0
	for _, b := range batches {
		if b != nil && b.N > 0 {
			full = append(full, b)
			n += b.N
		}
	}
	switch len(full) {
	case 0:
		return Empty(s)
	case 1:
		return full[0].WithSchema(s)
	}
	cols := make([]Column, s.Len())
	parts := make([]Column, len(full))
	for i, f := range s.Fields {
		for j, b := range full {
			parts[j] = b.Cols[i]
		}
		cols[i] = ConcatColumns(f.Type, parts)
	}
	return &Batch{Schema: s, Cols: cols, N: n}
}

// Row returns row i boxed, a value a column ([ValueAt]).
func (b *Batch) Row(i int) []any {
	row := make([]any, len(b.Cols))
	for k, c := range b.Cols {
		row[k] = ValueAt(c, i)
	}
	return row
}
