package kernel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/repl/interp"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/viz"
)

// outcome is what running a cell gave.
type outcome struct {
	err    error
	notes  []string
	rows   *data.Batch
	frames []frame
	figure *viz.Figure
	text   string
}

// frame is a DataFrame that a cell made, with the name of its variable; "" for a result without one.
type frame struct {
	name string
	df   *spark.DataFrame
}

// bootCells makes the interpreter over the session.
func (k *Kernel) bootCells() error {
	k.rt.cells = interp.New(k.rt.session, interp.Options{Params: k.o.Params, Stdout: k.rt.printed, Now: k.o.Now})
	k.readNames()
	return nil
}

// live are the cells as the interpreter sees them.
func (k *Kernel) live() []interp.Cell {
	var out []interp.Cell
	for i, c := range k.book.Cells() {
		if c.Live() && c.Failed == "" {
			out = append(out, interp.Cell{ID: c.ID, Number: i + 1, Kind: string(c.Kind), Name: c.Name(), Source: c.Source})
		}
	}
	return out
}

// names are what the cells define and use. While a cell runs they are those at its start.
func (k *Kernel) names() map[string]notebook.Names {
	if k.namesOld && k.rt != nil && !k.rt.busy {
		k.namesOld = false
		k.namesNow = map[string]notebook.Names{}
		for id, n := range k.rt.cells.Dependencies(k.live()) {
			k.namesNow[id] = notebook.Names{Defines: n.Defines, Uses: n.Uses}
		}
	}
	return k.namesNow
}

// readNames lets names be worked out again when they are asked for.
func (k *Kernel) readNames() { k.namesOld = true }

// evaluate runs a cell in a goroutine of its own. Until the outcome comes nothing else may use
// the interpreter or the session.
func (k *Kernel) evaluate(ctx context.Context, c *notebook.Cell) <-chan outcome {
	done := make(chan outcome, 1)
	cells, rt, paced := k.live(), k.rt, k.o.Paced
	rt.busy, rt.cell = true, c.ID
	rt.console.take() // batches wrote it, and their rows are shown
	k.fillTables()
	rt.session.WithContext(ctx)
	go func() {
		var out outcome
		defer func() {
			if p := recover(); p != nil {
				out.err = bugOf(p)
			}
			done <- out
		}()
		res := rt.cells.Run(ctx, cells, c.ID)
		if res.Err != nil {
			out.err = cellFailure(res.Err)
			return
		}
		out.err = out.show(res, c.Kind == notebook.SQL && !paced)
	}()
	return done
}

// show takes what a cell's run gave: tables to show, and lines about what it defined. tables says
// that a named table is run too, for somebody who looks.
func (o *outcome) show(res interp.Result, tables bool) error {
	return spark.Try(func() error {
		for _, d := range res.Defined {
			df, ok := d.Value.(*spark.DataFrame)
			if !ok || df == nil {
				continue
			}
			o.notes = append(o.notes, describeFrame(d.Name, df))
			o.frames = append(o.frames, frame{d.Name, df})
			if tables && !df.IsStreaming() && df.Schema().Len() > 0 {
				o.rows = df.Batch()
			}
		}
		if res.Value == nil {
			return nil
		}
		if _, started := res.Value.Any.(*spark.StreamingQuery); started {
			return nil // what it does stands under the cell
		}
		df, ok := res.Value.Any.(*spark.DataFrame)
		if !ok || df == nil {
			o.text = res.Value.Text
			return nil
		}
		o.frames = append(o.frames, frame{"", df})
		if !df.IsStreaming() && df.Schema().Len() > 0 {
			o.rows = df.Batch()
		}
		return nil
	})
}

// describeFrame is the line under a cell: "clicks: stream  ts timestamp, page string".
func describeFrame(name string, df *spark.DataFrame) string {
	kind := "table"
	if df.IsStreaming() {
		kind = "stream"
	}
	s := df.Schema()
	parts := make([]string, s.Len())
	watermark := ""
	for i, f := range s.Fields {
		parts[i] = f.Name + " " + strings.ToLower(f.Type.String())
		if f.EventTime {
			watermark = fmt.Sprintf("   watermark %s %s", f.Name, delayText(f.DelayMs))
		}
	}
	return fmt.Sprintf("%s: %s  %s%s", name, kind, strings.Join(parts, ", "), watermark)
}

// cellFailure turns an error of the interpreter into the protocol's.
func cellFailure(e *interp.CellError) *Failure {
	f := &Failure{Message: firstLine(e.Message), Detail: restLines(e.Message), Cell: e.Cell, Line: e.Line, Col: e.Col, Len: e.Len, Hint: e.Hint,
		Condition: e.Condition, SQLState: e.SQLState, Other: e.Other}
	var path *fs.PathError
	if errors.As(e, &path) {
		f.Message, f.Source = pathMessage(path), true
	}
	f.Source = f.Source || e.Condition == "PATH_NOT_FOUND"
	f.Unreadable = errors.Is(e, sessions.ErrDamaged)
	f.Message, f.Detail = source.MaskAddresses(f.Message), source.MaskAddresses(f.Detail)
	return f
}

// unstoppable tells whether a cancelled cell goes on in the background.
func unstoppable(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Message == firstLine(interp.ErrUnstoppable.Message)
}

// frameOf is the DataFrame of a SQL cell that ran.
func (k *Kernel) frameOf(c *notebook.Cell) *spark.DataFrame {
	cs := k.cells[c.ID]
	if cs == nil || len(cs.frames) == 0 {
		return nil
	}
	return cs.frames[len(cs.frames)-1].df
}

// idleCells boots the interpreter for questions about cells; false while a cell runs.
func (k *Kernel) idleCells() bool {
	return k.boot() == nil && !k.rt.busy
}

// check gives the first error of a cell as it would be with this source.
func (k *Kernel) check(r Request) *Failure {
	cells, ok := k.asTyped(r)
	if !ok {
		return nil
	}
	for _, e := range k.rt.cells.Check(cells) {
		if e.Cell == r.Cell && !e.Warning {
			return cellFailure(e)
		}
	}
	return nil
}

// startLine is the line of the call that started a query, when its cell says so.
func (k *Kernel) startLine(t *track) (line, col int) {
	c, _ := k.book.Cell(t.cell)
	if c == nil {
		return 0, 0
	}
	for i, l := range strings.Split(c.Source, "\n") {
		if at := strings.Index(l, ".Start("); at >= 0 {
			return i + 1, at + 2
		}
	}
	return 1, 1
}

// Current is the cell the face stood on when it sent the command.
func (k *Kernel) Current() string { return k.current }
