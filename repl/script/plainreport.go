package script

import (
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// plainReport writes a run as text: a line a batch, its rows below.
type plainReport struct {
	s    Streams
	file string
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

func (p *plainReport) cell(c kernel.CellView, _ string) {
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

func (p *plainReport) result(_ kernel.CellView, f *viz.Figure) { p.s.figure(f) }

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
		p.s.figure(&viz.Figure{Table: e.Table()})
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
		p.s.warn("%s: %d records did not parse", query, n)
	}
	if why != "" && query != "" {
		p.s.say("%s: stopped %s", query, why)
	}
}

func (p *plainReport) fail(f *kernel.Failure, where string) {
	WriteFailure(p.s, f)
	if where != "" {
		fmt.Fprintln(p.s.Err, viz.Clean(where))
	}
}

func (p *plainReport) end(_, batches int, rows int64, took time.Duration) {
	if p.s.Verbose > 0 {
		p.s.say("%d batches, %d rows, %.0f ms", batches, rows, float64(took.Microseconds())/1000)
	}
}

// WriteFailure writes an error as a person reads it: message, condition, hint.
func WriteFailure(s Streams, f *kernel.Failure) {
	head := " "
	if f.Condition != "" {
		head += "[" + f.Condition + "] "
	}
	fmt.Fprintln(s.Err, paint(s.ErrColour, viz.Bad, "error:")+viz.Clean(head+f.Message))
	if f.Detail != "" && s.Verbose > 0 {
		for line := range strings.SplitSeq(f.Detail, "\n") {
			fmt.Fprintln(s.Err, "  "+viz.Clean(line))
		}
	}
	if f.Hint != "" {
		fmt.Fprintln(s.Err, "  "+viz.Clean(f.Hint))
	}
}

// csvReport writes the rows of all batches as CSV with one header.
type csvReport struct{ plainReport }

func (c *csvReport) result(_ kernel.CellView, f *viz.Figure) { c.rows(f.Table) }

func (c *csvReport) batch(e kernel.BatchEvent) {
	c.noteCorrupt(e)
	if e.Out > 0 {
		c.rows(e.Table())
	}
}

func (c *csvReport) rows(t *viz.Table) {
	w := csv.NewWriter(c.s.Out)
	head := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		head[i] = col.Name
	}
	if c.file != "" { // once
		_ = w.Write(head) // the buffer below takes it; Flush reports errors at the end
		c.file = ""
	}
	for _, row := range t.Rows {
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = cell.Text
		}
		_ = w.Write(line)
	}
	w.Flush()
}
