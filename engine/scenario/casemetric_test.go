package scenario

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// metricCases are those that look at metrics of a batch that a scenario does not have.
func metricCases() map[string]translation {
	number := func(stream string) map[string]string { return map[string]string{stream: "value INT"} }
	return map[string]translation{
		"eventtimewatermark-event-time-and-watermark-metrics-1": {schemas: number("inputData1"), build: func(s *spark.Session) *spark.DataFrame {
			return byWindow(s, secondsOf(s, "inputData1"))
		}},
		"eventtimewatermark-event-time-and-watermark-metrics-2": {schemas: number("inputData2"), build: func(s *spark.Session) *spark.DataFrame {
			return byWindow(s, secondsOf(s, "inputData2").WithWatermark("eventTime", "10 seconds"))
		}},
		"streamingdeduplication-spark-35880-custom-metric-numdroppedduplicatero-1": {schemas: map[string]string{"dedupeInputData": "_1 STRING, _2 INT"}, build: func(s *spark.Session) *spark.DataFrame {
			return s.Table("dedupeInputData").DropDuplicates("_1")
		}},
		"streamingdeduplication-spark-35880-custom-metric-numdroppedduplicatero-2": {schemas: number("dedupeWithWMInputData"), build: func(s *spark.Session) *spark.DataFrame {
			return secondsOf(s, "dedupeWithWMInputData").WithWatermark("eventTime", "10 seconds").DropDuplicates().SelectExpr("CAST(eventTime AS LONG)")
		}},
	}
}

// secondsOf is a stream of numbers with the event time that each is the second of.
func secondsOf(s *spark.Session, stream string) *spark.DataFrame {
	return s.SQL("SELECT value, timestamp_seconds(value) AS eventTime FROM " + stream)
}

func byWindow(s *spark.Session, df *spark.DataFrame) *spark.DataFrame {
	df.CreateOrReplaceTempView("seconds")
	return s.SQL("SELECT CAST(window.start AS LONG), count(*) FROM seconds GROUP BY window(eventTime, '5 seconds')")
}

// eventTimes compares the statistics of event times of the last batch that had rows, in seconds; the metric
// is absent when none are wanted.
func (r *caseRun) eventTimes(want map[string]any) {
	got := r.withRows().Progress.EventTime
	for _, name := range []string{"min", "max", "avg"} {
		text := ""
		if v, ok := want[name]; ok {
			seconds, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
			if err != nil {
				r.t.Fatal(err)
			}
			text = isoSeconds(seconds)
		}
		if got[name] != text {
			r.t.Errorf("step %d: the event time's %s is %q, want %q", r.at, name, got[name], text)
		}
	}
}

// ranWith compares the watermark, in milliseconds, that the last batch with rows ran with.
func (r *caseRun) ranWith(want any) {
	millis, err := strconv.ParseInt(fmt.Sprint(want), 10, 64)
	if got := r.withRows().Progress.EventTime["watermark"]; err != nil || got != isoSeconds(millis/1000) {
		r.t.Errorf("step %d: the batch ran with the watermark %q, want %v ms", r.at, got, want)
	}
}

func isoSeconds(n int64) string {
	return time.Unix(n, 0).UTC().Format("2006-01-02T15:04:05.000Z")
}

// withRows is the last batch that had rows, the first one when none had.
func (r *caseRun) withRows() *engine.Step {
	at := len(r.steps) - 1
	for at > 0 && r.steps[at].Progress.NumInputRows == 0 {
		at--
	}
	return r.steps[at]
}

// metrics compares figures of the last batch; an operator's own are those of the last batch that had rows.
func (r *caseRun) metrics(want map[string]any) {
	p := r.last.Progress.StateOperators[0]
	for key, v := range want {
		var got int64
		switch key {
		case "numRowsUpdated", "numUpdatedStateRows":
			got = p.NumRowsUpdated
		case "numRowsTotal", "numTotalStateRows":
			got = p.NumRowsTotal
		case "numRowsRemoved":
			got = p.NumRowsRemoved
		case "numOutputRows":
			got = r.stateRows()
		case "sink.numOutputRows":
			got = r.last.Progress.Sink.NumOutputRows
		default:
			n, ok := r.withRows().Progress.StateOperators[0].CustomMetrics[key]
			if !ok {
				r.t.Fatalf("step %d: there is no metric %s", r.at, key)
			}
			got = n
		}
		if fmt.Sprint(v) != fmt.Sprint(got) {
			r.t.Errorf("step %d: %s is %d, want %v", r.at, key, got, v)
		}
	}
}

// stateRows counts the rows that the stateful operator nearest the sink gave in the last batch.
func (r *caseRun) stateRows() int64 {
	t := r.j.runner.Timeline()
	last, err := t.Detail(context.Background(), t.Len()-1)
	if err != nil {
		r.t.Fatal(err)
	}
	for id := len(t.Nodes()) - 1; id >= 0; id-- {
		if t.State(engine.NodeID(id)) != nil {
			return int64(last.Records[id].Out.N)
		}
	}
	r.t.Fatal("there is no stateful operator")
	return 0
}
