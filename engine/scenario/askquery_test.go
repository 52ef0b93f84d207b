package scenario_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
)

// Whole queries are asked as well: joins of all kinds, subqueries correlated in every way, set
// operations, grouping sets, windows, pivots, pipes, and mistakes among them. The answers lie in
// engine/spark/testdata/asked and are run by TestAsked there.
//
//	go test ./engine/scenario -run TestAskQueries -askquery FILE -askseed 7 -askcount 500
var askQuery = flag.String("askquery", "", "write random queries without answers to this file")

// querySetup makes the tables of the queries.
var querySetup = []string{
	"CREATE OR REPLACE TEMP VIEW a AS SELECT CAST(k AS INT) k, CAST(v AS INT) v, s FROM VALUES (1, 10, 'p'), (2, 20, 'q'), (2, NULL, 'p'), (3, 30, NULL), (NULL, 5, 'q'), (1, 3, 'r') AS t(k, v, s)",
	"CREATE OR REPLACE TEMP VIEW b AS SELECT CAST(k AS INT) k, CAST(w AS BIGINT) w, u FROM VALUES (1, 100, 'p'), (2, 200, 'y'), (2, 20, 'q'), (4, 400, 'z'), (NULL, 7, 'n') AS t(k, w, u)",
	"CREATE OR REPLACE TEMP VIEW e AS SELECT CAST(k AS INT) k, CAST(v AS INT) v, s FROM VALUES (1, 1, 'p') AS t(k, v, s) WHERE k > 5",
	"CREATE OR REPLACE TEMP VIEW n AS SELECT id, named_struct('f', id * 2, 'g', named_struct('h', concat('h', id))) st, xs, mp FROM VALUES (1, array(3, 4), map('m', 5)), (2, array(), map()), (3, NULL, NULL) AS t(id, xs, mp)",
	"CREATE OR REPLACE TEMP VIEW d AS SELECT day, ts, CAST(x AS DECIMAL(10,2)) x, f FROM VALUES (DATE'2024-01-31', TIMESTAMP'2024-01-31 10:00:00', 1.25, 0.5D), (DATE'2024-03-01', TIMESTAMP'2024-03-01 23:59:59.5', -7, NULL), (NULL, NULL, NULL, double('NaN')) AS t(day, ts, x, f)",
}

func TestAskQueries(t *testing.T) {
	q := &querier{asker: asker{rand.New(rand.NewSource(*askSeed))}}
	var lines []string
	for i := 0; len(lines) < *askCount; i++ {
		d := doc{"sql": q.statement()}
		if i == 0 {
			d["setup"] = querySetup
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(text))
	}
	if *askQuery == "" {
		return
	}
	if err := os.WriteFile(*askQuery, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// querier writes random queries.
type querier struct {
	asker
	names int
	outer []column // what a subquery sees of the query around it
	wrong int      // chance in percent of a mistake at each place where one fits
}

// column is a name that an expression may use.
type column struct{ of, name, kind string }

func (c column) text(q *querier) string {
	if c.of != "" && q.chance(70) {
		return c.of + "." + c.name
	}
	return c.name
}

func (q *querier) fresh(prefix string) string {
	q.names++
	return fmt.Sprintf("%s%d", prefix, q.names)
}

func (q *querier) statement() string {
	q.names, q.outer = 0, nil
	q.wrong = []int{0, 0, 0, 2, 6}[q.Intn(5)]
	switch q.Intn(12) {
	case 0:
		return q.pipe()
	case 1:
		text, _ := q.with(2)
		return text
	case 2:
		text, _ := q.setOperation(2)
		return text
	}
	text, _ := q.query(1 + q.Intn(3))
	return text
}

// query gives a query and its columns.
func (q *querier) query(depth int) (string, []column) {
	switch n := q.Intn(20); {
	case n < 2 && depth > 0:
		return q.setOperation(depth)
	case n == 2 && depth > 0:
		return q.with(depth)
	case n == 3:
		return q.values()
	case n < 9 && depth > 0:
		return q.grouped(depth)
	}
	return q.block(depth)
}

// block is SELECT without groups.
func (q *querier) block(depth int) (string, []column) {
	from, scope := q.from(depth)
	items, out := q.items(depth, scope)
	text := "SELECT " + q.pick("", "", "", "", "DISTINCT ", "ALL ") + items + " FROM " + from
	if q.chance(55) {
		text += " WHERE " + q.boolean(depth, scope)
	}
	return text + q.tail(out), out
}

func (q *querier) items(depth int, scope []column) (string, []column) {
	if q.chance(10) {
		return q.pick("*", "*", "*", "* EXCEPT ("+scope[0].name+")"), scope
	}
	var items []string
	var out []column
	for n := 1 + q.Intn(3); n > 0; n-- {
		kind := q.pick("int", "int", "string", "boolean", "any")
		text := ""
		if q.chance(12) {
			text = q.over(scope)
			kind = "int"
		} else {
			text, kind = q.expr(kind, depth, scope)
		}
		if q.chance(60) || !isName(text) {
			name := q.fresh("c")
			if q.chance(80) {
				text += q.pick(" AS ", " ") + name
				out = append(out, column{"", name, kind})
			}
			items = append(items, text)
			if q.chance(10) && kind == "int" && len(out) > 0 {
				next := q.fresh("c")
				items = append(items, out[len(out)-1].name+" + 1 AS "+next)
				out = append(out, column{"", next, "int"})
			}
			continue
		}
		items = append(items, text)
		out = append(out, column{"", text[strings.LastIndex(text, ".")+1:], kind})
	}
	if len(out) == 0 {
		items = append(items, "1 AS one")
		out = append(out, column{"", "one", "int"})
	}
	return strings.Join(items, ", "), out
}

func isName(s string) bool {
	for _, r := range s {
		if r != '.' && r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}

// tail is ORDER BY, LIMIT and OFFSET. Rows are only cut behind an order that is total.
func (q *querier) tail(out []column) string {
	switch q.Intn(10) {
	case 0:
		return " ORDER BY ALL" + q.pick("", " LIMIT 2", " LIMIT 3 OFFSET 1", " DESC NULLS LAST LIMIT 2", " OFFSET 2")
	case 1:
		if q.chance(q.wrong * 3) {
			return q.pick(" LIMIT -1", " LIMIT 'x'", " LIMIT NULL", " LIMIT 1.5", " OFFSET -2", " ORDER BY 9", " ORDER BY nope", " LIMIT rand()", " SORT BY nope", " LIMIT (SELECT 1)")
		}
		return " ORDER BY " + out[q.Intn(len(out))].name + q.pick("", " DESC", " NULLS LAST", " DESC NULLS FIRST", ", 1")
	}
	return ""
}

// grouped is SELECT with groups.
func (q *querier) grouped(depth int) (string, []column) {
	from, scope := q.from(depth)
	var keys, items []string
	var out []column
	for n := q.Intn(3); n > 0; n-- {
		text, kind := q.expr(q.pick("int", "string"), 0, scope)
		keys = append(keys, text)
		if q.chance(85) {
			name := q.fresh("g")
			items = append(items, text+" AS "+name)
			out = append(out, column{"", name, kind})
		}
	}
	for n := 1 + q.Intn(2); n > 0; n-- {
		name := q.fresh("m")
		text, kind := q.aggregate(scope)
		items = append(items, text+q.pick("", " AS ", " AS ", " AS "))
		if strings.HasSuffix(items[len(items)-1], " AS ") {
			items[len(items)-1] += name
			out = append(out, column{"", name, kind})
		}
	}
	if q.chance(q.wrong * 2) {
		text, _ := q.expr("int", 0, scope)
		items = append(items, text)
	}
	text := "SELECT " + strings.Join(items, ", ") + " FROM " + from
	if q.chance(40) {
		text += " WHERE " + q.boolean(depth, scope)
	}
	text += q.groupBy(keys)
	if q.chance(25) {
		agg, kind := q.aggregate(scope)
		text += " HAVING " + map[bool]string{true: agg + " > 1", false: agg + " IS NOT NULL"}[kind == "int"]
	}
	if len(out) == 0 {
		return text, []column{{"", "nothing", "int"}}
	}
	return text + q.tail(out), out
}

func (q *querier) groupBy(keys []string) string {
	if len(keys) == 0 {
		return q.pick("", "", "", " GROUP BY ()")
	}
	list := strings.Join(keys, ", ")
	switch q.Intn(12) {
	case 0:
		return " GROUP BY ROLLUP(" + list + ")"
	case 1:
		return " GROUP BY CUBE(" + list + ")"
	case 2:
		return " GROUP BY GROUPING SETS ((" + list + "), (" + keys[0] + "), ())"
	case 3:
		return " GROUP BY ALL"
	case 4:
		return " GROUP BY " + list + q.pick(" WITH ROLLUP", " WITH CUBE")
	case 5:
		return " GROUP BY 1"
	case 6:
		if q.chance(q.wrong * 4) {
			return q.pick(" GROUP BY 7", " GROUP BY nope", " GROUP BY count(*)", " GROUP BY "+keys[0]+", GROUPING SETS (("+list+"))")
		}
	}
	return " GROUP BY " + list
}

func (q *querier) values() (string, []column) {
	rows := []string{"(1, 'p')", "(2, 'q')", "(NULL, 'r')", "(3, NULL)", "(1 + 1, upper('p'))"}
	q.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return "SELECT * FROM VALUES " + strings.Join(rows[:1+q.Intn(4)], ", ") + " AS vv(k, s)", []column{{"", "k", "int"}, {"", "s", "string"}}
}

// shaped gives a query of the columns x INT, y STRING.
func (q *querier) shaped(depth int) string {
	text, out := q.query(depth)
	var x, y string
	for _, c := range out {
		if c.kind == "int" && x == "" {
			x = c.name
		}
		if c.kind == "string" && y == "" {
			y = c.name
		}
	}
	if x == "" {
		x = "7"
	}
	if y == "" {
		y = "'lit'"
	}
	return fmt.Sprintf("SELECT %s AS x, %s AS y FROM (%s) %s", x, y, text, q.fresh("t"))
}

func (q *querier) setOperation(depth int) (string, []column) {
	text := "(" + q.shaped(depth-1) + ")"
	for n := 1 + q.Intn(2); n > 0; n-- {
		next := "(" + q.shaped(depth-1) + ")"
		if q.chance(q.wrong) {
			next = q.pick("SELECT 1", "SELECT 1, 2, 3", "SELECT array(1), 'x'", "SELECT 'x', map()")
		}
		text += " " + q.pick("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL", "MINUS", "UNION DISTINCT") + " " + next
	}
	return text + q.pick("", "", "", " ORDER BY x, y", " ORDER BY ALL LIMIT 3"), []column{{"", "x", "int"}, {"", "y", "string"}}
}

func (q *querier) with(depth int) (string, []column) {
	if q.chance(25) {
		r := q.fresh("r")
		base := q.pick("SELECT 1 AS i", "VALUES (1), (5)", "SELECT k FROM a WHERE k IS NOT NULL")
		step := q.pick("SELECT i + 1 FROM "+r+" WHERE i < 6", "SELECT i * 2 FROM "+r+" JOIN b ON b.k >= i WHERE i < 4", "SELECT i + k FROM "+r+", a WHERE i + k < 5")
		return fmt.Sprintf("WITH RECURSIVE %s(i) AS (%s %s %s) SELECT i, count(*) AS c FROM %s GROUP BY i", r, base, q.pick("UNION ALL", "UNION ALL", "UNION"), step, r),
			[]column{{"", "i", "int"}, {"", "c", "int"}}
	}
	one, out := q.query(depth - 1)
	name := q.fresh("w")
	from := name
	if q.chance(30) {
		from += " JOIN " + name + " AS again ON true"
		qualified := make([]column, len(out))
		for i, c := range out {
			qualified[i] = column{name, c.name, c.kind}
		}
		items, cols := q.items(0, qualified)
		return "WITH " + name + " AS (" + one + ") SELECT " + items + " FROM " + from, cols
	}
	items, cols := q.items(0, out)
	return "WITH " + name + " AS (" + one + ") SELECT " + items + " FROM " + from + q.tail(cols), cols
}

func (q *querier) pipe() string {
	text := "FROM " + q.pick("a", "b AS a", "a |> AS a")
	key, val := "k", "v"
	if strings.Contains(text, "b AS") {
		val = "w"
	}
	for n := 1 + q.Intn(3); n > 0; n-- {
		text += " |> " + q.pick("WHERE "+key+" > 1", "WHERE "+val+" IS NOT NULL", "EXTEND "+val+" + 1 AS "+q.fresh("x"), "SET "+val+" = "+val+" * 2", "DROP "+key, "AS z", "LIMIT 0", "ORDER BY ALL |> LIMIT 2",
			"SELECT "+key+", "+val, "JOIN e ON true", "LEFT JOIN e USING ("+key+")", "UNION ALL (SELECT 1, 2, 'x')", "DISTINCT", "RENAME "+val+" AS "+q.fresh("y"), "EXTEND count(*) OVER (PARTITION BY "+key+") AS "+q.fresh("n"),
			"AGGREGATE count(*) AS cnt, sum("+val+") AS total GROUP BY "+key, "AGGREGATE max("+val+")", "EXCEPT SELECT 1, 10, 'p'", "TABLESAMPLE (100 PERCENT)", "EXTEND nope", "SET nope = 1", "DROP nope", "WHERE count(*) > 1", "SELECT sum("+val+")", "PIVOT (count(*) FOR "+key+" IN (1, 2))",
			"SELECT *, "+key+" AS "+q.fresh("kk"), "CROSS JOIN (SELECT 9 AS nine)", "WHERE EXISTS (SELECT 1 FROM e)", "AGGREGATE GROUP BY "+key)
	}
	return text
}
