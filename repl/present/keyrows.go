package present

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/viz"
)

// keyRowsMost bounds the rows of a group that are listed: the newest of them.
const keyRowsMost = 10_000

// keyRow is an input row, and the batch that it came with.
type keyRow struct {
	id    int64
	batch *data.Batch
	row   int
}

// KeyRows shows the input rows that a group of the state was made of; row is its ID in the State and
// Windows tabs. Where nothing tells which rows these are, it shows the group's history.
func KeyRows(ctx context.Context, s *Subject, row string, a Ask) (*viz.Figure, error) {
	rows, name, title, err := KeyTable(ctx, s, row)
	if err != nil {
		return nil, err
	}
	if rows.N == 0 {
		return History(s, row, a)
	}
	return &viz.Figure{Title: title, Table: rows.Table(a, s.Orders, name)}, nil
}

// KeyTable is the table behind [KeyRows], its name for the order cache, and its title.
func KeyTable(ctx context.Context, s *Subject, row string) (rows *Rows, name, title string, err error) {
	changes, key, err := history(s, row)
	if err != nil {
		return nil, "", "", err
	}
	id, err := strconv.Atoi(strings.SplitN(row, ":", 3)[1])
	if err != nil {
		return nil, "", "", err
	}
	var list []keyRow
	for _, c := range slices.Backward(changes) {
		step, err := s.Timeline.Detail(ctx, c.batch)
		if err != nil {
			return nil, "", "", err
		}
		list = append(list, rowsOfKey(s, step, engine.NodeID(id), key)...)
		if len(list) >= keyRowsMost {
			list = list[:keyRowsMost]
			break
		}
	}
	rows = keyTable(s, list)
	title = fmt.Sprintf("Rows of %s   %s", key, viz.Count(len(list)))
	return rows, fmt.Sprintf("keyrows-%s-%d", row, s.Timeline.At()), title, nil
}

// rowsOfKey are the input rows of a step that went to a group of a node, the newest first.
func rowsOfKey(s *Subject, step *engine.Step, id engine.NodeID, key string) []keyRow {
	rec := step.Records[id]
	if rec == nil || rec.Groups == nil || len(rec.In) == 0 || rec.In[0] == nil {
		return nil
	}
	t := newTracer(s, step)
	t.clock = Clock{Zone: s.Expr.Zone} // as keys of the state are written
	var out []keyRow
	is := map[int32]bool{}
	for i := rec.Groups.Len() - 1; i >= 0; i-- {
		g := rec.Groups.At(i)
		same, known := is[g]
		if !known {
			same = g >= 0 && t.group(int(id), int32(i)) == key
			is[g] = same
		}
		if !same {
			continue
		}
		b, at := origin(s, step, s.Timeline.Nodes()[id].Children()[0], int32(i))
		if b == nil { // it was made of several
			b, at = rec.In[0], i
		}
		out = append(out, keyRow{step.Tick.Batch, b, at})
	}
	return out
}

// keyTable is the batch of each row, then its columns.
func keyTable(s *Subject, list []keyRow) *Rows {
	r := &Rows{Columns: []viz.Column{{Name: "batch", Right: true}}, N: len(list)}
	if len(list) == 0 {
		return r
	}
	clock := s.Clock()
	clock.Day = dayOf(clock.Day, list[0].batch)
	for i, c := range columnsOf(list[0].batch.Schema) {
		if isTime(list[0].batch.Schema.Fields[i].Type) {
			c.Lead = clock.lead()
		}
		r.Columns = append(r.Columns, c)
	}
	r.Cell = func(row, col int) viz.Cell {
		k := list[row]
		if col == 0 {
			return viz.Cell{Text: fmt.Sprint(k.id), Style: viz.Dim}
		}
		at := k.batch.Schema.Index(r.Columns[col].Name)
		if at < 0 {
			return viz.Cell{}
		}
		return valueCell(s.Expr, clock, k.batch.Cols[at], k.row)
	}
	return r
}
