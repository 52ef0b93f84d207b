package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

var toldFrom = flag.String("told", "testdata/told.jsonl.gz", "what Spark did with functions with state whose rows tell them what to do")

// toldDoc is a scenario whose views may be functions with state. The rows of stream in tell the functions
// what to do; what Spark 4.3 did then is recorded as in other scenarios, with the metrics of its operators.
type toldDoc struct {
	states  map[string]*toldState
	metrics [][][]map[string]int64 // of each step, batch and operator
}

// toldState is a function with state: GroupState's of fn map and flatMap, a processor's of tws.
type toldState struct {
	Fn, Mode, Timeout, Time, Initial, EventTimeColumn string
	Vars                                              map[string][2]any // kind and lifetime in milliseconds
	from                                              string
}

func TestToldStates(t *testing.T) {
	text, err := os.ReadFile(*toldFrom)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(*toldFrom, ".gz") {
		if text, err = unpack(text); err != nil {
			t.Fatal(err)
		}
	}
	for line := range bytes.Lines(text) {
		s, d := toldScenario(t, line)
		t.Run(s.Name, func(t *testing.T) { d.run(t, s) })
	}
}

// toldScenario takes what a scenario does not know out of a document.
func toldScenario(t *testing.T, line []byte) (*Scenario, *toldDoc) {
	doc := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	d := &toldDoc{states: map[string]*toldState{}}
	for _, v := range doc["views"].([]any) {
		view := v.(map[string]any)
		if view["state"] == nil {
			continue
		}
		st := &toldState{}
		again(t, view["state"], st)
		st.from, d.states[view["name"].(string)] = view["from"].(string), st
		delete(view, "state")
		view["ops"] = []any{map[string]any{"where": "true"}}
	}
	for _, s := range doc["steps"].([]any) {
		var batches [][]map[string]int64
		list, _ := s.(map[string]any)["batches"].([]any)
		for _, b := range list {
			var operators []map[string]int64
			states, _ := b.(map[string]any)["state"].([]any)
			for _, o := range states {
				custom := map[string]int64{}
				again(t, o.(map[string]any)["custom"], &custom)
				operators = append(operators, custom)
				delete(o.(map[string]any), "custom")
			}
			batches = append(batches, operators)
		}
		d.metrics = append(d.metrics, batches)
	}
	text, _ := json.Marshal(doc)
	list, err := Parse("told.jsonl", text)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list[0].Views {
		if st := d.states[list[0].Views[i].Name]; st != nil {
			list[0].Views[i].Build = st.build
		}
	}
	early(list[0])
	return list[0], d
}

// sooner are refusals of the variables of a processor.
var sooner = []string{"STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL", "STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE"}

// early is for processors that Spark refuses when the first batch opens them, and we when the query is built.
func early(s *Scenario) {
	k := slices.IndexFunc(s.Steps, func(st Step) bool { return st.Error != nil })
	if k < 0 || !slices.Contains(sooner, s.Steps[k].Error.Condition) {
		return
	}
	s.Query.Error, s.Steps = s.Steps[k].Error, nil
	s.Query.Error.At = "analysis"
}

func again(t *testing.T, v, into any) {
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (d *toldDoc) run(t *testing.T, s *Scenario) {
	if r := Run(context.Background(), s); !r.OK {
		t.Fatalf("step %d batch %d: %s\n%s\nwant %v\n got %v", r.Step, r.Batch, r.Error, r.Diff, textOf(r.Want), textOf(r.Got))
	}
	if s.Query.Error != nil || len(s.Steps) == 0 {
		return
	}
	j, err := newJob(s)
	if err == nil {
		err = j.start()
	}
	if err != nil {
		t.Fatal(err)
	}
	_, _ = j.settle(context.Background())
	for i := range s.Steps {
		steps, _ := j.step(context.Background(), &s.Steps[i])
		for b := range d.metrics[i] {
			d.compare(t, i, b, steps[b])
		}
	}
}

// compare compares the metrics that are not zero.
func (d *toldDoc) compare(t *testing.T, step, batch int, s *engine.Step) {
	for k, want := range d.metrics[step][batch] {
		got := maps.Clone(s.Progress.StateOperators[k].CustomMetrics)
		maps.DeleteFunc(got, func(_ string, n int64) bool { return n == 0 })
		if !maps.Equal(want, got) {
			t.Errorf("step %d batch %d operator %d: metrics %v, want %v", step, batch, k, got, want)
		}
	}
}

// build makes the view.
func (st *toldState) build(s *spark.Session) *spark.DataFrame {
	keyed := s.Table(st.from).GroupByKey("k")
	if st.Initial != "" {
		keyed = keyed.WithInitialState(s.Table(st.Initial).GroupByKey("_1"))
	}
	timeout := map[string]operator.Timeout{"processing": spark.ProcessingTimeTimeout, "event": spark.EventTimeTimeout}[st.Timeout]
	switch st.Fn {
	case "map":
		return keyed.MapGroupsWithState(timeout, st.joined)
	case "flatMap":
		return keyed.FlatMapGroupsWithState(st.Mode, timeout, st.called)
	}
	p := toldProcessor{st}
	sp := spark.StatefulProcessor{TTL: map[string]string{}, EventTimeColumn: st.EventTimeColumn, Rows: p.rows, Timer: p.timer}
	if sp.TimeMode = map[string]string{"event": "eventTime", "processing": "processingTime"}[st.Time]; st.Initial != "" {
		sp.Init = p.initial
	}
	for name, v := range st.Vars {
		list := map[any]*[]string{"v": &sp.Values, "l": &sp.Lists, "m": &sp.Maps}[v[0]]
		if *list = append(*list, name); v[1].(float64) != 0 {
			sp.TTL[name] = fmt.Sprintf("%v milliseconds", v[1])
		}
	}
	return keyed.TransformWithState(sp)
}
