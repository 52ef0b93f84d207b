package interp

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/sources"
)

// clocked is a session whose clock stands still until it is moved.
func clocked(now *time.Time) *Interp {
	ids := 0
	tell := func() time.Time { return *now }
	return New(spark.NewSession(spark.Options{
		Formats: sources.Find, Check: sources.Check,
		Engine: engine.Env{Now: tell, Zone: time.UTC, NewID: func() string { ids++; return fmt.Sprint("id", ids) }},
		Source: source.Env{Now: tell, Zone: time.UTC, Stdout: io.Discard},
	}), Options{})
}

// TestLifeOfAQuery does in Go cells what a user does with a streaming query: listen, look at it,
// wait, stop.
func TestLifeOfAQuery(t *testing.T) {
	now := time.Unix(1000, 0)
	it := clocked(&now)
	cells := cellsOf(
		`var log []string
spark.Streams().AddListener(&spark.StreamingQueryListener{
	OnQueryStarted: func(e spark.QueryStartedEvent) { log = append(log, fmt.Sprint("started ", e.Name, " ", e.ID, " ", e.RunID)) },
	OnQueryProgress: func(e spark.QueryProgressEvent) { log = append(log, fmt.Sprint("batch ", e.Progress.BatchID, " ", e.Progress.NumInputRows)) },
	OnQueryTerminated: func(e spark.QueryTerminatedEvent) { log = append(log, "terminated " + e.Exception) },
})
rate := spark.ReadStream().Format("rate").Option("rowsPerSecond", 2).Load()`,
		`q := rate.WriteStream().QueryName("q").Trigger(spark.ProcessingTime("10 seconds")).Foreach(func(spark.Row) error { return nil }).Start()
fmt.Print(q.Name(), " ", q.ID(), " ", q.RunID(), " ", q.IsActive(), " ", q.Status().Message, " ", q.LastProgress() == nil)`,
		`q.ProcessAllAvailable()`,
		`fmt.Print(len(q.RecentProgress()), " ", q.LastProgress().NumInputRows, " ", q.Status().Message)`,
		`q.Stop(); fmt.Print(q.IsActive(), " ", q.Status().Message, " ", q.Exception(), " ", len(spark.Streams().Active()))
fmt.Print(" ", spark.Streams().AwaitAnyTermination(), "\n", strings.Join(log, "; "))`,
	)
	want := []string{"", "q id2 id1 true Initializing sources true", "", "1 20 Waiting for next trigger",
		"false Stopped <nil> 0 <nil>\nstarted q id2 id1; batch 0 20; terminated "}
	for i := range cells {
		if i == 2 {
			runCell(t, it, cells, 2) // the first batch, at 1000 s
			now = time.Unix(1005, 0)
			runCell(t, it, cells, 2) // not due: the next is at 1010 s
			now = time.Unix(1010, 0)
		}
		if got := runCell(t, it, cells, i); !strings.HasPrefix(got, want[i]) {
			t.Errorf("cell %d: %s\nwant %s", i+1, got, want[i])
		}
	}
}

func runCell(t *testing.T, it *Interp, cells []Cell, i int) string {
	t.Helper()
	r := it.Run(t.Context(), cells, cells[i].ID)
	if r.Err != nil {
		t.Fatalf("cell %d: %s", i+1, r.Err.Message)
	}
	return r.Stdout
}

// TestObservedMetrics reads in a cell what a query observes, batch by batch, as Spark writes it.
func TestObservedMetrics(t *testing.T) {
	now := time.Unix(1000, 0)
	it := clocked(&now)
	cells := cellsOf(
		`import "encoding/json"
seen := ""
spark.Streams().AddListener(&spark.StreamingQueryListener{OnQueryProgress: func(e spark.QueryProgressEvent) {
	seen += fmt.Sprint(e.Progress.BatchID, ":", e.Observed("in").Int("n"), " ")
}})
rate := spark.ReadStream().Format("rate").Option("rowsPerSecond", 2).Load()
in := rate.Observe("in", "count(*) AS n", "max(value)", "min(timestamp) AS first", "CAST(sum(value) AS DECIMAL(9,2)) AS d", "named_struct('a', NULL, 'b', array(1)) AS s")
q := in.Where("value % 2 = 0").Observe("even", spark.Count("*").As("n")).WriteStream().Foreach(func(spark.Row) error { return nil }).Start()`,
		`q.ProcessAllAvailable()`,
		`j, _ := json.Marshal(q.LastProgress())
fmt.Print(string(j[strings.Index(string(j), "\"observedMetrics\""):]), seen, q.Observed("even").Int("n"))`,
	)
	want := []string{"", "", `"observedMetrics":{"even":{"n":5},"in":{"n":10,"max(value)":9,"first":"1970-01-01 00:16:40","d":45.00,"s":{"a":null,"b":[1]}}}}0:10 5`}
	for i := range cells {
		if i == 1 {
			runCell(t, it, cells, 1)
			now = time.Unix(1005, 0)
		}
		if got := runCell(t, it, cells, i); got != want[i] {
			t.Errorf("cell %d: %s\nwant %s", i+1, got, want[i])
		}
	}
}
