package kernel

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

func ask(p *Pane) present.Ask {
	return present.Ask{Row: p.Row, Offset: p.Offset, Limit: p.Limit, Width: p.Width, Height: p.Height, Sort: p.Sort, Filter: p.Filter, In: p.In,
		Find: p.Find, Back: p.Back, FindRow: p.FindRow, Count: p.Count}
}

// figure makes the figure of a pane.
func (k *Kernel) figure(ctx context.Context, r Request) (*viz.Figure, error) {
	p := r.Pane
	if p == nil {
		return nil, fmt.Errorf("the request names no pane")
	}
	switch p.Name {
	case "watch":
		return k.Watches(), nil
	case "breaks":
		return k.Stops(), nil
	case "log":
		return k.logFigure(ask(p)), nil
	case "output":
		return k.outputFigure(p)
	case "record":
		return k.recordFigure(ctx, r)
	}
	t, err := k.trackOf(r.Query)
	if err != nil {
		return k.noTrack(p), nil
	}
	if f := k.failedFirst(t, p); f != nil {
		return f, nil
	}
	s := t.subject(k)
	switch p.Name {
	case "batch":
		return present.Batch(ctx, s, ask(p))
	case "plan":
		return present.Plan(ctx, s, ask(p))
	case "rows":
		if strings.HasPrefix(p.Row, "key:") {
			return present.KeyRows(ctx, s, p.Row, ask(p))
		}
		return present.NodeRows(ctx, s, p.Row, ask(p))
	case "explain":
		return present.Explain(t.q.Explained, p.Row), nil
	case "windows":
		return present.Windows(ctx, s, ask(p))
	case "state":
		if strings.HasPrefix(p.Row, "key:") {
			return present.History(s, p.Row, ask(p))
		}
		if name, one := strings.CutPrefix(p.Row, "operator:"); one {
			return present.StateOf(s, name, ask(p))
		}
		return present.State(s, ask(p))
	case "timeline":
		recorded, _ := t.recorded()
		return present.Timeline(s, t.infos.list, t.before, recorded, ask(p)), nil
	case "late":
		return present.Late(s, ask(p)), nil
	case "why":
		return k.why(ctx, t, p)
	case "lanes":
		return present.Ruler(s, ask(p))
	case "clocks":
		return present.Clocks(ctx, s, ask(p))
	}
	return nil, fmt.Errorf("there is no pane %q", p.Name)
}

// failedFirst is what the tabs of a batch show when the first one failed; nil else.
func (k *Kernel) failedFirst(t *track, p *Pane) *viz.Figure {
	if t.failed == nil || t.timeline().At() > 0 || p.Name != "batch" && p.Name != "windows" && p.Name != "state" {
		return nil
	}
	line := t.failed.Message + "  " + k.Key("step") + " tries it again"
	return &viz.Figure{Title: p.Name, Table: &viz.Table{Columns: []viz.Column{{Name: p.Name}}, Empty: line}}
}

// noTrack is what the inspector shows before a query is started.
func (k *Kernel) noTrack(p *Pane) *viz.Figure {
	line := fmt.Sprintf("no query is started yet; press %s to run the cells and the first batch, or %s to run the cell", k.Key("step"), k.Key("run"))
	status := k.runs.Status(k.book.Cells(), k.names())
	for i, c := range k.book.Cells() {
		if cs := k.cells[c.ID]; cs != nil && cs.err != nil && status[c.ID].State == notebook.Failed {
			line = fmt.Sprintf("no query runs, for cell %d failed: %s", i+1, cs.err.Message)
			if cs.err.Hint != "" {
				line += "  " + cs.err.Hint
			}
			break
		}
	}
	return &viz.Figure{Title: p.Name, Table: &viz.Table{Columns: []viz.Column{{Name: p.Name}}, Empty: line}}
}

// why answers for a row, a cell, or the output of the batch.
func (k *Kernel) why(ctx context.Context, t *track, p *Pane) (*viz.Figure, error) {
	if p.Cell != "" && p.Row == "" {
		if f := k.whyCell(p.Cell); f != nil {
			return f, nil
		}
	}
	f, err := present.Why(ctx, t.subject(k), p.Row)
	if err == nil && p.Row == "" && f.Text != nil {
		f.Text.Lines = append(t.standing(), f.Text.Lines...)
	}
	return f, err
}

// standing says why a query is where it is: its next batch failed, or something paused it.
func (t *track) standing() []viz.Line {
	text := ""
	switch {
	case t.failed != nil:
		text = t.failed.Message
	case t.paused != "":
		text = t.name + " is paused here, " + t.paused + "."
	default:
		return nil
	}
	return []viz.Line{viz.Plainly(viz.Clean(text)), {}}
}

// whyCell says why a cell is stale, failed or skipped; nil when it is none of these.
func (k *Kernel) whyCell(id string) *viz.Figure {
	status := k.runs.Status(k.book.Cells(), k.names())[id]
	if status.Reason == "" {
		return nil
	}
	c, i := k.book.Cell(id)
	if c == nil {
		return nil
	}
	text := []viz.Line{{{Text: fmt.Sprintf("Cell %d is %s: %s.", i+1, status.State, status.Reason)}}, {},
		{{Text: "  " + k.Key("run"), Style: viz.Key}, {Text: "  runs it, and the stale cells it needs first"}},
		{{Text: "  " + k.Key("run-stale"), Style: viz.Key}, {Text: "  runs all stale cells in order"}}}
	return &viz.Figure{Title: fmt.Sprintf("Why is cell %d %s?", i+1, status.State), Text: &viz.Text{Lines: text, Wrap: true}}
}

// rowPanes are the panes that rows knows.
var rowPanes = []string{"output", "batch", "plan", "rows", "windows", "state", "timeline", "late"}

// rows is the table behind a pane, for records and copies.
func (k *Kernel) rows(ctx context.Context, r Request) (*present.Rows, string, *present.Orders, error) {
	p := r.Pane
	if p.Name == "output" {
		rows, name := k.outputTable(p.Cell)
		return rows, name, &k.orders, nil
	}
	t, err := k.trackOf(r.Query)
	if err != nil {
		return nil, "", nil, err
	}
	s := t.subject(k)
	var rows *present.Rows
	var name string
	switch p.Name {
	case "batch":
		rows, name, err = present.BatchRows(ctx, s)
	case "plan":
		rows, name, err = present.PlanRows(ctx, s)
	case "rows":
		rows, name, err = present.NodeTable(ctx, s, p.Row)
	case "windows":
		rows, name, err = present.WindowRows(s)
	case "state":
		rows, name, err = present.StateRows(s, ask(p))
	case "timeline":
		recorded, _ := t.recorded()
		rows, name = present.TimelineRows(s, t.infos.list, t.before, recorded)
	case "late":
		rows, name = present.LateRows(s)
	default:
		err = fmt.Errorf("pane %q is not a table", p.Name)
	}
	return rows, name, &t.orders, err
}

// sheetMargin is how far from its edges a pane draws a text.
const sheetMargin = 1

// recordFigure shows one row of a table as key: value. Row is "PANE/ID".
func (k *Kernel) recordFigure(ctx context.Context, r Request) (*viz.Figure, error) {
	pane, id, ok := strings.Cut(r.Pane.Row, "/")
	if !ok {
		pane, id = "output", r.Pane.Row
	}
	inner := *r.Pane
	inner.Name = pane
	r.Pane = &inner
	w := inner.Width
	if w > 0 {
		w = max(w-2*sheetMargin, 1)
	}
	rows, _, _, err := k.rows(ctx, r)
	if err != nil {
		return nil, err
	}
	if rows == nil || rows.ID == nil {
		return nil, fmt.Errorf("there is no row to show")
	}
	if n, err := strconv.Atoi(id); err == nil && pane == "output" {
		return present.Record(rows, n, w), nil
	}
	for i := range rows.N {
		if rows.ID(i) == id {
			return present.Record(rows, i, w), nil
		}
	}
	return present.Record(rows, -1, w), nil
}

// copyOf is the text of a table: of the rows that the request's pane asks for, or all of them.
func (k *Kernel) copyOf(ctx context.Context, r Request) (string, error) {
	if r.Kind == "scenario" {
		return k.ScenarioText(ctx)
	}
	if r.Pane == nil {
		return "", fmt.Errorf("the request names no pane")
	}
	if cs := k.cells[r.Pane.Cell]; r.Pane.Name == "output" && r.Kind == "text" && cs != nil {
		if rows, _ := k.outputRows(r.Pane.Cell); rows == nil {
			return cs.printed, nil
		}
	}
	if !slices.Contains(rowPanes, r.Pane.Name) || strings.HasPrefix(r.Pane.Row, "key:") {
		return k.copyFigure(ctx, r)
	}
	rows, name, orders, err := k.rows(ctx, r)
	if err != nil || rows == nil {
		return "", err
	}
	return present.Copy(rows, ask(r.Pane), orders, name, r.Kind)
}

// copyFigure is the text of a table that stands in a sheet of its own: one row, a history, a list.
func (k *Kernel) copyFigure(ctx context.Context, r Request) (string, error) {
	f, err := k.figure(ctx, r)
	switch {
	case err != nil:
		return "", err
	case f.Table == nil:
		return viz.Lines(viz.Draw(f, 0, 0, viz.Theme{})), nil
	}
	t := *f.Table
	if from, n := r.Pane.Offset, r.Pane.Limit; n > 0 && len(t.Rows) == t.Total { // it has all its rows at once
		t.Rows = t.Rows[min(from, t.Total):min(from+n, t.Total)]
	}
	return present.CopyTable(&t, r.Kind)
}
