package scenario_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

const sample = `scenario: 1
name: late rows are dropped
streams:
  clicks: {schema: "ts TIMESTAMP, page STRING, n INT"}
tables:
  users: {schema: "page STRING, owner STRING", rows: [["home", "ann"], ["cart", null]]}
views:
  - name: timed
    from: clicks
    ops:
      - withWatermark: [ts, "10 seconds"]
      - where: "n > 0"
      - dropDuplicates: []
query: {from: timed, mode: append, trigger: {processingTime: 0}}
steps:
  - add: {clicks: [["2024-01-01 00:00:01", "home", 1]]}
    batches:
      - {id: 0, rows: [], inputRows: 1, watermark: "1970-01-01T00:00:00.000Z", state: [{op: dedupe, total: 1}]}
  - restart: true
  - add: {clicks: []}
    batches: []
`

func TestLoadYAML(t *testing.T) {
	list, err := scenario.Parse("a.scenario.yaml", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	s := list[0]
	switch {
	case len(s.Views[0].Ops) != 3 || s.Views[0].Ops[2].DropDuplicates == nil:
		t.Errorf("operations %+v", s.Views[0].Ops)
	case s.Steps[0].Batches[0].Rows == nil, s.Steps[1].Batches != nil, s.Steps[2].Batches == nil:
		t.Errorf("what is empty and what is absent is not told apart: %+v", s.Steps)
	case *s.Steps[0].Batches[0].State[0].Total != 1 || s.Steps[0].Batches[0].State[0].Updated != nil:
		t.Errorf("state %+v", s.Steps[0].Batches[0].State[0])
	}
}

func TestYAMLReadsBack(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.scenarios.jsonl*")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		list, err := scenario.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list[:min(len(list), 12)] {
			text := s.YAML()
			if len(text) > 20_000 {
				continue
			}
			again, err := scenario.Parse("a.scenario.yaml", []byte(text))
			if err != nil {
				t.Fatalf("%s: %v\n%s", s.Name, err, text)
			}
			if !reflect.DeepEqual(again[0].Views, s.Views) || !reflect.DeepEqual(again[0].Query, s.Query) || len(again[0].Steps) != len(s.Steps) {
				t.Fatalf("%s changed:\n%+v\n%+v", s.Name, s, again[0])
			}
			text = again[0].YAML() // numbers are spelled as YAML reads them from here on
			if again, err = scenario.Parse("a.scenario.yaml", []byte(text)); err != nil || again[0].YAML() != text {
				t.Fatalf("%s changed: %v\n%s", s.Name, err, text)
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.scenario.yaml", strings.Replace(sample, "    batches:", "    baches:", 1), "a.scenario.yaml:17:5: "},
		{"a.scenario.yaml", strings.Replace(sample, "mode: append", "mood: append", 1), "a.scenario.yaml:14:22: unknown key \"mood\""},
		{"a.scenario.yaml", strings.Replace(sample, "scenario: 1", "scenario: 2", 1), "the version"},
		{"a.scenario.yaml", strings.Replace(sample, "- where: ", "  where: ", 1), "has 2 keys"},
		{"a.scenarios.jsonl", "\n" + `{"scenario": 1, "name": "x", "querry": {}}`, `a.scenarios.jsonl:2:30: unknown key "querry"`},
		{"a.scenarios.jsonl", `{"scenario": 1, "name": "x", "query": }`, "a.scenarios.jsonl:1:39: "},
		{"functions.jsonl", `{"sql": "1", "tipe": "INT"}`, `functions.jsonl:1:14: unknown key "tipe"`},
	} {
		if _, err := scenario.Parse(c.name, []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %s\n got %v", c.want, err)
		}
	}
}
