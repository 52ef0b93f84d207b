package engine_test

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// tallyKeys are ways to draw a key; those far from the others have no place in a plain array.
var tallyKeys = map[string]func(r *rand.Rand) int64{
	"few":    func(r *rand.Rand) int64 { return r.Int63n(90) },
	"holes":  func(r *rand.Rand) int64 { return 3 + 5*r.Int63n(150) },
	"coming": func(r *rand.Rand) int64 { return int64(math.Abs(r.NormFloat64()) * 120) },
	"far": func(r *rand.Rand) int64 {
		if r.Intn(3000) == 0 {
			return r.Int63n(40)*1e12 - 7
		}
		return r.Int63n(90)
	},
}

// tallyRows are rows of a stream: n of them from a moment on, late ones now and then.
func tallyRows(s *data.Schema, r *rand.Rand, n int, moment int64, key func(*rand.Rand) int64) *data.Batch {
	rows := make([][]any, n)
	for i := range rows {
		at := moment + int64(i)*20*second/int64(n)
		if i > n/2 && i < n/2+40 && r.Intn(3) == 0 {
			at -= 60 * second
		}
		rows[i] = []any{at, key(r), float64(r.Intn(3)-1) / 3, r.Int63n(5) - 2, int64(7)}
		if r.Intn(30) == 0 {
			rows[i][2] = nil
		}
		if k := rows[i][1].(int64); k == 3 || r.Intn(50) == 0 { // a key without any
			rows[i][3] = nil
		}
	}
	return data.FromRows(s, rows)
}

// Aggregates that only count rows and sum one column take them by key. With another one beside them
// each row's group is looked for: rows, their order, their groups and the way back are the same.
func TestTallies(t *testing.T) {
	aggs := map[string]string{
		"rows":    "count(*) AS a",
		"values":  "count(v) AS a, count(*) AS b, count(w) AS c",
		"doubles": "count(*) AS a, sum(v) AS b, count(v) AS c",
		"mean":    "avg(v) AS a, count(1) AS b",
		"longs":   "sum(n) AS a, count(*) AS b, count(n) AS c, count(w) AS d",
		"try":     "try_sum(n) AS a",
		"others":  "sum(v) AS a, count(n) AS b, sum(n) AS c",
	}
	for name, list := range aggs {
		for keys, key := range tallyKeys {
			for _, mode := range []operator.OutputMode{operator.Append, operator.Update, operator.Complete} {
				t.Run(fmt.Sprint(name, " ", keys, " ", mode), func(t *testing.T) { tallied(t, list, mode, key) })
			}
		}
	}
}

func tallied(t *testing.T, aggs string, mode operator.OutputMode, key func(*rand.Rand) int64) {
	var lines [2]*engine.Timeline
	var schema *data.Schema
	for i, more := range []string{"", ", max(w) AS more"} {
		world := newWorld()
		world.stream("s", "ts TIMESTAMP, k BIGINT, v DOUBLE, n BIGINT, w BIGINT")
		q := must(world.query("SELECT window(ts, '10 seconds') AS w, k, "+aggs+more+" FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, '10 seconds'), k", mode))(t)
		schema = world.inputs[0].Source.Schema()
		lines[i] = must(engine.NewTimeline(q, newEnv()))(t)
	}
	r := rand.New(rand.NewSource(5))
	fingerprints := []uint64{}
	for n := range int64(5) {
		rows := tallyRows(schema, r, 12_000, 1000*second+n*15*second, key)
		plain, by := lines[0], lines[1]
		step := must(plain.Forward(context.Background(), tickOf(n, rows)))(t)
		sameBut(t, step, must(by.Forward(context.Background(), tickOf(n, rows)))(t))
		fingerprints = append(fingerprints, step.Fingerprint)
	}
	for range 5 {
		if err := lines[0].Back(); err != nil {
			t.Fatal(err)
		}
	}
	for n := range fingerprints {
		if again := must(lines[0].Redo(context.Background()))(t); again.Fingerprint != fingerprints[n] {
			t.Errorf("batch %d differs when it is done again", n)
		}
	}
}

// sameBut compares a step with one whose output has one more column.
func sameBut(t *testing.T, step, by *engine.Step) {
	t.Helper()
	if step.Output.N != by.Output.N {
		t.Fatalf("batch %d: %d rows, %d with another aggregate", step.Tick.Batch, step.Output.N, by.Output.N)
	}
	for i := range step.Output.N {
		if got, want := step.Output.Row(i), by.Output.Row(i); fmt.Sprint(got) != fmt.Sprint(want[:len(got)]) {
			t.Fatalf("batch %d, row %d: %v, with another aggregate %v", step.Tick.Batch, i, got, want)
		}
	}
	for i, rec := range step.Records {
		if rec.Groups == nil {
			continue
		}
		other := by.Records[i]
		if rec.DroppedLate != other.DroppedLate || !slices.Equal(rec.Drops, other.Drops) || rec.Groups.Len() != other.Groups.Len() {
			t.Fatalf("batch %d: %d late of %d rows, with another aggregate %d of %d", step.Tick.Batch, rec.DroppedLate, rec.Groups.Len(), other.DroppedLate, other.Groups.Len())
		}
		for row := range rec.Groups.Len() {
			if got, want := rec.Groups.At(row), other.Groups.At(row); got != want {
				t.Fatalf("batch %d, row %d: group %d, with another aggregate %d", step.Tick.Batch, row, got, want)
			}
		}
	}
}

// A sum that runs over in the middle of a batch is what it is row by row: refused, or null where it is tried.
func TestTallyRunsOver(t *testing.T) {
	for _, try := range []bool{false, true} {
		world := newWorld()
		world.stream("s", "ts TIMESTAMP, k BIGINT, n BIGINT")
		call := "sum(n)"
		if try {
			call = "try_sum(n)"
		}
		q := must(world.query("SELECT window(ts, '10 seconds') AS w, k, "+call+" AS total, count(*) AS c FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, '10 seconds'), k", operator.Update))(t)
		tl := must(engine.NewTimeline(q, newEnv()))(t)
		rows := make([][]any, 9000)
		for i := range rows {
			rows[i] = []any{1000 * second, int64(i % 50), int64(1)}
		}
		rows[4000][2], rows[8500][2] = int64(math.MaxInt64-5), int64(-7) // of one key
		step, err := tl.Forward(context.Background(), tickOf(0, data.FromRows(world.inputs[0].Source.Schema(), rows)))
		if !try {
			if err == nil || tl.At() != 0 {
				t.Errorf("a sum that runs over gave %v at batch %d", err, tl.At())
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range step.Output.N {
			got := step.Output.Row(i)
			want := any(int64(180))
			if got[1] == int64(0) {
				want = nil
			}
			if got[2] != want || got[3] != int64(180) {
				t.Errorf("%v: want the sum %v of 180 rows", got, want)
			}
		}
	}
}
