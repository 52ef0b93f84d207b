package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/state"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// single tells that stateful operators have no watermarks of their own.
func (t *Timeline) single() bool {
	return !t.q.Conf.Bool("spark.sql.streaming.statefulOperator.allowMultiple", true)
}

// inputWatermarks are those that the nodes get with the n-th batch of this run. Spark carries them up the tree before
// it reuses exchanges for the first batch, and for every other one when it asks whether that batch is due: over the
// plan of the batch before, where those below a reused exchange are not seen.
func (t *Timeline) inputWatermarks(global int64, n int) []int64 {
	hidden := n > 0 && !t.single() && t.q.Conf.Bool(noDataSetting, true)
	return t.tree.inputWatermarks(global, t.single(), hidden)
}

const noDataSetting = "spark.sql.streaming.noDataMicroBatches.enabled"

// run computes the step of a tick at the cursor. States are written but not committed; when
// it fails they are as before.
func (t *Timeline) run(ctx context.Context, tick *Tick) (step *Step, err error) {
	if t.at == 0 {
		if err := plan.CheckPlanning(t.q.Plan, t.q.Mode); err != nil {
			return nil, err
		}
		if !t.single() {
			if err := plan.CheckEventTimes(t.q.Plan, t.q.Mode); err != nil {
				return nil, err
			}
		}
	}
	done := false
	defer func() {
		if !done || err != nil {
			for _, s := range t.live() {
				s.Rollback()
			}
		}
	}()
	began := t.clock()
	m := t.last()
	step = &Step{Tick: tick, late: m.used, used: m.next.Global, Records: make([]*operator.Record, len(t.tree.nodes)), read: map[NodeID]*data.Batch{}}
	if err = t.carries(step.late, step.used); err != nil {
		return nil, err
	}
	if t.at > 0 {
		if err = plan.CheckMoved(t.q.Plan, t.steps.at(t.at-1).Tick.fresh, tick.fresh); err != nil {
			return nil, err
		}
	}
	late, evict := t.inputWatermarks(step.late, t.at-1), t.inputWatermarks(step.used, t.at)
	if t.single() {
		late = evict
	}
	values := t.values(tick.Batch, tick.Time)
	one := func(id NodeID) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		task := t.task(id, tick.Batch, values)
		task.Late, task.Evict = late[id], evict[id]
		return t.runNode(id, task, step)
	}
	for _, r := range t.reaches {
		t.cut(r, step, one)
	}
	for _, n := range t.notIns {
		t.skip(n, step, one)
	}
	for i := range t.tree.nodes {
		if err = one(NodeID(i)); err != nil {
			return nil, err
		}
	}
	step.read = nil
	next := m.next.See(t.seen(step))
	step.next, step.Max = next.Global, next.Max
	step.Watermark, step.Late, step.Next = t.shown(step.used), t.shown(step.late), t.shown(step.next)
	step.Output = step.Records[len(step.Records)-1].Out
	step.Nanos = t.clock().Sub(began).Nanoseconds()
	done = true
	return step, nil
}

// complete computes the outputs that were left out because the node above did the work.
func (t *Timeline) complete(step *Step) error {
	values := t.values(step.Tick.Batch, step.Tick.Time)
	for i, rec := range step.Records {
		for k, c := range t.tree.children[i] {
			rec.In[k] = step.Records[c].Out
		}
		if rec.Out != nil {
			continue
		}
		task := t.task(NodeID(i), step.Tick.Batch, values)
		task.Record = rec
		out, err := t.tree.nodes[i].(operator.Stepper).Step(task, rec.In)
		if err != nil {
			return err
		}
		rec.Out = out
	}
	return nil
}

// clock is the time for measuring; without one nothing is measured.
func (t *Timeline) clock() time.Time {
	if t.env.Now == nil {
		return time.Time{}
	}
	return t.env.Now()
}

func (t *Timeline) runNode(id NodeID, task *operator.Task, step *Step) error {
	n := t.tree.nodes[id]
	rec := task.Record
	step.Records[id] = rec
	if src, ok := n.(*operator.Source); ok && src.Streaming {
		rows := step.read[id]
		if rows == nil && src.Input < len(step.Tick.Inputs) {
			rows = step.Tick.Inputs[src.Input].Rows
		}
		if rows == nil {
			rows = data.Empty(src.Out)
		}
		rec.In = []*data.Batch{rows}
	}
	for _, c := range t.tree.children[id] {
		out := step.Records[c].Out
		if out == nil {
			out, task.Fused = step.Records[c].In[0], true
		}
		rec.In = append(rec.In, out)
	}
	if up := t.tree.parents[id]; up >= 0 && len(rec.In) == 1 {
		if a, ok := t.tree.nodes[up].(operator.Absorber); ok && a.Absorbs(task, n, rec.In[0]) {
			return nil
		}
	}
	began := t.clock()
	out, err := t.stepNode(n.(operator.Stepper), task)
	var over *state.OverBudget
	if errors.As(err, &over) {
		return t.overBudget(step.Tick, id, over)
	}
	if err != nil {
		return err
	}
	rec.Out = out
	rec.Nanos = t.clock().Sub(began).Nanoseconds()
	rec.KeepDropped()
	return nil
}

// stepNode runs a node; state that would grow beyond its budget ends it.
func (t *Timeline) stepNode(n operator.Stepper, task *operator.Task) (out *data.Batch, err error) {
	defer func() {
		if p := recover(); p != nil {
			over, ok := p.(*state.OverBudget)
			if !ok {
				panic(p)
			}
			err = over
		}
	}()
	return n.Step(task, task.Record.In)
}

// task is what a node works on in a batch; values is the batch's context of expressions.
func (t *Timeline) task(id NodeID, batch int64, values *expr.Context) *operator.Task {
	task := &operator.Task{
		Batch: batch, Time: values.Now, Mode: t.q.Mode, State: t.states[id], Record: &operator.Record{},
		Late: operator.NoWatermark, Evict: operator.NoWatermark, Expr: values,
	}
	s, stateful := t.tree.nodes[id].(operator.Stateful)
	task.Streaming = t.tree.flows[id] && (!stateful || task.State != nil)
	if stateful && task.State == nil {
		task.State = s.NewState(state.Budget{})
	}
	return task
}

// values is what expressions are evaluated with in a batch of the timeline.
func (t *Timeline) values(batch, now int64) *expr.Context {
	c := t.q.Conf.context(t.env, now)
	c.Draw = uint64(batch) + 1
	return c
}

// context is what expressions are evaluated with at a time.
func (c Conf) context(env Env, now int64) *expr.Context {
	return &expr.Context{
		Now: now, Zone: env.Zone, Ansi: c.Bool("spark.sql.ansi.enabled", true), Seed: env.Seed,
		CaseSensitive: c.Bool("spark.sql.caseSensitive", false), Conf: func(name string) string { return c[name] },
	}
}

// seen gives the largest event time of the batch for each watermark node; nodes of one number share
// the later.
func (t *Timeline) seen(step *Step) []int64 {
	out := make([]int64, len(t.tree.marks))
	for i, id := range t.tree.marks {
		out[i] = window.None
		if e := step.Records[id].Events; e != nil && e.Count > 0 {
			out[i] = e.Max * 1000
		}
		if at, ok := step.Tick.Synthetic[int(id)]; ok {
			out[i] = max(out[i], at)
		}
	}
	latest := map[int]int64{}
	number := func(i int) int { return t.tree.nodes[t.tree.marks[i]].(*operator.Watermark).ID }
	for i, at := range out {
		if known, ok := latest[number(i)]; !ok || at > known {
			latest[number(i)] = at
		}
	}
	for i := range out {
		out[i] = latest[number(i)]
	}
	return out
}

// finish fills what is derived from a committed step.
func (t *Timeline) finish(step *Step) {
	step.Progress = t.progress(step)
	step.Fingerprint = t.fingerprint(step)
}
