package spark_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// TestObservation computes metrics beside the rows of a query over tables.
func TestObservation(t *testing.T) {
	s, _ := session()
	o := spark.NewObservation("seen")
	df := clicks(s).Observe(o, "count(*) AS n", spark.Sum("amount").As("s"), "max(page)", "(SELECT 7) AS seven").Where("user = 2")
	if err := spark.Try(func() error { o.Get(); return nil }); err == nil || !strings.Contains(err.Error(), "nothing has run yet") {
		t.Errorf("before the run: %v", err)
	}
	if got := text(df); got != "[2 cart 4]" {
		t.Errorf("rows %s", got)
	}
	text(df.Limit(0)) // the first run counts
	if got := fmt.Sprint(o.Get()); got != "map[max(page):home n:3 s:6.5 seven:7]" {
		t.Errorf("metrics %s", got)
	}
	if got := o.Row().Int("n"); got != 3 {
		t.Errorf("n %d", got)
	}
	err := spark.Try(func() error { clicks(s).Observe(o, "count(*)"); return nil })
	if err == nil || err.Error() != "An Observation can be used with a Dataset only once" {
		t.Errorf("a second use: %v", err)
	}
	empty := spark.NewObservation()
	text(clicks(s).Where("user > 5").Observe(empty, "count(*) AS n", "sum(user) AS s"))
	if got := fmt.Sprint(empty.Get()); got != "map[n:0 s:<nil>]" {
		t.Errorf("metrics of no rows %s", got)
	}
}

// TestObserveRefused holds what is no metric against Spark's own words.
func TestObserveRefused(t *testing.T) {
	s, _ := session()
	const bad = "[INVALID_OBSERVED_METRICS."
	for metric, want := range map[string]string{
		"user":                                   bad + `NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE] Invalid observed metrics. Attribute "user" can only be used as an argument to an aggregate function. SQLSTATE: 42K0E`,
		"user + count(page)":                     bad + "NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE] Invalid observed metrics. Attribute \"(user + count(page)) AS `(user + count(page))`\" can only be used as an argument to an aggregate function. SQLSTATE: 42K0E",
		"sum(count(user))":                       bad + "NESTED_AGGREGATES_UNSUPPORTED] Invalid observed metrics. Nested aggregates are not allowed in observed metrics, but found: \"sum(count(user)) AS `sum(count(user))`\". SQLSTATE: 42K0E",
		"count(DISTINCT user) AS d":              bad + `AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED] Invalid observed metrics. Aggregate expressions with DISTINCT are not allowed in observed metrics, but found: "count(DISTINCT user) AS d". SQLSTATE: 42K0E`,
		"count(user) FILTER (WHERE user > 1)":    bad + "AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED] Invalid observed metrics. Aggregate expression with FILTER predicate are not allowed in observed metrics, but found: \"count(user) FILTER (WHERE (user > 1)) AS `count(user) FILTER (WHERE (user > 1))`\". SQLSTATE: 42K0E",
		"sum(user) OVER (PARTITION BY page)":     bad + "WINDOW_EXPRESSIONS_UNSUPPORTED] Invalid observed metrics. Window expressions are not allowed in observed metrics, but found: \"sum(user) OVER (PARTITION BY page ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `sum(user) OVER (PARTITION BY page ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`\". SQLSTATE: 42K0E",
		"rand(3)":                                bad + "NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC] Invalid observed metrics. Non-deterministic expression \"rand(3) AS `rand(3)`\" can only be used as an argument to an aggregate function. SQLSTATE: 42K0E",
		"sum(nope)":                              "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `nope` cannot be resolved. Did you mean one of the following? [`page`, `user`, `amount`]. SQLSTATE: 42703",
		"sum(rand(3)) AS r, 1 AS one, sum(user)": "",
	} {
		err := spark.Try(func() error { clicks(s).Observe("m", metric); return nil })
		got := ""
		if err != nil {
			got, _, _ = strings.Cut(err.Error(), "; line")
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", metric, got, want)
		}
	}
	for name, f := range map[string]func(){
		"[INVALID_OBSERVED_METRICS.MISSING_NAME] Invalid observed metrics. The observed metrics should be named": func() { clicks(s).Observe("", "count(*)") },
		"[DUPLICATED_METRICS_NAME] The metric name is not unique: m. The same name cannot be used for metrics with different results.": func() {
			clicks(s).Observe("m", "count(*)").Observe("m", "count(*)")
		},
		"": func() { df := clicks(s).Observe("m", "count(*)"); df.Union(df) },
	} {
		err := spark.Try(func() error { f(); return nil })
		if got := fmt.Sprint(err); (err != nil || name != "") && !strings.HasPrefix(got, name) {
			t.Errorf("%s\nwant %s", got, name)
		}
	}
}
