package present

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Plan shows the operators with what went through them in the batch at the cursor.
func Plan(ctx context.Context, s *Subject, a Ask) (*viz.Figure, error) {
	rows, name, err := PlanRows(ctx, s)
	if err != nil {
		return nil, err
	}
	return &viz.Figure{Title: "Plan", Table: rows.Table(a, s.Orders, name)}, nil
}

// PlanRows is the table behind [Plan].
func PlanRows(ctx context.Context, s *Subject) (*Rows, string, error) {
	step, err := s.Step(ctx)
	if err != nil {
		return nil, "", err
	}
	nodes := s.Timeline.Nodes()
	r := &Rows{
		Columns: []viz.Column{{Name: "operator", Min: 20}, {Name: "rows in", Right: true}, {Name: "out", Right: true},
			{Name: "late", Right: true}, {Name: "ms", Right: true}, {Name: "state"}, {Name: "cell"}},
		N:    len(nodes),
		ID:   func(row int) string { return fmt.Sprintf("node:%d", row) },
		Cell: func(row, col int) viz.Cell { return planCell(s, step, engine.NodeID(row), col) },
		Foot: []viz.Line{{{Text: s.key("explain") + " shows the parsed, analyzed, optimized and physical plan, and what each rule changed", Style: viz.Dim}}},
	}
	return r, "plan", nil
}

func planCell(s *Subject, step *engine.Step, id engine.NodeID, col int) viz.Cell {
	n := s.Timeline.Nodes()[id]
	var rec *operator.Record
	if step != nil {
		rec = step.Records[id]
	}
	switch {
	case col == 0:
		return viz.Cell{Text: strings.TrimSpace(shortName(n) + " " + n.Describe().Detail)}
	case col == 5:
		return stateCell(s, id)
	case col == 6 && s.Cell != nil:
		return viz.Cell{Text: s.Cell(n), Style: viz.Dim}
	case rec == nil || col == 6:
		return viz.Cell{Text: "-", Style: viz.Dim}
	}
	switch col {
	case 1:
		if len(n.Children()) == 0 {
			return viz.Cell{Text: "-", Style: viz.Dim}
		}
		in := 0
		for _, b := range rec.In {
			if b != nil {
				in += b.N
			}
		}
		return viz.Cell{Text: fmt.Sprint(in)}
	case 2:
		if rec.Out == nil {
			return viz.Cell{Text: "-", Style: viz.Dim}
		}
		return viz.Cell{Text: fmt.Sprint(rec.Out.N)}
	case 3:
		return lateCell(rec)
	}
	return viz.Cell{Text: Millis(rec.Nanos)}
}

func lateCell(rec *operator.Record) viz.Cell {
	late := 0
	for _, d := range rec.Drops {
		if d.Reason == operator.DropLate {
			late++
		}
	}
	if late == 0 {
		return viz.Cell{Text: "0", Style: viz.Dim}
	}
	return viz.Cell{Text: fmt.Sprint(late), Style: viz.Warn}
}

func stateCell(s *Subject, id engine.NodeID) viz.Cell {
	v := s.Timeline.State(id)
	if v == nil {
		return viz.Cell{Text: "-", Style: viz.Dim}
	}
	text := counted(int(v.Metrics().Rows), "key")
	if n, ok := s.Timeline.Nodes()[id].(operator.Stateful); ok && n.Bound() == "" {
		return viz.Cell{Text: text + ", never evicted", Style: viz.Warn}
	}
	return viz.Cell{Text: text}
}

// Explain shows the plan at every stage and what each rule changed. mode is that of EXPLAIN:
// "", extended, codegen, cost or formatted; "rules" adds the trace.
func Explain(x *plan.Explained, mode string) *viz.Figure {
	text := &viz.Text{}
	add := func(title, body string) {
		text.Lines = append(text.Lines, viz.Line{{Text: title, Style: viz.Strong}})
		for line := range strings.SplitSeq(strings.TrimRight(body, "\n"), "\n") {
			text.Lines = append(text.Lines, viz.Line{{Text: line, Style: diffStyle(line)}})
		}
		text.Lines = append(text.Lines, viz.Line{})
	}
	if mode != "" && mode != "rules" {
		add("Plan", plan.Explain(x, mode))
		return &viz.Figure{Title: "Explain", Text: text}
	}
	parsed := x.Parsed
	if parsed != nil {
		parsed = plan.Written(parsed)
	}
	for _, stage := range []struct {
		title string
		node  operator.Node
	}{{"Parsed", parsed}, {"Analyzed", x.Analyzed}, {"Optimized and physical: what is optimized is what runs", x.Optimized}} {
		if stage.node != nil {
			add(stage.title, plan.TreeText(stage.node))
		}
	}
	for _, c := range x.Trace {
		add("Rule "+c.Rule+": "+c.Why, strings.Join(c.Diff(), "\n"))
	}
	if len(x.Trace) == 0 {
		add("Rules", "no rule changed anything")
	}
	for _, v := range plan.Verdicts(x.Optimized, x.Mode) {
		add("State of "+v.Node.Describe().Name, "  "+v.Text)
	}
	for _, l := range plan.Lints(x.Optimized) {
		add("Remark", "  "+l.Text)
	}
	return &viz.Figure{Title: "Explain", Text: text}
}

// diffStyle is the style of a line of a difference; lines of trees begin otherwise.
func diffStyle(line string) viz.Style {
	switch {
	case strings.HasPrefix(line, "- "):
		return viz.Removed
	case strings.HasPrefix(line, "+ "):
		return viz.Added
	}
	return viz.Plain
}
