package expr

import (
	"slices"
	"strings"
)

// Word is what help and reference pages know of one function.
type Word struct {
	Name    string
	Aliases []string
	Group   string
	Usage   string
	Help    string
	Example string // "expression -- value", "" without one
	// Grammar lists the names that only the grammar calls: SHOW FUNCTIONS does not list them.
	Grammar []string
}

// Listed are the names that SHOW FUNCTIONS lists.
func (w Word) Listed() []string {
	var out []string
	for _, name := range append([]string{w.Name}, w.Aliases...) {
		if !slices.Contains(w.Grammar, name) {
			out = append(out, name)
		}
	}
	return out
}

// SpecialForms are the functions that the grammar or the planner reads: they have no row in a
// table of functions.
func SpecialForms() []Word {
	w := "window_funcs"
	return []Word{
		{Name: "window", Group: "datetime_funcs", Usage: "window(time, windowDuration[, slideDuration[, startTime]])", Help: "The window of time that a row falls into, as struct of start and end; with a slide a row falls into several.",
			Example: "window.start FROM (SELECT window(timestamp'2024-01-01 10:07:00', '10 minutes') AS window) -- 2024-01-01 10:00:00"},
		{Name: "session_window", Group: "datetime_funcs", Usage: "session_window(time, gap)", Help: "The session of a key: it goes on as long as the next row comes before the gap has passed.",
			Example: "session_window.end FROM (SELECT session_window(t, '5 minutes') AS session_window FROM VALUES (timestamp'2024-01-01 10:07:00') AS v(t) GROUP BY session_window(t, '5 minutes')) -- 2024-01-01 10:12:00"},
		{Name: "window_time", Group: "datetime_funcs", Usage: "window_time(window)", Help: "The event time of a window's result: its end less one microsecond.",
			Example: "window_time(window) FROM (SELECT window FROM VALUES (timestamp'2024-01-01 10:07:00') AS v(t) GROUP BY window(t, '10 minutes')) -- 2024-01-01 10:09:59.999999"},
		{Name: "row_number", Group: w, Usage: "row_number() OVER (...)", Help: "The number of the row in its partition, from 1.", Example: "max(n) FROM (SELECT row_number() OVER (ORDER BY id) AS n FROM range(3)) -- 3"},
		{Name: "rank", Group: w, Usage: "rank() OVER (...)", Help: "The place of the row, equal ones alike, with gaps.", Example: "max(n) FROM (SELECT rank() OVER (ORDER BY v) AS n FROM VALUES (1), (2), (2) AS t(v)) -- 2"},
		{Name: "dense_rank", Group: w, Usage: "dense_rank() OVER (...)", Help: "The place of the row, equal ones alike, without gaps.", Example: "max(n) FROM (SELECT dense_rank() OVER (ORDER BY v) AS n FROM VALUES (1), (1), (2) AS t(v)) -- 2"},
		{Name: "percent_rank", Group: w, Usage: "percent_rank() OVER (...)", Help: "(rank - 1) / (rows - 1).", Example: "max(n) FROM (SELECT percent_rank() OVER (ORDER BY id) AS n FROM range(3)) -- 1.0"},
		{Name: "cume_dist", Group: w, Usage: "cume_dist() OVER (...)", Help: "The share of rows up to this one and its equals.", Example: "min(n) FROM (SELECT cume_dist() OVER (ORDER BY id) AS n FROM range(4)) -- 0.25"},
		{Name: "ntile", Group: w, Usage: "ntile(n) OVER (...)", Help: "The number of one of n groups of equal size.", Example: "max(n) FROM (SELECT ntile(2) OVER (ORDER BY id) AS n FROM range(3)) -- 2"},
		{Name: "lag", Group: w, Usage: "lag(expr[, offset[, default]]) OVER (...)", Help: "The value some rows before, by default one.", Example: "max(n) FROM (SELECT lag(id) OVER (ORDER BY id) AS n FROM range(3)) -- 1"},
		{Name: "lead", Group: w, Usage: "lead(expr[, offset[, default]]) OVER (...)", Help: "The value some rows behind, by default one.", Example: "max(n) FROM (SELECT lead(id) OVER (ORDER BY id) AS n FROM range(3)) -- 2"},
		{Name: "nth_value", Group: w, Usage: "nth_value(expr, n) OVER (...)", Help: "The value of the n-th row of the frame.", Example: "max(n) FROM (SELECT nth_value(id, 2) OVER (ORDER BY id) AS n FROM range(3)) -- 1"},
		{Name: "counter_diff", Group: w, Usage: "counter_diff(value[, start_time]) OVER (...)", Help: "By how much a counter has grown since the row before; null in the first row and where the counter was set back or started anew.",
			Example: "max(n) FROM (SELECT counter_diff(v) OVER (ORDER BY v) AS n FROM VALUES (1), (4), (9) AS t(v)) -- 5"},
		{Name: "grouping", Group: "aggregate", Usage: "grouping(col)", Help: "1 where the column is summed over by ROLLUP, CUBE or GROUPING SETS, else 0.", Example: "max(g) FROM (SELECT grouping(id) AS g FROM range(2) GROUP BY ROLLUP (id)) -- 1"},
		{Name: "grouping_id", Group: "aggregate", Usage: "grouping_id([col1, ...])", Help: "The grouping bits of the columns as one number.", Example: "max(g) FROM (SELECT grouping_id() AS g FROM range(2) GROUP BY CUBE (id)) -- 1"},
		{Name: "range", Group: "generator", Usage: "range([start, ]end[, step[, numPartitions]])", Help: "The numbers from start up to end, as rows of one column, id: a table function.", Example: "max(id) FROM range(3) -- 2"},
		{Name: "cast", Group: "conversion_funcs", Usage: "CAST(expr AS type)", Help: "The value in another type; expr :: type is the same, TRY_CAST gives null where it fails.", Example: "CAST('10' AS INT) -- 10"},
		{Name: "case", Group: "conditional_funcs", Usage: "CASE expr1 WHEN expr2 THEN expr3 [WHEN expr4 THEN expr5]* [ELSE expr6] END", Help: "The value behind the first WHEN that equals the expression.", Example: "CASE 2 WHEN 1 THEN 'a' ELSE 'b' END -- b"},
		{Name: "when", Group: "conditional_funcs", Usage: "CASE WHEN expr1 THEN expr2 [WHEN expr3 THEN expr4]* [ELSE expr5] END", Help: "The value behind the first condition that holds.", Example: "CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END -- b"},
	}
}

// grammarOnly are names of the table that only the grammar calls, as it does all with a space: Spark does not list them.
var grammarOnly = []string{"[]", "(,)", ":", "timestampadd", "timestampdiff", "any_match_all"}

// grammarNames are the names of f that only the grammar calls: all of them where the first one is.
func grammarNames(f *Function) (out []string) {
	only := func(name string) bool { return strings.Contains(name, " ") || slices.Contains(grammarOnly, name) }
	for _, name := range append([]string{f.Name}, f.Aliases...) {
		if only(f.Name) || only(name) {
			out = append(out, name)
		}
	}
	return out
}

// Words lists every function of SQL, table by table.
func Words() []Word {
	out := SpecialForms()
	for _, f := range Functions() {
		out = append(out, Word{f.Name, f.Aliases, f.Group, f.Usage, f.Help, f.Example, grammarNames(f)})
	}
	for _, f := range Aggregates() {
		out = append(out, Word{f.Name, f.Aliases, "aggregate", f.Usage, f.Help, f.Example, nil})
	}
	for _, f := range Generators() {
		out = append(out, Word{f.Name, f.Aliases, "generator", f.Usage, f.Help, f.Example, nil})
	}
	return out
}

// Called tells whether this is the name, or another name, of the function.
func (w Word) Called(name string) bool {
	return strings.EqualFold(w.Name, name) || slices.ContainsFunc(w.Aliases, func(a string) bool { return strings.EqualFold(a, name) })
}
