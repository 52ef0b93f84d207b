package engine

import (
	"context"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/state"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// Timeline is a query together with the micro-batches it ran: a cursor over state versions
// that goes forward and back. One goroutine uses it.
type Timeline struct {
	q    *Query
	env  Env
	tree *tree
	// states are by NodeID, nil for nodes without memory.
	states  []state.Versioned
	reaches []reach
	notIns  []notIn
	start   Start
	// base is the state version at step 0.
	base  int64
	at    int
	steps stepList
	// full is the first step that still has its records.
	full int
	// thinned is the first step that still has a summary.
	thinned int
	// asked is the last step that Detail computed again, askedAt its number.
	asked   *Step
	askedAt int
}

// Start is where a timeline begins: after a restart not at batch 0.
type Start struct {
	Batch int64
	// Watermark is the global watermark of the first batch, Late that of the batch before it;
	// microseconds.
	Watermark, Late int64
}

// NewTimeline returns a timeline at batch 0 with empty states. It fails for a plan that has a
// node which cannot run.
func NewTimeline(q *Query, env Env) (*Timeline, error) { return newTimeline(q, env, Start{}) }

func newTimeline(q *Query, env Env, start Start) (*Timeline, error) {
	tr, err := newTree(q.Plan, q.Conf.Bool("spark.sql.exchange.reuse", true))
	if err != nil {
		return nil, err
	}
	if q.Explained != nil {
		tr.unseen = tr.misses(q.Explained.Analyzed)
	}
	t := &Timeline{q: q, env: env, tree: tr, start: start, askedAt: -1}
	t.states, t.reaches, t.notIns = t.emptyStates(), tr.reaches(q.Mode), tr.notIns(q.Mode)
	return t, nil
}

func (t *Timeline) emptyStates() []state.Versioned {
	out := make([]state.Versioned, len(t.tree.nodes))
	for i, n := range t.tree.nodes {
		if t.tree.remembers(NodeID(i), t.q.Mode) {
			out[i] = n.(operator.Stateful).NewState(t.q.Budget)
		}
	}
	return out
}

// Forward runs one micro-batch over the tick at the cursor. Steps ahead of the cursor are
// forgotten. When the step fails, the timeline stays where it was.
func (t *Timeline) Forward(ctx context.Context, tick *Tick) (*Step, error) {
	step, err := t.compute(ctx, tick)
	if err != nil {
		return nil, err
	}
	t.keep(step)
	return step, nil
}

// compute computes the step at the cursor, which stays: keep moves it over the step, rollback takes the
// step back.
func (t *Timeline) compute(ctx context.Context, tick *Tick) (*Step, error) {
	if t.forgets() {
		t.summarize(t.at)
	}
	step, err := t.run(ctx, tick)
	if err != nil {
		return nil, err
	}
	if err := t.withinBudget(tick); err != nil {
		t.rollback()
		return nil, err
	}
	return step, nil
}

// keep makes a computed step the last one.
func (t *Timeline) keep(step *Step) {
	for _, s := range t.live() {
		s.Commit()
	}
	t.finish(step)
	t.shorten()
	t.steps.cut(t.at)
	t.steps.push(step)
	t.at++
	t.full = min(t.full, t.at-1)
	t.askedAt = -1
	t.shed()
}

// rollback undoes what a computed step wrote into the states.
func (t *Timeline) rollback() {
	for _, s := range t.live() {
		s.Rollback()
	}
}

// live lists the states there are, nearest the sink first: Spark's operator ids.
func (t *Timeline) live() []state.Versioned {
	var out []state.Versioned
	for _, id := range t.tree.preorder {
		if s := t.states[id]; s != nil {
			out = append(out, s)
		}
	}
	return out
}

// Redo moves the cursor over the next step, which was run before; nothing is computed.
func (t *Timeline) Redo(context.Context) (*Step, error) {
	if t.at == t.steps.len() {
		return nil, fmt.Errorf("there is no step ahead to go over again")
	}
	if err := t.SeekTo(t.at + 1); err != nil {
		return nil, err
	}
	return t.steps.at(t.at - 1), nil
}

// Back moves the cursor one step back.
func (t *Timeline) Back() error { return t.SeekTo(t.at - 1) }

// SeekTo moves the cursor so that n steps lie behind it. States older than the history kept
// are computed again from the first tick.
func (t *Timeline) SeekTo(n int) error {
	if n < 0 || n > t.steps.len() {
		return fmt.Errorf("there are %d steps; %d cannot be reached", t.steps.len(), n)
	}
	if err := t.seekStates(n); err != nil {
		return err
	}
	t.at = n
	return nil
}

func (t *Timeline) seekStates(n int) error {
	newest := t.base + int64(n)
	for _, s := range t.live() {
		if t.base+int64(n) < s.Oldest() {
			return t.rebuild(context.Background(), n)
		}
		if st, ok := s.(*state.Store); ok {
			newest = min(newest, st.Newest())
		}
	}
	for _, s := range t.live() {
		if err := s.SeekTo(newest); err != nil {
			return err
		}
	}
	return t.advance(context.Background(), int(newest-t.base), n)
}

// At is the number of steps behind the cursor.
func (t *Timeline) At() int { return t.at }

// Len is the number of steps that were run, those ahead of the cursor included.
func (t *Timeline) Len() int { return t.steps.len() }

// Step is step i (from 0); old steps have no records, see [Timeline.Detail].
func (t *Timeline) Step(i int) *Step { return t.steps.at(i) }

// Query is what the timeline runs.
func (t *Timeline) Query() *Query { return t.q }

// Nodes are the nodes of the plan by NodeID: children before parents.
func (t *Timeline) Nodes() []operator.Node { return t.tree.nodes }

// Inputs are the children of a node by NodeID.
func (t *Timeline) Inputs(id NodeID) []NodeID { return t.tree.children[id] }

// State is the state of a stateful node at the cursor, nil for others.
func (t *Timeline) State(id NodeID) state.Versioned { return t.states[id] }

// View shows rows of a stateful node's state at the cursor; limit < 0 means all.
func (t *Timeline) View(id NodeID, offset, limit int) ([]operator.StateView, error) {
	n, ok := t.tree.nodes[id].(operator.Inspector)
	if !ok || t.states[id] == nil {
		return nil, nil
	}
	return n.View(t.looking(id), offset, limit)
}

// StateRows is the number of rows that View could give.
func (t *Timeline) StateRows(id NodeID) int {
	if n, ok := t.tree.nodes[id].(operator.Inspector); ok && t.states[id] != nil {
		return n.Count(t.looking(id))
	}
	return 0
}

// looking is a task for looking at a node's state at the cursor.
func (t *Timeline) looking(id NodeID) *operator.Task {
	now := int64(0)
	if t.at > 0 {
		now = t.steps.at(t.at - 1).Tick.Time
	}
	batch := t.start.Batch + int64(t.at)
	task := t.task(id, batch, t.values(batch, now))
	task.Late, task.Evict = t.inputWatermarks(t.last().late, t.at-2)[id], t.inputWatermarks(t.last().used, t.at-1)[id]
	if t.single() {
		task.Late = task.Evict
	}
	return task
}

// Watermark is the global watermark the last step ran with, NextWatermark the one the next
// step will use; microseconds, operator.NoWatermark when the query declares none.
func (t *Timeline) Watermark() int64 { return t.shown(t.last().used) }

// NextWatermark is described at [Timeline.Watermark].
func (t *Timeline) NextWatermark() int64 { return t.shown(t.last().next.Global) }

func (t *Timeline) shown(w int64) int64 {
	if len(t.tree.marks) == 0 {
		return operator.NoWatermark
	}
	return w
}

// marks are the watermarks behind the cursor.
type marks struct {
	late, used int64 // of the last step
	next       window.Tracker
}

// last gives the watermarks at the cursor; before the first step those of the start.
func (t *Timeline) last() marks {
	tr := window.NewTracker(t.q.policy(), t.tree.delays())
	tr.Unseen = t.tree.unseen
	if t.at == 0 {
		tr.Global = t.start.Watermark
		return marks{late: t.start.Late, used: t.start.Late, next: tr}
	}
	s := t.steps.at(t.at - 1)
	tr.Global, tr.Max = s.next, s.Max
	return marks{late: s.late, used: s.used, next: tr}
}

// carries refuses the plan when the watermark has moved for the first time and cannot be carried
// through it.
func (t *Timeline) carries(before, now int64) error {
	if now <= 0 || before > 0 || t.single() {
		return nil
	}
	return plan.CheckWatermarks(t.q.Plan)
}

// Pending tells whether a batch without rows is due, because a watermark moved.
func (t *Timeline) Pending() bool {
	if t.at == 0 || !t.q.Conf.Bool(noDataSetting, true) {
		return false
	}
	s := t.steps.at(t.at - 1)
	if t.carries(s.used, s.next) != nil {
		return true // Spark finds it when it asks whether that batch is due
	}
	used, next := t.inputWatermarks(s.used, t.at-1), t.inputWatermarks(s.next, t.at)
	for i, n := range t.tree.nodes {
		if st, ok := n.(operator.Stateful); ok && t.states[i] != nil {
			task := t.task(NodeID(i), s.Tick.Batch, t.values(s.Tick.Batch, s.Tick.Time))
			task.Evict = used[i]
			if st.Pending(task, next[i]) {
				return true
			}
		}
	}
	return false
}
