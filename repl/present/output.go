package present

import (
	"fmt"
	"strings"
	"time"

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

// OfDay lets drawings leave the day of most times out of the cells, and tells that day; "" when no
// column has times.
func (r *Rows) OfDay(clock Clock, b *data.Batch) string {
	day := dayOf(clock.Day, b)
	if day.IsZero() {
		return ""
	}
	clock.Day = day
	told := ""
	for i, f := range b.Schema.Fields {
		if isTime(f.Type) || isWindow(f.Type) {
			r.Columns[i].Lead, told = clock.lead(), strings.TrimSpace(clock.lead())
		}
	}
	return told
}

// dayOf is the day that is known, else that of the first time in the batches.
func dayOf(known time.Time, batches ...*data.Batch) time.Time {
	if !known.IsZero() {
		return known
	}
	for _, b := range batches {
		for _, c := range b.Cols {
			if at, ok := c.(*data.Longs); ok && isTime(c.Type()) && len(at.Values) > 0 && !data.IsNull(c, 0) {
				return time.UnixMicro(at.Values[0])
			}
		}
	}
	return known
}

// Record is one row of a table as name and value, in lines of w columns; w <= 0 does not limit them.
func Record(r *Rows, row, w int) *viz.Figure {
	if row < 0 || row >= r.N {
		return &viz.Figure{Text: &viz.Text{Lines: []viz.Line{{{Text: "that row is not there any more"}}}}}
	}
	cells := make([]viz.Cell, len(r.Columns))
	for i := range cells {
		cells[i] = r.Cell(row, i)
	}
	return &viz.Figure{Title: fmt.Sprintf("row %d of %d", row+1, r.N), Text: &viz.Text{Lines: viz.Record(r.Columns, cells, w)}}
}
