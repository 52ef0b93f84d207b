package plan_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// asked is a query and what Spark 4.3 answered: the schema and the rows, each value cast to
// STRING, or the condition of the refusal.
type asked struct {
	SQL       string     `json:"sql"`
	Schema    string     `json:"schema"`
	Rows      [][]string `json:"rows"`
	Condition *string    `json:"condition"`
	Message   string     `json:"message"`
}

// TestAnswersOfSpark holds batch queries to what Spark answered.
func TestAnswersOfSpark(t *testing.T) {
	files, err := filepath.Glob("testdata/spark/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no answers: %v", err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			var a asked
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
				t.Fatalf("%s:%d: %v", file, n, err)
			}
			if diff := a.compare(); diff != "" {
				t.Errorf("%s:%d: %s\n%s", filepath.Base(file), n, a.SQL, diff)
			}
		}
		f.Close()
	}
}

// compare answers the query and tells what differs; "" when nothing does.
func (a *asked) compare() string {
	ctx := session()
	schema, got, err := a.answer(ctx)
	if a.Condition != nil {
		return a.compareError(err)
	}
	if err != nil {
		return "failed: " + err.Error()
	}
	if plainSchema(schema) != plainSchema(a.Schema) {
		return fmt.Sprintf("schema want %s\n        got %s", a.Schema, schema)
	}
	var want []string
	for _, r := range a.Rows {
		want = append(want, strings.Join(r, "|"))
	}
	sort.Strings(want)
	if fmt.Sprint(want) != fmt.Sprint(got) {
		return fmt.Sprintf("want %q\n got %q", want, got)
	}
	return ""
}

// plainSchema leaves nullability out.
func plainSchema(ddl string) string { return strings.ReplaceAll(ddl, " NOT NULL", "") }

func (a *asked) compareError(err error) string {
	var e *expr.Error
	switch {
	case err == nil:
		return "accepted; Spark: " + a.Message
	case !errors.As(err, &e):
		return "failed with " + err.Error()
	case e.Condition != *a.Condition && !strings.HasPrefix(*a.Condition, "_LEGACY") && *a.Condition != "Py4JJavaError":
		return fmt.Sprintf("refused with %s; Spark: %s", err, a.Message)
	}
	return ""
}

// answer analyzes, optimizes and runs the query.
func (a *asked) answer(ctx *expr.Context) (schema string, rows []string, err error) {
	n, err := sql.ParseQuery(a.SQL)
	if err != nil {
		return "", nil, err
	}
	if n, err = plan.Analyze(n, catalog{}, ctx); err != nil {
		return "", nil, err
	}
	schema = n.Schema().String()
	var optimized operator.Node
	optimized, _ = plan.Optimize(n, ctx)
	out, err := engine.RunBatch(context.Background(), optimized, engine.Env{}, ctx)
	if err != nil {
		return "", nil, err
	}
	for i := 0; i < out.N; i++ {
		cells := make([]string, len(out.Cols))
		for k, c := range out.Cols {
			cells[k] = expr.TextOf(ctx, c, i)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	sort.Strings(rows)
	return schema, rows, nil
}
