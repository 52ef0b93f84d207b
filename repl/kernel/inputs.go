package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/viz"
)

// sourceLeast is how many columns of a source's name stay on a small screen: a folder tells two apart.
const sourceLeast = 36

// Sources lists the streaming sources of the query on the screen and where they stand.
func (k *Kernel) Sources() *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "query"}, {Name: "source"}, {Name: "stands at", Less: 1}, {Name: "rows so far", Right: true, Less: 2}, {Name: "recorded batches", Right: true, Less: 3}},
		Empty: "no query is started yet"}
	for _, tr := range k.tracks {
		for i, in := range tr.q.Inputs {
			at, rows := "the start", int64(0)
			tl := tr.timeline()
			for n := range tl.At() {
				if ins := tl.Step(n).Tick.Inputs; i < len(ins) {
					at = string(ins[i].End)
					if ins[i].Rows != nil {
						rows += int64(ins[i].Rows.N)
					}
				}
			}
			batches := "live"
			if f, ok := in.Source.(source.Finite); ok {
				batches = fmt.Sprint(f.Batches())
			}
			what := in.Source.Describe()
			t.Columns[1].Min = max(t.Columns[1].Min, min(viz.Width(what), sourceLeast))
			t.Rows = append(t.Rows, []viz.Cell{{Text: tr.name}, {Text: what}, {Text: at}, {Text: fmt.Sprint(rows)}, {Text: batches}})
		}
	}
	t.Total = len(t.Rows)
	return &viz.Figure{Title: "Sources", Table: t}
}

// Record writes the input rows of all batches behind the cursor to a recording.
func (k *Kernel) Record(ctx context.Context, path string) (string, error) {
	t, err := k.trackOf("")
	if err != nil {
		return "", err
	}
	if len(t.q.Inputs) != 1 {
		return "", fmt.Errorf("a recording holds one source; %s reads %d", t.name, len(t.q.Inputs))
	}
	src := t.q.Inputs[0]
	full := k.abs(path)
	w, err := sessions.CreateRecording(full, sessions.Header{Schema: src.Source.Schema(), Source: src.Name, Detail: source.MaskAddresses(src.Source.Describe())})
	if err != nil {
		return "", unwritten(path, err)
	}
	rows, batches := 0, 0
	tl := t.timeline()
	for n := range tl.At() {
		tick := tl.Step(n).Tick
		if len(tick.Inputs) == 0 || tick.Inputs[0].Rows == nil || tick.Inputs[0].Rows.N == 0 {
			continue
		}
		if err := w.Append(tick.Inputs[0].Rows, tick.Time); err != nil {
			_ = w.Close()
			_ = os.Remove(full)
			return "", unwritten(path, err)
		}
		rows, batches = rows+tick.Inputs[0].Rows.N, batches+1
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d rows in %d batches written to %s", rows, batches, path), nil
}

// Inject runs one batch with a row given as JSON: a tick made by hand at the cursor.
func (k *Kernel) Inject(ctx context.Context, text string) error {
	t, err := k.trackOf("")
	if err != nil {
		return err
	}
	if len(t.q.Inputs) == 0 {
		return fmt.Errorf("%s has no streaming source", t.name)
	}
	tl := t.timeline()
	tick := &engine.Tick{Batch: int64(t.first() + tl.At()), Time: k.now().UnixMicro()}
	if n := tl.At(); n > 0 {
		tick.Time = tl.Step(n - 1).Tick.Time
	}
	for i, in := range t.q.Inputs {
		var at source.Offset
		if n := tl.At(); n > 0 {
			at = tl.Step(n - 1).Tick.Inputs[i].End
		}
		rows := data.Empty(in.Source.Schema())
		if i == 0 {
			if rows, err = k.rowOf(text, in.Source.Schema()); err != nil {
				return err
			}
		}
		tick.Inputs = append(tick.Inputs, engine.Input{Start: at, End: at, Rows: rows})
	}
	step, err := tl.Forward(ctx, tick)
	if err != nil {
		return k.batchFailure(t, err)
	}
	t.observe(k, step)
	return nil
}

// rowOf reads JSON as a row of a schema.
func (k *Kernel) rowOf(text string, s *data.Schema) (*data.Batch, error) {
	given, err := fieldsOf(text, s)
	if err != nil {
		return nil, err
	}
	call := &expr.Call{Func: "from_json", Args: []expr.Expr{&expr.Literal{Value: text, Typ: data.String}, &expr.Literal{Value: s.String(), Typ: data.String}}}
	ctx := k.exprContext()
	e, err := expr.Resolve(ctx, schemaScope{data.NewSchema()}, call)
	if err != nil {
		return nil, err
	}
	one := &data.Batch{Schema: data.NewSchema(), N: 1}
	col, err := expr.Eval(ctx, e, one)
	if err != nil {
		return nil, err
	}
	st, ok := col.(*data.Struct)
	if !ok || data.IsNull(col, 0) {
		return nil, fmt.Errorf("that is no JSON object of the columns %s", s)
	}
	for i, f := range s.Fields {
		if v, there := given[f.Name]; there && string(v) != "null" && data.IsNull(st.Fields[i], 0) {
			return nil, &Failure{Message: fmt.Sprintf("%s: %s is no %s", f.Name, v, f.Type), Hint: injectHint(s)}
		}
	}
	return data.NewBatch(s, st.Fields...), nil
}

// fieldsOf reads the names and values of a JSON object, which must be columns of the schema.
func fieldsOf(text string, s *data.Schema) (map[string]json.RawMessage, error) {
	var given map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &given); err != nil || given == nil {
		return nil, &Failure{Message: "a row is a JSON object, not " + strconv.Quote(text), Hint: injectHint(s)}
	}
	names := make([]string, 0, len(given))
	for name := range given {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if s.Index(name) >= 0 {
			continue
		}
		message := fmt.Sprintf("the source has no column %q; it has %s", name, strings.Join(s.Names(), ", "))
		if near := spelling.Nearest(name, s.Names()); near != "" {
			message = fmt.Sprintf("the source has no column %q; did you mean %q?", name, near)
		}
		return nil, &Failure{Message: message, Hint: injectHint(s)}
	}
	return given, nil
}

func injectHint(s *data.Schema) string { return "write an object of the columns " + s.String() }
