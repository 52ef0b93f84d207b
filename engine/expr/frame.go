package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// frame is the rows an expression is evaluated over: a batch, or some rows of another frame
// (a branch of CASE, the elements of arrays under a lambda).
//
//	batch ─ root frame ─ rows where c1 is true ─ elements of the arrays of these rows
//
// Columns are taken when an expression asks for them, once.
type frame struct {
	n      int
	cols   []data.Column // columns of the root; in others the taken ones, nil until asked for
	parent *frame
	sel    []int32       // rows of the parent
	vars   []bound       // lambda variables of this frame
	kept   []shareResult // results of shared calls
	asked  []askedParts  // of the root: what is asked of them
}

type bound struct {
	id  *int
	col data.Column
}

func rootFrame(b *data.Batch) *frame { return &frame{n: b.N, cols: b.Cols} }

// rootFrameOf is the root frame for expressions that are all the frame will be asked for.
func rootFrameOf(b *data.Batch, asked []askedParts) *frame {
	f := rootFrame(b)
	f.asked = asked
	return f
}

// narrow is the frame of the rows sel of f.
func (f *frame) narrow(sel []int32) *frame {
	return &frame{n: len(sel), cols: make([]data.Column, len(f.cols)), parent: f, sel: sel}
}

func (f *frame) column(i int) data.Column {
	if f.parent == nil {
		return f.cols[i]
	}
	if f.cols[i] == nil {
		f.cols[i] = data.Take(f.parent.column(i), f.sel)
	}
	return f.cols[i]
}

func (f *frame) variable(id *int) data.Column {
	for _, v := range f.vars {
		if v.id == id {
			return v.col
		}
	}
	if f.parent == nil {
		panic("expr: a lambda variable outside its lambda")
	}
	c := data.Take(f.parent.variable(id), f.sel)
	f.vars = append(f.vars, bound{id, c})
	return c
}

// rowsOf lists the rows of the root batch that f's rows came from; nil means all in order.
func (f *frame) rootRows() []int32 {
	if f.parent == nil {
		return nil
	}
	up := f.parent.rootRows()
	if up == nil {
		return f.sel
	}
	out := make([]int32, len(f.sel))
	for i, r := range f.sel {
		out[i] = up[r]
	}
	return out
}

// pieces puts values computed for parts of the rows back in row order.
type pieces struct {
	typ   *data.Type
	parts []data.Column
	where [][]int32
}

func (p *pieces) add(c data.Column, rows []int32) {
	if len(rows) > 0 {
		p.parts = append(p.parts, c)
		p.where = append(p.where, rows)
	}
}

// whole returns the column of n rows; every row must have been added once.
func (p *pieces) whole(n int) data.Column {
	if len(p.parts) == 0 {
		return data.NewBuilder(p.typ, 0).Finish()
	}
	index := make([]int32, n)
	at := int32(0)
	for _, rows := range p.where {
		for _, r := range rows {
			index[r] = at
			at++
		}
	}
	return data.Take(data.ConcatColumns(p.typ, p.parts), index)
}
