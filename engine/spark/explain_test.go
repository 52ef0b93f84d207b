package spark_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// TestParsedPlans compares the parsed tree of EXPLAIN EXTENDED with Spark's; Spark's numbers of
// columns are left out.
func TestParsedPlans(t *testing.T) {
	text, err := os.ReadFile("testdata/parsed.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(1700000000, 0) }, Zone: time.UTC}})
	s.SQL("CREATE TEMPORARY VIEW v AS SELECT * FROM VALUES (1, 'a', timestamp'2024-01-01 00:00:00') AS v(n, s, ts)")
	n := 0
	for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		query, want, _ := strings.Cut(strings.TrimPrefix(block, "# "), "\n")
		_, got, _ := strings.Cut(s.Query(query).ExplainText("extended"), "== Parsed Logical Plan ==\n")
		got, _, _ = strings.Cut(got, "\n\n")
		if strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s\n got\n%s\nwant\n%s", query, got, want)
		}
		n++
	}
	if n < 10 {
		t.Errorf("only %d plans", n)
	}
}

// TestExplainTellsOfState looks for the verdict of every stateful step and for remarks.
func TestExplainTellsOfState(t *testing.T) {
	s, in := streaming(t)
	in.CreateOrReplaceTempView("lists")
	text := s.Query("SELECT n, count(*) FROM lists GROUP BY n").ExplainText()
	if !strings.Contains(text, "== State ==\nAggregate") || !strings.Contains(text, "Never evicted: no grouping column carries a watermark") {
		t.Errorf("no verdict in\n%s", text)
	}
	text = s.SQL("SELECT timestamp_seconds(n) AS ts FROM lists").WithWatermark("ts", "1 minute").ExplainText()
	if !strings.Contains(text, "remark: watermark on ts reaches no stateful operator") {
		t.Errorf("no remark in\n%s", text)
	}
	for _, mode := range []string{"CODEGEN", "COST"} {
		if err := spark.Try(func() error { s.SQL("EXPLAIN " + mode + " SELECT 1"); return nil }); err == nil || !strings.Contains(err.Error(), "nothing to show") {
			t.Errorf("EXPLAIN %s: %v", mode, err)
		}
	}
}
