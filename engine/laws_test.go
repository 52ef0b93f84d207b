package engine_test

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// jobs are queries over stream s(ts, page, n) and t(ts2, page2, m), with a mode.
var jobs = []struct {
	mode operator.OutputMode
	text string
}{
	{operator.Append, "SELECT page, n + 1 AS m FROM s WHERE n > 2"},
	{operator.Append, "SELECT window(ts, '10 seconds') AS w, page, count(*) AS c, sum(n) AS s, min(page) AS p FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, '10 seconds'), page"},
	{operator.Update, "SELECT window(ts, '10 seconds', '5 seconds') AS w, count(n) AS c, avg(n) AS a FROM s WATERMARK ts DELAY OF INTERVAL 3 SECONDS GROUP BY window(ts, '10 seconds', '5 seconds')"},
	{operator.Complete, "SELECT page, n, count(*) AS c, max(ts) AS t FROM s GROUP BY page, n"},
	{operator.Complete, "SELECT count(*) AS c, sum(n) AS s FROM s"},
	{operator.Append, "SELECT session_window(ts, '4 seconds') AS w, page, count(*) AS c, sum(n) AS s FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY session_window(ts, '4 seconds'), page"},
	{operator.Append, "SELECT * FROM (FROM s WATERMARK ts DELAY OF INTERVAL 2 SECONDS) LEFT JOIN (FROM t WATERMARK ts2 DELAY OF INTERVAL 4 SECONDS) ON page = page2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 5 SECONDS"},
	{operator.Append, "SELECT page, m FROM s JOIN t ON page = page2 AND n = m"},
	{operator.Append, "SELECT n FROM s LIMIT 12"},
	{operator.Append, "SELECT ts, page FROM s UNION ALL SELECT ts2, page2 FROM t"},
}

func lawWorld() *world {
	w := newWorld()
	w.stream("s", "ts TIMESTAMP, page STRING, n INT")
	w.stream("t", "ts2 TIMESTAMP, page2 STRING, m INT")
	return w
}

// someRows draws up to most rows with times around a moment, one in eight values null.
func someRows(t *rapid.T, s *data.Schema, moment int64, most int) *data.Batch {
	n := rapid.IntRange(0, most).Draw(t, "rows")
	rows := make([][]any, n)
	maybe := func(v any) any {
		if rapid.IntRange(0, 7).Draw(t, "null") == 0 {
			return nil
		}
		return v
	}
	for i := range rows {
		rows[i] = []any{
			maybe(moment + rapid.Int64Range(-8_000_000, 8_000_000).Draw(t, "time")/500_000*500_000),
			maybe(rapid.SampledFrom([]string{"home", "cart", "help", ""}).Draw(t, "page")),
			maybe(int32(rapid.IntRange(-1, 5).Draw(t, "n"))),
		}
	}
	return data.FromRows(s, rows)
}

// someTick puts rows behind the tapes and makes the tick that reads them.
func someTick(t *rapid.T, w *world, batch int) *engine.Tick {
	tick := &engine.Tick{Batch: int64(batch), Time: int64(batch) * 1_000_000}
	for _, in := range w.inputs {
		tape := in.Source.(*tape)
		tape.batches = append(tape.batches[:batch:batch], someRows(t, tape.schema, 1_700_000_000_000_000+int64(batch)*4_000_000, 12))
		one := tickOf(int64(batch), tape.batches[batch])
		tick.Inputs = append(tick.Inputs, one.Inputs[0])
	}
	return tick
}

// look writes everything a timeline shows at its cursor.
func look(t *rapid.T, tl *engine.Timeline) string {
	var b strings.Builder
	fmt.Fprintln(&b, tl.At(), tl.Watermark(), tl.NextWatermark(), tl.Pending())
	if tl.At() > 0 {
		fmt.Fprintln(&b, tl.Step(tl.At()-1).Fingerprint)
	}
	for i := range tl.Nodes() {
		views, err := tl.View(engine.NodeID(i), 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			for r := range v.Rows.N {
				fmt.Fprintln(&b, v.Name, v.Rows.Row(r), v.Until, v.Groups)
			}
		}
	}
	return b.String()
}

// replayed is what a new timeline shows that ran the ticks from the first: the naive model.
func replayed(t *rapid.T, w *world, job int, ticks []*engine.Tick) *engine.Timeline {
	q, err := w.query(jobs[job].text, jobs[job].mode)
	if err != nil {
		t.Fatal(err)
	}
	tl, err := engine.NewTimeline(q, newEnv())
	if err != nil {
		t.Fatal(err)
	}
	for _, tick := range ticks {
		if _, err := tl.Forward(context.Background(), tick); err != nil {
			t.Fatal(err)
		}
	}
	return tl
}

// TestTimeTravel moves a timeline about and holds every place against a replay from tick 0.
func TestTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := lawWorld()
		job := rapid.IntRange(0, len(jobs)-1).Draw(t, "job")
		q := replayed(t, w, job, nil).Query()
		q.Budget.History = 2
		tl, err := engine.NewTimeline(q, newEnv())
		if err != nil {
			t.Fatal(err)
		}
		var ticks []*engine.Tick
		shown := []string{look(t, tl)}
		t.Repeat(map[string]func(*rapid.T){
			"forward": func(t *rapid.T) {
				ticks = append(ticks[:tl.At():tl.At()], someTick(t, w, tl.At()))
				if _, err := tl.Forward(context.Background(), ticks[tl.At()]); err != nil {
					t.Fatal(err)
				}
				shown = append(shown[:tl.At():tl.At()], look(t, replayed(t, w, job, ticks)))
			},
			"seek": func(t *rapid.T) {
				if err := tl.SeekTo(rapid.IntRange(0, tl.Len()).Draw(t, "to")); err != nil {
					t.Fatal(err)
				}
			},
			"again": func(t *rapid.T) {
				if at := tl.At(); at < tl.Len() {
					before := tl.Step(at).Fingerprint
					step, err := tl.Forward(context.Background(), ticks[at])
					if err != nil || step.Fingerprint != before {
						t.Fatalf("%s\nthe same tick gave fingerprint %x, before %x (%v)", jobs[job].text, step.Fingerprint, before, err)
					}
					ticks, shown = ticks[:at+1], shown[:at+2]
				}
			},
			"detail": func(t *rapid.T) {
				if tl.Len() == 0 {
					return
				}
				i := rapid.IntRange(0, tl.Len()-1).Draw(t, "step")
				step, err := tl.Detail(context.Background(), i)
				if err != nil || step.Output == nil {
					t.Fatalf("detail of %d: %v", i, err)
				}
			},
			"fork": func(t *rapid.T) {
				for _, q := range []*engine.Query{tl.Query(), replayed(t, w, job, nil).Query()} {
					f, err := tl.Fork(context.Background(), q)
					if err != nil {
						t.Fatal(err)
					}
					if got := look(t, f); got != shown[tl.At()] {
						t.Fatalf("the fork shows\n%s\nwant\n%s", got, shown[tl.At()])
					}
					if f.At() < len(ticks) {
						if _, err := f.Forward(context.Background(), ticks[f.At()]); err != nil {
							t.Fatal(err)
						}
					}
				}
			},
			"": func(t *rapid.T) {
				if got := look(t, tl); got != shown[tl.At()] {
					t.Fatalf("%s\nat %d the timeline shows\n%s\nwant\n%s", jobs[job].text, tl.At(), got, shown[tl.At()])
				}
			},
		})
	})
}

// lines are the rows of a batch as sorted text.
func lines(batches ...*data.Batch) string {
	var out []string
	for _, b := range batches {
		for i := range b.N {
			out = append(out, fmt.Sprint(b.Row(i)))
		}
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

// whole lists jobs whose result over a stream does not depend on where it is cut.
var whole = []struct {
	mode operator.OutputMode
	text string
	last bool // the last batch holds the result
}{
	{operator.Append, "SELECT page, n * 2 AS d FROM s WHERE n IS NULL OR n > 1", false},
	{operator.Append, "SELECT window(ts, '10 seconds', '4 seconds').start AS w, n FROM s", false},
	{operator.Append, "SELECT s.page, m FROM s LEFT JOIN fixed ON s.page = fixed.page", false},
	{operator.Append, "SELECT s.page, n FROM s LEFT SEMI JOIN fixed ON s.page = fixed.page", false},
	{operator.Append, "SELECT page, m FROM s JOIN t ON page = page2", false},
	{operator.Append, "SELECT page, n, m FROM s JOIN t ON page = page2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 5 SECONDS", false},
	{operator.Append, "SELECT page, n, m FROM s JOIN t ON page = page2 AND ts - INTERVAL 2 SECONDS < ts2 AND m + n > 1", false},
	{operator.Complete, "SELECT page, count(*) AS c, sum(n) AS s, avg(n) AS a, min(ts) AS lo, max(page) AS hi FROM s GROUP BY page", true},
	{operator.Complete, "SELECT window(ts, '10 seconds') AS w, n, count(*) AS c FROM s GROUP BY window(ts, '10 seconds'), n ORDER BY c", true},
	{operator.Complete, "SELECT session_window(ts, '3 seconds') AS w, page, count(*) AS c, sum(n) AS s FROM s GROUP BY session_window(ts, '3 seconds'), page", true},
	{operator.Complete, "SELECT n, count(*) FILTER (WHERE page = 'home') AS c FROM s GROUP BY n HAVING count(*) > 1", true},
}

// TestCuts runs every operator over one stream cut in two ways, empty batches included, and over
// the whole as a batch query: the rows are the same.
func TestCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		job := whole[rapid.IntRange(0, len(whole)-1).Draw(t, "job")]
		rows := map[string]*data.Batch{}
		w := lawWorld()
		for _, in := range w.inputs {
			rows[in.Name] = someRows(t, in.Source.Schema(), 1_700_000_000_000_000, 30)
		}
		want := lines(batchOf(t, rows, job.text))
		for range 2 {
			got := lines(cutUp(t, rows, job.mode, job.text, job.last)...)
			if got != want {
				t.Fatalf("%s\ngave\n%s\nwant\n%s", job.text, got, want)
			}
		}
	})
}

func withFixed(w *world) *world {
	s := data.NewSchema(data.Field{Name: "page", Type: data.String, Nullable: true}, data.Field{Name: "m", Type: data.Int, Nullable: true})
	w.nodes["fixed"] = &operator.Local{Rows: data.FromRows(s, [][]any{{"home", int32(1)}, {"home", int32(2)}, {"cart", nil}, {nil, int32(3)}})}
	return w
}

// batchOf runs a query over all rows at once.
func batchOf(t *rapid.T, rows map[string]*data.Batch, text string) *data.Batch {
	w := withFixed(newWorld())
	for _, name := range []string{"s", "t"} {
		w.nodes[name] = &operator.Local{Rows: rows[name]}
	}
	n, err := w.analyzed(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := engine.RunBatch(context.Background(), n, newEnv(), w.context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// cutUp runs a query over the rows in random pieces; each step is run twice.
func cutUp(t *rapid.T, rows map[string]*data.Batch, mode operator.OutputMode, text string, last bool) []*data.Batch {
	w := withFixed(lawWorld())
	q, err := w.query(text, mode)
	if err != nil {
		t.Fatal(err)
	}
	tl, err := engine.NewTimeline(q, newEnv())
	if err != nil {
		t.Fatal(err)
	}
	var out []*data.Batch
	at := map[string]int{}
	for batch := 0; ; batch++ {
		tick := &engine.Tick{Batch: int64(batch)}
		left := 0
		for _, in := range w.inputs {
			all := rows[in.Name]
			to := rapid.IntRange(at[in.Name], all.N).Draw(t, "cut")
			tick.Inputs = append(tick.Inputs, engine.Input{Rows: all.Slice(at[in.Name], to)})
			at[in.Name] = to
			left += all.N - to
		}
		step := twice(t, tl, tick)
		if last {
			out = out[:0]
		}
		out = append(out, step.Output)
		if left == 0 {
			return out
		}
	}
}

func twice(t *rapid.T, tl *engine.Timeline, tick *engine.Tick) *engine.Step {
	first, err := tl.Forward(context.Background(), tick)
	if err != nil {
		t.Fatal(err)
	}
	if err := tl.Back(); err != nil {
		t.Fatal(err)
	}
	second, err := tl.Forward(context.Background(), tick)
	if err != nil {
		t.Fatal(err)
	}
	if first.Fingerprint != second.Fingerprint {
		t.Fatalf("batch %d run twice gave other fingerprints", tick.Batch)
	}
	return second
}
