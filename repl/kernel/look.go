package kernel

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// look is how a person looks at the output of a cell, whatever the cell did; the zero look is as
// its fence says.
type look struct {
	view   string // of [outputViews]; "" as the fence says
	folded bool
}

// KeptLook is the look of the cell that has this name, or, where it has none, this text at best in
// this place. It outlives the process and the session; nothing of it is in the notebook's file.
type KeptLook struct {
	Cell   string `json:"cell"` // the name, or "#" and a hash of the text
	Place  int    `json:"place"`
	View   string `json:"view,omitempty"`
	Folded bool   `json:"folded,omitempty"`
}

// Fold hides the output of a cell, or shows it again. The notebook is not changed.
func (k *Kernel) Fold(cell string) error {
	if c, _ := k.book.Cell(cell); c == nil {
		return &notebook.ErrNoCell{ID: cell}
	}
	l := k.looks[cell]
	l.folded = !l.folded
	k.setLook(cell, l)
	return nil
}

func (k *Kernel) setLook(cell string, l look) {
	k.looks[cell] = l
	if l == (look{}) {
		delete(k.looks, cell)
	}
	k.keepMarks()
}

// keptLooks are the looks of the cells there are, in their order.
func (k *Kernel) keptLooks() []KeptLook {
	if len(k.looks) == 0 {
		return nil
	}
	var out []KeptLook
	for i, c := range k.book.Cells() {
		if l, has := k.looks[c.ID]; has {
			out = append(out, KeptLook{Cell: knownAs(c), Place: i, View: l.view, Folded: l.folded})
		}
	}
	return out
}

// putLooks puts looks back. A cell that is no longer there has none.
func (k *Kernel) putLooks(kept []KeptLook) {
	cells := k.book.Cells()
	for _, want := range kept {
		id := ""
		for i, c := range cells {
			if _, taken := k.looks[c.ID]; !taken && knownAs(c) == want.Cell && (id == "" || i == want.Place) {
				id = c.ID
			}
		}
		if id != "" {
			k.looks[id] = look{view: want.View, folded: want.Folded}
		}
	}
}

// knownAs is what a cell is known by over a change of the file by others.
func knownAs(c *notebook.Cell) string {
	if name := c.Name(); name != "" {
		return name
	}
	sum := sha256.Sum256([]byte(string(c.Kind) + "\n" + c.Source))
	return "#" + hex.EncodeToString(sum[:8])
}
