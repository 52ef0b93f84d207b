package kernel

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/present"
)

// track is one started query with its timeline.
type track struct {
	name   string
	cell   string // that started it
	q      *engine.Query
	runner *engine.Runner
	infos  batchInfos          // of the steps that ran
	before []present.BatchInfo // of those that ran before its cell was run again; nil: none did
	late   present.LateLog
	orders present.Orders
	mark   int // base of differences: number of batches done, -1 none
	marked string
	points []point // the marks that have a name
	paused string
	failed *Failure
	ended  bool // the runner has nothing more
	// outputs are the rows of each batch of a query that fills a table; those of complete mode
	// come from the timeline.
	outputs []*data.Batch
	authors map[operator.Node]string // the cell that wrote each operator; nil: not looked for yet
	side    bool                     // a copy made by :set; the notebook does not know it
}

func (t *track) timeline() *engine.Timeline { return t.runner.Timeline() }

// first is the number of the first batch of the timeline: a query that went on from its checkpoint has the
// earlier ones behind it.
func (t *track) first() int {
	batch, _ := t.runner.Resumed()
	return int(batch)
}

// open makes the runner of a query.
func (k *Kernel) openTrack(q *engine.Query, cell string) (*track, error) {
	if k.o.Forgetful {
		q.Budget.History, q.Budget.Rows = 2, 1
	}
	runner, err := engine.NewRunner(q, k.engineEnv())
	if err != nil {
		return nil, err
	}
	runner.Hurry = !k.o.Paced
	return &track{name: q.Name, cell: cell, q: q, runner: runner, mark: -1}, nil
}

// fillsTable tells whether the rows of all batches stay readable, as a table by the query's name.
func fillsTable(q *engine.Query) bool {
	return q.Sink != nil && strings.Contains(strings.ToLower(q.Sink.Describe()), "memory")
}

// written lists what the table of a memory sink holds at the cursor.
func (t *track) written(ctx context.Context) []*data.Batch {
	at := t.timeline().At()
	if t.q.Mode != operator.Complete {
		return t.outputs[:min(at, len(t.outputs))]
	}
	if at == 0 {
		return nil
	}
	step := t.timeline().Step(at - 1)
	if step.Output == nil {
		step, _ = t.timeline().Detail(ctx, at-1) // a step that cannot be run again leaves the table empty
	}
	if step == nil || step.Output == nil {
		return nil
	}
	return []*data.Batch{step.Output}
}

// subject is what present looks at.
func (t *track) subject(k *Kernel) *present.Subject {
	return &present.Subject{Timeline: t.timeline(), Expr: k.exprContext(), First: t.first(), Mark: t.mark, MarkName: t.marked, Late: &t.late, Orders: &t.orders, Key: k.Key,
		Cell: func(n operator.Node) string { return k.cellOfNode(t, n) }}
}

// forward moves one batch on: over one that ran before, or a new one. It returns nil when there
// is nothing to do now.
func (t *track) forward(ctx context.Context, k *Kernel) (*engine.Step, error) {
	tl := t.timeline()
	if tl.At() < tl.Len() {
		return tl.Redo(ctx)
	}
	step, err := t.runner.Next(ctx)
	if err != nil {
		if ctx.Err() == nil {
			t.failed = k.failure(err)
		}
		return nil, err
	}
	if step == nil {
		t.ended = true
		return nil, nil
	}
	t.failed, t.ended = nil, false
	t.observe(k, step)
	return step, nil
}

// observe notes what the strip, the stops and the Late tab need of a new step.
func (t *track) observe(k *Kernel, step *engine.Step) { t.observeAt(k, t.timeline().At()-1, step) }

func (t *track) observeAt(k *Kernel, n int, step *engine.Step) {
	if n < t.infos.len() {
		t.infos.cut(n)
		t.late.Cut(n)
	}
	if fillsTable(t.q) && t.q.Mode != operator.Complete {
		t.outputs = append(t.outputs[:min(n, len(t.outputs))], step.Output)
	}
	if !k.rt.busy {
		k.stateOf(t.cell).print(k.rt.printed.take()) // by functions of the user, in this batch
	}
	info := present.BatchInfo{Counts: present.CountsOf(step), Batch: step.Tick.Batch, Watermark: step.Watermark, Nanos: step.Nanos}
	if info.Late > 0 {
		info.Flags += "L"
		if k.o.Forgetful {
			t.late = present.LateLog{} // those of this batch are asked for, nobody goes back
		}
		t.late.Observe(t.subject(k), n, step)
	}
	if fired(t.timeline(), step) > 0 {
		info.Flags += "W"
	}
	t.infos.add(info, k.o.Forgetful)
	k.noteBatch(t, step, info.Counts)
	k.announce(t, n, step)
}

// fired counts the state groups that a batch wrote out for good.
func fired(tl *engine.Timeline, step *engine.Step) int64 {
	if tl.Query().Mode == operator.Complete {
		return 0
	}
	var n int64
	for _, r := range step.Records {
		if r != nil {
			n += r.Removed
		}
	}
	return n
}

// recorded is the rows of each batch that has not run, when the sources know them; -1 live.
func (t *track) recorded() (rows []int64, finite bool) {
	for i, in := range t.q.Inputs {
		f, ok := in.Source.(source.Finite)
		if !ok {
			return nil, false
		}
		for n, more := range f.Ahead(t.consumed(i), t.q.Trigger.Limit()) {
			if n == len(rows) {
				rows = append(rows, 0)
			}
			rows[n] += more
		}
	}
	return rows, len(t.q.Inputs) > 0
}

// live tells whether rows come by themselves as time goes: from a rate or a socket, under a
// trigger that waits for them. A folder may get more files, but a run that has read all ends.
func (t *track) live() bool {
	if t.q.Trigger.Kind == engine.Once || t.q.Trigger.Kind == engine.AvailableNow {
		return false
	}
	for _, in := range t.q.Inputs {
		what := in.Source.Describe()
		if _, notifies := in.Source.(source.Notifier); notifies || strings.HasPrefix(what, "Rate") {
			return true
		}
	}
	return false
}

// consumed is how far in input i the timeline is.
func (t *track) consumed(i int) source.Offset {
	tl := t.timeline()
	for s := tl.Len() - 1; s >= 0; s-- {
		if in := tl.Step(s).Tick.Inputs; i < len(in) && in[i].End != "" {
			return in[i].End
		}
	}
	return ""
}

// sourceText names the inputs of a query in a few words.
func (t *track) sourceText() string {
	parts := make([]string, len(t.q.Inputs))
	for i, in := range t.q.Inputs {
		parts[i] = in.Source.Describe()
	}
	return strings.Join(parts, ", ")
}

func (k *Kernel) trackOf(name string) (*track, error) {
	if name == "" {
		if k.shown == nil {
			return nil, &Failure{Message: "no query is started yet", Hint: fmt.Sprintf("run the notebook with %s, or press %s to run what the first batch needs", k.Key("run-stale"), k.Key("step"))}
		}
		return k.shown, nil
	}
	for _, t := range k.tracks {
		if t.name == name {
			return t, nil
		}
	}
	if len(k.tracks) == 0 {
		return nil, fmt.Errorf("there is no query %q: none is started yet", name)
	}
	return nil, fmt.Errorf("there is no query %q; started are: %s", name, strings.Join(k.queryNames(), ", "))
}

func (k *Kernel) queryNames() []string {
	out := make([]string, len(k.tracks))
	for i, t := range k.tracks {
		out[i] = t.name
	}
	return out
}

func (k *Kernel) show(name string) error {
	t, err := k.trackOf(name)
	if err == nil {
		k.shown = t
	}
	return err
}

// dropTracks closes the tracks that keep does not want.
func (k *Kernel) dropTracks(drop func(*track) bool) {
	var kept []*track
	for _, t := range k.tracks {
		if !drop(t) {
			kept = append(kept, t)
			continue
		}
		t.close()
		if k.shown == t {
			k.shown = nil
		}
	}
	k.tracks = kept
	if k.shown == nil && len(kept) > 0 {
		k.shown = kept[0]
	}
}

func (k *Kernel) closeTracks() { k.dropTracks(func(*track) bool { return true }) }

// close lets the sources, the sink and the checkpoint go.
func (t *track) close() {
	if t.side {
		return // it shares them with the query it is a copy of
	}
	t.runner.Stop()
	letGo(t.q)
}

// letGo closes what a query has open.
func letGo(q *engine.Query) {
	for _, in := range q.Inputs {
		_ = in.Source.Close()
	}
	if q.Sink != nil {
		_ = q.Sink.Close()
	}
	if q.Checkpoint != nil {
		_ = q.Checkpoint.Close()
	}
}
