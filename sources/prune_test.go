package sources

import (
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestPrune has streams leave columns out: what is read of the others is the same, and columns that the format or the
// rows need stay.
func TestPrune(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "in/day=2/a.json", `{"a":1,"b":"x","c":2.5}`+"\n"+`{"a":2,"b":7,"c":"no"}`+"\n"+`{"a":3,"b":`+"\n", 0)
	put(t, dir, "csv/a.csv", "1,x,2.5\n", 0)
	const ddl = "a BIGINT, b STRING, c DOUBLE"
	pq, _ := Find("parquet")
	if err := pq.WriteBatch(t.Context(), testEnv(dir), source.Spec{Path: "pq"}, "append", data.FromRows(schema(t, ddl), [][]any{{int64(1), "x", 2.5}})); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		kind, path, ddl string
		options         map[string]string
		ask, kept       []int
		rows            string
	}{
		"some of json":        {"json", "in", ddl, nil, []int{0}, []int{0, 3}, "1 2; 2 2; <nil> 2"},
		"all of json":         {"json", "in", ddl, nil, []int{0, 1, 2, 3}, []int{0, 1, 2, 3}, "1 x 2.5 2; 2 7 <nil> 2; <nil> <nil> <nil> 2"},
		"with what is bad":    {"json", "in", ddl + ", _corrupt_record STRING", nil, []int{0, 3}, []int{0, 1, 2, 3, 4}, `1 x 2.5 <nil> 2; 2 7 <nil> {"a":2,"b":7,"c":"no"} 2; <nil> <nil> <nil> {"a":3,"b": 2`},
		"without what is":     {"json", "in", ddl, map[string]string{"mode": "DROPMALFORMED"}, []int{0}, []int{0, 1, 2, 3}, "1 x 2.5 2"},
		"a format that can't": {"csv", "csv", ddl, nil, []int{0}, []int{0, 1, 2}, "1 x 2.5"},
		"parquet":             {"parquet", "pq", ddl, nil, []int{1, 2}, []int{1, 2}, "x 2.5"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := openStream(t, c.kind, testEnv(dir), source.Spec{Path: c.path, Schema: schema(t, c.ddl), Options: c.options})
			kept, err := s.(source.Pruner).Prune(c.ask)
			if err != nil || !slices.Equal(kept, c.kept) || s.Schema().Len() != len(kept) {
				t.Fatalf("kept %v %v %v, want %v", kept, s.Schema(), err, c.kept)
			}
			got, _ := drain(t, s, "")
			want(t, got, c.rows)
		})
	}
}
