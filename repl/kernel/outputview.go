package kernel

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// outputViews are the ways to show the rows that a cell gives, in the order in which they follow
// each other.
var outputViews = []string{"table", "plot", "json"}

// SetView shows the rows of a cell another way: "table", "plot", "json", or "next" for the one after
// that of now. The notebook is not changed; view= behind the language of its fence is where a cell
// begins.
func (k *Kernel) SetView(cell, view string) (string, error) {
	c, _ := k.book.Cell(cell)
	if c == nil {
		return "", &notebook.ErrNoCell{ID: cell}
	}
	if view == "next" {
		view = outputViews[(slices.Index(outputViews, k.viewOf(c))+1)%len(outputViews)]
	}
	if !slices.Contains(outputViews, view) {
		return "", &Failure{Message: fmt.Sprintf("there is no view %q; they are %s", view, strings.Join(outputViews, ", "))}
	}
	l := k.looks[cell]
	l.view = view
	k.setLook(cell, l)
	if k.keptOf(cell) != nil && k.runs.Status(k.book.Cells(), k.names())[cell].State == "" {
		return fmt.Sprintf("the output as %s when the cell runs (%s); this one is from the cache", view, k.Key("run")), nil
	}
	return "the output as " + view, nil
}

// viewOf is how the rows of a cell are shown.
func (k *Kernel) viewOf(c *notebook.Cell) string {
	if l := k.looks[c.ID]; l.view != "" {
		return l.view
	}
	if view, ok := c.Option("view"); ok && slices.Contains(outputViews, view) {
		return view
	}
	return outputViews[0]
}

// rowsShown are rows as the view of a cell shows them.
func (k *Kernel) rowsShown(id string, rows *present.Rows, o *present.Orders, name string) *viz.Figure {
	c, _ := k.book.Cell(id)
	switch {
	case c != nil && k.viewOf(c) == "plot":
		return present.Bars(rows, 2*smallRows)
	case c != nil && k.viewOf(c) == "json":
		return present.JSON(rows, smallRows)
	}
	return &viz.Figure{Table: rows.Table(present.Ask{Limit: smallRows}, o, name)}
}
