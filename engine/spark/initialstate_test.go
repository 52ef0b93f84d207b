package spark_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// visits is a state of several columns.
type visits struct {
	N    int64
	Last string
}

// TestInitialState begins with the states of a table, for functions of each kind.
func TestInitialState(t *testing.T) {
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(0, 0) }, Zone: time.UTC}})
	rows := s.SQL("SELECT * FROM VALUES ('ann', 'cart'), ('bob', 'home') t(user, page)").GroupByKey("user")
	old := s.SQL("SELECT * FROM VALUES ('ann', 2L, 'help'), ('cid', 7L, 'home') t(user, n, last)")
	mapped := rows.WithInitialState(old.GroupByKey("user")).MapGroupsWithState(spark.NoTimeout, func(user string, rows []spark.Row, state *spark.GroupState) string {
		var v visits
		state.Load(&v)
		for _, r := range rows {
			v = visits{v.N + 1, v.Last + ">" + r.Str("page")}
		}
		return user + " " + v.Last
	})
	one := rows.WithInitialState(old.Select("user", "n").GroupByKey("user")).FlatMapGroupsWithState("append", spark.NoTimeout,
		func(user string, _ []spark.Row, state *spark.GroupState) []string {
			var n int64
			state.Load(&n)
			return []string{strings.Repeat(user, int(n))}
		})
	processed := rows.WithInitialState(old.GroupByKey("user")).TransformWithState(spark.StatefulProcessor{Values: []string{"n"},
		Init: func(_ string, row spark.Row, p *spark.Processor) { p.Update("n", row.Int("n")) },
		Rows: func(user string, _ []spark.Row, p *spark.Processor) []string {
			var n int64
			p.Load("n", &n)
			return []string{strings.Repeat(user, int(n))}
		}})
	for _, c := range []struct {
		df   *spark.DataFrame
		want string
	}{{mapped, "ann help>cart|bob >home|cid home"}, {one, "annann||" + strings.Repeat("cid", 7)}, {processed, "annann|"}} {
		var got []string
		for _, r := range c.df.Collect() {
			got = append(got, r.Str("value"))
		}
		if text := strings.Join(got, "|"); text != c.want {
			t.Errorf("got %q, want %q", text, c.want)
		}
	}
}

// TestInitialStateRefusals writes what does not fit together.
func TestInitialStateRefusals(t *testing.T) {
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(0, 0) }, Zone: time.UTC}})
	rows := s.SQL("SELECT 'ann' AS user, 1 AS n").GroupByKey("user")
	none := func(string, []spark.Row, *spark.GroupState) string { return "" }
	nobody := func(string, []spark.Row, *spark.Processor) []string { return nil }
	for want, build := range map[string]func(){
		"there is no initial state":               func() { rows.WithInitialState(nil) },
		"the keys of the initial state are [INT]": func() { rows.WithInitialState(s.SQL("SELECT 1 AS k, 2 AS n").GroupByKey("k")) },
		"has no column beside its keys": func() {
			rows.WithInitialState(s.SQL("SELECT 'a' AS k").GroupByKey("k")).MapGroupsWithState(spark.NoTimeout, none)
		},
		"nothing takes the rows of the initial state": func() { rows.WithInitialState(rows).TransformWithState(spark.StatefulProcessor{Rows: nobody}) },
		"Init has no initial state to take":           func() { rows.TransformWithState(spark.StatefulProcessor{Rows: nobody, Init: nobody}) },
		"Init is another function than func(string) int": func() {
			rows.WithInitialState(rows).TransformWithState(spark.StatefulProcessor{Rows: nobody, Init: func(string) int { return 0 }})
		},
	} {
		err := spark.Try(func() error { build(); return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
