package kernel

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// take keeps what a cell showed and opens the queries it started. The error is the cell's, else that
// of a query that cannot be opened: its checkpoint refuses it.
func (k *Kernel) take(id string, out outcome) error {
	cs := k.stateOf(id)
	cs.printed += k.rt.printed.take() + k.rt.console.take()
	cs.notes = append(cs.notes, out.notes...)
	cs.rows, cs.figure, cs.frames = out.rows, out.figure, out.frames
	if out.text != "" {
		cs.printed += out.text + "\n"
		cs.value = out.text
	}
	for _, l := range k.rt.takeLaunched() {
		if l.stopped || l.track != nil {
			continue
		}
		if err := k.openLaunched(l, id); err != nil && out.err == nil {
			out.err = err
		}
	}
	return out.err
}

func (k *Kernel) openLaunched(l *launch, cell string) error {
	if l.q.Name == "" {
		l.q.Name = k.freeName("query")
	}
	if k.o.Judge {
		return k.judge(l, cell)
	}
	name := l.q.Name
	k.dropTracks(func(t *track) bool { return t.name == name })
	t, err := k.openTrack(l.q, cell)
	if err != nil {
		letGo(l.q)
		if l.q.Watch != nil { // its name is free again
			l.q.Watch(engine.Event{Kind: engine.Ended, Err: err, TimeMicros: k.o.Now().UnixMicro()})
		}
		return err
	}
	l.track = t
	k.tracks = append(k.tracks, t)
	k.warn(t)
	if k.shown == nil {
		k.shown = t
	}
	return nil
}

// startResults starts a query for every SQL cell over a stream whose result no other cell uses:
// what stands at the end of a notebook is what one wants to see.
func (k *Kernel) startResults() {
	if k.o.Judge {
		return // they have no checkpoint
	}
	status := k.runs.Status(k.book.Cells(), k.names())
	for _, c := range k.book.Cells() {
		if c.Kind != notebook.SQL || !c.Live() || status[c.ID].State != notebook.OK || k.started(c.ID) || k.used(c) {
			continue
		}
		df := k.frameOf(c)
		if df == nil || !df.IsStreaming() {
			continue
		}
		if err := k.startResult(c, df); err != nil {
			cs := k.stateOf(c.ID)
			cs.notes = append(cs.notes, k.failure(err).Message)
		}
	}
}

func (k *Kernel) started(id string) bool {
	for _, t := range k.tracks {
		if t.cell == id && !t.side {
			return true
		}
	}
	return false
}

// startResult starts the query of a SQL cell in the mode that its option mode= names, else the
// first of append, update and complete that Spark allows.
func (k *Kernel) startResult(c *notebook.Cell, df *spark.DataFrame) error {
	modes := []operator.OutputMode{operator.Append, operator.Update, operator.Complete}
	if name, ok := c.Option("mode"); ok {
		m, err := parseMode(name)
		if err != nil {
			return err
		}
		modes = []operator.OutputMode{m}
	}
	var first error
	for _, m := range modes {
		if err := plan.CheckStreaming(df.Plan(), m, k.exprContext()); err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		name := c.Name()
		if name == "" {
			_, i := k.book.Cell(c.ID)
			name = fmt.Sprintf("cell%d", i+1)
		}
		err := spark.Try(func() error {
			df.WriteStream().OutputMode(modeName(m)).QueryName(name).ForeachBatch(func(*spark.DataFrame, int64) error { return nil }).Start()
			return nil
		})
		if err != nil {
			return err
		}
		for _, l := range k.rt.takeLaunched() {
			l.q.Sink = nowhere{} // the rows are only shown
			if err := k.openLaunched(l, c.ID); err != nil {
				return err
			}
		}
		return nil
	}
	return first
}

// used tells whether another live cell takes the names that a cell defines.
func (k *Kernel) used(c *notebook.Cell) bool {
	names := k.names()
	mine := map[string]bool{}
	for _, d := range names[c.ID].Defines {
		mine[d] = true
	}
	for _, o := range k.book.Cells() {
		if o.ID == c.ID || !o.Live() {
			continue
		}
		for _, u := range names[o.ID].Uses {
			if mine[u] {
				return true
			}
		}
	}
	return false
}
