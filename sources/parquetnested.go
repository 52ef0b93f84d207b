package sources

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// parquetNode reads one column of the schema, or a part of one, from what a file has for it.
//
// A leaf of a file stores, beside its values, two numbers an entry (Dremel's): the definition level says how
// far the path to the value is there, the repetition level at which array around it the entry goes on.
type parquetNode struct {
	t    *data.Type
	kind data.Kind // array, map, struct, variant; KindNull for a leaf
	// col is the leaf, or the group whose leaves tell the levels; nil for a column of nulls: one that the
	// file lacks, or VOID.
	col  *parquet.Column
	file *data.Type // of a leaf
	kids []*parquetNode
	// An entry of a leaf below begins a value of this node when its repetition level is at most rep and its
	// definition level at least least; the value is not null from present on.
	rep, least, present byte
	// Of an array or map: likewise for its elements.
	elemRep, elemLeast byte
}

// parquetPlan says how a column of a file becomes one of type t.
func parquetPlan(c *parquet.Column, t *data.Type, element bool, rep, least byte) (*parquetNode, error) {
	if t.Kind == data.KindNull {
		return &parquetNode{t: t}, nil // nulls whatever the file has
	}
	if t.Kind == data.KindVariant {
		return variantPlan(c, rep, least)
	}
	s, err := shapeOf(c, element)
	if err != nil {
		return nil, err
	}
	n := &parquetNode{t: t, kind: s.kind, col: c, rep: rep, least: least, present: byte(s.present)}
	if s.kind == data.KindNull {
		if n.file, err = leafType(c); err == nil && !parquetFits(n.file, t) {
			err = parquetMismatch(c, t)
		}
		return n, err
	}
	if s.kind != t.Kind {
		return nil, parquetMismatch(c, t)
	}
	if s.kind == data.KindStruct {
		for _, f := range t.Fields {
			kid := &parquetNode{t: f.Type}
			if part := parquetField(s.parts, f.Name); part != nil {
				if kid, err = parquetPlan(part, f.Type, false, rep, least); err != nil {
					return nil, err
				}
			}
			n.kids = append(n.kids, kid)
		}
		return n, nil
	}
	n.elemRep, n.elemLeast = byte(s.repeated.MaxRepetitionLevel()), byte(s.repeated.MaxDefinitionLevel())
	wants := []*data.Type{t.Elem}
	if s.kind == data.KindMap {
		wants = []*data.Type{t.Key, t.Elem}
	}
	for i, p := range s.parts {
		kid, err := parquetPlan(p, wants[i], p == s.repeated, n.elemRep, n.elemLeast)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	return n, nil
}

// parquetField finds a field by its name, in any case when none has just that.
func parquetField(fields []*parquet.Column, name string) *parquet.Column {
	var found *parquet.Column
	for _, f := range fields {
		if f.Name() == name {
			return f
		}
		if found == nil && strings.EqualFold(f.Name(), name) {
			found = f
		}
	}
	return found
}

// parquetMismatch is Spark's refusal of a column that is not what the schema says.
func parquetMismatch(c *parquet.Column, t *data.Type) error {
	is := "group"
	if c.Leaf() {
		is = c.Type().String()
	}
	return &expr.Error{Condition: "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH", SQLState: "KD001", Runtime: true,
		Message: fmt.Sprintf("Data type mismatches when reading Parquet column [%s]. Expected Spark type %s, actual Parquet type %s.",
			strings.Join(c.Path(), "."), strings.ToLower(t.String()), is)}
}

// leafLevels are the levels of all entries of a leaf in a row group; def is nil where every value is there,
// rep where nothing repeats.
type leafLevels struct {
	n        int
	def, rep []byte
}

// begins tells whether entry i begins a value of a node.
func (l *leafLevels) begins(i int, rep, least byte) bool {
	return (l.rep == nil || l.rep[i] <= rep) && (l.def == nil || l.def[i] >= least)
}

// parquetGroup reads one row group.
type parquetGroup struct {
	rows   int
	chunks []parquet.ColumnChunk
	levels map[*parquet.Column]*leafLevels
}

// rowsAhead bounds the room that is made because a file says how many rows it has.
const rowsAhead = 1 << 22

// column reads one column of the schema.
func (g *parquetGroup) column(n *parquetNode) (data.Column, error) {
	c, err := g.node(n)
	if err == nil && c.Len() != g.rows {
		err = fmt.Errorf("a damaged Parquet file: %d values in a group of %d rows", c.Len(), g.rows)
	}
	return c, err
}

func (g *parquetGroup) node(n *parquetNode) (data.Column, error) {
	if n.kind == data.KindNull {
		return g.leaf(n)
	}
	kids := make([]data.Column, len(n.kids))
	for i, k := range n.kids {
		if k.col == nil {
			continue
		}
		var err error
		if kids[i], err = g.node(k); err != nil {
			return nil, err
		}
	}
	l, err := g.levelsOf(n.levelLeaf())
	if err != nil {
		return nil, err
	}
	switch n.kind {
	case data.KindStruct:
		return n.structColumn(l, kids)
	case data.KindVariant:
		s, err := n.structColumn(l, kids)
		if err != nil {
			return nil, err
		}
		return variantColumn(s)
	}
	offsets, valid := n.offsets(l)
	elems := int(offsets[len(offsets)-1])
	for i, k := range n.kids {
		if k.col == nil {
			kids[i] = nullColumn(k.t, elems)
		}
		if kids[i].Len() != elems {
			return nil, errParquetLength
		}
	}
	if n.kind == data.KindMap {
		return &data.MapColumn{T: n.t, Offsets: offsets, Keys: kids[0], Items: kids[1], Nulls: valid}, nil
	}
	return &data.List{T: n.t, Offsets: offsets, Elems: kids[0], Nulls: valid}, nil
}

var errParquetLength = errors.New("a damaged Parquet file: the parts of a column are of different length")

// structColumn completes the fields by those that the file lacks.
func (n *parquetNode) structColumn(l *leafLevels, fields []data.Column) (*data.Struct, error) {
	var valid validSlots
	for i := range l.n {
		if l.begins(i, n.rep, n.least) {
			valid.add(l.def == nil || l.def[i] >= n.present)
		}
	}
	out := &data.Struct{T: n.t, N: valid.n, Fields: fields, Nulls: valid.bits()}
	for i, k := range n.kids {
		if fields[i] == nil {
			fields[i] = nullColumn(k.t, out.N)
		}
		if fields[i].Len() != out.N {
			return nil, errParquetLength
		}
	}
	return out, nil
}

// offsets are those of an array or map, with its nulls.
func (n *parquetNode) offsets(l *leafLevels) ([]int32, data.Bitmap) {
	var offsets []int32
	var valid validSlots
	elems := int32(0)
	for i := range l.n {
		if l.begins(i, n.rep, n.least) {
			offsets = append(offsets, elems)
			valid.add(l.def == nil || l.def[i] >= n.present)
		}
		if l.begins(i, n.elemRep, n.elemLeast) {
			elems++
		}
	}
	return append(offsets, elems), valid.bits()
}

// validSlots collects which values are not null.
type validSlots struct {
	n     int
	nulls []int
}

func (v *validSlots) add(valid bool) {
	if !valid {
		v.nulls = append(v.nulls, v.n)
	}
	v.n++
}

func (v *validSlots) bits() data.Bitmap {
	if len(v.nulls) == 0 {
		return nil
	}
	b := data.NewBitmap(v.n, true)
	for _, i := range v.nulls {
		b.Clear(i)
	}
	return b
}

// levelLeaf is a leaf below the node that is read anyway, else any.
func (n *parquetNode) levelLeaf() *parquet.Column {
	if n.kind == data.KindNull {
		return n.col
	}
	for _, k := range n.kids {
		if k.col != nil {
			return k.levelLeaf()
		}
	}
	c := n.col
	for !c.Leaf() && len(c.Columns()) > 0 {
		c = c.Columns()[0]
	}
	return c
}

// leaf reads the values of a leaf, and keeps its levels where something repeats or nests.
func (g *parquetGroup) leaf(n *parquetNode) (data.Column, error) {
	a := parquetAdder(n.col.Type(), n.file, n.t, min(g.rows, rowsAhead), parquetSlots{least: n.least, full: n.present})
	keep := len(n.col.Path()) > 1 || n.rep > 0
	if err := g.pages(n.col, keep, a.add); err != nil {
		return nil, err
	}
	return a.finish(), nil
}

func (g *parquetGroup) levelsOf(leaf *parquet.Column) (*leafLevels, error) {
	if l := g.levels[leaf]; l != nil {
		return l, nil
	}
	err := g.pages(leaf, true, func(parquet.Page) error { return nil })
	return g.levels[leaf], err
}

// pages goes over the pages of a leaf in order; keep notes its levels.
func (g *parquetGroup) pages(leaf *parquet.Column, keep bool, add func(parquet.Page) error) error {
	pages := g.chunks[leaf.Index()].Pages()
	defer pages.Close()
	l := &leafLevels{}
	for {
		page, err := pages.ReadPage()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if keep {
			l.n += int(page.NumValues())
			l.def, l.rep = append(l.def, page.DefinitionLevels()...), append(l.rep, page.RepetitionLevels()...)
		}
		err = add(page)
		parquet.Release(page)
		if err != nil {
			return err
		}
	}
	if keep {
		g.levels[leaf] = l
	}
	return nil
}
