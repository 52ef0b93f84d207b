package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// suiteCase is one case of Spark's test suites as it was written down; its query is prose.
type suiteCase struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Mode    string `json:"output_mode"`
	Streams map[string]struct {
		Schema string `json:"schema"`
	} `json:"streams"`
	Steps []map[string]any `json:"steps"`
}

func suiteCases(t *testing.T) []*suiteCase {
	text, err := os.ReadFile("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []*suiteCase
	for line := range bytes.Lines(text) {
		c := &suiteCase{}
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		if err := d.Decode(c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// translation is the query of a case by hand.
type translation struct {
	build func(*spark.Session) *spark.DataFrame
	// schemas replace the schemas that the case gives in prose.
	schemas map[string]string
	conf    map[string]any
	// starts are the settings of each start besides conf.
	starts []map[string]any
	// looks are steps behind which the suite looks at the progress for something that the case does not name:
	// counts begin anew there.
	looks []int
	// recounted says that Spark 4.3.0 counts the rows of the state otherwise than the suite, which is older: the
	// scenario of the case holds its counts.
	recounted bool
	// asked is the scenario of the case: its query is the case's, and stands for build.
	asked *Scenario
	// peek gives rows that an added row asks for and no function can give: what the test sees in the state.
	peek func(r *caseRun, row []any) [][]any
}

// TestCases runs the steps of cases, word for word, over the queries translated by hand.
func TestCases(t *testing.T) {
	all := translations()
	maps.Copy(all, askedCases(t))
	for _, c := range suiteCases(t) {
		q, ok := all[c.ID]
		if !ok {
			continue
		}
		delete(all, c.ID)
		t.Run(c.ID, func(t *testing.T) {
			r := &caseRun{t: t, c: c, q: q}
			r.prepare()
			switch {
			case c.Kind == "unsupported":
				r.verdict()
			case c.Mode == "batch":
				r.batch()
			default:
				r.stream()
			}
		})
	}
	for id := range all {
		t.Errorf("no case is called %s", id)
	}
}

// caseRun runs one case.
type caseRun struct {
	t     *testing.T
	c     *suiteCase
	q     translation
	j     *job
	at    int // the step
	out   []*data.Batch
	fresh int            // how many of out were looked at
	added [][]any        // since the last look at out
	ran   []*engine.Step // since the last look at the state
	last  *engine.Step
	steps []*engine.Step
	err   error
	// starts counts the starts; running says that the query was not stopped since the last one.
	starts  int
	running bool
}

// table is the schema of a stream, and whether it is a static table.
func (r *caseRun) table(name string) (schema string, static bool) {
	schema = r.c.Streams[name].Schema
	if s, ok := r.q.schemas[name]; ok {
		return s, r.c.Mode == "batch" && r.c.Kind != "unsupported"
	}
	s, kind, marked := strings.Cut(schema, " (")
	return s, r.c.Mode == "batch" && r.c.Kind != "unsupported" || marked && kind == "batch)"
}

func (r *caseRun) prepare() {
	s := r.scenario()
	for _, st := range r.c.Steps {
		start, _ := st["start"].(map[string]any)
		kind, every, timed := strings.Cut(fmt.Sprint(start["trigger"]), " ")
		if start["manual_clock"] == true {
			s.Query.Clock = "manual"
		}
		switch {
		case kind == "Once":
			s.Query.Trigger = &Trigger{Once: true}
		case kind == "ProcessingTime" && timed:
			s.Query.Trigger = &Trigger{ProcessingTime: strings.TrimPrefix(every, "interval ")}
		}
	}
	var err error
	if r.j, err = newJob(s); err != nil {
		r.t.Fatal(err)
	}
}

// scenario is the query with its streams and tables, as a scenario without steps.
func (r *caseRun) scenario() *Scenario {
	if a := r.q.asked; a != nil {
		return &Scenario{Version: 1, Name: r.c.ID, Streams: a.Streams, Tables: a.Tables, Views: a.Views,
			Query: Query{From: a.Query.From, Mode: strings.ToLower(r.c.Mode)}}
	}
	s := &Scenario{Version: 1, Name: r.c.ID, Streams: map[string]Stream{}, Tables: map[string]Table{}}
	s.Conf = r.q.conf
	s.Views = []View{{Name: "out", Build: r.q.build}}
	s.Query = Query{From: "out", Mode: strings.ToLower(r.c.Mode)}
	for name := range r.c.Streams {
		schema, static := r.table(name)
		if !static {
			s.Streams[name] = Stream{Schema: schema}
			continue
		}
		table := Table{Schema: schema}
		for _, st := range r.c.Steps {
			table.Rows = append(table.Rows, added(st["add"])[name]...)
		}
		s.Tables[name] = table
	}
	return s
}

// added reads an add: a row of one column may stand without its list.
func added(v any) map[string][][]any {
	out := map[string][][]any{}
	m, _ := v.(map[string]any)
	for name, list := range m {
		out[name] = lists(list)
	}
	return out
}

func lists(v any) [][]any {
	items, _ := v.([]any)
	out := make([][]any, len(items))
	for i, e := range items {
		if row, ok := e.([]any); ok {
			out[i] = tuples(row)
		} else {
			out[i] = []any{e}
		}
	}
	return out
}

// tuples writes a tuple within a row as the struct that it is.
func tuples(row []any) []any {
	out := make([]any, len(row))
	for i, v := range row {
		out[i] = v
		if list, ok := v.([]any); ok {
			fields := map[string]any{}
			for k, e := range tuples(list) {
				fields[fmt.Sprintf("_%d", k+1)] = e
			}
			out[i] = fields
		}
	}
	return out
}

// verdict asks whether the query may run.
func (r *caseRun) verdict() {
	var err error
	if r.c.Mode == "batch" && r.q.asked == nil {
		err = spark.Try(func() error {
			s, err := r.j.session()
			if err == nil {
				r.q.build(s).Batch()
			}
			return err
		})
	} else {
		err = r.j.start()
	}
	r.refused(r.c.Steps[0], err)
}

// refused compares an error with an expect_error or expect_supported step.
func (r *caseRun) refused(st map[string]any, err error) {
	r.t.Helper()
	if _, wanted := st["expect_error"]; !wanted {
		if err != nil {
			r.t.Errorf("it failed: %v", err)
		}
		return
	}
	if err == nil {
		r.t.Fatalf("no error came; want %v", st)
	}
	want := &Refusal{}
	list, _ := st["contains"].([]any)
	for _, e := range list {
		want.Contains = append(want.Contains, e.(string))
	}
	if message, ok := st["message"].(string); ok {
		want.Contains = append(want.Contains, strings.TrimSuffix(message, ";"))
	}
	want.Condition, _ = st["condition"].(string)
	if d := errorDiffers(want, err, "analysis"); d != nil {
		r.t.Errorf("%s: %v", d.what, err)
	}
}

// batch runs a query over tables.
func (r *caseRun) batch() {
	var out *data.Batch
	err := spark.Try(func() error {
		s, err := r.j.session()
		if err == nil {
			out = r.q.build(s).Batch()
		}
		return err
	})
	for _, st := range r.c.Steps {
		if _, ok := st["expect_error"]; ok {
			r.refused(st, err)
		}
		if want, ok := st["expect_all"]; ok {
			if err != nil {
				r.t.Fatal(err)
			}
			if d := rowsDiffer(lists(want), out, false); d != nil {
				r.t.Errorf("%s\n%s", d.what, d.diff)
			}
		}
	}
}
