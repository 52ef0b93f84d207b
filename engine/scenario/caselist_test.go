package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCaseList holds testdata/cases.txt: every case is in it once, and what it names is there.
func TestCaseList(t *testing.T) {
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
			file, name, named := strings.Cut(rest, ": ")
			if !named {
				name = c.ID
			}
			if names[file] == nil {
				names[file] = scenarioNames(t, file)
			}
			s := names[file][name]
			if s == nil {
				t.Errorf("%s: %s has no scenario %q", c.ID, file, name)
				continue
			}
			if _, supported := c.Steps[0]["expect_supported"]; c.Kind == "unsupported" && supported != (s.Query.Error == nil) {
				t.Errorf("%s: the scenario %q has another verdict", c.ID, name)
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
