package scenario

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// YAML writes the document: a key a line, a step, view and batch a line each, values in JSON,
// which YAML reads. [Parse] gives the same scenario back.
func (s *Scenario) YAML() string {
	var b strings.Builder
	b.WriteString("scenario: 1\n")
	for _, f := range filled(reflect.ValueOf(*s)) {
		switch f.name {
		case "scenario":
		case "views":
			b.WriteString("views:\n")
			for _, v := range s.Views {
				b.WriteString("  - " + flow(v) + "\n")
			}
		case "steps":
			if len(s.Steps) == 0 {
				b.WriteString("steps: []\n")
				continue
			}
			b.WriteString("steps:\n")
			for _, st := range s.Steps {
				st.write(&b)
			}
		default:
			b.WriteString(f.name + ": " + flow(f.value.Interface()) + "\n")
		}
	}
	return b.String()
}

func (st Step) write(b *strings.Builder) {
	lead := "  - "
	for _, f := range filled(reflect.ValueOf(st)) {
		b.WriteString(lead + f.name + ":")
		lead = "    "
		if f.name != "batches" || len(st.Batches) == 0 {
			b.WriteString(" " + flow(f.value.Interface()) + "\n")
			continue
		}
		b.WriteString("\n")
		for _, batch := range st.Batches {
			b.WriteString("      - " + flow(batch) + "\n")
		}
	}
}

// field is a key of a document that is set.
type field struct {
	name  string
	value reflect.Value
}

// filled lists the keys that are set, in the order of the struct. Empty lists count as set
// where they differ from none; false, "" and 0 do not.
func filled(v reflect.Value) []field {
	var out []field
	for i := 0; i < v.NumField(); i++ {
		name := v.Type().Field(i).Tag.Get("json")
		if f := v.Field(i); name != "-" && !f.IsZero() {
			out = append(out, field{name, f})
		}
	}
	return out
}

// flow writes a value on one line, without the keys that are not set.
func flow(v any) string { return textOf(plain(reflect.ValueOf(v))) }

// plain turns structs into ordered maps of their set keys.
func plain(v reflect.Value) any {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return nil
	case v.Kind() == reflect.Struct:
		m := ordered{}
		for _, f := range filled(v) {
			m = append(m, pair{f.name, plain(f.value)})
		}
		return m
	case v.Kind() == reflect.Slice && !v.IsNil():
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	case v.Kind() == reflect.Map && !v.IsNil():
		m := map[string]any{}
		for _, k := range v.MapKeys() {
			m[k.String()] = plain(v.MapIndex(k))
		}
		return m
	case v.Kind() == reflect.Float64 && v.Float() == 0 && math.Signbit(v.Float()):
		return json.Number("-0.0") // "-0" would be read as a whole number, which has no sign there
	}
	return v.Interface()
}

type pair struct {
	key   string
	value any
}

// ordered is a JSON object that keeps the order of its keys.
type ordered []pair

// MarshalJSON implements json.Marshaler.
func (o ordered) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, p := range o {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = append(append(out, textOf(p.key)...), ": "...)
		out = append(out, textOf(p.value)...)
	}
	out = append(out, '}')
	return out, nil
}

var _ json.Marshaler = ordered{}

// Recorded writes a batch that ran as a step of a document: what the streams gave (by name, in
// the order of the query's inputs) and what came out. Batches without rows of input belong to
// the step before them: [Merge] puts them there.
func Recorded(s *engine.Step, names []string) Step {
	st := Step{Add: map[string][][]any{}}
	for i, in := range s.Tick.Inputs {
		if in.Rows != nil && in.Rows.N > 0 && i < len(names) {
			st.Add[names[i]] = showRows(in.Rows)
		}
	}
	b := Batch{ID: &s.Tick.Batch, Rows: showRows(s.Output), InputRows: &s.Progress.NumInputRows}
	if w, ok := s.Progress.EventTime["watermark"]; ok {
		b.Watermark = &w
	}
	for i := range s.Progress.StateOperators {
		g := &s.Progress.StateOperators[i]
		b.State = append(b.State, Operator{&g.OperatorName, &g.NumRowsTotal, &g.NumRowsUpdated, &g.NumRowsRemoved, &g.NumRowsDroppedByWatermark})
	}
	st.Batches = []Batch{b}
	return st
}

// Rows writes the rows of a batch as a document has them.
func Rows(b *data.Batch) [][]any { return showRows(b) }

// Merge adds a recorded step to a list: a batch without input goes to the step that made it due.
func Merge(steps []Step, st Step) []Step {
	if len(st.Add) > 0 || len(steps) == 0 {
		return append(steps, st)
	}
	last := &steps[len(steps)-1]
	last.Batches = append(last.Batches, st.Batches...)
	return steps
}
