package engine_test

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// joinedRows joins rows of two streams, so many of each a batch, and gives what comes out in order of its
// text. The last batch is gone back over and done again.
func joinedRows(t *testing.T, query string, left, right [][]any, each int) []string {
	w := newWorld()
	a := w.stream("s", "k BIGINT, name STRING, ts TIMESTAMP, n BIGINT")
	b := w.stream("t", "k2 BIGINT, name2 STRING, ts2 TIMESTAMP, n2 BIGINT")
	tl := must(engine.NewTimeline(must(w.query(query, operator.Append))(t), newEnv()))(t)
	var out []string
	for batch := 0; batch*each < len(left); batch++ {
		from, to := batch*each, min((batch+1)*each, len(left))
		tick := tickOf(int64(batch), data.FromRows(a.schema, left[from:to]))
		tick.Inputs = append(tick.Inputs, tickOf(int64(batch), data.FromRows(b.schema, right[from:to])).Inputs[0])
		step := must(tl.Forward(context.Background(), tick))(t)
		if to == len(left) {
			if err := tl.Back(); err != nil {
				t.Fatal(err)
			}
			if again := must(tl.Forward(context.Background(), tick))(t); again.Fingerprint != step.Fingerprint {
				t.Fatalf("%s: done again, batch %d differs", query, batch)
			}
		}
		for i := range step.Output.N {
			out = append(out, fmt.Sprint(step.Output.Row(i)))
		}
	}
	slices.Sort(out)
	return out
}

// TestJoinOfManyRows holds the join of large batches, whose rows go abreast and in parts, against that of
// the same rows in small ones.
func TestJoinOfManyRows(t *testing.T) {
	const rows = 20_000
	r := rand.New(rand.NewSource(11))
	side := func(keys int, strange bool) [][]any {
		out := make([][]any, rows)
		for i := range out {
			k := int64(r.Intn(keys))
			row := []any{k, fmt.Sprint("name ", k%100), int64(i) * 1000, int64(r.Intn(1000))}
			for c := range row {
				if r.Intn(200) == 0 {
					row[c] = nil
				}
			}
			if strange && r.Intn(500) == 0 {
				row[3] = []any{int64(math.MaxInt64), int64(math.MinInt64)}[r.Intn(2)]
			}
			out[i] = row
		}
		return out
	}
	for _, c := range []struct {
		on      string
		keys    int
		strange bool
	}{
		{"k = k2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 5 SECONDS", 10_000, false},
		{"k = k2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 1 SECOND", 300, false},
		{"k = k2 AND ts2 > ts AND ts2 <= ts + INTERVAL 2 SECONDS AND n < n2", 4_000, false},
		{"k = k2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 500 MILLISECONDS", 20, false},
		{"k = k2 AND n = n2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 9 SECONDS", 5, false},
		{"k <=> k2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 2 SECONDS", 3_000, false},
		{"k = k2 AND n < n2", 10_000, true},
		{"k = k2", 10_000, false},
		{"k <=> k2 AND name = name2 AND ts2 >= ts", 5_000, false},
		{"name = name2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 100 MILLISECONDS", 300, false},
	} {
		left, right := side(c.keys, c.strange), side(c.keys, c.strange)
		query := "SELECT k, n, ts, n2, ts2 FROM s JOIN t ON " + c.on
		whole, pieces := joinedRows(t, query, left, right, rows), joinedRows(t, query, left, right, 50)
		if !slices.Equal(whole, pieces) {
			t.Errorf("%s: %d rows of one batch, %d of many small ones", c.on, len(whole), len(pieces))
		}
		if len(whole) < 100 {
			t.Errorf("%s: only %d rows: %s", c.on, len(whole), strings.Join(whole, " "))
		}
	}
}
