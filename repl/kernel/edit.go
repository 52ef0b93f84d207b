package kernel

import (
	"fmt"
	"regexp"
	"sync"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// edit changes the notebook's text; nothing runs. It returns the id of a cell that was added.
func (k *Kernel) edit(r Request) (string, error) {
	if k.o.ReadOnly {
		return "", notebook.ErrReadOnly
	}
	id, err := k.editBook(r)
	if err == nil {
		k.afterEdit()
	}
	return id, err
}

func (k *Kernel) editBook(r Request) (string, error) {
	switch r.Op {
	case OpEdit:
		return "", k.book.Edit(r.Cell, r.Text)
	case OpAdd:
		kind := notebook.Kind(r.Kind)
		if kind == "" {
			kind = notebook.Go
		}
		name := r.Name
		for _, c := range k.book.Cells() {
			if c.Name() == name {
				name = ""
			}
		}
		if name != "" && kind != notebook.Text {
			return k.book.InsertNamed(r.Index, kind, r.Text, name)
		}
		return k.book.Insert(r.Index, kind, r.Text)
	case OpDelete:
		if c := k.cells[r.Cell]; c != nil && c.running {
			return "", fmt.Errorf("that cell is running; stop it first (%s)", k.Key("interrupt"))
		}
		return "", k.book.Delete(r.Cell)
	case OpMove:
		return "", k.book.Move(r.Cell, r.Index)
	case OpType:
		return "", k.book.SetKind(r.Cell, notebook.Kind(r.Kind))
	case OpSkip:
		c, _ := k.book.Cell(r.Cell)
		return "", k.book.SetOption(r.Cell, "skip", "", c == nil || !c.Skip())
	case OpUndo:
		k.message = undone("undone", k.book.Undo())
	case OpRedo:
		k.message = undone("done again", k.book.Redo())
	}
	return "", nil
}

func undone(word, what string) string {
	if what == "" {
		return "nothing to undo in this direction"
	}
	return word + ": " + what
}

// cellName is what a cell may be called: its result is a table of SQL and a name in Go.
var cellName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\pL_][\pL_0-9]*$`) })

// Rename gives a cell a name; "" takes it away.
func (k *Kernel) Rename(cell, name string) error {
	if name != "" && !cellName().MatchString(name) {
		return &Failure{Message: fmt.Sprintf("%q is no name for a cell: a name is letters, digits and _, and does not begin with a digit", name), Hint: ":name counts"}
	}
	if err := k.book.SetOption(cell, "name", name, name != ""); err != nil {
		return err
	}
	k.afterEdit()
	return nil
}

// SetSource replaces the source of a cell (formatting).
func (k *Kernel) SetSource(cell, source string) error {
	if err := k.book.Edit(cell, source); err != nil {
		return err
	}
	k.afterEdit()
	return nil
}

// Cells lists the notebook's cells.
func (k *Kernel) Cells() []*notebook.Cell { return k.book.Cells() }
