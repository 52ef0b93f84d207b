package script

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

// TestScenarioNotebooks opens recorded scenarios as notebooks: each batch has the number, the rows that
// went in and the number of rows that came out that Spark recorded.
func TestScenarioNotebooks(t *testing.T) {
	files, err := filepath.Glob("../../engine/scenario/testdata/recorded/*.scenarios.jsonl*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	ran := 0
	for _, file := range files {
		list, err := scenario.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range list {
			if i%step != 0 || s.Kind != "" || s.Query.Error != nil || !plain(s) {
				continue
			}
			ran++
			checkNotebook(t, file, s)
		}
	}
	if ran < 30 {
		t.Errorf("only %d scenarios ran", ran)
	}
}

// step is how many of the recorded scenarios stand for one that runs here.
const step = 5

// plain tells whether the batches of a scenario depend on its rows alone.
func plain(s *scenario.Scenario) bool {
	for _, st := range s.Steps {
		if st.Restart || st.AdvanceClock != "" || st.Error != nil {
			return false
		}
	}
	return s.Query.Trigger == nil && s.Query.Clock == ""
}

func checkNotebook(t *testing.T, file string, s *scenario.Scenario) {
	t.Helper()
	path, err := ScenarioNotebook(t.Context(), file, s.Name, t.TempDir())
	if err != nil {
		t.Errorf("%s: %s: %v", file, s.Name, err)
		return
	}
	var out, said bytes.Buffer
	r := &Run{Streams: Streams{Out: &out, Err: &said, JSON: true}, File: path, To: -1}
	if err := r.Do(t.Context()); err != nil {
		t.Errorf("%s: %s: %v\n%s", file, s.Name, err, said.String())
		return
	}
	var got, want []string
	for line := range strings.Lines(out.String()) {
		var e struct {
			Event       string
			ID, In, Out int64
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.Event == "batch" {
			got = append(got, fmt.Sprint(e.ID, " in ", e.In, " out ", e.Out))
		}
	}
	n := int64(0)
	for _, st := range s.Steps {
		for _, b := range st.Batches {
			in, rows := int64(0), len(b.Rows)
			if b.InputRows != nil {
				in = *b.InputRows
			}
			want = append(want, fmt.Sprint(n, " in ", in, " out ", rows))
			n++
		}
	}
	if len(got) < len(want) || strings.Join(got[:len(want)], "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: %s\n got %s\nwant %s", file, s.Name, strings.Join(got, "; "), strings.Join(want, "; "))
	}
}
