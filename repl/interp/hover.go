package interp

import (
	"go/types"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// Hover tells what the word at a byte offset of a cell is: its signature or type, and a line of
// help where there is one. It is "" where there is nothing to say.
func (it *Interp) Hover(cells []Cell, id string, offset int) string {
	k := indexOf(cells, id)
	if k < 0 {
		return ""
	}
	cell := cells[k]
	from := max(0, min(offset, len(cell.Source)))
	for from > 0 && isWord(cell.Source[from-1]) {
		from--
	}
	end := from
	for end < len(cell.Source) && isWord(cell.Source[end]) {
		end++
	}
	word := cell.Source[from:end]
	if word == "" {
		return ""
	}
	if cell.Kind == "sql" {
		return it.sqlHover(word)
	}
	c := it.checkAll(cells)[k]
	if c.info == nil {
		return ""
	}
	for id, obj := range c.info.Uses {
		if id.Name == word && c.offset(id.Pos()) == from {
			return it.objectHover(obj)
		}
	}
	for id, obj := range c.info.Defs {
		if obj != nil && id.Name == word && c.offset(id.Pos()) == from {
			return it.objectHover(obj)
		}
	}
	return ""
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
	for _, f := range expr.Functions() {
		if strings.EqualFold(f.Name, word) {
			return f.Usage + "\n" + f.Help + example(f.Example)
		}
	}
	for _, f := range expr.Aggregates() {
		if strings.EqualFold(f.Name, word) {
			return f.Usage + "\n" + f.Help + example(f.Example)
		}
	}
	for _, f := range expr.Generators() {
		if strings.EqualFold(f.Name, word) {
			return f.Usage + "\n" + f.Help + example(f.Example)
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
