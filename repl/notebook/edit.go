package notebook

import (
	"fmt"
	"slices"
	"strings"
)

// ErrNoCell is returned for the id of a cell that is not in the notebook.
type ErrNoCell struct{ ID string }

// Error implements error.
func (e *ErrNoCell) Error() string { return "there is no cell " + e.ID }

func (n *Notebook) find(id string) (*Cell, int, error) {
	if n.ReadOnly != "" {
		return nil, 0, ErrReadOnly
	}
	c, i := n.Cell(id)
	if c == nil {
		return nil, 0, &ErrNoCell{id}
	}
	return c, i, nil
}

// Edit gives a cell another source. An edit that changes nothing is no action. A text cell
// into which fences were typed becomes the cells that they make.
func (n *Notebook) Edit(id, source string) error {
	c, i, err := n.find(id)
	if err != nil || c.Source == source {
		return err
	}
	next := c.copy()
	next.Source = source
	n.render(next)
	n.change(fmt.Sprintf("edit cell %d", i+1), n.replace(i, n.reread(next)...))
	return nil
}

// Insert puts a new cell at index (clamped) and returns its id.
func (n *Notebook) Insert(index int, kind Kind, source string) (string, error) {
	return n.InsertNamed(index, kind, source, "")
}

// InsertNamed puts a new cell with a name at index (clamped) and returns its id; "" is no name.
func (n *Notebook) InsertNamed(index int, kind Kind, source, name string) (string, error) {
	if n.ReadOnly != "" {
		return "", ErrReadOnly
	}
	index = max(0, min(index, len(n.state.cells)))
	c := &Cell{ID: n.newID(), Kind: kind, Source: source}
	if name != "" {
		c.Options = []Option{{"name", name}}
	}
	if kind != Text {
		c.Language = string(kind)
	}
	n.render(c)
	cells := slices.Insert(slices.Clone(n.state.cells), index, n.reread(c)...)
	n.change(fmt.Sprintf("add cell %d", index+1), cells)
	return c.ID, nil
}

// Delete takes a cell out; Undo brings it back.
func (n *Notebook) Delete(id string) error {
	_, i, err := n.find(id)
	if err != nil {
		return err
	}
	n.change(fmt.Sprintf("delete cell %d", i+1), slices.Delete(slices.Clone(n.state.cells), i, i+1))
	return nil
}

// Move brings a cell to index (clamped), counted after it was taken out.
func (n *Notebook) Move(id string, index int) error {
	c, i, err := n.find(id)
	if err != nil {
		return err
	}
	index = max(0, min(index, len(n.state.cells)-1))
	if index == i {
		return nil
	}
	cells := slices.Delete(slices.Clone(n.state.cells), i, i+1)
	n.change(fmt.Sprintf("move cell %d to %d", i+1, index+1), slices.Insert(cells, index, c))
	return nil
}

// SetKind turns a cell into another kind, the source and options kept.
func (n *Notebook) SetKind(id string, kind Kind) error {
	c, i, err := n.find(id)
	if err != nil || c.Kind == kind {
		return err
	}
	next := c.copy()
	next.Kind, next.Language = kind, string(kind)
	if kind == Text {
		next.Language, next.Options = "", nil
	}
	n.render(next)
	n.change(fmt.Sprintf("turn cell %d into %s", i+1, kind), n.replace(i, n.reread(next)...))
	return nil
}

// SetOption sets an option of a fence; a word alone has value "". With on false it is removed.
func (n *Notebook) SetOption(id, key, value string, on bool) error {
	c, i, err := n.find(id)
	if err != nil {
		return err
	}
	if c.Kind == Text {
		return fmt.Errorf("cell %d is text and takes no options", i+1)
	}
	next := c.copy()
	next.Options = slices.DeleteFunc(slices.Clone(c.Options), func(o Option) bool { return o.Key == key && !on })
	if on {
		at := slices.IndexFunc(next.Options, func(o Option) bool { return o.Key == key })
		if at < 0 {
			next.Options = append(next.Options, Option{key, value})
		} else {
			next.Options[at].Value = value
		}
	}
	if slices.Equal(next.Options, c.Options) {
		return nil
	}
	n.render(next)
	n.change(fmt.Sprintf("option %s of cell %d", key, i+1), n.replace(i, next))
	return nil
}

func (n *Notebook) replace(i int, with ...*Cell) []*Cell {
	return slices.Replace(slices.Clone(n.state.cells), i, i+1, with...)
}

func (c *Cell) copy() *Cell {
	next := *c
	next.Options = slices.Clone(c.Options)
	return &next
}

// render writes the bytes of a cell anew from its fields, in the line ends of the notebook.
func (n *Notebook) render(c *Cell) {
	c.body = strings.ReplaceAll(c.Source, "\n", n.eol)
	c.judge()
	if c.Kind == Text {
		c.open, c.close, c.fence = "", "", ""
		if c.body != "" {
			c.body += n.eol
		}
		return
	}
	if c.Source != "" {
		c.body += n.eol
	}
	fence := fenceFor(c.Source, c.fence)
	if fence == c.fence && c.close != "" && c.keepsOpening() {
		return
	}
	c.fence = fence
	indent := c.open[:len(c.open)-len(strings.TrimLeft(c.open, " "))]
	info := formatInfo(c.Language, c.Options)
	if strings.HasPrefix(info, c.fence[:1]) {
		info = " " + info
	}
	c.open = indent + c.fence + info + n.eol
	c.close = indent + c.fence + n.eol
}

// keepsOpening tells whether the opening line as written still says what the fields say: then
// its spacing is not touched.
func (c *Cell) keepsOpening() bool {
	_, info, ok := openFence(c.open)
	language, options := parseInfo(info)
	return ok && language == c.Language && slices.Equal(options, c.Options)
}

// reread parses a text cell that was edited: fences typed into it become cells. The first
// piece keeps the id; a text without anything in it stays as an empty cell.
func (n *Notebook) reread(c *Cell) []*Cell {
	if c.Kind != Text || !strings.Contains(c.Source, "```") && !strings.Contains(c.Source, "~~~") {
		return []*Cell{c}
	}
	cells, _ := n.parseCells(c.body)
	if len(cells) == 0 {
		return []*Cell{c}
	}
	cells[0].ID, cells[0].lead = c.ID, c.lead
	return cells
}

// settle makes sure that cells stand apart: each but the last ends its line, and a blank
// line stands between a cell and the next unless the file had it otherwise.
func (n *Notebook) settle(cells []*Cell) []*Cell {
	for i, c := range cells {
		last := i == len(cells)-1
		ends := strings.HasSuffix(c.raw(), "\n") || c.raw() == ""
		closed := c.Kind == Text || c.close != ""
		apart := i == 0 || c.lead != "" || c.Kind != Text && cells[i-1].Kind != Text && c.open != "" && n.known(c)
		if (last || ends && closed) && apart {
			continue
		}
		next := c.copy()
		if !apart {
			next.lead = n.eol
		}
		if !last && !closed {
			n.render(next)
		} else if !last && !ends {
			if c.Kind == Text {
				next.body += n.eol
			} else {
				next.close += n.eol
			}
		}
		cells[i] = next
	}
	return cells
}

// known tells whether a cell stood in the notebook before the change under way.
func (n *Notebook) known(c *Cell) bool {
	old, _ := n.Cell(c.ID)
	return old != nil && old.lead == c.lead
}
