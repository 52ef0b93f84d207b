package scenario_test

import (
	"fmt"
	"strings"
	"time"
)

// longChain puts up to six steps behind each other: filter, projection, deduplication,
// aggregation, a window over the windows, a limit.
func (a asker) longChain(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	at := "clicks"
	next := func(name string, v doc) {
		v["name"] = name
		if v["sql"] == nil {
			v["from"] = at
		}
		a.view(d, v)
		at = name
	}
	if a.chance(85) {
		next("timed", doc{"ops": []doc{{"withWatermark": []string{"ts", a.delay()}}}})
	}
	if a.chance(35) {
		next("f", doc{"ops": []doc{{"where": a.pick("n > 0", "page <> 'help'", "n IS NOT NULL", "n % 2 = 0 OR page = 'home'", "ts > TIMESTAMP'2024-01-01 00:00:20'")}}})
	}
	if a.chance(35) {
		next("p", doc{"sql": "SELECT ts, " + a.pick("upper(page) AS page, n", "page, n * 3 AS n", "concat(page, cast(n % 2 AS STRING)) AS page, cast(n AS BIGINT) AS n", "page, coalesce(n, -1) AS n", "page, double(n) / 2 AS n") + " FROM " + at})
	}
	if a.chance(40) {
		keys := [][]string{{}, {"page"}, {"page", "ts"}, {"ts"}, {"n"}}[a.Intn(5)]
		next("dd", doc{"ops": []doc{{a.pick("dropDuplicates", "dropDuplicates", "dropDuplicatesWithinWatermark"): keys}}})
	}
	agg := a.pick("count(*) AS c, sum(n) AS s", "min(n) AS a, max(n) AS b", "avg(n) AS a, count(n) AS c", "sort_array(collect_list(n)) AS l", "count(*) AS c", "max(ts) AS last")
	windowed := false
	switch a.Intn(6) {
	case 0:
		next("g", doc{"sql": "SELECT * FROM " + at})
	case 1:
		next("g", doc{"sql": "SELECT page, " + agg + " FROM " + at + " GROUP BY page"})
	case 2:
		w := "session_window(ts, " + a.pick("'3 seconds'", "'8 seconds'", "'25 seconds'") + ")"
		next("g", doc{"sql": "SELECT " + w + " AS w, page, " + agg + " FROM " + at + " GROUP BY " + w + ", page"})
		windowed = true
	default:
		w, k := a.window(), a.pick("", ", page", ", n", ", page, n")
		next("g", doc{"sql": "SELECT " + w + " AS w" + k + ", " + agg + " FROM " + at + " GROUP BY " + w + k})
		windowed = true
	}
	if windowed && a.chance(40) {
		w := a.pick("window(w, '1 minute')", "window(w, '20 seconds')", "window(w, '40 seconds', '10 seconds')", "window(window_time(w), '30 seconds')", "w")
		next("h", doc{"sql": "SELECT " + w + " AS ww, count(*) AS k FROM g GROUP BY " + w})
	}
	if a.chance(12) {
		next("lim", doc{"ops": []doc{{"limit": 1 + a.Intn(5)}}})
	}
	d["query"] = doc{"from": at, "mode": a.pick("append", "append", "update", "complete")}
	if a.chance(12) {
		d["conf"] = doc{a.pick("spark.sql.streaming.noDataMicroBatches.enabled", "spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition"): a.pick("false", "true")}
	}
	d["steps"] = a.steps(func() doc { return doc{"clicks": a.clicks()} })
}

// zoned counts days, hours and weeks where the clock is moved, and says them as text.
func (a asker) zoned(d doc) {
	zone := a.pick("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC", "-03:30", "Pacific/Apia")
	d["conf"] = doc{"spark.sql.session.timeZone": zone}
	d["streams"] = doc{"clicks": doc{"schema": a.pick("ts TIMESTAMP, n INT", "ts TIMESTAMP, n INT", "ts TIMESTAMP_NTZ, n INT")}}
	a.view(d, doc{"name": "timed", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", a.pick("1 hour", "0 seconds", "1 day", "90 minutes")}}}})
	w := a.pick("window(ts, '1 day')", "window(ts, '1 hour')", "window(ts, '1 week')", "window(ts, '12 hours', '6 hours')", "window(ts, '1 day', '1 day', '5 hours')", "window(ts, '2 hours', '1 hour', '-15 minutes')")
	if a.chance(30) {
		w = a.pick("date_trunc('day', ts)", "date_trunc('hour', ts)", "to_date(ts)", "date_format(ts, 'yyyy-MM-dd HH')", "hour(ts)", "date_format(ts, 'EEEE w')", "cast(ts AS DATE)", "dayofweek(ts)", "trunc(ts, 'WEEK')")
		a.view(d, doc{"name": "out", "sql": "SELECT " + w + " AS w, count(*) AS c, min(cast(ts AS STRING)) AS lo, max(ts) AS hi FROM timed GROUP BY " + w})
	} else {
		a.view(d, doc{"name": "out", "sql": "SELECT cast(" + w + ".start AS STRING) AS st, " + w + ".end AS en, sum(n) AS s, max(ts + INTERVAL 1 DAY) AS later FROM timed GROUP BY " + w})
	}
	d["query"] = doc{"from": "out", "mode": a.pick("append", "update", "update", "complete")}
	base := []time.Time{time.Date(2024, 3, 9, 20, 0, 0, 0, time.UTC), time.Date(2024, 11, 2, 22, 0, 0, 0, time.UTC), time.Date(2024, 3, 30, 18, 0, 0, 0, time.UTC), time.Date(2024, 10, 26, 18, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 6, 0, 0, 0, time.UTC), time.Date(2011, 12, 29, 6, 0, 0, 0, time.UTC)}[a.Intn(6)]
	d["steps"] = a.steps(func() doc {
		rows := make([]any, 1+a.Intn(5))
		for i := range rows {
			rows[i] = []any{a.maybe(base.Add(time.Duration(a.Intn(30*60)) * time.Minute).Format("2006-01-02 15:04:05")), a.Intn(10)}
		}
		return doc{"clicks": rows}
	})
}

// wideJoin joins two streams by keys of several kinds, windows among them, perhaps with
// something stateful before or behind.
func (a asker) wideJoin(d doc) {
	d["streams"] = doc{"l": doc{"schema": "lt TIMESTAMP, lk INT, lv STRING"}, "r": doc{"schema": "rt TIMESTAMP, rk INT, rv INT"}}
	if a.chance(15) {
		d["conf"] = doc{a.pick("spark.sql.streaming.multipleWatermarkPolicy", "spark.sql.streaming.multipleWatermarkPolicy", "spark.sql.streaming.join.stateFormatVersion"): a.pick("max", "min")}
		if d["conf"].(doc)["spark.sql.streaming.join.stateFormatVersion"] != nil {
			d["conf"] = doc{"spark.sql.streaming.join.stateFormatVersion": a.pick("1", "2")}
		}
	}
	left, right := []doc{}, []doc{}
	if a.chance(88) {
		left = append(left, doc{"withWatermark": []string{"lt", a.delay()}})
	}
	if a.chance(88) {
		right = append(right, doc{"withWatermark": []string{"rt", a.delay()}})
	}
	how := a.pick("inner", "inner", "leftOuter", "rightOuter", "fullOuter", "leftSemi", "leftAnti")
	out := "j"
	windows := a.chance(30)
	if windows {
		w := a.pick("10 seconds", "20 seconds', '10 seconds")
		left = append(left, doc{"select": []string{"window(lt, '" + w + "') AS lw", "lt", "lk", "lv"}})
		right = append(right, doc{"select": []string{"window(rt, '" + w + "') AS rw", "rt", "rk", "rv"}})
	} else if a.chance(15) {
		left = append(left, doc{"dropDuplicates": []string{"lk", "lt"}})
	}
	a.view(d, doc{"name": "a", "from": "l", "ops": left})
	a.view(d, doc{"name": "b", "from": "r", "ops": right})
	a.view(d, doc{"name": "j", "from": "a", "ops": []doc{{"join": doc{"with": "b", "on": a.condition(windows), "how": how}}}})
	switch a.Intn(6) {
	case 0:
		key := map[bool]string{true: "lw", false: "window(lt, '15 seconds')"}[windows]
		a.view(d, doc{"name": "out", "sql": "SELECT " + key + " AS w, count(*) AS c, max(lv) AS m FROM j GROUP BY " + key})
		out = "out"
	case 1:
		a.view(d, doc{"name": "out", "sql": "SELECT lk, lv, lt FROM j WHERE " + a.pick("lk > 0", "lv IS NOT NULL", "lv <> 'x' OR lk IS NULL", "lt IS NULL")})
		out = "out"
	case 2:
		if how != "leftSemi" && how != "leftAnti" {
			a.view(d, doc{"name": "out", "from": "j", "ops": []doc{{"where": a.pick("rv > 1", "lv = 'x' AND rv < 4", "rt > lt", "coalesce(rv, 0) >= 0", "rk IS NULL")}}})
			out = "out"
		}
	}
	d["query"] = doc{"from": out, "mode": a.pick("append", "append", "append", "append", "append", "append", "update", "complete")}
	d["steps"] = a.steps(func() doc { return a.bothSides() })
}

func (a asker) condition(windows bool) string {
	keys := a.pick("a.lk = b.rk", "a.lk = b.rk", "a.lk <=> b.rk", "a.lk = b.rk AND a.lk = b.rv", "a.lk + 1 = b.rk", "cast(a.lk AS STRING) = cast(b.rk AS STRING)", "a.lk = b.rk AND a.lv = 'x'", "a.lk = b.rk AND b.rv > 1", "a.lk = b.rk AND length(a.lv) < b.rv", "a.lk % 2 = b.rk % 2")
	if windows {
		return a.pick("a.lw = b.rw", "a.lw = b.rw AND "+keys, "a.lw.end = b.rw.end AND "+keys, keys+" AND a.lw = b.rw AND b.rt >= a.lt")
	}
	n, m := 1+a.Intn(12), 1+a.Intn(30)
	return keys + a.pick("", " AND a.lt = b.rt", fmt.Sprintf(" AND b.rt >= a.lt AND b.rt <= a.lt + INTERVAL %d SECONDS", m), fmt.Sprintf(" AND b.rt BETWEEN a.lt - INTERVAL %d SECONDS AND a.lt + INTERVAL %d SECONDS", n, m),
		fmt.Sprintf(" AND a.lt > b.rt - INTERVAL %d SECONDS AND a.lt < b.rt + INTERVAL %d SECONDS", n, m), fmt.Sprintf(" AND b.rt > a.lt + INTERVAL %d SECONDS", n), fmt.Sprintf(" AND a.lt + INTERVAL %d SECONDS < b.rt", n), fmt.Sprintf(" AND b.rt - a.lt < INTERVAL %d SECONDS AND b.rt >= a.lt", m),
		fmt.Sprintf(" AND a.lt <= b.rt AND b.rt < timestampadd(SECOND, %d, a.lt)", m), fmt.Sprintf(" AND unix_timestamp(b.rt) - unix_timestamp(a.lt) BETWEEN 0 AND %d", m), fmt.Sprintf(" AND (b.rt >= a.lt OR b.rv > 2) AND b.rt <= a.lt + INTERVAL %d SECONDS", m), fmt.Sprintf(" AND b.rt >= a.lt AND b.rt <= a.lt + make_interval(0, 0, 0, 0, 0, 0, %d)", m),
		fmt.Sprintf(" AND NOT (b.rt < a.lt) AND b.rt < a.lt + INTERVAL '%d' SECOND", m), fmt.Sprintf(" AND date_trunc('minute', a.lt) = date_trunc('minute', b.rt) AND b.rt > a.lt - INTERVAL %d SECONDS", m), fmt.Sprintf(" AND a.lt > TIMESTAMP'2024-01-01 00:00:%02d' AND b.rt > a.lt", m), fmt.Sprintf(" AND cast(b.rt AS DOUBLE) >= cast(a.lt AS DOUBLE) - %d.5", n))
}

func (a asker) bothSides() doc {
	add := doc{}
	if a.chance(80) {
		rows := make([]any, 1+a.Intn(5))
		for k := range rows {
			rows[k] = []any{a.time(), a.maybe(a.Intn(4)), a.maybe(a.pick("x", "y", strings.Repeat("z", a.Intn(4))))}
		}
		add["l"] = rows
	}
	if len(add) == 0 || a.chance(80) {
		rows := make([]any, 1+a.Intn(5))
		for k := range rows {
			rows[k] = []any{a.time(), a.maybe(a.Intn(4)), a.maybe(a.Intn(5))}
		}
		add["r"] = rows
	}
	return add
}
