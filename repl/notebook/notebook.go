package notebook

import "strconv"

// Notebook is an open notebook. One goroutine owns it.
type Notebook struct {
	// ReadOnly says why the notebook may not be changed, "" when it may.
	ReadOnly string

	mark, front, eol string
	state            state
	undo, redo       []state
	ids              int
}

// state is what undo goes back to.
type state struct {
	cells []*Cell
	tail  string
	// What names the action that led away from this state: "delete cell 3".
	What string
}

// New returns an empty notebook of the current version.
func New(title string) *Notebook {
	n := &Notebook{eol: "\n", front: "---\nsparkrepl: 1\n---\n"}
	if title != "" {
		n.front = "---\nsparkrepl: 1\ntitle: " + title + "\n---\n"
	}
	return n
}

// Cells lists the cells in order. The slice and the cells are immutable.
func (n *Notebook) Cells() []*Cell { return n.state.cells }

// Cell finds a cell by id; nil and -1 when there is none.
func (n *Notebook) Cell(id string) (*Cell, int) {
	for i, c := range n.state.cells {
		if c.ID == id {
			return c, i
		}
	}
	return nil, -1
}

func (n *Notebook) newID() string {
	n.ids++
	return "c" + strconv.Itoa(n.ids)
}

// change makes next the current state, and the one before reachable by Undo.
func (n *Notebook) change(what string, cells []*Cell) {
	before := n.state
	before.What = what
	n.undo = append(n.undo, before)
	n.redo = nil
	n.state = state{cells: n.settle(cells), tail: n.state.tail}
}

// CanUndo and CanRedo tell whether there is something to undo or to do again.
func (n *Notebook) CanUndo() bool { return len(n.undo) > 0 }

// CanRedo tells whether there is something to do again.
func (n *Notebook) CanRedo() bool { return len(n.redo) > 0 }

// Undo takes the last action back and says what it was; "" when there was none.
func (n *Notebook) Undo() string { return swap(n, &n.undo, &n.redo) }

// Redo does the action again that Undo took back last.
func (n *Notebook) Redo() string { return swap(n, &n.redo, &n.undo) }

func swap(n *Notebook, from, to *[]state) string {
	if len(*from) == 0 {
		return ""
	}
	last := len(*from) - 1
	next := (*from)[last]
	*from = (*from)[:last]
	what := next.What
	before := n.state
	before.What = what
	*to = append(*to, before)
	next.What = ""
	n.state = next
	return what
}
