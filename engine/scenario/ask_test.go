package scenario_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Scenarios are also questions: this file writes random ones, without answers, one a line, for
// a recorder that runs them on a real Spark. The answers live in testdata/asked and are run by
// the same test as every other recorded scenario.
//
//	go test ./engine/scenario -run TestAsk -ask questions.jsonl -askseed 7 -askcount 60
var (
	askFile  = flag.String("ask", "", "write random scenarios without answers to this file")
	askSeed  = flag.Int64("askseed", 1, "seed of the random scenarios")
	askCount = flag.Int("askcount", 40, "how many random scenarios to write")
	askOf    = flag.String("askfamily", "", "the families that are drawn from, with commas; none: all")
)

type doc = map[string]any

// asker draws one random scenario after the other.
type asker struct{ *rand.Rand }

func (a asker) pick(list ...string) string { return list[a.Intn(len(list))] }

func (a asker) chance(percent int) bool { return a.Intn(100) < percent }

func TestAsk(t *testing.T) {
	a := asker{rand.New(rand.NewSource(*askSeed))}
	var lines []string
	families := a.families()
	names := slices.Sorted(maps.Keys(families))
	if *askOf != "" {
		names = strings.Split(*askOf, ",")
	}
	for i := 0; i < *askCount; i++ {
		d := doc{"scenario": 1, "family": "asked", "origin": "recorded from Spark 4.3.0"}
		families[names[i%len(names)]](d)
		d["name"] = fmt.Sprintf("asked: seed %d query %d, %s", *askSeed, i, names[i%len(names)])
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(text))
	}
	if *askFile == "" {
		return
	}
	if err := os.WriteFile(*askFile, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (a asker) scenario() doc {
	d := doc{"scenario": 1, "family": "asked", "origin": "recorded from Spark 4.3.0"}
	switch a.Intn(18) {
	case 0, 1, 2:
		a.aggregate(d)
	case 3:
		a.typed(d)
	case 4:
		a.sessions(d)
	case 5, 6:
		a.join(d)
	case 7:
		a.chain(d)
	case 8:
		a.dedup(d)
	case 9, 10, 11:
		a.grid(d)
	case 12, 13:
		a.longChain(d)
	case 14:
		a.zoned(d)
	case 15, 16:
		a.wideJoin(d)
	default:
		a.static(d)
	}
	return d
}

const clicksSchema = "ts TIMESTAMP, page STRING, n INT"

func (a asker) delay() string {
	return a.pick("0 seconds", "3 seconds", "10 seconds", "25 seconds", "1500 milliseconds", "2 minutes")
}

func (a asker) window() string {
	return a.pick("window(ts, '10 seconds')", "window(ts, '10 seconds', '4 seconds')", "window(ts, '30 seconds', '10 seconds', '3 seconds')",
		"window(ts, '2500 milliseconds')", "window(ts, '1 minute', '1 minute', '-7 seconds')", "window(ts, INTERVAL 20 SECONDS)")
}

func (a asker) aggs() string {
	list := []string{"count(*) AS c", "sum(n) AS s", "avg(n) AS a", "min(n) AS lo", "max(n) AS hi", "count(n) AS cn", "sort_array(collect_list(n)) AS l",
		"sort_array(collect_set(page)) AS ps", "count_if(n > 3) AS ci", "bool_or(n < 0) AS bo", "stddev_pop(n) AS sd", "min_by(page, n) AS mb", "max(page) AS mp",
		"sum(n) FILTER (WHERE page = 'home') AS sh", "approx_count_distinct(n) AS acd", "sum(CAST(n AS DECIMAL(10,2)) / 4) AS sd4", "percentile(n, 0.25) AS p25",
		"bit_or(n) AS bo2", "first(n, true) IS NULL AS fn", "sum(n) + count(*) AS sc", "max(n) - min(n) AS span"}
	a.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return strings.Join(list[:1+a.Intn(3)], ", ")
}

func (a asker) mode() string { return a.pick("append", "append", "update", "update", "complete") }

func (a asker) timed(d doc, from string) {
	ops := []doc{{"withWatermark": []string{"ts", a.delay()}}}
	if a.chance(30) {
		where := doc{"where": a.pick("n > 0", "page <> 'help'", "n IS NOT NULL", "n % 2 = 0 OR page = 'home'", "length(page) = 4 AND n BETWEEN 0 AND 6")}
		if a.chance(50) {
			ops = append(ops, where)
		} else {
			ops = append([]doc{where}, ops...)
		}
	}
	a.view(d, doc{"name": "timed", "from": from, "ops": ops})
}

func (a asker) view(d doc, v doc) {
	views, _ := d["views"].([]doc)
	d["views"] = append(views, v)
}

func (a asker) aggregate(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	a.timed(d, "clicks")
	key := a.window()
	by := []string{key}
	sel := []string{key + " AS w"}
	if a.chance(60) {
		k := a.pick("page", "n", "n % 3", "upper(page)", "page, n IS NULL")
		by = append(by, k)
		for i, p := range strings.Split(k, ", ") {
			sel = append(sel, fmt.Sprintf("%s AS k%d", p, i))
		}
	}
	if a.chance(15) {
		by, sel = by[1:], sel[1:]
	}
	having := ""
	if a.chance(20) {
		having = " HAVING count(*) > 1"
	}
	group := ""
	if len(by) > 0 {
		group = " GROUP BY " + strings.Join(by, ", ")
	}
	sel = append(sel, a.aggs())
	a.view(d, doc{"name": "out", "sql": "SELECT " + strings.Join(sel, ", ") + " FROM timed" + group + having})
	d["query"] = doc{"from": "out", "mode": a.mode()}
	d["steps"] = a.steps(func() doc { return doc{"clicks": a.clicks()} })
}

func (a asker) typed(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": "ts TIMESTAMP, d DECIMAL(12,3), x DOUBLE, day DATE, l BIGINT, b BOOLEAN, s STRING"}}
	a.timedPlain(d)
	key := a.pick("window(ts, '10 seconds')", "day", "b", "date_trunc('MONTH', day)", "CAST(d AS INT)", "round(x, 1)", "l DIV 3", "struct(b, s)", "array(s)", "concat_ws('-', s, CAST(b AS STRING))")
	agg := a.pick("sum(d) AS v", "avg(d) AS v", "max(day) AS v", "sum(x) AS v", "avg(l) AS v", "min(struct(d, s)) AS v", "sum(d * 2) AS v", "max(array(l, 1)) AS v", "any_value(b) IS NULL AS v",
		"sum(l) AS v, avg(x) AS v2", "count(DISTINCT s) AS v", "corr(x, l) AS v", "median(x) AS v", "max_by(s, struct(d, s)) AS v", "sum(TIMESTAMPDIFF(SECOND, TIMESTAMP'2024-01-01', ts)) AS v")
	a.view(d, doc{"name": "out", "sql": "SELECT " + key + " AS k, count(*) AS c, " + agg + " FROM timed GROUP BY " + key})
	d["query"] = doc{"from": "out", "mode": a.pick("update", "update", "complete", "append")}
	d["steps"] = a.steps(func() doc {
		rows := make([]any, 1+a.Intn(5))
		for i := range rows {
			rows[i] = []any{a.time(), a.maybe(fmt.Sprintf("%d.%03d", a.Intn(2000)-1000, a.Intn(1000))), a.maybe(float64(a.Intn(64)-20) / 8),
				a.maybe(fmt.Sprintf("2024-%02d-%02d", 1+a.Intn(3), 1+a.Intn(28))), a.maybe(int64(a.Intn(20)) - 5), a.maybe(a.chance(50)), a.maybe(a.pick("a", "b", "ä", "", "long text"))}
		}
		return doc{"clicks": rows}
	})
}

func (a asker) timedPlain(d doc) {
	a.view(d, doc{"name": "timed", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", a.delay()}}}})
}

func (a asker) sessions(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	a.timed(d, "clicks")
	gap := a.pick("'5 seconds'", "'12 seconds'", "INTERVAL 3 SECONDS", "CASE WHEN page = 'cart' THEN '15 seconds' ELSE '4 seconds' END", "concat(CAST(coalesce(n, 1) AS STRING), ' seconds')")
	w := "session_window(ts, " + gap + ")"
	key := a.pick("page", "n % 2", "page, n > 2")
	a.view(d, doc{"name": "out", "sql": "SELECT " + w + " AS w, " + a.aggs() + " FROM timed GROUP BY " + w + ", " + key})
	d["query"] = doc{"from": "out", "mode": a.pick("append", "append", "append", "complete", "update")}
	d["steps"] = a.steps(func() doc { return doc{"clicks": a.clicks()} })
}

func (a asker) join(d doc) {
	d["streams"] = doc{"imps": doc{"schema": "its TIMESTAMP, ad INT, cost INT"}, "clk": doc{"schema": "cts TIMESTAMP, cad INT, who STRING"}}
	left := []doc{}
	if a.chance(80) {
		left = append(left, doc{"withWatermark": []string{"its", a.delay()}})
	}
	right := []doc{}
	if a.chance(80) {
		right = append(right, doc{"withWatermark": []string{"cts", a.delay()}})
	}
	a.view(d, doc{"name": "i", "from": "imps", "ops": left})
	a.view(d, doc{"name": "c", "from": "clk", "ops": right})
	on := "i.ad = c.cad AND " + a.pick("c.cts >= i.its AND c.cts <= i.its + INTERVAL 20 SECONDS", "c.cts BETWEEN i.its - INTERVAL 5 SECONDS AND i.its + INTERVAL 10 SECONDS",
		"i.its = c.cts", "c.cts > i.its - INTERVAL 3 SECONDS AND i.its > c.cts - INTERVAL 9 SECONDS", "true", "i.cost > 2 AND c.cts >= i.its AND c.cts < i.its + INTERVAL 1 MINUTE",
		"c.who <> 'x' AND c.cts >= i.its - INTERVAL 1 SECOND AND c.cts - INTERVAL 8 SECONDS <= i.its", "i.its - INTERVAL 4 SECONDS <= c.cts AND date_trunc('MINUTE', c.cts) = date_trunc('MINUTE', i.its)")
	a.view(d, doc{"name": "out", "from": "i", "ops": []doc{{"join": doc{"with": "c", "on": on, "how": a.pick("inner", "inner", "leftOuter", "rightOuter", "fullOuter", "leftSemi")}}}})
	d["query"] = doc{"from": "out", "mode": "append"}
	d["steps"] = a.steps(func() doc {
		add := doc{}
		if a.chance(75) {
			rows := make([]any, 1+a.Intn(4))
			for k := range rows {
				rows[k] = []any{a.time(), a.maybe(a.Intn(4)), a.maybe(a.Intn(5))}
			}
			add["imps"] = rows
		}
		if len(add) == 0 || a.chance(75) {
			rows := make([]any, 1+a.Intn(4))
			for k := range rows {
				rows[k] = []any{a.time(), a.maybe(a.Intn(4)), a.maybe(a.pick("x", "y", "z"))}
			}
			add["clk"] = rows
		}
		return add
	})
}

func (a asker) chain(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}, "more": doc{"schema": clicksSchema}}
	from := "clicks"
	if a.chance(40) {
		a.view(d, doc{"name": "a1", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", a.delay()}}}})
		a.view(d, doc{"name": "b1", "from": "more", "ops": []doc{{"withWatermark": []string{"ts", a.delay()}}}})
		a.view(d, doc{"name": "timed", "sql": "SELECT * FROM a1 UNION ALL SELECT * FROM b1"})
	} else {
		d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
		a.timed(d, from)
	}
	if a.chance(40) {
		a.view(d, doc{"name": "dd", "from": "timed", "ops": []doc{{a.pick("dropDuplicates", "dropDuplicatesWithinWatermark"): []string{"page", a.pick("ts", "n")}}}})
		a.view(d, doc{"name": "w1", "sql": "SELECT window(ts, '5 seconds') AS w, page, count(*) AS c FROM dd GROUP BY window(ts, '5 seconds'), page"})
	} else {
		a.view(d, doc{"name": "w1", "sql": "SELECT window(ts, '5 seconds') AS w, page, count(*) AS c FROM timed GROUP BY window(ts, '5 seconds'), page"})
	}
	if a.chance(70) {
		a.view(d, doc{"name": "out", "sql": "SELECT window(w, '20 seconds', '10 seconds') AS ww, sum(c) AS s, max(page) AS p FROM w1 GROUP BY window(w, '20 seconds', '10 seconds')"})
	} else {
		a.view(d, doc{"name": "out", "sql": "SELECT w.start AS st, page, c * 2 AS c2 FROM w1 WHERE c > 0"})
	}
	d["query"] = doc{"from": "out", "mode": a.pick("append", "append", "append", "update")}
	_, two := d["streams"].(doc)["more"]
	d["steps"] = a.steps(func() doc {
		add := doc{"clicks": a.clicks()}
		if two && a.chance(70) {
			add["more"] = a.clicks()
			if a.chance(40) {
				delete(add, "clicks")
			}
		}
		return add
	})
}

func (a asker) dedup(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	a.timed(d, "clicks")
	keys := [][]string{{}, {"page"}, {"n"}, {"page", "ts"}, {"ts"}, {"page", "n"}}[a.Intn(6)]
	a.view(d, doc{"name": "out", "from": "timed", "ops": []doc{{a.pick("dropDuplicates", "dropDuplicatesWithinWatermark"): keys}, {"select": []string{"page", "n IS NULL AS nn", "ts"}}}})
	d["query"] = doc{"from": "out", "mode": a.pick("append", "update")}
	d["steps"] = a.steps(func() doc { return doc{"clicks": a.clicks()} })
}

func (a asker) static(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	d["tables"] = doc{"users": doc{"schema": "page STRING, owner STRING, k INT", "rows": []any{[]any{"home", "ann", 1}, []any{"home", "bob", 2}, []any{"cart", nil, 3}, []any{nil, "cyd", 4}}}}
	a.timed(d, "clicks")
	sql := a.pick(
		"SELECT c.page, c.n, u.owner FROM timed c LEFT JOIN users u ON c.page = u.page AND c.n > u.k",
		"SELECT c.page, c.n, u.owner FROM timed c JOIN users u USING (page)",
		"SELECT page, n FROM timed c LEFT SEMI JOIN users u ON c.page = u.page AND u.k > 1",
		"SELECT page, n FROM timed c LEFT ANTI JOIN users u ON c.page = u.page",
		"SELECT page, n FROM timed WHERE page NOT IN (SELECT page FROM users WHERE page IS NOT NULL)",
		"SELECT u.owner, window(ts, '10 seconds') AS w, sum(n) AS s FROM timed c JOIN users u ON c.page = u.page GROUP BY u.owner, window(ts, '10 seconds')",
		"SELECT page, x FROM timed LATERAL VIEW explode(sequence(0, coalesce(n, 0) % 3)) v AS x WHERE n >= 0",
		"SELECT CASE WHEN n > 4 THEN 'big' WHEN n > 1 THEN page ELSE concat(page, '?') END AS t, transform(array(n, 2), x -> x + 1) AS l, ts + INTERVAL 90 MINUTES AS later FROM timed",
		"SELECT page, (SELECT max(k) FROM users u WHERE u.page = c.page) AS mk FROM timed c",
		"SELECT p.page, p.sum FROM (SELECT page, sum(n) AS sum FROM timed GROUP BY page) p JOIN users u ON u.page = p.page")
	a.view(d, doc{"name": "out", "sql": sql})
	d["query"] = doc{"from": "out", "mode": a.pick("append", "append", "update", "complete")}
	d["steps"] = a.steps(func() doc { return doc{"clicks": a.clicks()} })
}

func (a asker) steps(add func() doc) []doc {
	var steps []doc
	for k := 3 + a.Intn(4); k > 0; k-- {
		steps = append(steps, doc{"add": add()})
		if a.chance(8) {
			steps = append(steps, doc{"restart": true})
		}
	}
	return steps
}

func (a asker) clicks() []any {
	rows := make([]any, 1+a.Intn(5))
	for i := range rows {
		rows[i] = []any{a.time(), a.maybe(a.pick("home", "cart", "help", "Home")), a.maybe(a.Intn(10) - 2)}
	}
	return rows
}

// time draws an event time within two minutes; the scenario's own order makes lateness.
func (a asker) time() any {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(a.Intn(120)) * time.Second)
	switch a.Intn(8) {
	case 0:
		return a.maybe(at.Add(500 * time.Millisecond).Format("2006-01-02 15:04:05.999999"))
	case 1:
		return at.Add(-time.Microsecond).Format("2006-01-02 15:04:05.999999")
	}
	return at.Format("2006-01-02 15:04:05")
}

func (a asker) maybe(v any) any {
	if a.chance(8) {
		return nil
	}
	return v
}
