package expr_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

var utc = &expr.Context{Zone: time.UTC, Ansi: true}

// ask runs SELECT sql, with the type TIME enabled, and gives the rows as texts of one column.
func ask(sql string) ([]string, error) {
	s := spark.NewSession(spark.Options{
		Engine: engine.Env{Now: func() time.Time { return time.Unix(1700000000, 0) }, Zone: time.UTC},
		Conf:   map[string]string{"spark.sql.timeType.enabled": "true"},
	})
	var out *data.Batch
	if err := spark.Try(func() error { out = s.Query("SELECT " + sql).Batch(); return nil }); err != nil {
		return nil, err
	}
	var rows []string
	for i := range out.N {
		parts := make([]string, len(out.Cols))
		for k, c := range out.Cols {
			parts[k] = expr.TextOf(utc, c, i)
		}
		rows = append(rows, strings.Join(parts, ","))
	}
	return rows, nil
}

// TestExamples evaluates the example of every function and aggregate: "expression -- value".
func TestExamples(t *testing.T) {
	var examples []string
	for _, f := range expr.Functions() {
		if slices.Contains([]string{"timestamp_nanos", "from_protobuf", "to_protobuf"}, f.Name) { // no call of them has a value
			continue
		}
		if f.Usage == "" || f.Help == "" || f.Example == "" || f.Group == "" {
			t.Errorf("%s lacks a usage, a help text, a group or an example", f.Name)
		}
		examples = append(examples, f.Example)
	}
	for _, f := range expr.Aggregates() {
		if strings.Contains(f.Example, "FROM") {
			examples = append(examples, f.Example)
		}
	}
	for _, w := range expr.SpecialForms() {
		examples = append(examples, w.Example)
	}
	for _, e := range examples {
		k := strings.LastIndex(e, " -- ")
		if k < 0 {
			t.Errorf("%s: no value behind --", e)
			continue
		}
		got, err := ask(e[:k])
		if err != nil {
			t.Errorf("%s: %v", e, err)
			continue
		}
		if len(got) != 1 || got[0] != e[k+4:] {
			t.Errorf("%s: got %q", e, got)
		}
	}
}

// TestNamesAreUnique holds that every name leads to one function.
func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	add := func(name string, aliases []string) {
		for _, n := range append([]string{name}, aliases...) {
			if seen[n] {
				t.Errorf("two functions are called %s", n)
			}
			seen[n] = true
		}
	}
	for _, f := range expr.Functions() {
		add(f.Name, f.Aliases)
	}
	for _, f := range expr.Aggregates() {
		add(f.Name, f.Aliases)
	}
	for _, f := range expr.Generators() {
		add(f.Name, f.Aliases)
	}
}
