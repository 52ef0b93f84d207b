package present

import (
	"context"
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Subject is one query's timeline, looked at where its cursor stands. The cursor's batch is
// the last one that ran: At()-1.
type Subject struct {
	Timeline *engine.Timeline
	Expr     *expr.Context
	// Mark is the number of batches done at the base of differences; -1 is the batch before.
	Mark int
	// MarkName is what the user called the mark.
	MarkName string
	// First is the number of the first batch of the timeline: not 0 where the query went on from a checkpoint.
	First  int
	Late   *LateLog
	Orders *Orders
	// Key is the key of an action of the face, for sentences.
	Key func(action string) string
	// Cell says which notebook cell made a node, "" when that is not known.
	Cell func(operator.Node) string
}

// Step is the batch at the cursor with all its records; nil before the first.
func (s *Subject) Step(ctx context.Context) (*engine.Step, error) {
	at := s.Timeline.At()
	if at == 0 {
		return nil, nil
	}
	return s.Timeline.Detail(ctx, at-1)
}

// batch is the name of the n-th batch of the timeline, counted from 0.
func (s *Subject) batch(n int) string { return fmt.Sprintf("b%d", s.First+n) }

// Clock is the clock of the day of the watermark the next batch will use.
func (s *Subject) Clock() Clock {
	c := Clock{Zone: s.Expr.Zone}
	if wm := s.Timeline.NextWatermark(); wm > 0 {
		c.Day = time.UnixMicro(wm)
	}
	return c
}

// base is the number of batches done that differences are against.
func (s *Subject) base() int {
	at := s.Timeline.At()
	if s.Mark >= 0 && s.Mark <= s.Timeline.Len() && s.Mark != at {
		return s.Mark
	}
	return max(0, at-1)
}

// snapshot is one stateful node's state as rows at some version.
type snapshot struct {
	views []operator.StateView
}

// at reads the states of a node with n batches done; the cursor stands where it stood after.
func (s *Subject) at(n int, id engine.NodeID, limit int) (snapshot, error) {
	t := s.Timeline
	here := t.At()
	if n != here {
		if err := t.SeekTo(n); err != nil {
			return snapshot{}, err
		}
		defer func() { _ = t.SeekTo(here) }() // it stood there a moment ago
	}
	views, err := t.View(id, 0, limit)
	return snapshot{views}, err
}

// stateful lists the nodes with state, nearest the sink first.
func (s *Subject) stateful() []engine.NodeID {
	var out []engine.NodeID
	nodes := s.Timeline.Nodes()
	for i := len(nodes) - 1; i >= 0; i-- {
		if s.Timeline.State(engine.NodeID(i)) != nil {
			if _, ok := nodes[i].(operator.Inspector); ok {
				out = append(out, engine.NodeID(i))
			}
		}
	}
	return out
}

// rowsIn is the number of rows that came in before step n.
func rowsBefore(t *engine.Timeline, n int) int64 {
	var sum int64
	for i := range n {
		sum += t.Step(i).Progress.NumInputRows
	}
	return sum
}

// keyColumns are a state's key columns; all columns of a state that holds whole rows.
func keyColumns(v operator.StateView) []data.Column {
	if wholeRows(v) {
		return v.Rows.Cols
	}
	return v.Rows.Cols[:v.Keys]
}

// wholeRows tells whether a state holds rows as they came, as the sides of a join do.
func wholeRows(v operator.StateView) bool { return v.Keys == 0 && v.Name != "" }
