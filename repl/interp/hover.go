package interp

import (
	"go/types"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// Hover tells what the word at a byte offset of a cell is: its signature or type, and a line of
// help where there is one; beside a word that says nothing, what the call around it is. It is ""
// where there is nothing to say. The cell need not be finished.
func (it *Interp) Hover(cells []Cell, id string, offset int) string {
	k := indexOf(cells, id)
	if k < 0 {
		return ""
	}
	src := cells[k].Source
	from := max(0, min(offset, len(src)))
	for from > 0 && isWord(src[from-1]) {
		from--
	}
	end := from
	for end < len(src) && isWord(src[end]) {
		end++
	}
	if text := it.explain(cells, k, span{from, end}); text != "" {
		return text
	}
	return it.Call(cells, id, offset)
}

// Call tells what the innermost call is whose arguments hold a byte offset of a cell, as Hover does.
func (it *Interp) Call(cells []Cell, id string, offset int) string {
	k := indexOf(cells, id)
	if k < 0 {
		return ""
	}
	for _, name := range openCalls(cells[k].Source[:max(0, min(offset, len(cells[k].Source)))], cells[k].Kind) {
		if text := it.explain(cells, k, name); text != "" {
			return text
		}
	}
	return ""
}

// explain tells what a word of a cell is, "" when that is not known.
func (it *Interp) explain(cells []Cell, k int, at span) string {
	cell := cells[k]
	word := cell.Source[at.from:at.to]
	switch {
	case word == "":
		return ""
	case cell.Kind == "sql":
		return it.sqlHover(word)
	case cell.Kind != "go":
		return ""
	}
	if obj := it.checkAll(cells)[k].object(word, at.from); obj != nil {
		return it.objectHover(obj)
	}
	cell.Source = cell.Source[:at.to] + closers(cell.Source[:at.to]) // what follows is not finished
	if obj := it.check(cell, it.checkAll(cells)[:k]).object(word, at.from); obj != nil {
		return it.objectHover(obj)
	}
	return ""
}

// object is what a name at a byte of the source means, nil when that is not known.
func (c *checked) object(word string, from int) types.Object {
	if c.info == nil {
		return nil
	}
	for id, obj := range c.info.Uses {
		if id.Name == word && c.offset(id.Pos()) == from {
			return obj
		}
	}
	for id, obj := range c.info.Defs {
		if obj != nil && id.Name == word && c.offset(id.Pos()) == from {
			return obj
		}
	}
	return nil
}

func (it *Interp) objectHover(obj types.Object) string {
	if e, ok := it.reference(obj); ok {
		return e.signature + "\n" + e.help
	}
	text := obj.Name() + " " + signatureText(obj)
	if p, ok := obj.(*types.PkgName); ok {
		return "package " + p.Imported().Path()
	}
	if df, ok := it.frame(obj.Name()); ok && objectKind(obj) == "stream" {
		text += "\n" + df.Schema().String()
	}
	return text
}

// frame finds a DataFrame by the name of a view or variable.
func (it *Interp) frame(name string) (df *spark.DataFrame, ok bool) {
	if df, ok = it.dataFrame(name); ok {
		return df, true
	}
	if _, known := it.s.Relation([]string{name}); !known {
		return nil, false
	}
	err := spark.Try(func() error { df = it.s.Table(name); return nil })
	return df, err == nil
}

// sqlHover explains a function, relation or column of SQL.
func (it *Interp) sqlHover(word string) string {
	if df, ok := it.frame(word); ok {
		return word + "\n" + df.Schema().String()
	}
	for _, w := range expr.Words() {
		if w.Called(word) {
			return w.Usage + "\n" + w.Help + example(w.Example)
		}
	}
	for _, u := range it.s.Functions() {
		if strings.EqualFold(u.Name(), word) {
			return u.Signature() + "\nA function of this notebook, run " + u.Mode() + "."
		}
	}
	for _, c := range it.columnNames(nil) {
		if strings.EqualFold(c.Text, word) {
			return c.Text + " " + c.Detail
		}
	}
	return ""
}

func example(e string) string {
	if e == "" {
		return ""
	}
	return "\n" + e
}

// signatureText is the type of an object as a cell would write it.
func signatureText(o types.Object) string {
	text := types.TypeString(o.Type(), func(p *types.Package) string {
		if p.Path() == "main" {
			return ""
		}
		return p.Name()
	})
	return text
}
