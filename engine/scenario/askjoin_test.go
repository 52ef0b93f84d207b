package scenario_test

import (
	"fmt"
	"strings"
)

// joins are joins of two streams: every type, key, range, and side of the watermark.
func (a asker) joins(d doc) {
	d["streams"] = doc{"imps": doc{"schema": "its TIMESTAMP, ad INT, x STRING"}, "clk": doc{"schema": "cts TIMESTAMP, cad INT, y INT"}}
	left, right := []doc{}, []doc{}
	if a.chance(90) {
		left = append(left, doc{"withWatermark": []string{"its", a.delay()}})
	}
	if a.chance(88) {
		right = append(right, doc{"withWatermark": []string{"cts", a.delay()}})
	}
	if a.chance(12) {
		left = append(left, doc{"where": a.pick("ad > 0", "x <> 'z'", "ad IS NOT NULL")})
	}
	if a.chance(12) {
		right = append(right, []doc{{"where": "y > 1"}, {"select": []string{"cts", "cad + 0 AS cad", "y"}}, {"dropDuplicates": []string{"cad", "cts"}}, {"select": []string{"cts + INTERVAL 2 SECONDS AS cts", "cad", "y"}}}[a.Intn(4)])
	}
	a.view(d, doc{"name": "i", "from": "imps", "ops": left})
	a.view(d, doc{"name": "c", "from": "clk", "ops": right})
	how := a.pick("inner", "leftOuter", "rightOuter", "fullOuter", "leftSemi", "inner", "leftOuter", "rightOuter", "leftAnti")
	a.view(d, doc{"name": "j", "from": "i", "ops": []doc{{"join": doc{"with": "c", "on": a.equality() + a.timeRange() + a.ownSide(), "how": how}}}})
	out := "j"
	one := how == "leftSemi" || how == "leftAnti"
	switch a.Intn(9) {
	case 0:
		t := map[bool]string{true: "its", false: a.pick("its", "cts")}[one]
		a.view(d, doc{"name": "out", "sql": "SELECT window(" + t + ", '10 seconds') AS w, count(*) AS c, max(ad) AS m FROM j GROUP BY 1"})
		out = "out"
	case 1:
		a.view(d, doc{"name": "out", "sql": "SELECT ad, x, its FROM j WHERE " + a.pick("ad > 1", "its IS NULL", "x IS NOT NULL OR ad = 2")})
		out = "out"
	case 2:
		if !one {
			a.view(d, doc{"name": "out", "from": "j", "ops": []doc{{"where": a.pick("y > 1", "x = 'x' AND y < 4", "cts > its", "cad IS NULL", "coalesce(y, 0) >= 0")}}})
			out = "out"
		}
	case 3:
		if !one {
			a.view(d, doc{"name": "out", "from": "j", "ops": []doc{{"dropDuplicates": []string{a.pick("ad", "its", "cts")}}}})
			out = "out"
		}
	}
	a.start(d, out, "append", "append", "append", "append", "append", "append", "append", "update", "complete")
	f := a.drifting()
	d["steps"] = f.over(3+a.Intn(3), func() doc { return f.sides() })
}

func (a asker) equality() string {
	return a.pick("i.ad = c.cad", "i.ad = c.cad", "i.ad = c.cad", "i.ad <=> c.cad", "i.ad = c.cad AND i.its = c.cts", "i.its = c.cts", "i.ad + 1 = c.cad", "i.ad = c.cad AND i.x = cast(c.y AS STRING)", "c.cad = i.ad", "i.ad = c.cad AND i.ad = c.y", "cast(i.ad AS BIGINT) = c.cad",
		"window(i.its, '10 seconds') = window(c.cts, '10 seconds')", "i.ad % 2 = c.cad % 2", "i.ad = abs(c.cad)", "struct(i.ad) = struct(c.cad)", "i.its <=> c.cts AND i.ad = c.cad", "i.ad = c.cad AND true", "coalesce(i.ad, 0) = coalesce(c.cad, 0)", "i.ad = 2 AND c.cad = 2", "date_trunc('minute', i.its) = date_trunc('minute', c.cts)", "i.ad = c.cad OR i.ad = c.y", "i.ad < c.cad")
}

func (a asker) timeRange() string {
	n, m := 1+a.Intn(10), 1+a.Intn(25)
	return a.pick("", "", fmt.Sprintf(" AND c.cts >= i.its AND c.cts <= i.its + INTERVAL %d SECONDS", m), fmt.Sprintf(" AND c.cts BETWEEN i.its - INTERVAL %d SECONDS AND i.its + INTERVAL %d SECONDS", n, m), fmt.Sprintf(" AND c.cts > i.its AND c.cts < i.its + INTERVAL %d SECONDS", m),
		" AND c.cts >= i.its", " AND c.cts > i.its", " AND i.its >= c.cts", fmt.Sprintf(" AND i.its > c.cts - INTERVAL %d SECONDS", m), fmt.Sprintf(" AND i.its BETWEEN c.cts - INTERVAL '%d' SECOND AND c.cts", m), fmt.Sprintf(" AND i.its + INTERVAL 1 MINUTE > c.cts AND c.cts + INTERVAL %d SECONDS > i.its", n),
		fmt.Sprintf(" AND c.cts - i.its <= INTERVAL %d SECONDS AND c.cts >= i.its", m), fmt.Sprintf(" AND c.cts - INTERVAL %d SECONDS = i.its", n), fmt.Sprintf(" AND timestampdiff(SECOND, i.its, c.cts) BETWEEN 0 AND %d", m), fmt.Sprintf(" AND (c.cts >= i.its AND c.cts <= i.its + INTERVAL '0:%d' MINUTE TO SECOND)", m),
		fmt.Sprintf(" AND NOT (c.cts < i.its OR c.cts > i.its + INTERVAL %d SECONDS)", m), fmt.Sprintf(" AND c.cts <= i.its + make_dt_interval(0, 0, 0, %d) AND c.cts >= i.its - INTERVAL %d SECONDS", m, n), fmt.Sprintf(" AND c.cts >= i.its + INTERVAL %d MILLISECONDS AND c.cts <= i.its + INTERVAL 1 DAY", 100*n), " AND c.cts >= i.its - INTERVAL 1 MONTH AND c.cts <= i.its + INTERVAL 1 MONTH",
		fmt.Sprintf(" AND i.its < c.cts + INTERVAL %d SECONDS AND i.its + INTERVAL %d SECONDS >= c.cts", n, m), fmt.Sprintf(" AND c.cts >= i.its - INTERVAL 0 SECONDS AND c.cts < i.its + INTERVAL %d SECONDS - INTERVAL 500 MILLISECONDS", m))
}

func (a asker) ownSide() string {
	return a.pick("", "", "", "", "", " AND i.ad > 1", " AND c.cad < 3", " AND i.x = 'x'", " AND c.y IS NOT NULL", " AND i.ad > 0 AND c.y > 0", " AND i.its > TIMESTAMP'2024-01-01 00:00:05'", " AND length(i.x) < c.y", " AND i.ad + c.y > 2", " AND (i.ad = 1 OR c.y = 2)", " AND i.ad IS NULL", " AND false")
}

func (f *drift) sides() doc {
	add := doc{}
	if f.chance(80) {
		rows := make([]any, 1+f.Intn(4))
		for k := range rows {
			rows[k] = []any{f.time(), f.maybe(f.Intn(4)), f.maybe(f.pick("x", "y", "2"))}
		}
		add["imps"] = rows
	}
	if len(add) == 0 || f.chance(80) {
		rows := make([]any, 1+f.Intn(4))
		for k := range rows {
			rows[k] = []any{f.time(), f.maybe(f.Intn(4)), f.maybe(f.Intn(4))}
		}
		add["clk"] = rows
	}
	return add
}

var users = doc{"users": doc{"schema": "page STRING, owner STRING, k INT", "rows": []any{[]any{"home", "ann", 1}, []any{"home", "bob", 2}, []any{"cart", nil, 3}, []any{nil, "cyd", 4}}}}

// statics join a stream with a table, or look into the table from a subquery.
func (a asker) statics(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	d["tables"] = users
	s := "clicks"
	if a.chance(60) {
		a.view(d, doc{"name": "timed", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", a.delay()}}}})
		s = "timed"
	}
	how := a.pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN", "CROSS JOIN", "JOIN", "LEFT JOIN")
	on := a.pick("c.page = u.page", "c.page = u.page", "c.page <=> u.page", "c.n > u.k", "c.page = u.page AND c.n > u.k", "upper(c.page) = upper(u.page) AND u.owner IS NOT NULL", "c.n = u.k OR c.page = u.page", "true", "c.page = u.page AND c.n > 2", "c.page = u.page AND false", "c.n BETWEEN u.k AND u.k + 2")
	var sql string
	switch a.Intn(4) {
	case 0:
		sql = a.pick("SELECT page, n FROM @ c WHERE "+a.pick("", "NOT ")+"EXISTS (SELECT 1 FROM users u WHERE "+on+")", "SELECT page, n FROM @ c WHERE page "+a.pick("", "NOT ")+"IN (SELECT page FROM users u"+a.pick("", " WHERE page IS NOT NULL", " WHERE u.k > c.n")+")", "SELECT page, (SELECT "+a.pick("max(k)", "count(*)", "min(owner)", "sum(k) + 1")+" FROM users u WHERE "+a.pick("u.page = c.page", "u.k = c.n", "u.k < 3")+") AS v FROM @ c",
			"SELECT page FROM @ c WHERE n > (SELECT avg(k) FROM users u"+a.pick("", " WHERE u.page = c.page")+")", "SELECT page, EXISTS (SELECT 1 FROM users u WHERE u.page = c.page) AS e FROM @ c", "SELECT page, n IN (SELECT k FROM users) AS e FROM @ c", "SELECT c.page, x.owner FROM @ c, LATERAL (SELECT owner FROM users u WHERE u.page = c.page) x",
			"SELECT c.page, x.m FROM @ c LEFT JOIN LATERAL (SELECT max(k) AS m FROM users u WHERE u.page = c.page) x ON true", "SELECT page, count(*) AS c FROM @ WHERE page IN (SELECT page FROM users) GROUP BY page", "SELECT (SELECT count(*) FROM users) AS k, n FROM @", "SELECT page FROM users WHERE page IN (SELECT page FROM @)", "SELECT owner FROM users u WHERE EXISTS (SELECT 1 FROM @ c WHERE c.page = u.page)")
	case 1:
		sql = a.pick("SELECT c.page, owner FROM @ c "+how+" users u USING (page)", "SELECT * FROM @ c NATURAL "+how+" users u", "SELECT page, owner FROM users u "+how+" @ c USING (page)")
		sql = strings.ReplaceAll(strings.ReplaceAll(sql, "CROSS JOIN", "JOIN"), "NATURAL INNER", "NATURAL")
	default:
		cols := a.pick("c.page, c.n, u.owner", "*", "u.k, count(*) AS c", "window(ts, '10 seconds') AS w, u.owner, count(*) AS c")
		if strings.Contains(how, "SEMI") || strings.Contains(how, "ANTI") {
			cols = a.pick("page, n", "*", "page, count(*) AS c")
		}
		text := " ON " + on
		if how == "CROSS JOIN" {
			text = a.pick("", " WHERE "+on)
		}
		sides := a.pick("@ c "+how+" users u", "@ c "+how+" users u", "users u "+how+" @ c")
		sql = "SELECT " + cols + " FROM " + sides + text
		if i := strings.Index(cols, ", count(*)"); i > 0 {
			sql += " GROUP BY " + strings.ReplaceAll(cols[:i], " AS w", "")
		}
	}
	a.view(d, doc{"name": "out", "sql": strings.ReplaceAll(sql, "@", s)})
	a.start(d, "out", "append", "append", "append", "update", "complete")
	f := a.drifting()
	d["steps"] = f.over(2, func() doc { return doc{"clicks": f.clicks(5)} })
}

// stateless asks whole random queries over a stream and tables.
func (a asker) stateless(d doc) {
	q := &querier{asker: a}
	d["streams"] = doc{"a": doc{"schema": "k INT, v INT, s STRING"}}
	if a.chance(15) {
		d["streams"].(doc)["e"] = doc{"schema": "k INT, v INT, s STRING"}
	} else {
		d["tables"] = doc{"e": doc{"schema": "k INT, v INT, s STRING", "rows": []any{}}}
	}
	rows := func(n int) []any {
		out := make([]any, 1+a.Intn(n))
		for i := range out {
			out[i] = []any{a.maybe(a.Intn(4)), a.maybe(a.Intn(30)), a.maybe(a.pick("p", "q", "r"))}
		}
		return out
	}
	tables, _ := d["tables"].(doc)
	if tables == nil {
		tables = doc{}
		d["tables"] = tables
	}
	tables["b"] = doc{"schema": "k INT, w BIGINT, u STRING", "rows": []any{[]any{1, 100, "p"}, []any{2, 200, "y"}, []any{2, 20, "q"}, []any{4, 400, "z"}, []any{nil, 7, "n"}}}
	tables["n"] = doc{"schema": "id INT, st STRUCT<f: INT, g: STRUCT<h: STRING>>, xs ARRAY<INT>, mp MAP<STRING, INT>", "rows": []any{[]any{1, doc{"f": 2, "g": doc{"h": "h1"}}, []any{3, 4}, []any{[]any{"m", 5}}}, []any{2, nil, []any{}, []any{}}}}
	tables["d"] = doc{"schema": "day DATE, ts TIMESTAMP, x DECIMAL(10,2), f DOUBLE", "rows": []any{[]any{"2024-01-31", "2024-01-31 10:00:00", "1.25", 0.5}, []any{nil, nil, nil, nil}}}
	var sql string
	for !strings.Contains(sql, "FROM a") && !strings.Contains(sql, "JOIN a") {
		sql = q.statement()
	}
	a.view(d, doc{"name": "out", "sql": sql})
	a.start(d, "out", "append", "append", "update", "complete")
	d["steps"] = []doc{{"add": doc{"a": rows(5)}}, {"add": doc{"a": rows(5)}}}
}
