package spark_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// TestShowTableExtended holds the information about a view against what Spark 4.3 says of one made at that time.
func TestShowTableExtended(t *testing.T) {
	at := time.Date(2026, 11, 29, 16, 59, 32, 0, time.UTC)
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return at }, Zone: time.UTC}})
	s.SQL("CREATE TEMPORARY VIEW e(a COMMENT 'one', b) COMMENT 'view' AS SELECT 1, named_struct('x', 'y')")
	got := s.SQL("SHOW TABLE EXTENDED LIKE 'e'").First()
	want := strings.Join([]string{
		"Table: e", "Created Time: Sun Nov 29 16:59:32 UTC 2026", "Last Access: UNKNOWN", "Created By: Spark 4.3.0", "Type: VIEW",
		"View Text: SELECT 1, named_struct('x', 'y')", "View Schema Mode: BINDING", "View Catalog and Namespace: spark_catalog.default",
		"View Query Output Columns: [`1`, `named_struct(x, y)`]", "Schema: root", " |-- a: integer (nullable = false)",
		" |-- b: struct (nullable = false)", " |    |-- x: string (nullable = false)", "", ""}, "\n")
	if text := got.Str("information"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

// TestParameters gives values to the markers of a text.
func TestParameters(t *testing.T) {
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(0, 0) }, Zone: time.UTC}})
	for _, c := range []struct {
		df   *spark.DataFrame
		want int64
	}{
		{s.SQL("SELECT ? + length(?) AS n", 41, "x"), 42},
		{s.SQL("SELECT :n * 2 + length(:s) AS n", map[string]any{"n": 20, "s": "xx"}), 42},
		{s.SQL("SELECT size(:list) AS n", map[string]any{"list": spark.Expr("array(1, 2)")}), 2},
	} {
		if got := c.df.First().Int("n"); got != c.want {
			t.Errorf("got %d, want %d", got, c.want)
		}
	}
	err := spark.Try(func() error { s.SQL("SELECT :n", 1); return nil })
	if err == nil || !strings.Contains(err.Error(), "ALL_PARAMETERS_MUST_BE_NAMED") {
		t.Error("a value without a name for :n gave", err)
	}
}

// TestTextsWithinThemselves runs a text that runs itself, and makes a view over the one it replaces.
func TestTextsWithinThemselves(t *testing.T) {
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(0, 0) }, Zone: time.UTC}})
	s.SQL("DECLARE q = 'EXECUTE IMMEDIATE q'")
	for range 2 {
		err := spark.Try(func() error { s.SQL("EXECUTE IMMEDIATE q"); return nil })
		if err == nil || !strings.Contains(err.Error(), "within itself") {
			t.Error("a text that runs itself gave", err)
		}
	}
	s.SQL("DECLARE n = 1")
	s.SQL("CREATE TEMPORARY VIEW v AS SELECT n AS a")
	s.SQL("CREATE OR REPLACE TEMPORARY VIEW v AS SELECT a + n AS a FROM v")
	if got := s.SQL("SELECT a FROM v").First().Int("a"); got != 2 {
		t.Errorf("the view over itself gave %d", got)
	}
}
