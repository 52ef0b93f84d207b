package spark_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// TestAwaitAnyTermination starts two queries of which the second ends first.
func TestAwaitAnyTermination(t *testing.T) {
	s, in := streaming(t)
	rows := 0
	count := func(spark.Row) error { rows++; return nil }
	endless := in.WriteStream().QueryName("endless").Foreach(count).Start()
	short := in.WriteStream().QueryName("short").Trigger(spark.AvailableNow()).Foreach(count).Start()
	if endless.ID() == "" || endless.RunID() == "" {
		t.Errorf("a started query has the ids %q and %q", endless.ID(), endless.RunID())
	}
	m := s.Streams()
	if err := m.AwaitAnyTermination(); err != nil || short.IsActive() || !endless.IsActive() || rows != 6 {
		t.Fatalf("%v, short %v, endless %v, %d rows", err, short.IsActive(), endless.IsActive(), rows)
	}
	if err := m.AwaitAnyTermination(); err != nil || !endless.IsActive() {
		t.Fatalf("what ended once is remembered: %v", err)
	}
	m.ResetTerminated()
	if err := m.AwaitAnyTermination(30); err != nil || !endless.IsActive() {
		t.Fatalf("after ResetTerminated the wait ends by time: %v", err)
	}
	in.WriteStream().Foreach(func(spark.Row) error { return errors.New("no room") }).Start()
	for range 2 {
		if err := m.AwaitAnyTermination(); err == nil || !strings.Contains(err.Error(), "no room") {
			t.Errorf("a query that failed gives %v", err)
		}
	}
	if err := endless.Stop(); err != nil || len(m.Active()) != 0 {
		t.Errorf("%v, %d active", err, len(m.Active()))
	}
}

// TestContinuousTrigger holds what Spark refuses under the continuous trigger.
func TestContinuousTrigger(t *testing.T) {
	_, in := streaming(t)
	some := func(spark.Row) error { return nil }
	for want, start := range map[string]func(){
		"": func() {
			in.Where("n > 1").SelectExpr("n * 2 AS m").WriteStream().Trigger(spark.Continuous("1 second")).Foreach(some).Start()
		},
		"Aggregate operations": func() {
			in.GroupBy("n").Count().WriteStream().OutputMode("complete").Trigger(spark.Continuous("1 second")).Foreach(some).Start()
		},
		"Union operations": func() { in.Union(in).WriteStream().Trigger(spark.Continuous("1 second")).Foreach(some).Start() },
		"current time": func() {
			in.SelectExpr("current_timestamp() AS now").WriteStream().Trigger(spark.Continuous("1 second")).Foreach(some).Start()
		},
		"'foreachBatch' is not": func() {
			in.WriteStream().Trigger(spark.Continuous("1 second")).ForeachBatch(func(*spark.DataFrame, int64) error { return nil }).Start()
		},
		"month or year":          func() { spark.Continuous("1 month") },
		"should not be negative": func() { spark.ProcessingTime("-1 second") },
	} {
		err := spark.Try(func() error { start(); return nil })
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
