package present

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/viz"
)

// RowsOf makes a batch a table; nothing is converted until it is asked for.
func RowsOf(ctx *expr.Context, b *data.Batch) *Rows {
	clock := Clock{Zone: ctx.Zone}
	return &Rows{
		Columns: columnsOf(b.Schema),
		N:       b.N,
		Cell: func(row, col int) viz.Cell {
			if isWindow(b.Cols[col].Type()) {
				return valueCell(ctx, clock, b.Cols[col], row)
			}
			if data.IsNull(b.Cols[col], row) {
				return viz.Cell{Text: "null", Style: viz.Dim}
			}
			return viz.Cell{Text: expr.TextOf(ctx, b.Cols[col], row)}
		},
		Compare: func(col int) func(a, b int) int { return compareColumn(ctx, b.Cols[col]) },
		ID:      func(row int) string { return fmt.Sprint(row) },
		Empty:   "no rows",
	}
}

// Record is one row of a table as key: value lines.
func Record(r *Rows, row int) *viz.Figure {
	if row < 0 || row >= r.N {
		return &viz.Figure{Text: &viz.Text{Lines: []viz.Line{{{Text: "that row is not there any more"}}}}}
	}
	width := 0
	for _, c := range r.Columns {
		width = max(width, len(c.Name))
	}
	text := &viz.Text{Wrap: true}
	for i, c := range r.Columns {
		text.Lines = append(text.Lines, viz.Line{{Text: c.Name + strings.Repeat(" ", width-len(c.Name)) + "  ", Style: viz.Key}, r.Cell(row, i)})
	}
	return &viz.Figure{Title: fmt.Sprintf("row %d of %d", row+1, r.N), Text: text}
}
