package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	// skip names what of the answers cannot be asked here: these rows are not expected.
	skip func(row []any) bool
}

// TestCases runs the steps of cases, word for word, over the queries translated by hand.
func TestCases(t *testing.T) {
	all := translations()
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
	ran   []*engine.Step // since the last look at the state
	last  *engine.Step
	steps []*engine.Step
	err   error
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
	if start, ok := r.c.Steps[0]["start"].(map[string]any); ok && start["manual_clock"] == true {
		s.Query.Clock = "manual"
		s.Query.Trigger = &Trigger{ProcessingTime: strings.TrimPrefix(fmt.Sprint(start["trigger"]), "ProcessingTime ")}
	}
	var err error
	if r.j, err = newJob(s); err != nil {
		r.t.Fatal(err)
	}
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
			for k, e := range list {
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
	if r.c.Mode == "batch" {
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
