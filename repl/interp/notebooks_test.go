package interp_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/repl/interp"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/sources"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// click is one row of the test data.
type click struct {
	ts     time.Time
	user   int
	page   string
	ms     int
	amount float64
}

// writeClicks writes files of rows in the order of time and gives the rows.
func writeClicks(t *testing.T, dir string, files, rows int) []click {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewSource(7))
	var all []click
	at := start
	for f := 0; f < files; f++ {
		var b strings.Builder
		for i := 0; i < rows; i++ {
			at = at.Add(time.Duration(rnd.Intn(400)) * time.Millisecond)
			c := click{at, rnd.Intn(20), fmt.Sprintf("/p%d", rnd.Intn(30)), rnd.Intn(400), float64(rnd.Intn(8000)) / 4}
			all = append(all, c)
			fmt.Fprintf(&b, `{"ts":"%s","user":%d,"page":"%s","ms":%d,"amount":%v}`+"\n", c.ts.Format("2006-01-02T15:04:05.000Z"), c.user, c.page, c.ms, c.amount)
		}
		path := filepath.Join(dir, fmt.Sprintf("part-%03d.json", f))
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, start.Add(time.Duration(f)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// openSession is a session with the real sources in a folder of its own.
func openSession(t *testing.T) *spark.Session {
	now := func() time.Time { return start.Add(24 * time.Hour) }
	return spark.NewSession(spark.Options{
		Formats: sources.Find, Check: sources.Check,
		Source: source.Env{Now: now, Dir: t.TempDir(), Zone: time.UTC},
		Engine: engine.Env{Now: now, Zone: time.UTC, NewID: func() string { return "00000000-0000-0000-0000-000000000000" }},
	})
}

// runNotebook runs a notebook with its streaming queries to their end and gives the session's
// interpreter.
func runNotebook(t *testing.T, name string, params map[string]string) *interp.Interp {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "notebooks", name+".spark.md"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := notebook.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s := openSession(t)
	it := interp.New(s, interp.Options{Params: params})
	var cells []interp.Cell
	for i, c := range n.Cells() {
		if c.Live() {
			cells = append(cells, interp.Cell{ID: c.ID, Number: i + 1, Kind: string(c.Kind), Name: c.Name(), Source: c.Source})
		}
	}
	for _, c := range cells {
		r := it.Run(context.Background(), cells, c.ID)
		if r.Err != nil {
			t.Fatalf("%s, cell %d, line %d:%d: %s (%s)", name, c.Number, r.Err.Line, r.Err.Col, r.Err.Message, r.Err.Hint)
		}
		for _, q := range r.Queries {
			if err := q.AwaitTermination(); err != nil {
				t.Fatalf("%s: query %s: %v", name, q.Name(), err)
			}
		}
	}
	return it
}

// outputRows reads all CSV files below a folder: sorted rows, without headers.
func outputRows(t *testing.T, dir string) []string {
	t.Helper()
	var rows []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".csv") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		list, err := csv.NewReader(f).ReadAll()
		if err != nil {
			return err
		}
		for i, r := range list {
			if i > 0 {
				rows = append(rows, strings.Join(r, ","))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(rows)
	return rows
}

func sameRows(t *testing.T, name string, got, want []string) {
	t.Helper()
	sort.Strings(want)
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", name, len(got), len(want))
	}
	for i := 0; i < min(len(got), len(want)); i++ {
		if got[i] != want[i] {
			t.Fatalf("%s: row %d is %q, want %q", name, i, got[i], want[i])
		}
	}
}

func paramsFor(t *testing.T, folder string, files, rows int) (map[string]string, []click) {
	data := t.TempDir()
	all := writeClicks(t, filepath.Join(data, folder), files, rows)
	return map[string]string{"data": data, "out": filepath.Join(t.TempDir(), "out"), "checkpoint": filepath.Join(t.TempDir(), "ck")}, all
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func TestTumblingNotebooks(t *testing.T) {
	for name, folder := range map[string]string{"W1": "clicks-jsonl", "W6": "tiny-jsonl"} {
		params, all := paramsFor(t, folder, 4, 300)
		runNotebook(t, name, params)
		type key struct {
			at   int64
			user int
		}
		n, sum := map[key]int{}, map[key]float64{}
		last := all[len(all)-1].ts
		for _, c := range all {
			k := key{c.ts.Unix() / 10 * 10, c.user}
			n[k]++
			sum[k] += c.amount
		}
		var want []string
		for k := range n {
			if time.Unix(k.at+10, 0).After(last.Add(-10 * time.Second)) {
				continue // still open at the end
			}
			want = append(want, fmt.Sprintf("%s,%d,%d,%s", stamp(time.Unix(k.at, 0)), k.user, n[k], spell(sum[k])))
		}
		sameRows(t, name, outputRows(t, params["out"]), want)
	}
}

// spell writes a double as Spark does, for the plain ones of this test.
func spell(f float64) string {
	s := fmt.Sprintf("%v", f)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func TestUserFunctionNotebook(t *testing.T) {
	params, all := paramsFor(t, "clicks-jsonl", 3, 400)
	it := runNotebook(t, "W7", params)
	var want []string
	for _, c := range all {
		if c.ms%7 < 2 && c.amount > 10 {
			score := c.amount + float64(c.ms)
			if c.ms > 100 {
				score = c.amount*2 - float64(c.ms)*0.25
			}
			want = append(want, fmt.Sprintf("%s,%d,%s", stamp(c.ts), c.user, spell(score)))
		}
	}
	sameRows(t, "W7", outputRows(t, params["out"]), want)
	for _, f := range it.Session().Functions() {
		if f.Mode() != "columns at once" {
			t.Errorf("%s runs %s", f.Name(), f.Mode())
		}
	}
}

func TestDuplicatesNotebook(t *testing.T) {
	params, all := paramsFor(t, "clicks-jsonl", 3, 400)
	runNotebook(t, "W3", params)
	seen := map[string]bool{}
	var want []string
	for _, c := range all {
		k := fmt.Sprintf("%d,%s", c.user, stamp(c.ts))
		if !seen[k] {
			seen[k] = true
			want = append(want, k)
		}
	}
	sameRows(t, "W3", outputRows(t, params["out"]), want)
}

func TestBatchNotebook(t *testing.T) {
	params, all := paramsFor(t, "ten-jsonl", 1, 10)
	runNotebook(t, "W12", params)
	n, sum := map[string]int{}, map[string]float64{}
	for _, c := range all {
		n[c.page]++
		sum[c.page] += c.amount
	}
	var want []string
	for p := range n {
		want = append(want, fmt.Sprintf("%s,%d,%s", p, n[p], spell(sum[p])))
	}
	sameRows(t, "W12", outputRows(t, params["out"]), want)
}

func TestBatchesOfNotebooks(t *testing.T) {
	params, all := paramsFor(t, "clicks-jsonl", 3, 400)
	runNotebook(t, "W8", params)
	rows := outputRows(t, params["out"])
	n, letters := 0, 0
	for _, c := range all {
		if c.ms > 100 && strings.HasSuffix(c.page, "7") {
			n++
			letters += len(c.page)
		}
	}
	gotN, gotLetters := 0, 0
	for _, r := range rows {
		var k, l int
		var s float64
		if _, err := fmt.Sscanf(strings.ReplaceAll(r, ",", " "), "%d %g %d", &k, &s, &l); err != nil {
			t.Fatal(err)
		}
		gotN, gotLetters = gotN+k, gotLetters+l
	}
	if gotN != n || gotLetters != letters || len(rows) != 3 {
		t.Errorf("W8: %d rows and %d letters in %d batches, want %d and %d in 3", gotN, gotLetters, len(rows), n, letters)
	}
}

func TestUpdateNotebook(t *testing.T) {
	params, all := paramsFor(t, "clicks-jsonl", 3, 400)
	runNotebook(t, "W2", params)
	last := map[string]int{}
	for batch := 0; ; batch++ {
		rows := outputRows(t, filepath.Join(params["out"], fmt.Sprintf("batch=%d", batch)))
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			f := strings.Split(r, ",")
			if _, err := fmt.Sscan(f[2], new(int)); err != nil {
				t.Fatal(err)
			}
			n := 0
			fmt.Sscan(f[2], &n)
			last[f[0]+","+f[1]] = n
		}
	}
	want := map[string]int{}
	for _, c := range all {
		at := c.ts.Unix() / 10 * 10
		for k := int64(0); k < 3; k++ {
			want[stamp(time.Unix(at-10*k, 0))+","+c.page]++
		}
	}
	for k, n := range want {
		if last[k] != n {
			t.Fatalf("W2: %s is %d, want %d", k, last[k], n)
		}
	}
}

func TestSessionNotebook(t *testing.T) {
	params, all := paramsFor(t, "visits-jsonl", 3, 400)
	runNotebook(t, "W5", params)
	byUser := map[int][]time.Time{}
	for _, c := range all {
		byUser[c.user] = append(byUser[c.user], c.ts)
	}
	var want []string
	closed := all[len(all)-1].ts.Add(-10 * time.Second)
	for user, times := range byUser {
		for i := 0; i < len(times); {
			k := i
			for k+1 < len(times) && times[k+1].Sub(times[k]) < 30*time.Second {
				k++
			}
			if end := times[k].Add(30 * time.Second); !end.After(closed) {
				want = append(want, fmt.Sprintf("%s,%s,%d,%d", stamp(times[i]), stamp(end), user, k-i+1))
			}
			i = k + 1
		}
	}
	sameRows(t, "W5", outputRows(t, params["out"]), want)
}

func TestJoinNotebook(t *testing.T) {
	data := t.TempDir()
	write := func(folder string, line func(i int) string) {
		if err := os.MkdirAll(filepath.Join(data, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		for f := 0; f < 2; f++ {
			var b strings.Builder
			for i := f * 50; i < f*50+50; i++ {
				b.WriteString(line(i) + "\n")
			}
			path := filepath.Join(data, folder, fmt.Sprintf("p%d.json", f))
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := func(i int) time.Time { return start.Add(time.Duration(i) * time.Second) }
	var want []string
	write("impressions-jsonl", func(i int) string {
		return fmt.Sprintf(`{"ad":%d,"ts":"%s","campaign":1}`, i, stamp(at(i)))
	})
	write("adclicks-jsonl", func(i int) string {
		late := time.Duration(i%4) * 25 * time.Second
		if late <= time.Minute {
			want = append(want, fmt.Sprintf("%d,%s,%s,1.5", i, stamp(at(i)), stamp(at(i).Add(late))))
		}
		return fmt.Sprintf(`{"cad":%d,"cts":"%s","cost":1.5}`, i, stamp(at(i).Add(late)))
	})
	params := map[string]string{"data": data, "out": filepath.Join(t.TempDir(), "out"), "checkpoint": filepath.Join(t.TempDir(), "ck")}
	runNotebook(t, "W4", params)
	sameRows(t, "W4", outputRows(t, params["out"]), want)
}

// TestStateNotebook counts rows per user with a Go function and its state.
func TestStateNotebook(t *testing.T) {
	data := t.TempDir()
	all := writeClicks(t, filepath.Join(data, "c"), 3, 200)
	source := `clicks := spark.ReadStream().Format("json").Schema("ts TIMESTAMP, user BIGINT, page STRING, ms INT, amount DOUBLE").
	Option("maxFilesPerTrigger", "1").Load(param("data") + "/c")
type Seen struct { N int64; Sum float64 }
type Out struct { User, N int64; Sum float64 }
counts := clicks.GroupByKey("user").MapGroupsWithState(spark.NoTimeout, func(user int64, rows []spark.Row, state *spark.GroupState) Out {
	var s Seen
	state.Load(&s)
	for _, r := range rows {
		s.N++
		s.Sum += r.Float("amount")
	}
	state.Update(s)
	return Out{user, s.N, s.Sum}
})
q := counts.WriteStream().OutputMode("update").Trigger(spark.AvailableNow()).
	ForeachBatch(func(b *spark.DataFrame, id int64) error {
		for _, r := range b.Collect() {
			fmt.Println(r.Int("User"), r.Int("N"), r.Float("Sum"))
		}
		return nil
	}).Start()
q.AwaitTermination()`
	it := interp.New(openSession(t), interp.Options{Params: map[string]string{"data": data}})
	r := it.Run(context.Background(), []interp.Cell{{ID: "a", Kind: "go", Source: source}}, "a")
	if r.Err != nil {
		t.Fatalf("%d:%d %s %s", r.Err.Line, r.Err.Col, r.Err.Message, r.Err.Hint)
	}
	n, sum := map[int]int{}, map[int]float64{}
	for _, c := range all {
		n[c.user]++
		sum[c.user] += c.amount
	}
	last := map[int]string{}
	for _, l := range strings.Split(strings.TrimSpace(r.Stdout), "\n") {
		var user int
		fmt.Sscan(l, &user)
		last[user] = l
	}
	for user := range n {
		if want := fmt.Sprintf("%d %d %v", user, n[user], sum[user]); last[user] != want {
			t.Errorf("user %d: %q, want %q", user, last[user], want)
		}
	}
}

// TestProcessorNotebook drives state variables and timers of TransformWithState.
func TestProcessorNotebook(t *testing.T) {
	data := t.TempDir()
	all := writeClicks(t, filepath.Join(data, "c"), 2, 100)
	source := `clicks := spark.ReadStream().Format("json").Schema("ts TIMESTAMP, user BIGINT, page STRING, ms INT, amount DOUBLE").
	Option("maxFilesPerTrigger", "1").Load(param("data") + "/c")
out := clicks.GroupByKey("user").TransformWithState(spark.StatefulProcessor{
	Values: []string{"n"}, Lists: []string{"pages"}, Maps: []string{"by"},
	Rows: func(user int64, rows []spark.Row, p *spark.Processor) []string {
		var n int64
		p.Load("n", &n)
		for _, r := range rows {
			n++
			p.Append("pages", r.Str("page"))
			p.Put("by", r.Str("page"), n)
		}
		p.Update("n", n)
		var pages []string
		p.LoadList("pages", &pages)
		return []string{fmt.Sprint(user, " ", n, " ", len(pages))}
	}})
q := out.WriteStream().OutputMode("update").Trigger(spark.AvailableNow()).
	Foreach(func(r spark.Row) error { fmt.Println(r.Str("value")); return nil }).Start()
q.AwaitTermination()`
	it := interp.New(openSession(t), interp.Options{Params: map[string]string{"data": data}})
	r := it.Run(context.Background(), []interp.Cell{{ID: "a", Kind: "go", Source: source}}, "a")
	if r.Err != nil {
		t.Fatalf("%d:%d %s %s", r.Err.Line, r.Err.Col, r.Err.Message, r.Err.Hint)
	}
	n := map[int]int{}
	for _, c := range all {
		n[c.user]++
	}
	for user, k := range n {
		if want := fmt.Sprintf("%d %d %d\n", user, k, k); !strings.Contains(r.Stdout, want) {
			t.Errorf("no line %q in\n%s", want, r.Stdout)
		}
	}
}
