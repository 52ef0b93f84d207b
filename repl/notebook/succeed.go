package notebook

import (
	"bytes"
	"slices"
)

// Succeed makes n, read anew from a file, go on where old was: cells that say the same keep their
// IDs, so does a changed cell between them, and undo goes back to the cells of old.
func (n *Notebook) Succeed(old *Notebook) {
	n.ids = old.ids
	taken := map[string]bool{}
	for _, c := range n.state.cells {
		c.ID = ""
		for _, o := range old.state.cells {
			if !taken[o.ID] && o.says(c) {
				c.ID, taken[o.ID] = o.ID, true
				break
			}
		}
	}
	next := 0 // place in old behind the cell before
	for _, c := range n.state.cells {
		if c.ID == "" && next < len(old.state.cells) && !taken[old.state.cells[next].ID] && old.state.cells[next].Kind == c.Kind {
			c.ID = old.state.cells[next].ID
			taken[c.ID] = true
		}
		if c.ID == "" {
			c.ID = n.newID()
			continue
		}
		_, at := old.Cell(c.ID)
		next = at + 1
	}
	n.undo, n.redo = old.undo, old.redo
	if !bytes.Equal(n.Bytes(), old.Bytes()) {
		before := old.state
		before.What = "the file as it was before"
		n.undo, n.redo = append(n.undo, before), nil
	}
}

// says tells whether two cells stand for the same, however they are spaced.
func (c *Cell) says(o *Cell) bool {
	return c.Kind == o.Kind && c.Language == o.Language && c.Source == o.Source && slices.Equal(c.Options, o.Options)
}
