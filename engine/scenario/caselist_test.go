package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCaseList holds testdata/cases.txt: every case is in it once, and what it names is there.
func TestCaseList(t *testing.T) {
	where := casePlaces(t)
	tested, names := translations(), map[string]map[string]*Scenario{}
	kinds := map[string]int{}
	for _, c := range suiteCases(t) {
		place := where[c.ID]
		delete(where, c.ID)
		kind, rest, _ := strings.Cut(place, " ")
		kind = strings.TrimSuffix(kind, ";")
		kinds[kind]++
		switch kind {
		case "scenario":
			s, _ := scenarioAt(t, names, rest, c.ID)
			if s == nil {
				t.Errorf("%s: there is no scenario %q", c.ID, rest)
				continue
			}
			if _, supported := c.Steps[0]["expect_supported"]; c.Kind == "unsupported" && supported != (s.Query.Error == nil) {
				t.Errorf("%s: the scenario %q has another verdict", c.ID, s.Name)
			}
		case "test":
			if _, ok := tested[c.ID]; !ok {
				t.Errorf("TestCases does not run %s", c.ID)
			}
			delete(tested, c.ID)
		case "not:":
			if rest == "" {
				t.Errorf("%s has no reason", c.ID)
			}
		default:
			t.Errorf("%s is not in the list: %q", c.ID, place)
		}
	}
	for id := range where {
		t.Errorf("there is no case %s", id)
	}
	for id := range tested {
		t.Errorf("TestCases runs %s, and the list does not say so", id)
	}
	t.Logf("%d cases are scenarios, %d run word for word, %d are not tested", kinds["scenario"], kinds["test"], kinds["not:"])
}

// casePlaces says of each case how it is tested.
func casePlaces(t *testing.T) map[string]string {
	text, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	where := map[string]string{}
	for line := range strings.Lines(string(text)) {
		id, place, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if _, twice := where[id]; twice || !ok {
			t.Errorf("line %q stands twice or has no tab", line)
		}
		where[id] = place
	}
	return where
}

// askedCases are the cases that are scenarios: what they say holds word for word too, for the scenario's query.
func askedCases(t *testing.T) map[string]translation {
	names, out := map[string]map[string]*Scenario{}, map[string]translation{}
	where := casePlaces(t)
	for _, c := range suiteCases(t) {
		kind, rest, _ := strings.Cut(where[c.ID], " ")
		if kind != "scenario" {
			continue
		}
		s, note := scenarioAt(t, names, rest, c.ID)
		if s == nil {
			continue // TestCaseList says so
		}
		out[c.ID] = translation{asked: s, conf: s.Conf, starts: startSettings[c.ID], looks: silentLooks[c.ID], recounted: note == recounted}
	}
	return out
}

// scenarioAt finds the scenario of a case by what the list says: a file, the name where it is another than the
// case's, and a note.
func scenarioAt(t *testing.T, names map[string]map[string]*Scenario, place, id string) (s *Scenario, note string) {
	place, note, _ = strings.Cut(place, "; ")
	file, name, named := strings.Cut(place, ": ")
	if !named {
		name = id
	}
	if names[file] == nil {
		names[file] = scenarioNames(t, file)
	}
	return names[file][name], note
}

// recounted is the note of a case whose states Spark counts otherwise since.
const recounted = "the state's rows are counted as Spark 4.3.0 does"

// startSettings are settings that a case gives in prose for each start.
var startSettings = map[string][]map[string]any{
	"eventtimewatermark-multiplewatermarkpolicy-recovery-from-checkpoints-i": {
		{"spark.sql.streaming.multipleWatermarkPolicy": "max"}, {"spark.sql.streaming.multipleWatermarkPolicy": "min"}},
}

// silentLooks are steps behind which the suite asserts the number of state stores.
var silentLooks = map[string][]int{
	"streaminginnerjoin-spark-35896-metrics-in-stateoperatorprogress-are-ou": {2},
}

func scenarioNames(t *testing.T, file string) map[string]*Scenario {
	list, err := Load(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*Scenario{}
	for _, s := range list {
		out[s.Name] = s
	}
	return out
}
