package spark_test

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// TestListener follows one query from start to end, and one that fails.
func TestListener(t *testing.T) {
	s, in := streaming(t)
	var told []string
	say := func(format string, args ...any) { told = append(told, fmt.Sprintf(format, args...)) }
	l := &spark.StreamingQueryListener{
		OnQueryStarted:  func(e spark.QueryStartedEvent) { say("started %s", e.Name) },
		OnQueryProgress: func(e spark.QueryProgressEvent) { say("batch %d of %d", e.Progress.BatchID, e.Progress.NumInputRows) },
		OnQueryTerminated: func(e spark.QueryTerminatedEvent) {
			say("terminated %s", e.Exception)
			panic("a listener may fail")
		},
	}
	s.Streams().AddListener(l)
	q := in.WriteStream().QueryName("a").Foreach(func(spark.Row) error { return nil }).Start()
	if st := q.Status(); st.Message != "Initializing sources" || !q.IsActive() || s.Streams().Get("a") != q {
		t.Fatalf("before the first batch: %+v", st)
	}
	if err := q.ProcessAllAvailable(); err != nil {
		t.Fatal(err)
	}
	if n := len(q.RecentProgress()); n != 2 || q.LastProgress().BatchID != 1 {
		t.Fatalf("%d progresses, the last %+v", n, q.LastProgress())
	}
	if err := q.Stop(); err != nil {
		t.Fatal(err)
	}
	if q.IsActive() || len(s.Streams().Active()) != 0 || q.Status().Message != "Stopped" || q.Exception() != nil {
		t.Errorf("after Stop: %+v", q.Status())
	}
	bad := in.WriteStream().QueryName("b").Foreach(func(spark.Row) error { return fmt.Errorf("no room") }).Start()
	if err := bad.ProcessAllAvailable(); err == nil || bad.Exception() == nil || bad.IsActive() {
		t.Errorf("a sink that fails ended the query with %v, %v", err, bad.Exception())
	}
	s.Streams().RemoveListener(l)
	in.WriteStream().Foreach(func(spark.Row) error { return nil }).Start()
	want := "started a; batch 0 of 2; batch 1 of 1; terminated ; started b; terminated no room"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
}

// TestOneName holds a name against the active queries: it is free again when its query has stopped.
func TestOneName(t *testing.T) {
	_, in := streaming(t)
	start := func() (q *spark.StreamingQuery, refusal string) {
		defer func() {
			if e := recover(); e != nil {
				refusal = fmt.Sprint(e)
			}
		}()
		return in.WriteStream().QueryName("twice").Foreach(func(spark.Row) error { return nil }).Start(), ""
	}
	first, refusal := start()
	if refusal != "" {
		t.Fatal(refusal)
	}
	if _, refusal = start(); !strings.Contains(refusal, "Cannot start query with name twice as a query with that name is already active") {
		t.Errorf("the second query was met with %q", refusal)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, refusal = start(); refusal != "" {
		t.Error(refusal)
	}
}

// TestPivot makes columns of values, given and found.
func TestPivot(t *testing.T) {
	s := spark.NewSession(spark.Options{})
	df := s.SQL("SELECT * FROM VALUES ('a', 'x', 1), ('a', 'y', 2), ('b', 'x', 3) t(k, p, n)")
	for _, g := range []*spark.GroupedData{df.GroupBy("k").Pivot("p"), df.GroupBy("k").Pivot("p", "x", "y")} {
		out := g.Agg("sum(n)").OrderBy("k")
		if got := fmt.Sprint(out.Columns(), " ", text(out)); got != "[k x y] [a 1 2] [b 3 <nil>]" {
			t.Error(got)
		}
	}
}

// lists is a source of lists of numbers, one list a batch.
type lists [][]any

func (l lists) Schema() *data.Schema {
	return data.NewSchema(data.Field{Name: "n", Type: data.Long, Nullable: true})
}

func (l lists) at(o source.Offset) int {
	n, _ := strconv.Atoi(string(o))
	return n
}

func (l lists) Latest(_ context.Context, start source.Offset, _ source.Limit) (source.Offset, error) {
	if n := l.at(start); n < len(l) {
		return source.Offset(strconv.Itoa(n + 1)), nil
	}
	return start, nil
}

func (l lists) Read(_ context.Context, start, _ source.Offset) (*data.Batch, error) {
	var rows [][]any
	for _, v := range l[l.at(start)] {
		rows = append(rows, []any{v})
	}
	return data.FromRows(l.Schema(), rows), nil
}

func (l lists) Commit(source.Offset) error { return nil }
func (l lists) Describe() string           { return "lists" }
func (l lists) Close() error               { return nil }

// streaming is a session with a stream of two batches, of two rows and one.
func streaming(t *testing.T) (*spark.Session, *spark.DataFrame) {
	t.Helper()
	kind := &source.Kind{Name: "lists", OpenStream: func(source.Env, source.Spec) (source.Source, error) {
		return lists{{int64(1), int64(2)}, {int64(3)}}, nil
	}}
	s := spark.NewSession(spark.Options{
		Formats: func(string) (*source.Kind, error) { return kind, nil },
		Engine:  engine.Env{Now: func() time.Time { return time.UnixMilli(1_000_000) }, NewID: func() string { return "id" }},
		Source:  source.Env{Stdout: io.Discard},
	})
	return s, s.ReadStream().Format("lists").Schema("n BIGINT").Load()
}

// TestMemoryBudget reads sizes as Spark writes them, and refuses the batch that goes beyond.
func TestMemoryBudget(t *testing.T) {
	s, in := streaming(t)
	const setting = "spark.sql.streaming.stateStore.memoryBudget"
	start := func() *spark.StreamingQuery {
		return in.GroupBy("n").Count().WriteStream().OutputMode("update").Foreach(func(spark.Row) error { return nil }).Start()
	}
	for text, want := range map[string]int64{"": 0, "100": 100, "2k": 2 << 10, "512m": 512 << 20, "1GB": 1 << 30} {
		s.Conf().Set(setting, text)
		if got := start().Query().Budget.Bytes; got != want {
			t.Errorf("%q is %d bytes, want %d", text, got, want)
		}
	}
	s.Conf().Set(setting, "10")
	if err := start().ProcessAllAvailable(); err == nil || !strings.Contains(err.Error(), setting) {
		t.Errorf("ten bytes were enough: %v", err)
	}
	for _, bad := range []string{"much", "-1", "0", "9999999999999t"} {
		if err := spark.Try(func() error { s.Conf().Set(setting, bad); return nil }); err == nil || !strings.Contains(err.Error(), "INVALID_CONF_VALUE") {
			t.Errorf("%q was taken: %v", bad, err)
		}
	}
}
