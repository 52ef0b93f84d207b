package scenario

import (
	"strings"
	"testing"
)

// FuzzParse holds that no text makes reading a scenario panic, and that errors name the file.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"scenario: 1\nname: x\nstreams: {s: {schema: \"a INT\"}}\nquery: {from: s}\nsteps: []\n", "scenario: 1\n  name: [", "&a [*a]", "? {", `{"scenario":1,"name":"x"}`, `{"sql":"1","id":"a"}`, "scenario: 99999999999999999999", "- - -", "a: !!binary x", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"f.scenario.yaml", "f.scenarios.jsonl"} {
			list, err := Parse(name, []byte(text))
			if err != nil && !strings.HasPrefix(err.Error(), name) {
				t.Fatalf("%s: %v", name, err)
			}
			for _, s := range list {
				_ = s.YAML()
			}
		}
	})
}
