package present

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/viz"
)

// NodeRows shows the rows that came out of one operator in the batch at the cursor; row is an ID of
// the Plan tab.
func NodeRows(ctx context.Context, s *Subject, row string, a Ask) (*viz.Figure, error) {
	rows, name, title, err := nodeRows(ctx, s, row)
	if err != nil {
		return nil, err
	}
	return &viz.Figure{Title: title, Table: rows.Table(a, s.Orders, name)}, nil
}

// NodeTable is the table behind [NodeRows], and its name for the order cache.
func NodeTable(ctx context.Context, s *Subject, row string) (*Rows, string, error) {
	rows, name, _, err := nodeRows(ctx, s, row)
	return rows, name, err
}

func nodeRows(ctx context.Context, s *Subject, row string) (*Rows, string, string, error) {
	nodes := s.Timeline.Nodes()
	id, err := strconv.Atoi(strings.TrimPrefix(row, "node:"))
	if err != nil || id < 0 || id >= len(nodes) {
		return nil, "", "", fmt.Errorf("that operator is not in the plan any more")
	}
	step, err := s.Step(ctx)
	if err != nil {
		return nil, "", "", err
	}
	name := shortName(nodes[id])
	if step == nil {
		return &Rows{Columns: []viz.Column{{Name: "#"}}, Empty: "no batch has run yet; press " + s.key("step") + " to run the first"}, "node-none", "Rows out of " + name, nil
	}
	out := &data.Batch{Schema: nodes[id].Schema()}
	if rec := step.Records[id]; rec != nil && rec.Out != nil {
		out = rec.Out
	}
	r := RowsOf(s.Expr, out)
	title := fmt.Sprintf("b%d: rows out of %s", step.Tick.Batch, strings.TrimSpace(name+" "+nodes[id].Describe().Detail))
	if day := r.OfDay(s.Clock(), out); day != "" {
		title += "   day " + day
	}
	r.Empty = fmt.Sprintf("no row came out of %s in b%d", name, step.Tick.Batch)
	return r, fmt.Sprintf("node-%d-%d-%p", id, step.Tick.Batch, step), title, nil
}
