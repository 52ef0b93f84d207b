package kernel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/viz"
)

// cellState is what the last run of a cell left.
type cellState struct {
	running, queued bool
	millis          float64
	err             *Failure
	printed         string // with value as its last line
	value           string // of its last expression, as text
	notes           []string
	rows            *data.Batch // of a batch result
	frames          []frame
	figure          *viz.Figure // what a command showed
	ran             bool        // to its end
	version         int         // grows with each run, for the order cache
	judged          []string    // under [Options.Judge]: what would become of its queries
	refused         *Failure    // the first of them that would not start
}

func (k *Kernel) stateOf(id string) *cellState {
	cs := k.cells[id]
	if cs == nil {
		cs = &cellState{}
		k.cells[id] = cs
	}
	return cs
}

// liveCells lists the cells that running the notebook runs, in order.
func (k *Kernel) liveCells() []string {
	var out []string
	for _, c := range k.book.Cells() {
		if c.Live() {
			out = append(out, c.ID)
		}
	}
	return out
}

// run begins the job of a request that runs cells.
func (k *Kernel) run(r Request, reply func(Response)) {
	cells := k.book.Cells()
	var list []string
	var next func(*job) (func(context.Context, *job) (bool, error), error)
	what := "the notebook"
	switch r.Op {
	case OpRun:
		c, i := k.book.Cell(r.Cell)
		if c == nil {
			k.respond(reply, Response{Err: &Failure{Message: "there is no such cell"}})
			return
		}
		if !c.Live() {
			k.message = "this is a text, there is nothing to run"
			if _, skip := c.Option("skip"); skip {
				k.message = "this cell is marked skip: " + k.Key("skip") + " lets it run again"
			}
			k.respond(reply, Response{})
			return
		}
		if err := k.boot(); err != nil { // the interpreter knows which cells it needs
			k.respond(reply, Response{Err: k.failure(err)})
			return
		}
		list, what = k.runs.Needed(cells, k.names(), r.Cell), fmt.Sprintf("cell %d", i+1)
		if !k.started(r.Cell) {
			next = k.toScreen(r.Cell)
		}
	case OpRunStale:
		list, what = k.staleCells(), "stale cells"
		if r.Kind == "reactive" {
			if err := k.boot(); err != nil {
				k.respond(reply, Response{Err: k.failure(err)})
				return
			}
			list, what = k.reactive(r.Cell), "what the change concerns"
		}
	case OpRunAll:
		list = k.liveCells()
		if r.Kind == "above" {
			list, what = k.above(r.Cell), "the cells above"
		}
	}
	k.runThen(list, what, reply, next)
}

// toScreen shows the query that a cell started for the first time: who runs one cell wants to see
// what it does.
func (k *Kernel) toScreen(cell string) func(*job) (func(context.Context, *job) (bool, error), error) {
	return func(*job) (func(context.Context, *job) (bool, error), error) {
		for _, t := range k.tracks {
			if t.cell == cell && !t.side {
				k.shown = t
				break
			}
		}
		return func(context.Context, *job) (bool, error) { return true, nil }, nil
	}
}

// staleCells lists what R runs: the stale cells and those that never ran, in order.
func (k *Kernel) staleCells() []string {
	status := k.runs.Status(k.book.Cells(), k.names())
	var out []string
	for _, id := range k.liveCells() {
		if st := status[id].State; st != notebook.OK {
			out = append(out, id)
		}
	}
	return out
}

// reactive lists what runs by itself after a cell was edited: what it needs, the cell, and the cells
// that are stale because of it.
func (k *Kernel) reactive(id string) []string {
	status := k.runs.Status(k.book.Cells(), k.names())
	var needed []string
	if c, _ := k.book.Cell(id); c != nil && c.Live() {
		needed = k.runs.Needed(k.book.Cells(), k.names(), id)
	}
	var out []string
	for _, c := range k.liveCells() {
		if status[c].State == notebook.Stale || slices.Contains(needed, c) {
			out = append(out, c)
		}
	}
	return out
}

func (k *Kernel) above(id string) []string {
	var out []string
	for _, c := range k.book.Cells() {
		if c.ID == id {
			break
		}
		if c.Live() {
			out = append(out, c.ID)
		}
	}
	return out
}

// runThen runs cells one after the other, each in a goroutine of its own while the kernel goes
// on answering; then brings the queries they started to where the old ones stood, and goes on
// with next when there is one.
func (k *Kernel) runThen(list []string, what string, reply func(Response), next func(*job) (func(context.Context, *job) (bool, error), error)) {
	for _, id := range list {
		k.stateOf(id).queued = true
	}
	if len(list) == len(k.liveCells()) {
		k.did(string(OpRunAll)) // whichever key it was
	}
	was := k.places()
	i := 0
	var after func(context.Context, *job) (bool, error)
	j := &job{what: what, reply: reply, cells: list, whole: len(list)}
	j.slice = func(ctx context.Context, j *job) (bool, error) {
		if i < len(list) {
			id := list[i]
			j.part = i
			i++
			return false, k.runCell(ctx, j, id)
		}
		if after == nil {
			j.part, j.whole = 0, 0
			k.startResults()
			after = k.catchUp(was, next)
		}
		return after(ctx, j)
	}
	j.finish = func(err error) Response {
		for _, id := range list {
			k.stateOf(id).queued = false
		}
		if err == nil {
			if k.message == "" {
				k.message = k.asBefore()
			}
			return Response{}
		}
		if errors.Is(err, context.Canceled) {
			k.message = "stopped: " + what
			return Response{}
		}
		return Response{Err: k.failure(err)}
	}
	k.start(j)
}

// runCell runs one cell; the job waits for it. A cell that fails ends the job.
func (k *Kernel) runCell(ctx context.Context, j *job, id string) error {
	c, _ := k.book.Cell(id)
	if c == nil {
		return nil
	}
	cs := k.stateOf(id)
	*cs = cellState{running: true, version: cs.version + 1}
	k.again = remove(k.again, id)
	k.dropTracks(func(t *track) bool { return t.cell == id })
	if c.Failed != "" {
		return k.cellDone(id, 0, &Failure{Message: c.Failed, Line: c.FailedLine, Col: 1})
	}
	k.message = ""
	if err := k.boot(); err != nil {
		return k.cellDone(id, 0, err)
	}
	if c.Kind == notebook.Command {
		return k.cellDone(id, 0, k.runCommands(c, cs))
	}
	began := time.Now()
	j.waiting = true
	cells, names := k.book.Cells(), k.names()
	sessions.AddRan(sessions.Paths{State: k.o.StateDir}, sessions.Ran{Kind: string(c.Kind), Text: c.Source})
	done := k.evaluate(ctx, c)
	k.pushSoon()
	go func() {
		out := <-done
		back := func() {
			k.rt.busy = false
			j.waiting = false
			if unstoppable(out.err) && k.o.Unstoppable != nil {
				k.o.Unstoppable()
			}
			took := time.Since(began)
			err := k.take(id, out)
			if err := k.cellDoneAs(id, took, err, cells, names); err != nil {
				k.end(j, err)
				return
			}
			k.tell(j)
		}
		select {
		case k.returned <- back:
		case <-k.ctx.Done():
		}
	}()
	return nil
}

// cellDone notes how a cell ended; the error that comes back names its place.
func (k *Kernel) cellDone(id string, took time.Duration, err error) error {
	return k.cellDoneAs(id, took, err, k.book.Cells(), k.names())
}

func (k *Kernel) cellDoneAs(id string, took time.Duration, err error, cells []*notebook.Cell, names map[string]notebook.Names) error {
	cs := k.stateOf(id)
	cs.running, cs.queued, cs.millis = false, false, float64(took.Nanoseconds())/1e6
	cs.ran = err == nil
	outcome := notebook.OK
	if _, i := k.book.Cell(id); err == nil && i >= 0 {
		k.note("cell %d ran in %s", i+1, viz.Millis(cs.millis))
	}
	if err != nil {
		outcome = notebook.Failed
		f := *k.failure(err)
		err = &f
		cs.err = k.ownFailure(&f, id)
	}
	k.runs.Done(cells, names, id, outcome)
	k.pushSoon()
	return err
}

// ownFailure is what a cell shows of its failure. One whose place is in a function of another cell
// keeps that place, and the cell only names it; every other gets the cell as its place.
func (k *Kernel) ownFailure(f *Failure, id string) *Failure {
	_, i := k.book.Cell(f.Cell)
	if i < 0 || f.Cell == id || f.Line < 1 {
		f.Cell = id
		return f
	}
	own := *f
	own.Message = fmt.Sprintf("%s (cell %d, line %d)", strings.TrimSuffix(f.Message, "."), i+1, f.Line)
	own.Cell, own.Line, own.Col, own.Len = id, 0, 0, 0
	return &own
}

// runCommands carries out the colon commands of a sparkrepl fence, a line each.
func (k *Kernel) runCommands(c *notebook.Cell, cs *cellState) error {
	defer k.fenceBegins(c)()
	for n, line := range strings.Split(c.Source, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if k.o.Command == nil {
			return &Failure{Message: "this kernel has no commands", Line: n + 1}
		}
		answer := k.o.Command(k.ctx, k, strings.TrimPrefix(line, ":"))
		if answer.Err != nil {
			f := *answer.Err
			f.Line = n + 1
			return &f
		}
		if answer.Instead != nil {
			return &Failure{Message: "a cell cannot move through batches: " + line, Line: n + 1, Hint: "type it at the : prompt"}
		}
		if answer.Text != "" {
			cs.notes = append(cs.notes, answer.Text)
		}
		if answer.Figure != nil {
			cs.figure = answer.Figure
		}
	}
	return nil
}

// outputRows is the table of a cell's result: the rows of the batch at the cursor of the query
// it started, or of its batch result.
func (k *Kernel) outputRows(id string) (*present.Rows, string) {
	for _, t := range k.tracks {
		if t.cell != id || t.side {
			continue
		}
		if step := t.stepAt(); step != nil && step.Output != nil {
			return present.RowsOf(k.exprContext(), step.Output), fmt.Sprintf("out-%s-%d-%p", id, step.Tick.Batch, step)
		}
	}
	if cs := k.cells[id]; cs != nil && cs.rows != nil {
		return present.RowsOf(k.exprContext(), cs.rows), fmt.Sprintf("rows-%s-%d", id, cs.version)
	}
	return nil, ""
}

// outputFigure is a cell's result in full.
func (k *Kernel) outputFigure(p *Pane) (*viz.Figure, error) {
	rows, name := k.outputTable(p.Cell)
	if rows != nil {
		return &viz.Figure{Title: "Result", Table: rows.Table(ask(p), &k.orders, name)}, nil
	}
	if cs := k.cells[p.Cell]; cs != nil {
		if f := cs.small(k); f != nil {
			return f, nil
		}
	}
	if kept := k.keptOf(p.Cell); kept != nil && kept.Output != nil {
		return kept.Output, nil
	}
	return &viz.Figure{Title: "Result", Table: &viz.Table{Empty: "this cell shows nothing"}}, nil
}
