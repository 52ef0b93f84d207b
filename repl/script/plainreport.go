package script

import (
	"fmt"
	"slices"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// plainReport writes a run as text: a line a batch, its rows below.
type plainReport struct {
	s Streams
	// corrupt are the queries with records that did not parse, and how many there were.
	corrupt map[string]int64
}

func (p *plainReport) noteCorrupt(e kernel.BatchEvent) {
	if e.Corrupt == 0 {
		return
	}
	if p.corrupt == nil {
		p.corrupt = map[string]int64{}
	}
	p.corrupt[e.Query] = e.Corrupt
}

func (p *plainReport) start(*Run, *kernel.View) {}

func (p *plainReport) cell(c kernel.CellView, shown kernel.Shown) {
	p.notes(c)
	if shown.Value != "" {
		fmt.Fprintln(p.s.Out, viz.Clean(shown.Value))
	}
	switch {
	case shown.Figure != nil:
		p.s.figure(shown.Figure)
	case shown.Rows.Columns() != nil:
		p.s.figure(&viz.Figure{Table: shown.Rows.Table()})
	}
}

// notes are the messages about a cell.
func (p *plainReport) notes(c kernel.CellView) {
	for _, text := range c.Warnings {
		p.s.warn("%s", text)
	}
	for _, text := range c.Resumed {
		p.s.say("%s", text)
	}
	if p.s.Verbose > 0 {
		p.s.say("cell %d %s: %s, %.1f ms", c.Number, c.Kind, c.State, c.Millis)
	}
}

func (p *plainReport) batch(e kernel.BatchEvent) {
	p.noteCorrupt(e)
	if e.Console {
		return // it printed the batch
	}
	late := fmt.Sprintf("late %d", e.Late)
	if e.Late > 0 {
		late = paint(p.s.Colour, viz.Warn, late)
	}
	fmt.Fprintf(p.s.Out, "%s  in %d  %s  out %d  keys %d  wm %s  %.2f ms\n", paint(p.s.Colour, viz.Strong, fmt.Sprintf("%s b%d", e.Query, e.ID)), e.In, late, e.Out, e.Keys,
		orNone(e.Watermark), e.Millis)
	if e.Out > 0 && e.Shown {
		p.s.figure(&viz.Figure{Table: e.Rows.Table()})
	}
}

func orNone(wm string) string {
	if wm == "" {
		return "none yet"
	}
	return wm
}

func (p *plainReport) stop(query, why string) {
	if n := p.corrupt[query]; n > 0 {
		p.s.warn("%s: %s did not parse", query, counted(int(n), "record", "records"))
	}
	if why != "" && query != "" {
		p.s.say("%s: stopped %s", query, why)
	}
}

func (p *plainReport) fail(f *kernel.Failure, where place) { writeFailure(p.s, f, where) }

func (p *plainReport) end(_, batches int, rows int64, took time.Duration) {
	if p.s.Verbose > 0 {
		p.s.say("%d batches, %d rows, %.0f ms", batches, rows, float64(took.Microseconds())/1000)
	}
}

// csvReport writes the rows of all batches as CSV. Rows with other columns than those before begin
// with an empty line and a header of their own.
type csvReport struct {
	plainReport
	columns []string // of the last header
}

func (c *csvReport) cell(v kernel.CellView, shown kernel.Shown) {
	c.notes(v)
	c.rows(shown.Rows)
}

func (c *csvReport) batch(e kernel.BatchEvent) {
	c.noteCorrupt(e)
	c.rows(e.Rows)
}

func (c *csvReport) rows(r kernel.Rowset) {
	columns := r.Columns()
	if len(columns) == 0 {
		return
	}
	other := !slices.Equal(columns, c.columns)
	if other && c.columns != nil {
		if r.Len() == 0 {
			return
		}
		_, _ = c.s.Out.Write([]byte("\n")) // the buffer takes it; Flush reports errors at the end
	}
	c.columns = columns
	for line := range r.CSV(other) {
		_, _ = c.s.Out.Write(line)
	}
}
