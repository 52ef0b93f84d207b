package kernel

import (
	"context"
	"fmt"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
)

// place is where a query stood, and the marks on it.
type place struct {
	of     *track // nil: of the process before
	at     int
	shown  bool
	mark   int
	marked string
	points []point
	ticks  []*engine.Tick // of sources that cannot be read again
	infos  []present.BatchInfo
}

// places remembers where every query stands before cells run again.
func (k *Kernel) places() map[string]place {
	out := map[string]place{}
	for _, q := range k.left {
		out[q.Name] = place{at: q.At, shown: q.Shown, mark: q.Mark, marked: q.Marked, points: q.Points}
	}
	for _, t := range k.tracks {
		p := place{of: t, at: t.timeline().At(), shown: t == k.shown, mark: t.mark, marked: t.marked, points: t.points, infos: t.infos.list}
		if !t.replayable() {
			for n := range t.timeline().Len() {
				p.ticks = append(p.ticks, t.timeline().Step(n).Tick)
			}
		}
		out[t.name] = p
	}
	return out
}

// replayable tells whether every source gives the same rows again.
func (t *track) replayable() bool {
	for _, in := range t.q.Inputs {
		if !in.Replayable {
			return false
		}
	}
	return true
}

// catchUp gives the slices that bring queries which were started anew to the batch where the
// ones before stood: over the same recording, or over the rows that were read then.
func (k *Kernel) catchUp(was map[string]place, next func(*job) (func(context.Context, *job) (bool, error), error)) func(context.Context, *job) (bool, error) {
	todo := append([]*track{}, k.tracks...)
	var begun *track // its replay goes over several slices
	var then func(context.Context, *job) (bool, error)
	return func(ctx context.Context, j *job) (bool, error) {
		if then != nil {
			return then(ctx, j)
		}
		for len(todo) > 0 {
			t := todo[0]
			p, known := was[t.name]
			_, resumed := t.runner.Resumed() // its earlier batches are behind it
			if !known || resumed || t.timeline().At() >= p.at || t != begun && t.timeline().Len() > 0 {
				k.settle(t, p, known)
				todo = todo[1:]
				continue
			}
			begun = t
			j.what = fmt.Sprintf("replaying %s to b%d", t.name, p.at-1)
			j.of = p.at
			done, err := k.replaySlice(ctx, j, t, p)
			if err != nil {
				return false, err
			}
			if !done {
				return false, nil
			}
			k.settle(t, p, known)
			todo = todo[1:]
		}
		if next == nil || k.shown == nil {
			return true, nil
		}
		var err error
		then, err = next(j)
		return false, err
	}
}

// replaySlice runs some batches of a query towards the place where it stood.
func (k *Kernel) replaySlice(ctx context.Context, j *job, t *track, p place) (bool, error) {
	if len(p.ticks) == 0 || !t.fits(p.ticks[0]) {
		return k.forwarder(t, p.at, false)(ctx, j)
	}
	until := k.now().Add(sliceTime)
	for n := t.timeline().At(); n < min(p.at, len(p.ticks)); n++ {
		if ctx.Err() != nil {
			t.paused = "by you"
			return true, nil
		}
		if k.now().After(until) {
			return false, nil
		}
		step, err := t.timeline().Forward(ctx, p.ticks[n])
		if err != nil {
			return false, k.batchFailure(t, err)
		}
		t.observe(k, step)
		j.batches++
	}
	return true, nil
}

// fits tells whether a tick of the query before can be fed to this one: the same sources with
// the same columns.
func (t *track) fits(tick *engine.Tick) bool {
	if len(tick.Inputs) != len(t.q.Inputs) {
		return false
	}
	for i, in := range t.q.Inputs {
		if rows := tick.Inputs[i].Rows; rows != nil && !rows.Schema.Equal(in.Source.Schema()) {
			return false
		}
	}
	return true
}

// settle gives a query the marks of the one before it.
func (k *Kernel) settle(t *track, p place, known bool) {
	if !known {
		return
	}
	k.left = slices.DeleteFunc(k.left, func(q KeptQuery) bool { return q.Name == t.name })
	if p.shown {
		k.shown = t
	}
	if p.of == t {
		return // it was not started anew
	}
	if t.mark < 0 {
		t.mark, t.marked = p.mark, p.marked
	}
	if t.points == nil {
		t.points = p.points
	}
	if at := t.timeline().At(); at > 0 && at <= len(p.infos) && !t.side {
		t.before = p.infos
		if t == k.shown {
			k.message = k.compared(t, at)
		}
	}
}

// compared says how the numbers of a query that ran again over the same rows differ from before.
func (k *Kernel) compared(t *track, at int) string {
	var was, now present.Counts
	same := true
	for n := range at {
		a, b := t.before[n].Counts, t.infos.at(n).Counts
		was.Out, was.Late, was.Keys = was.Out+a.Out, was.Late+a.Late, a.Keys
		now.Out, now.Late, now.Keys = now.Out+b.Out, now.Late+b.Late, b.Keys
		same = same && a == b
	}
	if same {
		return fmt.Sprintf("%s ran again up to b%d: the same numbers", t.name, at-1)
	}
	text := ""
	for _, c := range []struct {
		name     string
		was, now int64
	}{{"out", was.Out, now.Out}, {"late", was.Late, now.Late}, {"keys", was.Keys, now.Keys}} {
		if c.was != c.now {
			text += fmt.Sprintf("  %s %d > %d", c.name, c.was, c.now)
		}
	}
	return fmt.Sprintf("%s up to b%d, same rows:%s   (%s batch by batch)", t.name, at-1, text, k.Key("tab-timeline"))
}

// asBefore tells of a query that goes on as it was, because the cell that started it is stale.
func (k *Kernel) asBefore() string {
	status := k.runs.Status(k.book.Cells(), k.names())
	for _, t := range k.tracks {
		if _, i := k.book.Cell(t.cell); !t.side && i >= 0 && status[t.cell].State == notebook.Stale {
			return fmt.Sprintf("%s is as it was: cell %d, which starts it, is stale; %s runs the stale cells", t.name, i+1, k.Key("run-stale"))
		}
	}
	return ""
}

// restart makes a new session and forgets what ran. After OpResume the cells that had run in the
// process before run again, and the queries go where they stood.
func (k *Kernel) restart(r Request, reply func(Response)) {
	if r.Op == OpRestart {
		k.Interrupt()
		k.queue = nil
	}
	if r.Op == OpRestart {
		k.closeTracks()
		k.rt, k.cells = nil, map[string]*cellState{}
		k.runs.Forget()
		k.left, k.again = nil, nil
		k.message = "new session; nothing has run"
		k.respond(reply, Response{})
		return
	}
	if len(k.again) == 0 {
		k.message = "the kernel was started again; nothing typed is lost"
		k.respond(reply, Response{})
		return
	}
	var list []string
	for _, id := range k.liveCells() {
		if slices.Contains(k.again, id) {
			list = append(list, id)
		}
	}
	k.runThen(list, "the notebook again", reply, func(j *job) (func(context.Context, *job) (bool, error), error) {
		k.message = "the kernel was started again and replayed"
		return func(context.Context, *job) (bool, error) { return true, nil }, nil
	})
}

func remove(list []string, id string) []string {
	var out []string
	for _, x := range list {
		if x != id {
			out = append(out, x)
		}
	}
	return out
}
