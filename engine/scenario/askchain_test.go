package scenario_test

import (
	"fmt"
	"strings"
	"time"
)

// chains puts stateful steps of any kind behind each other: two or three of them, over one stream
// or the union of two.
func (a asker) chains(d doc) {
	c := &chainer{asker: a, d: d, at: "clicks"}
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	two := a.chance(35)
	if two {
		d["streams"] = doc{"clicks": doc{"schema": clicksSchema}, "more": doc{"schema": clicksSchema}}
	}
	c.begin(two)
	for n := 2 + a.Intn(2); n > 0; n-- {
		c.step()
	}
	a.start(d, c.at, "append", "append", "append", "update", "complete")
	f := a.drifting()
	d["steps"] = f.over(3+a.Intn(2), func() doc {
		add := doc{"clicks": f.clicks(5)}
		if two && a.chance(80) {
			add["more"] = f.clicks(4)
			if a.chance(20) {
				delete(add, "clicks")
			}
		}
		return add
	})
}

// chainer knows which view is the last, and what it has: a time column ts or a window w.
type chainer struct {
	asker
	d      doc
	at     string
	n      int
	window bool
}

func (c *chainer) add(v doc) {
	c.n++
	v["name"] = fmt.Sprintf("v%d", c.n)
	if v["sql"] == nil {
		v["from"] = c.at
	} else {
		v["sql"] = strings.ReplaceAll(v["sql"].(string), "@", c.at)
	}
	c.view(c.d, v)
	c.at = v["name"].(string)
}

func (c *chainer) begin(two bool) {
	if !two {
		if c.chance(92) {
			c.add(doc{"ops": []doc{{"withWatermark": []string{"ts", c.delay()}}}})
		}
		return
	}
	c.view(c.d, doc{"name": "l", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", c.delay()}}}})
	right := []doc{{"withWatermark": []string{"ts", c.delay()}}}
	if c.chance(15) {
		right = nil
	}
	c.view(c.d, doc{"name": "r", "from": "more", "ops": right})
	switch c.Intn(3) {
	case 0:
		c.add(doc{"sql": "SELECT * FROM l UNION ALL SELECT * FROM r"})
	case 1:
		c.at = "l"
		c.view(c.d, doc{"name": "rr", "from": "r", "ops": []doc{{"select": []string{"ts AS ts2", "page AS page2", "n AS n2"}}}})
		c.add(doc{"ops": []doc{{"join": doc{"with": "rr", "on": "page = page2 AND ts2 BETWEEN ts - INTERVAL 5 SECONDS AND ts + INTERVAL 8 SECONDS", "how": c.pick("inner", "inner", "leftOuter", "rightOuter", "fullOuter", "leftSemi")}}}})
	default:
		c.view(c.d, doc{"name": "wl", "sql": "SELECT window(ts, '10 seconds') AS w, page, count(*) AS n FROM l GROUP BY window(ts, '10 seconds'), page"})
		c.view(c.d, doc{"name": "wr", "sql": "SELECT window(ts, '10 seconds') AS w2, page AS page2, max(n) AS n2 FROM r GROUP BY window(ts, '10 seconds'), page"})
		c.at = "wl"
		c.add(doc{"ops": []doc{{"join": doc{"with": "wr", "on": "w = w2 AND page = page2", "how": c.pick("inner", "leftOuter", "fullOuter", "leftSemi")}}}})
		c.window = true
	}
}

func (c *chainer) step() {
	if c.window {
		c.windowed()
		return
	}
	switch c.Intn(7) {
	case 0:
		c.add(doc{"ops": []doc{{c.pick("dropDuplicates", "dropDuplicatesWithinWatermark"): [][]string{{"page"}, {"page", "ts"}, {"ts"}, {"n"}}[c.Intn(4)]}}})
	case 1:
		c.add(doc{"sql": "SELECT session_window(ts, '6 seconds') AS w, page, count(*) AS n FROM @ GROUP BY session_window(ts, '6 seconds'), page"})
		c.window = true
	case 2:
		c.add(doc{"sql": "SELECT ts, page, count(*) AS n FROM @ GROUP BY ts, page"})
	case 3:
		c.add(doc{"sql": "SELECT ts, page, n FROM @ WHERE n >= 0"})
	case 4:
		c.add(doc{"ops": []doc{{"limit": 2 + c.Intn(6)}}})
	default:
		w := c.window2()
		c.add(doc{"sql": "SELECT " + w + " AS w, page, " + c.pick("count(*) AS n", "sum(n) AS n", "max(n) AS n, max(ts) AS hi") + " FROM @ GROUP BY " + w + ", page"})
		c.window = true
	}
}

func (c *chainer) window2() string {
	return c.pick("window(ts, '5 seconds')", "window(ts, '10 seconds', '5 seconds')", "window(ts, '8 seconds', '8 seconds', '3 seconds')")
}

// windowed is a step over a column w that is a window.
func (c *chainer) windowed() {
	switch c.Intn(8) {
	case 0:
		c.add(doc{"sql": "SELECT w, count(*) AS n, max(page) AS page FROM @ GROUP BY w"})
	case 1:
		c.add(doc{"sql": "SELECT w, page, n FROM @ WHERE n > 0"})
	case 2:
		c.add(doc{"ops": []doc{{c.pick("dropDuplicates", "dropDuplicatesWithinWatermark"): [][]string{{"page"}, {"w"}, {"w", "page"}}[c.Intn(3)]}}})
	case 3:
		c.add(doc{"sql": "SELECT window_time(w) AS ts, page, n FROM @"})
		c.window = false
	case 4:
		c.add(doc{"sql": "SELECT w.end AS ts, page, n FROM @"})
		c.window = false
	case 5:
		c.add(doc{"sql": "SELECT session_window(" + c.pick("w", "window_time(w)", "w.end") + ", '12 seconds') AS w, page, sum(n) AS n FROM @ GROUP BY 1, 2"})
	default:
		w := c.pick("window(w, '20 seconds')", "window(w, '30 seconds', '10 seconds')", "window(window_time(w), '15 seconds')", "window(w.start, '20 seconds')", "window(w, '1 minute')")
		c.add(doc{"sql": "SELECT " + w + " AS w, max(page) AS page, sum(n) AS n FROM @ GROUP BY " + w})
	}
}

func (a asker) manySessions(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	from := a.source(d)
	gap := a.pick("'5 seconds'", "'10 seconds'", "'3 seconds'", "INTERVAL 7 SECONDS", "'1 minute'", "'1500 milliseconds'", "CASE WHEN page = 'cart' THEN '15 seconds' ELSE '4 seconds' END", "concat(CAST(coalesce(n, 1) AS STRING), ' seconds')",
		"IF(n > 3, INTERVAL 8 SECONDS, INTERVAL 2 SECONDS)", "make_interval(0, 0, 0, 0, 0, 0, n)", "CASE WHEN n > 2 THEN '9 seconds' END", "CASE page WHEN 'home' THEN '0 seconds' ELSE '6 seconds' END", "'1 month'", "'0 seconds'", "5000000", "INTERVAL '1' MONTH", "CAST(n AS STRING)", "page")
	w := "session_window(ts, " + gap + ")"
	key := a.pick("page", "page", "page", "n % 2", "page, n > 2", "n", "upper(page), n")
	sel := a.pick(w+" AS w", w+".start AS st, "+w+".end AS en", "session_window.end AS en", "session_window")
	sql := "SELECT " + sel + ", " + a.pick(key+", ", "") + a.aggs() + " FROM " + from + a.pick("", "", " WHERE n IS NOT NULL", " WHERE page <> 'help'") + " GROUP BY " + a.pick(w+", "+key, key+", "+w) + a.pick("", "", "", " HAVING count(*) > 1")
	a.view(d, doc{"name": "out", "sql": sql})
	a.start(d, "out", "append", "append", "append", "complete", "complete", "update")
	if a.chance(15) {
		d["conf"] = doc{"spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition": "true"}
	}
	f := a.drifting()
	d["steps"] = f.over(3+a.Intn(3), func() doc { return doc{"clicks": f.clicks(5)} })
}

// clock moves a manual clock by parts and multiples of the trigger's interval.
func (a asker) clock(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	a.view(d, doc{"name": "timed", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", a.pick("0 seconds", "5 seconds", "10 seconds")}}}})
	sql := a.pick("SELECT window(ts, '10 seconds').start st, count(*) c FROM timed GROUP BY window(ts, '10 seconds')", "SELECT page, count(*) c FROM timed GROUP BY page", "SELECT page, n FROM timed WHERE n > 0", "SELECT DISTINCT ts, page FROM timed",
		"SELECT session_window(ts, '5 seconds') w, page, count(*) c FROM timed GROUP BY 1, 2", "SELECT page FROM timed LIMIT 3", "SELECT a.page, b.n FROM timed a JOIN (SELECT ts AS t2, page AS p2, n FROM timed) b ON a.page = b.p2 AND t2 BETWEEN ts AND ts + INTERVAL 5 SECONDS",
		"SELECT window(w, '20 seconds') ww, sum(c) s FROM (SELECT window(ts, '5 seconds') w, count(*) c FROM timed GROUP BY window(ts, '5 seconds')) GROUP BY 1")
	a.view(d, doc{"name": "out", "sql": sql})
	d["query"] = doc{"from": "out", "mode": a.pick("append", "append", "update", "complete"), "clock": "manual", "trigger": doc{"processingTime": a.pick("10 seconds", "1 second", "7 seconds", "1 minute", "500 milliseconds")}}
	f := a.drifting()
	var steps []doc
	for n := 4 + a.Intn(4); n > 0; n-- {
		if a.chance(60) {
			steps = append(steps, doc{"add": doc{"clicks": f.clicks(3)}})
			f.step++
		}
		steps = append(steps, doc{"advanceClock": a.pick("10 seconds", "10 seconds", "1 second", "7 seconds", "25 seconds", "1 minute", "3 minutes", "3 seconds", "500 milliseconds", "14 seconds")})
	}
	d["steps"] = steps
}

// failures are queries that some row makes fail.
func (a asker) failures(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": "ts TIMESTAMP, page STRING, n INT"}}
	expr := a.pick("10 / n", "10 % n", "n DIV (n - 1)", "cast(page AS INT)", "cast(page AS DATE)", "IF(n > 4, raise_error('boom'), n)", "assert_true(n < 5)", "assert_true(n < 6, concat('bad ', page))", "n + 2147483645", "cast(n * 100 AS TINYINT)", "array(1, 2)[n]", "element_at(array(1), n)", "map('home', 1)[page]",
		"element_at(map('home', 1), page)", "cast(page AS BOOLEAN)", "to_timestamp(page)", "to_number(page, '999')", "cast(concat('2024-13-0', n) AS TIMESTAMP)", "make_date(2024, 12 + n, 1)", "-(n * -2147483648)", "abs(cast(n - 3 AS TINYINT)) * 99Y * 2Y", "from_json(page, 'a INT', map('mode', 'FAILFAST'))", "decode(page, 'nope')", "cast(n AS DECIMAL(1,0))",
		"cast(cast(n AS DOUBLE) * 1e10 AS INT)", "sqrt(n) / (n - 2)", "n * 1000000000", "9223372036854775807 + n", "cast(page AS INTERVAL DAY)", "regexp_extract(page, '(', 1)", "elt(n, 'a', 'b')", "conv(page, 99, 10)", "date_add(DATE'2024-01-01', cast(page AS INT))", "try_divide(1, n)", "bround(n, page)", "timestampadd(YEAR, n * 100000, ts)", "parse_json(page)", "unhex(page)")
	sql := a.pick("SELECT # AS q FROM clicks", "SELECT page, # AS q FROM clicks WHERE n IS NOT NULL", "SELECT page FROM clicks WHERE # IS NOT NULL", "SELECT page, max(#) AS m FROM clicks GROUP BY page", "SELECT # AS k, count(*) AS c FROM clicks GROUP BY #",
		"SELECT *\nFROM clicks\nWHERE n > 0 AND # IS NULL", "SELECT explode(array(#)) AS x FROM clicks", "WITH w AS (SELECT page, # AS q FROM clicks) SELECT q FROM w WHERE page = 'home'", "SELECT c.page, u.k FROM clicks c JOIN users u ON c.page = u.page AND # IS NOT NULL", "FROM clicks |> EXTEND # AS q |> SELECT q")
	d["tables"] = doc{"users": doc{"schema": "page STRING, k INT", "rows": []any{[]any{"home", 1}, []any{"cart", nil}}}}
	a.view(d, doc{"name": "out", "sql": strings.ReplaceAll(sql, "#", expr)})
	d["query"] = doc{"from": "out", "mode": a.pick("update", "update", "append", "complete")}
	if a.chance(20) {
		d["conf"] = doc{"spark.sql.ansi.enabled": "false"}
	}
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	add := func(lo, n int) doc {
		rows := make([]any, 1+a.Intn(3))
		for i := range rows {
			at = at.Add(time.Second)
			rows[i] = []any{at.Format("2006-01-02 15:04:05"), a.maybe(a.pick("home", "12", "2024-01-05", "cart")), lo + a.Intn(n)}
		}
		return doc{"add": doc{"clicks": rows}}
	}
	d["steps"] = []doc{add(1, 2), add(0, 9)}
}
