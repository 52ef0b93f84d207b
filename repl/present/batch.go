package present

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// inputRows are the rows of a batch, source after source.
type inputRows struct {
	tracer *tracer
	node   []int // node of each source
	batch  []*data.Batch
	name   []string
	first  int64             // number of the batch's first row in the whole stream
	used   []map[string]bool // columns that the query reads, a source
	heads  []viz.Column
}

func readInputs(s *Subject, step *engine.Step) *inputRows {
	in := &inputRows{tracer: newTracer(s, step), first: rowsBefore(s.Timeline, s.Timeline.At()-1)}
	for i, n := range s.Timeline.Nodes() {
		src, ok := n.(*operator.Source)
		if !ok || !src.Streaming || src.Input >= len(step.Tick.Inputs) {
			continue
		}
		rows := step.Tick.Inputs[src.Input].Rows
		if rows == nil {
			continue
		}
		in.node, in.batch, in.name = append(in.node, i), append(in.batch, rows), append(in.name, sourceOf(src))
		used := map[string]bool{}
		for _, f := range src.Out.Fields {
			used[f.Name] = true
		}
		in.used = append(in.used, used)
	}
	in.tracer.clock.Day = dayOf(in.tracer.clock.Day, in.batch...)
	return in
}

func (in *inputRows) total() int {
	n := 0
	for _, b := range in.batch {
		n += b.N
	}
	return n
}

// locate finds which source a row of the table belongs to.
func (in *inputRows) locate(row int) (source, local int) {
	for i, b := range in.batch {
		if row < b.N {
			return i, row
		}
		row -= b.N
	}
	return -1, 0
}

// Batch shows the rows of the batch at the cursor: where each goes, and what is odd about it.
func Batch(ctx context.Context, s *Subject, a Ask) (*viz.Figure, error) {
	rows, name, err := BatchRows(ctx, s)
	if err != nil {
		return nil, err
	}
	return &viz.Figure{Title: "Batch", Table: rows.Table(a, s.Orders, name)}, nil
}

// BatchRows is the table behind [Batch], and its name for the order cache.
func BatchRows(ctx context.Context, s *Subject) (*Rows, string, error) {
	step, err := s.Step(ctx)
	if err != nil {
		return nil, "", err
	}
	if step == nil {
		return &Rows{Columns: []viz.Column{{Name: "#"}}, Empty: "no batch has run yet; press " + s.key("step") + " to run the first"}, "batch-none", nil
	}
	in := readInputs(s, step)
	in.heads = in.columns(lateOf(step) > 0)
	names := in.heads
	fates := map[int]Fate{}
	fate := func(row int) Fate {
		f, ok := fates[row]
		if !ok {
			src, local := in.locate(row)
			in.tracer.follow(in.node[src], int32(local), &f)
			fates[row] = f
		}
		return f
	}
	r := &Rows{
		Columns: names, N: in.total(),
		Cell: func(row, col int) viz.Cell { return in.cell(s, row, col, len(names), fate) },
		ID:   func(row int) string { return fmt.Sprintf("row:%d:%d", step.Tick.Batch, row) },
		Mark: func(row int) string {
			if d := fate(row).Drop; d != nil && d.Reason == operator.DropLate {
				return "L"
			}
			return ""
		},
		Head:  batchHead(s, step, in),
		Empty: "this batch has no rows: it ran only because the watermark moved",
	}
	return r, fmt.Sprintf("batch-%d-%p", step.Tick.Batch, step), nil
}

// columns are #, the source's name when there are several, the columns of all sources, and fate.
// Those that the query does not read are the first to go where not all fit.
func (in *inputRows) columns(late bool) []viz.Column {
	out := []viz.Column{{Name: "#", Right: true}}
	if len(in.batch) > 1 {
		out = append(out, viz.Column{Name: "source"})
	}
	at := map[string]int{}
	for k, b := range in.batch {
		for i, c := range columnsOf(b.Schema) {
			if _, seen := at[c.Name]; !seen {
				if isTime(b.Schema.Fields[i].Type) {
					c.Lead = in.tracer.clock.lead()
				}
				c.Less = 2
				at[c.Name], out = len(out), append(out, c)
			}
			if in.used[k][c.Name] {
				out[at[c.Name]].Less = 1
			}
		}
	}
	note := viz.Column{Name: "note"}
	if late {
		note.Min = 13 // "late by 19:00"
	}
	return append(out, viz.Column{Name: "goes to"}, note)
}

func (in *inputRows) cell(s *Subject, row, col, width int, fate func(int) Fate) viz.Cell {
	src, local := in.locate(row)
	switch {
	case col == 0:
		return viz.Cell{Text: fmt.Sprint(in.first + int64(row)), Style: viz.Dim}
	case col == width-2:
		return goesTo(fate(row))
	case col == width-1:
		return note(s, in.tracer.clock, fate(row))
	case col == 1 && len(in.batch) > 1:
		return viz.Cell{Text: in.name[src], Style: viz.Dim}
	}
	b := in.batch[src]
	at := b.Schema.Index(in.heads[col].Name)
	if at < 0 {
		return viz.Cell{}
	}
	return valueCell(s.Expr, in.tracer.clock, b.Cols[at], local)
}

func goesTo(f Fate) viz.Cell {
	switch {
	case f.Drop != nil:
		return viz.Cell{Text: "dropped", Style: viz.Bad}
	case f.Filtered != "":
		return viz.Cell{Text: "filtered out", Style: viz.Dim}
	}
	return viz.Cell{Text: strings.Join(f.Goes, ", ")}
}

func note(s *Subject, clock Clock, f Fate) viz.Cell {
	switch {
	case f.Filtered != "":
		return viz.Cell{Text: "not true: " + f.Filtered, Style: viz.Dim}
	case f.Drop == nil:
		return viz.Cell{}
	}
	switch f.Drop.Reason {
	case operator.DropLate:
		return viz.Cell{Text: fmt.Sprintf("late by %s: %s %s <= watermark %s", Duration(f.Drop.Watermark-f.Drop.At), judgedBy(s, f.Node), clock.Text(f.Drop.At), clock.Mark(f.Drop.Watermark)), Style: viz.Warn}
	case operator.DropDuplicate:
		return viz.Cell{Text: "duplicate: seen before"}
	case operator.DropNullTime:
		return viz.Cell{Text: "no event time", Style: viz.Warn}
	}
	return viz.Cell{Text: "beyond LIMIT"}
}

// judgedBy names what a node compares with the watermark: ts, or window.end.
func judgedBy(s *Subject, id engine.NodeID) string {
	if j, ok := s.Timeline.Nodes()[id].(operator.Judge); ok {
		return j.JudgedBy()
	}
	return "time"
}

// batchHead is the two lines above the rows: counts of the batch, and the chain of operators.
func batchHead(s *Subject, step *engine.Step, in *inputRows) []viz.Line {
	p := step.Progress
	text := fmt.Sprintf("  in %d  late %d  out %d  %s ms", p.NumInputRows, lateOf(step), outOf(step), Millis(step.Nanos))
	head := viz.Line{{Text: fmt.Sprintf("b%d", step.Tick.Batch), Style: viz.Strong}, {Text: text}}
	for _, c := range in.heads {
		if c.Lead != "" {
			head = append(head, viz.Cell{Text: "  day " + strings.TrimSpace(c.Lead), Style: viz.Dim})
			break
		}
	}
	root := len(s.Timeline.Nodes()) - 1
	return []viz.Line{head, {{Text: chain(s, step, s.Timeline.Nodes()[root], root), Style: viz.Dim}}}
}

// chain writes what went through the operators, sources first; the sides of a join or a union stand
// with a plus between. What passed every row on is left out unless it gives the output.
func chain(s *Subject, step *engine.Step, n operator.Node, root int) string {
	var sides []string
	in := 0
	for _, c := range n.Children() {
		sides = append(sides, chain(s, step, c, root))
	}
	text := strings.Join(sides, " + ")
	id := slices.Index(s.Timeline.Nodes(), n)
	if id < 0 || step.Records[id] == nil || step.Records[id].Out == nil {
		return text
	}
	rec := step.Records[id]
	for _, b := range rec.In {
		if b != nil {
			in += b.N
		}
	}
	switch n.(type) {
	case *operator.Filter, *operator.Project:
		if id != root && in == rec.Out.N {
			return text
		}
	}
	if text != "" {
		text += " > "
	}
	return text + chainLink(s, engine.NodeID(id), n, rec)
}

// chainLink is what one operator did: the rows that came out of it, or the keys that it holds and
// how many of them the batch touched.
func chainLink(s *Subject, id engine.NodeID, n operator.Node, rec *operator.Record) string {
	name := strings.ToLower(shortName(n))
	st := s.Timeline.State(id)
	if st == nil {
		return fmt.Sprintf("%s %d", name, rec.Out.N)
	}
	text := fmt.Sprintf("%s %s (%d changed", name, counted(int(st.Metrics().Rows), "key"), rec.Updated)
	if rec.Removed > 0 {
		text += fmt.Sprintf(", %d gone", rec.Removed)
	}
	return text + ")"
}

// lateOf counts the rows a batch dropped because they were late, each row once.
func lateOf(step *engine.Step) int64 {
	var n int64
	for _, r := range step.Records {
		if r == nil {
			continue
		}
		for _, d := range r.Drops {
			if d.Reason == operator.DropLate {
				n++
			}
		}
	}
	return n
}

func outOf(step *engine.Step) int {
	if step.Output == nil {
		return 0
	}
	return step.Output.N
}

// sourceOf names a source: by its file where it has one.
func sourceOf(n *operator.Source) string {
	if n.Detail == "" {
		return n.Name
	}
	name := path.Base(strings.TrimPrefix(strings.TrimSuffix(n.Detail, "/"), "examples:"))
	return strings.TrimSuffix(name, path.Ext(name))
}

// shortName is a node's name as the tabs show it.
func shortName(n operator.Node) string {
	switch n := n.(type) {
	case *operator.Source:
		return "Source"
	case *operator.Watermark:
		return "Watermark"
	case *operator.TimeWindow:
		return "Window"
	default:
		return n.Describe().Name
	}
}

// Context returns an evaluation context fit for showing values in a zone.
func Context(zone expr.Zone) *expr.Context { return &expr.Context{Zone: zone} }
