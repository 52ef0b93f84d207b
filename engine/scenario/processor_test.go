package scenario

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// processorCase is what Spark 4.3 did with a processor whose rows tell it what to do: "v=1" sets, "l+=1,2"
// appends, "m.a=1" and "m.-a" put and remove, "xv" clears, "?v" shows, "!5000" and "~5000" register and
// delete a timer, "e@1000" emits a row of that time.
type processorCase struct {
	Name            string
	Vars            map[string][2]any // kind and lifetime in milliseconds
	Mode            string
	Watermark       string
	EventTimeColumn string
	Then            string
	Error           string
	Steps           []struct {
		Rows    [][]any
		Advance int64
		Batches []processorBatch
		Error   string
	}
}

type processorBatch struct {
	ID        int64
	Rows      []string
	Watermark string
	State     []struct {
		Total, Updated, Removed, Dropped int64
		Custom                           map[string]int64
	}
}

// toldRow is what the processor emits.
type toldRow struct {
	K    string    `col:"k"`
	What string    `col:"what"`
	TS   time.Time `col:"ts"`
}

func TestProcessors(t *testing.T) {
	f, err := os.Open("testdata/processors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		var c processorCase
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		t.Run(c.Name, c.run)
	}
}

func (c *processorCase) run(t *testing.T) {
	s := &Scenario{Version: 1, Name: c.Name, Streams: map[string]Stream{"in": {Schema: "k STRING, op STRING, ts TIMESTAMP"}},
		Views: []View{{Name: "out", Build: c.build}}, Query: Query{From: "out", Mode: "append", Clock: "manual", Trigger: &Trigger{ProcessingTime: "1 second"}}}
	j, err := newJob(s)
	if err != nil {
		t.Fatal(err)
	}
	if err = j.start(); err == nil {
		_, err = j.settle(context.Background())
	}
	refused := c.Error
	if err != nil && refused == "" {
		refused = c.Steps[0].Error // where Spark sees it when the first batch runs
	}
	if err != nil || refused != "" {
		if err == nil || refused == "" || !strings.HasPrefix(err.Error(), refused) {
			t.Errorf("it was refused with %v, want %q", err, refused)
		}
		return
	}
	for i, st := range c.Steps {
		if c.step(t, j, i) && st.Error == "" {
			return
		}
	}
}

// step runs one step and compares; it tells whether the query failed.
func (c *processorCase) step(t *testing.T, j *job, i int) bool {
	st := c.Steps[i]
	if len(st.Rows) > 0 {
		rows := make([][]any, len(st.Rows))
		for k, r := range st.Rows {
			ms := 0.0
			if len(r) > 2 {
				ms = r[2].(float64)
			}
			rows[k] = []any{r[0], r[1], time.UnixMilli(int64(ms)).UTC().Format("2006-01-02 15:04:05.000")}
		}
		b, err := rowsOf(j.streams["in"].schema, rows)
		if err != nil {
			t.Fatal(err)
		}
		j.streams["in"].adds = append(j.streams["in"].adds, b)
	}
	steps, err := j.step(context.Background(), &Step{AdvanceClock: fmt.Sprintf("%d milliseconds", st.Advance)})
	if (err != nil) != (st.Error != "") || err != nil && !strings.HasPrefix(err.Error(), st.Error) {
		t.Fatalf("step %d failed with %v, want %q", i, err, st.Error)
	}
	if len(steps) != len(st.Batches) {
		t.Fatalf("step %d ran %d batches, want %d", i, len(steps), len(st.Batches))
	}
	for k, want := range st.Batches {
		if got := told(steps[k], len(want.State)); fmt.Sprint(got) != fmt.Sprint(want.text()) {
			t.Errorf("step %d, batch %d\n got %s\nwant %s", i, want.ID, got, want.text())
		}
	}
	return err != nil
}

func (b processorBatch) text() string {
	slices.Sort(b.Rows)
	text := fmt.Sprint(b.Rows, " ", b.Watermark)
	for _, s := range b.State {
		text += fmt.Sprint(" ", s.Total, s.Updated, s.Removed, s.Dropped, s.Custom)
	}
	return text
}

// told is a batch as Spark's was recorded; operators are nearest the sink first.
func told(s *engine.Step, operators int) string {
	var b processorBatch
	for i := range s.Output.N {
		var cells []string
		for k, c := range s.Output.Cols {
			v := data.ValueAt(c, i)
			if s.Output.Schema.Fields[k].Type.Kind == data.KindTimestamp {
				text := time.UnixMicro(v.(int64)).UTC().Format("2006-01-02 15:04:05.000")
				v = text[:len(text)-3] + cmp.Or(strings.TrimRight(text[len(text)-3:], "0"), "0")
			}
			cells = append(cells, fmt.Sprint(v))
		}
		b.Rows = append(b.Rows, "["+strings.Join(cells, ",")+"]")
	}
	b.Watermark = s.Progress.EventTime["watermark"]
	for _, p := range s.Progress.StateOperators[:operators] {
		custom := map[string]int64{}
		for _, m := range []string{"numRegisteredTimers", "numDeletedTimers", "numExpiredTimers", "numValuesRemovedDueToTTLExpiry"} {
			if p.CustomMetrics[m] != 0 {
				custom[m] = p.CustomMetrics[m]
			}
		}
		b.State = append(b.State, struct {
			Total, Updated, Removed, Dropped int64
			Custom                           map[string]int64
		}{p.NumRowsTotal, p.NumRowsUpdated, p.NumRowsRemoved, p.NumRowsDroppedByWatermark, custom})
	}
	return b.text()
}

// build makes the query: the processor, and a count over windows behind it where the case has one.
func (c *processorCase) build(s *spark.Session) *spark.DataFrame {
	in := s.Table("in")
	if c.Watermark != "" {
		in = in.WithWatermark("ts", c.Watermark)
	}
	sp := spark.StatefulProcessor{TTL: map[string]string{}, EventTimeColumn: c.EventTimeColumn,
		Rows: func(key string, rows []spark.Row, p *spark.Processor) []toldRow { return c.obey(key, rows, p) },
		Timer: func(key string, ms int64, _ *spark.Processor) []toldRow {
			return []toldRow{{key, fmt.Sprint("timer ", ms), time.UnixMilli(ms).UTC()}}
		}}
	if c.EventTimeColumn == "" {
		sp.TimeMode = cmp.Or(map[string]string{"event": "eventTime", "none": "none"}[c.Mode], "processingTime")
	}
	for name, v := range c.Vars {
		list := map[any]*[]string{"v": &sp.Values, "l": &sp.Lists, "m": &sp.Maps}[v[0]]
		if *list = append(*list, name); v[1].(float64) > 0 {
			sp.TTL[name] = fmt.Sprintf("%v milliseconds", v[1])
		}
	}
	out := in.GroupByKey("k").TransformWithState(sp)
	if c.Then == "window" {
		out.CreateOrReplaceTempView("emitted")
		return s.SQL("SELECT CAST(window.start AS STRING), n FROM (SELECT window(ts, '10 seconds') AS window, count(*) AS n FROM emitted GROUP BY 1)")
	}
	return out
}

// obey does what the rows say, in the order of their times.
func (c *processorCase) obey(key string, rows []spark.Row, p *spark.Processor) (out []toldRow) {
	slices.SortStableFunc(rows, func(a, b spark.Row) int { return a.Time("ts").Compare(b.Time("ts")) })
	for _, r := range rows {
		op := r.Str("op")
		name, rest := op[:1], op[1:]
		switch {
		case name == "?":
			out = append(out, toldRow{key, rest + "=" + c.show(rest, p), r.Time("ts")})
		case name == "!":
			p.RegisterTimer(number(rest))
		case name == "~":
			p.DeleteTimer(number(rest))
		case name == "x":
			p.Clear(rest)
		case strings.HasPrefix(op, "e@"):
			out = append(out, toldRow{key, "e", time.UnixMilli(number(op[2:])).UTC()})
		case strings.HasPrefix(rest, "+="):
			p.Append(name, numbers(rest[2:])...)
		case strings.HasPrefix(rest, ".-"):
			p.RemoveKey(name, rest[2:])
		case strings.HasPrefix(rest, "."):
			k, v, _ := strings.Cut(rest[1:], "=")
			p.Put(name, k, number(v))
		case c.Vars[name][0] == "v":
			p.Update(name, number(rest[1:]))
		default:
			p.PutList(name, numbers(rest[1:])...)
		}
	}
	return out
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func numbers(text string) (out []any) {
	for _, t := range strings.Split(text, ",") {
		out = append(out, number(t))
	}
	return out
}

// show spells what a variable holds.
func (c *processorCase) show(name string, p *spark.Processor) string {
	var parts []string
	switch c.Vars[name][0] {
	case "v":
		var v int64
		if !p.Load(name, &v) {
			return "-"
		}
		return fmt.Sprint(v)
	case "l":
		var list []int64
		p.LoadList(name, &list)
		for _, v := range list {
			parts = append(parts, fmt.Sprint(v))
		}
	case "m":
		all := map[string]int64{}
		p.LoadMap(name, &all)
		for k, v := range all {
			parts = append(parts, fmt.Sprint(k, ":", v))
		}
		slices.Sort(parts)
	}
	return strings.Join(parts, ",")
}
