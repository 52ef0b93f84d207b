package interp

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/sources"
)

// sqlSession is an interpreter whose files are in dir.
func sqlSession(dir string) *Interp {
	now := func() time.Time { return time.Unix(1000, 0) }
	return New(spark.NewSession(spark.Options{
		Formats: sources.Find, Check: sources.Check, Engine: engine.Env{Now: now, Zone: time.UTC},
		Source: source.Env{Now: now, Zone: time.UTC, Dir: dir, Stdout: io.Discard},
	}), Options{})
}

// TestSQLCells runs statements that read what statements before them have made, as cells of SQL.
func TestSQLCells(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.csv": "a,b\n1,x\n2,y\n", "a.json": "{\"a\":1,\"b\":\"x\"}\n{\"a\":2}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	it := sqlSession(dir)
	for i, c := range [][2]string{
		{"CREATE TEMPORARY VIEW j USING json OPTIONS (path 'a.json'); SELECT sum(a) AS n, count(b) AS k FROM j", "3 1"},
		{"CREATE TEMPORARY VIEW c(a INT, b STRING) USING csv OPTIONS ('path' 'a.csv', header true); SELECT max(b), sum(a) FROM c", "y 3"},
		{"CREATE TEMPORARY TABLE d USING csv OPTIONS (path = 'a.csv', header 'true', inferSchema 'true'); SELECT typeof(a) FROM d LIMIT 1", "int"},
		{"SET my.table = c; DECLARE least = 1; DECLARE name = 'c'; SELECT least", "1"},
		{"SELECT a FROM ${my.table} WHERE a > least", "2"},
		{"SELECT b FROM IDENTIFIER(name) WHERE a = least", "x"},
		{"CREATE TEMPORARY FUNCTION above(k INT) RETURNS TABLE(a INT) RETURN SELECT a FROM c WHERE a > k; SELECT * FROM above(least)", "2"},
		{"EXECUTE IMMEDIATE 'SELECT a FROM c WHERE a < ?' USING 2", "1"},
	} {
		cells := []Cell{{ID: "c", Number: i + 1, Kind: "sql", Source: c[0]}}
		r := it.Run(t.Context(), cells, "c")
		if r.Err != nil {
			t.Fatalf("%s\n%s", c[0], r.Err.Message)
		}
		rows := r.Value.Any.(*spark.DataFrame).Batch()
		var got []string
		for _, col := range rows.Cols {
			got = append(got, fmt.Sprint(data.ValueAt(col, 0)))
		}
		if text := strings.Join(got, " "); rows.N != 1 || text != c[1] {
			t.Errorf("%s\ngave %s, want %s", c[0], text, c[1])
		}
	}
	for text, want := range map[string]string{
		"EXECUTE IMMEDIATE 'SELECT nope'":                                 "nope",
		"DECLARE OR REPLACE q = 'SELECT ' || 'nope'; EXECUTE IMMEDIATE q": "DECLARE OR REPLACE q = 'SELECT ' || 'nope'; EXECUTE IMMEDIATE q",
		"SELECT 1;\nSELECT nope":                                          "nope",
	} {
		r := it.Run(t.Context(), []Cell{{ID: "c", Number: 1, Kind: "sql", Source: text}}, "c")
		lines := strings.Split(text, "\n")
		if r.Err == nil || lines[r.Err.Line-1][r.Err.Col-1:r.Err.Col-1+r.Err.Len] != want {
			t.Errorf("%s\nis marked at %+v, want %q", text, r.Err, want)
		}
	}
	marker := []Cell{{ID: "m", Source: "SELECT :n", Kind: "sql"}}
	if errs := it.Check(marker); len(errs) != 1 || !strings.Contains(errs[0].Error(), "unbound parameter: n") {
		t.Error("a marker without a value in a cell: ", errs)
	}
}
