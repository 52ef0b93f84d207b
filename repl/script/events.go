package script

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// events writes a run as NDJSON, one event a line. Fields are only added within v 1.
type events struct{ w io.Writer }

func newEvents(w io.Writer) *events { return &events{w} }

// put writes one event; a full disk or closed pipe shows when the output is flushed.
func (e *events) put(v any) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) == nil {
		_, _ = e.w.Write(safeJSON(line.Bytes()))
	}
}

type head struct {
	V     int    `json:"v"`
	Event string `json:"event"`
}

type startEvent struct {
	head
	File  string `json:"file"`
	Title string `json:"title,omitempty"`
	Cells int    `json:"cells"`
	// Warnings are what the notebook says and nothing understands.
	Warnings []string `json:"warnings,omitempty"`
}

type cellEvent struct {
	head
	Cell    int     `json:"cell"`
	Kind    string  `json:"kind"`
	Name    string  `json:"name,omitempty"`
	State   string  `json:"state"`
	Ms      float64 `json:"ms"`
	Printed string  `json:"printed,omitempty"`
	// Value is the last expression of a Go cell.
	Value string `json:"value,omitempty"`
	// Warnings say what of its inputs is lost.
	Warnings []string `json:"warnings,omitempty"`
	// Resumed tells where its queries went on from a checkpoint, and with what state.
	Resumed []string `json:"resumed,omitempty"`
}

type batchEvent struct {
	head
	Query string  `json:"query"`
	ID    int64   `json:"id"`
	In    int64   `json:"in"`
	Late  int64   `json:"late"`
	Out   int64   `json:"out"`
	Keys  int64   `json:"keys"`
	WM    *string `json:"wm"`
	Ms    float64 `json:"ms"`
	// Corrupt counts the records that did not parse so far.
	Corrupt int64 `json:"corrupt,omitempty"`
}

type rowEvent struct {
	head
	Query string          `json:"query,omitempty"`
	Cell  int             `json:"cell,omitempty"`
	Batch *int64          `json:"batch,omitempty"`
	Row   json.RawMessage `json:"row"`
}

type windowEvent struct {
	head
	Query string `json:"query"`
	Batch int64  `json:"batch"`
	Fired bool   `json:"fired"`
}

type lateEvent struct {
	head
	Query     string `json:"query"`
	Batch     int64  `json:"batch"`
	Row       string `json:"row"`
	At        string `json:"at"`
	Watermark string `json:"watermark"`
	LateBy    string `json:"lateBy"`
	Needs     string `json:"needs"`
}

type stopEvent struct {
	head
	Query string `json:"query"`
	Why   string `json:"why"`
}

type errorEvent struct {
	head
	*kernel.Failure
	// Cell is the number, in place of the failure's id.
	Cell  int    `json:"cell,omitempty"`
	Name  string `json:"name,omitempty"`
	Batch *int   `json:"batch,omitempty"` // the last one that ran
	Where string `json:"where,omitempty"`
}

// closeEvent is the end of a command that has no batches.
type closeEvent struct {
	head
	Exit int     `json:"exit"`
	Ms   float64 `json:"ms"`
}

type endEvent struct {
	head
	Exit    int     `json:"exit"`
	Batches int     `json:"batches"`
	Rows    int64   `json:"rows"`
	Ms      float64 `json:"ms"`
}

func (e *events) start(r *Run, v *kernel.View) {
	e.opened(r.File, v)
}

func (e *events) opened(file string, v *kernel.View) {
	e.put(startEvent{head{1, "start"}, file, v.Title, len(v.Cells), v.Doubts})
}

func (e *events) cell(c kernel.CellView, shown kernel.Shown) {
	printed := shown.Printed
	if shown.Figure != nil {
		printed += figureText(shown.Figure)
	}
	e.put(cellEvent{head{1, "cell"}, c.Number, c.Kind, c.Name, c.State, c.Millis, printed, shown.Value, c.Warnings, c.Resumed})
	for row := range shown.Rows.JSON() {
		e.put(rowEvent{head: head{1, "row"}, Cell: c.Number, Row: json.RawMessage(row)})
	}
}

func (e *events) batch(b kernel.BatchEvent) {
	var wm *string
	if b.Watermark != "" {
		wm = &b.Watermark
	}
	e.put(batchEvent{head{1, "batch"}, b.Query, b.ID, b.In, b.Late, b.Out, b.Keys, wm, b.Millis, b.Corrupt})
	if b.Fired {
		e.put(windowEvent{head{1, "window"}, b.Query, b.ID, true})
	}
	if b.Late > 0 {
		for _, l := range b.LateRows() {
			e.put(lateEvent{head{1, "late"}, b.Query, b.ID, l.Row, l.At, l.Watermark, l.LateBy, l.Needs})
		}
	}
	if !b.Shown {
		return // the rows went where the notebook wrote them
	}
	for row := range b.Rows.JSON() {
		e.put(rowEvent{head: head{1, "row"}, Query: b.Query, Batch: &b.ID, Row: json.RawMessage(row)})
	}
}

func (e *events) stop(query, why string) { e.put(stopEvent{head{1, "stop"}, query, why}) }

func (e *events) fail(f *kernel.Failure, p place) {
	ev := errorEvent{head: head{1, "error"}, Failure: f, Cell: p.cell, Name: p.name, Where: p.text()}
	if p.ran > 0 {
		last := p.ran - 1
		ev.Batch = &last
	}
	e.put(ev)
}

func (e *events) end(code, batches int, rows int64, took time.Duration) {
	e.put(endEvent{head{1, "end"}, code, batches, rows, float64(took.Microseconds()) / 1000})
}

// Close writes the last events of a command that is no run: its error, unless that was written, and
// how it ended.
func (s Streams) Close(err error, took time.Duration) {
	e := newEvents(s.Out)
	var told Told
	if err != nil && !errors.As(err, &told) && !ended(err) {
		e.fail(failureOf(err), place{})
	}
	e.put(closeEvent{head{1, "end"}, CodeOf(err), float64(took.Microseconds()) / 1000})
}
