package kernel

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// printedShown is how many lines of what a cell printed stand under it: every view carries them.
const printedShown = 12

// print adds what a batch printed to what the cell printed, as long as that is not very much.
func (c *cellState) print(text string) {
	if len(c.printed) < printLimit {
		c.printed += text
	}
}

// small is what stands under a cell.
func (c *cellState) small(k *Kernel) *viz.Figure {
	if c.figure != nil {
		return c.figure
	}
	if c.printed == "" {
		return nil
	}
	text := &viz.Text{}
	rest, more := strings.TrimRight(c.printed, "\n"), true
	for n := 0; more && n < printedShown; n++ {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		text.Lines = append(text.Lines, viz.Plainly(line))
	}
	if more {
		note := fmt.Sprintf("(%s more lines; %s opens them all)", viz.Count(strings.Count(rest, "\n")+2), k.Key("open-output"))
		text.Lines[printedShown-1] = viz.Styled(viz.Dim, note)
	}
	return &viz.Figure{Text: text}
}

// printedRows are the lines that a cell printed, as a table to scroll and search.
func (k *Kernel) printedRows(id string) (*present.Rows, string) {
	cs := k.cells[id]
	if cs == nil || cs.figure != nil || cs.printed == "" {
		return nil, ""
	}
	lines := strings.Split(strings.TrimRight(cs.printed, "\n"), "\n")
	return &present.Rows{Columns: []viz.Column{{Name: "printed"}}, N: len(lines),
		Cell: func(row, _ int) viz.Cell { return viz.Cell{Text: lines[row]} }}, fmt.Sprintf("printed-%s-%d", id, cs.version)
}

// outputTable is what a cell shows as rows: its result, else what it printed.
func (k *Kernel) outputTable(id string) (*present.Rows, string) {
	if rows, name := k.outputRows(id); rows != nil {
		return rows, name
	}
	return k.printedRows(id)
}
