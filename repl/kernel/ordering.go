package kernel

import (
	"context"
	"errors"
	"slices"

	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// orderedAtOnce is how many rows are sorted, filtered or counted before the kernel looks at other
// requests: some milliseconds.
const orderedAtOnce = 20_000

// orderFirst begins a job when a figure needs the order of very many rows, or a search through
// them: meanwhile other requests are answered, and an interrupt gives the rows as they stand.
func (k *Kernel) orderFirst(r Request, reply func(Response)) bool {
	p := r.Pane
	if p == nil || p.Sort == "" && p.Filter == "" && p.In == "" && p.Count == "" && !p.seeks() {
		return false
	}
	switch p.Name {
	case "batch", "output", "state":
	default:
		return false
	}
	before := *p
	rows, name, orders, err := k.rows(k.ctx, r)
	if err != nil || rows == nil || rows.N <= orderedAtOnce {
		return false
	}
	w := rows.Ordering(ask(p), orders, name)
	seeks := p.seeks() && p.Count == "" && r.Op == OpFigure
	if w == nil && !seeks {
		return false
	}
	j := &job{reply: reply}
	if r.Op == OpFigure {
		j.orders = &before
	}
	if w != nil {
		j.what = orderText(p, w.Sorts(), rows.N)
		j.slice = k.inSteps(w)
		j.finish = func(err error) Response { return k.ordered(r, j, err) }
	} else {
		f := rows.Finding(ask(p), orders, name)
		j.what = "searching " + viz.Count(rows.N) + " rows"
		j.slice = k.inSteps(f)
		j.finish = func(err error) Response { return k.sought(r, f, j, err) }
	}
	k.start(j)
	return true
}

// seeks tells whether the answer begins at a row that has to be looked for.
func (p *Pane) seeks() bool { return p.Find != "" || p.FindRow != "" }

// overtake ends the ordering of a table that is to be looked at in another way now, and what waits
// to be such an ordering.
func (k *Kernel) overtake(p *Pane) {
	if p == nil {
		return
	}
	k.queue = slices.DeleteFunc(k.queue, func(j *job) bool {
		old := j.orders.overtakenBy(p)
		if old {
			k.respond(j.reply, Response{Stopped: true})
		}
		return old
	})
	if k.job != nil && k.job.orders.overtakenBy(p) {
		k.job.overtaken = true
		k.Interrupt()
	}
}

// overtakenBy tells whether two looks are at the same table, in different ways.
func (p *Pane) overtakenBy(q *Pane) bool {
	return p != nil && p.Name == q.Name && p.Row == q.Row && p.Cell == q.Cell &&
		(p.Sort != q.Sort || p.Filter != q.Filter || p.In != q.In || p.Count != q.Count || p.Find != q.Find || p.FindRow != q.FindRow)
}

// inSteps is the slice of a job whose work is done in steps.
func (k *Kernel) inSteps(w interface {
	Step() bool
	Progress() (done, of int)
}) func(context.Context, *job) (bool, error) {
	return func(ctx context.Context, j *job) (bool, error) {
		until := k.now().Add(sliceTime)
		for ctx.Err() == nil {
			if w.Step() {
				return true, nil
			}
			if k.now().After(until) {
				break
			}
		}
		j.part, j.whole = w.Progress()
		return false, ctx.Err()
	}
}

// sought is the answer after a search: the rows from the one found, else from where it began.
func (k *Kernel) sought(r Request, f *present.Finding, j *job, err error) Response {
	at, ok := f.Found()
	switch {
	case j.overtaken:
		return Response{Stopped: true}
	case errors.Is(err, context.Canceled):
		k.message = "stopped: " + j.what
	case err != nil:
		return Response{Err: k.failure(err)}
	case !ok && r.Pane.Find != "":
		k.message = "no row has " + r.Pane.Find
	}
	there := *r.Pane
	there.Find, there.FindRow, there.Back, there.Offset = "", "", false, at
	r.Pane = &there
	return k.look(r)
}

// ordered is the answer after the work, or after the interrupt that ended it.
func (k *Kernel) ordered(r Request, j *job, err error) Response {
	switch {
	case err == nil:
		return k.look(r)
	case j.overtaken:
		return Response{Stopped: true}
	case !errors.Is(err, context.Canceled):
		return Response{Err: k.failure(err)}
	}
	k.message = "stopped: " + j.what
	if r.Op != OpFigure {
		return Response{Stopped: true}
	}
	plain := *r.Pane
	plain.Sort, plain.Filter, plain.In, plain.Count = "", "", "", ""
	r.Pane = &plain
	a := k.look(r)
	a.Stopped = true
	return a
}

func orderText(p *Pane, sorts bool, n int) string {
	what := "filtering "
	switch {
	case p.Count != "":
		what = "counting "
	case sorts:
		what = "sorting "
	}
	return what + viz.Count(n) + " rows"
}
