package engine

import (
	"context"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// How much of the past keeps its records: so many steps, and so many rows in all of them.
const (
	fullSteps = 64
	fullRows  = 1 << 20
)

// shed turns steps that are too old into summaries. The last two stay whole, or the last one
// where no more can be stepped back to.
func (t *Timeline) shed() {
	rows, least := 0, 2
	if t.forgets() {
		least = 1
	}
	first := t.at
	for first > t.full && t.at-first < fullSteps {
		s := t.steps.at(first - 1)
		for _, in := range s.Tick.Inputs {
			if in.Rows != nil {
				rows += in.Rows.N
			}
		}
		if rows > t.keepRows() && t.at-first >= least {
			break
		}
		first--
	}
	t.summarize(first)
}

// summarize turns the steps before first into summaries.
func (t *Timeline) summarize(first int) {
	for ; t.full < first; t.full++ {
		t.steps.set(t.full, t.summary(t.steps.at(t.full)))
	}
	t.thin()
}

// summaries is how many steps keep their progress and the counts of their operators.
const summaries = 10_000

// thin leaves of very old steps what it takes to run them again: tick and watermarks. Where nobody
// steps back, over a source without an end, they leave nothing, so that a query can run for ever.
func (t *Timeline) thin() {
	forget := t.forgets() && !t.finite()
	keep := summaries
	if forget {
		keep = fullSteps
	}
	for t.thinned = min(t.thinned, t.full); t.thinned < t.at-keep; t.thinned++ {
		s := t.steps.at(t.thinned)
		if forget {
			t.steps.forget(t.thinned)
			continue
		}
		c := *s
		c.Records = nil
		c.Progress = &Progress{BatchID: s.Progress.BatchID, NumInputRows: s.Progress.NumInputRows}
		t.steps.set(t.thinned, &c)
	}
}

// finite tells whether a source has an end.
func (t *Timeline) finite() bool {
	for _, in := range t.q.Inputs {
		if _, ok := in.Source.(source.Finite); ok {
			return true
		}
	}
	return false
}

// forgets tells that nobody steps back: the rows of the last step may go when the next begins.
func (t *Timeline) forgets() bool { return t.q.forgets() }

func (q *Query) forgets() bool { return q.Budget.History > 0 && q.Budget.History <= 2 }

func (t *Timeline) keepRows() int {
	if t.q.Budget.Rows > 0 {
		return t.q.Budget.Rows
	}
	return fullRows
}

// summary is a step without rows: counts, watermarks, dropped rows and progress stay. Rows of
// a tick stay only where the source cannot give them again.
func (t *Timeline) summary(s *Step) *Step {
	c, tick := *s, *s.Tick
	tick.Inputs = append([]Input(nil), s.Tick.Inputs...)
	for i := range tick.Inputs {
		if i < len(t.q.Inputs) && t.q.Inputs[i].Replayable {
			tick.Inputs[i].Rows = nil
		}
	}
	c.Tick, c.Output = &tick, nil
	c.Records = make([]*operator.Record, len(s.Records))
	all := make([]operator.Record, len(s.Records))
	for i, r := range s.Records {
		all[i] = r.Summary()
		c.Records[i] = &all[i]
	}
	return &c
}

// Detail is step i with all its records: computed again from the tick where they were dropped.
func (t *Timeline) Detail(ctx context.Context, i int) (*Step, error) {
	if i < 0 || i >= t.steps.len() {
		return nil, fmt.Errorf("there are %d steps; step %d was not run", t.steps.len(), i)
	}
	if s := t.steps.at(i); s.Output != nil && !s.slim {
		return s, t.complete(s)
	}
	if t.askedAt == i {
		return t.asked, nil
	}
	tick, err := t.tickAgain(ctx, i)
	if err != nil {
		return nil, err
	}
	at := t.at
	if err := t.SeekTo(i); err != nil {
		return nil, err
	}
	step, err := t.run(ctx, tick)
	if err == nil {
		for _, s := range t.live() {
			s.Rollback()
		}
		step.Progress, step.Fingerprint = t.steps.at(i).Progress, t.steps.at(i).Fingerprint
		if t.steps.at(i).Records == nil {
			step.Progress = t.progress(step)
		}
		step.Nanos = t.steps.at(i).Nanos
		t.asked, t.askedAt = step, i
		err = t.complete(step)
	}
	if back := t.SeekTo(at); back != nil {
		return nil, back
	}
	return step, err
}

// tickAgain gives the tick of step i with its rows, read from the sources again if need be.
func (t *Timeline) tickAgain(ctx context.Context, i int) (*Tick, error) {
	if t.steps.at(i) == &gone {
		return nil, fmt.Errorf("nothing is kept of step %d: this run keeps the last steps only", i)
	}
	tick := *t.steps.at(i).Tick
	tick.Inputs = append([]Input(nil), tick.Inputs...)
	for k := range tick.Inputs {
		in := &tick.Inputs[k]
		if in.Rows != nil {
			continue
		}
		src := t.q.Inputs[k].Source
		if in.Start == in.End {
			in.Rows = data.Empty(src.Schema())
			continue
		}
		rows, err := src.Read(ctx, in.Start, in.End)
		if err != nil {
			return nil, fmt.Errorf("the rows of batch %d cannot be read again from %s: %w", tick.Batch, src.Describe(), err)
		}
		in.Rows = rows
	}
	return &tick, nil
}

// rebuild computes the states after n steps from nothing.
func (t *Timeline) rebuild(ctx context.Context, n int) error {
	if t.base > 0 {
		return fmt.Errorf("the state after %d steps is no longer kept, and the query began at batch %d of its checkpoint", n, t.start.Batch)
	}
	old := t.states
	t.states = t.emptyStates()
	err := t.advance(ctx, 0, n)
	if err != nil {
		t.states = old
	}
	return err
}

// advance runs the ticks of steps from to n-1 again, for their states only. The cursor stays.
func (t *Timeline) advance(ctx context.Context, from, n int) error {
	at := t.at
	defer func() { t.at = at }()
	for t.at = from; t.at < n; t.at++ {
		tick, err := t.tickAgain(ctx, t.at)
		if err == nil {
			_, err = t.run(ctx, tick)
		}
		if err != nil {
			return err
		}
		for _, s := range t.live() {
			s.Commit()
		}
	}
	return nil
}

// Fork returns a timeline of q over the ticks behind the cursor. The parent is not changed.
// The same plan starts from a copy of the state, another one runs the ticks again.
func (t *Timeline) Fork(ctx context.Context, q *Query) (*Timeline, error) {
	f, err := newTimeline(q, t.env, t.start)
	if err != nil {
		return nil, err
	}
	if q.Plan == t.q.Plan && q.Mode == t.q.Mode {
		for i, s := range t.states {
			if s != nil {
				f.states[i] = s.Clone()
			}
		}
		f.base, f.at, f.full = t.base, t.at, min(t.full, t.at)
		f.steps = t.steps.clone(t.at)
		return f, nil
	}
	if t.base > 0 {
		return nil, fmt.Errorf("the query began at batch %d of its checkpoint; the rows before it are not at hand for another query", t.start.Batch)
	}
	for i := range t.at {
		tick, err := t.tickAgain(ctx, i)
		if err != nil {
			return nil, err
		}
		if _, err := f.Forward(ctx, tick); err != nil {
			return nil, err
		}
	}
	return f, nil
}
