package scenario_test

import (
	"fmt"
	"strings"
	"time"
)

// families are the kinds of recorded scenarios, each drawn wider than what was recorded.
func (a asker) families() map[string]func(doc) {
	return map[string]func(doc){
		"windows": a.windows, "aggregates": a.aggregates, "dedup": a.dedups, "chains": a.chains, "sessions": a.manySessions, "joins": a.joins,
		"statics": a.statics, "stateless": a.stateless, "clock": a.clock, "failures": a.failures, "refused": a.refused, "random": a.random,
	}
}

// random is the family of that name: what the seeds before were drawn from.
func (a asker) random(d doc) {
	for k, v := range a.scenario() {
		d[k] = v
	}
}

func (a asker) anyDelay() string {
	return a.pick("0 seconds", "5 seconds", "10 seconds", "30 seconds", "1500 milliseconds", "2 minutes", "1 hour", "250 milliseconds", "1 day", "1 week", "1 month", "interval 7 seconds", "1 minute 5 seconds", "3 hours 2 minutes", "1 year", "1500000 microseconds", "INTERVAL '7' SECOND", "0 days")
}

func (a asker) anyWindow(col string) string {
	if a.chance(10) {
		col = a.pick(col+" + INTERVAL 3 SECONDS", "date_trunc('second', "+col+")", "CAST("+col+" AS STRING)", "CAST("+col+" AS TIMESTAMP_NTZ)", "timestampadd(SECOND, n, "+col+")", "coalesce("+col+", TIMESTAMP'2024-01-01 00:00:10')")
	}
	spec := a.pick("'5 seconds'", "'10 seconds'", "'10 seconds', '5 seconds'", "'10 seconds', '3 seconds'", "'7 seconds', '7 seconds', '2 seconds'", "'1 minute'", "'20 seconds', '5 seconds', '1 second'", "'1500 milliseconds'",
		"INTERVAL 10 SECONDS", "INTERVAL '10' SECOND, INTERVAL '5' SECOND", "'12 seconds', '12 seconds', '-5 seconds'", "'9 seconds', '2 seconds', '-1 second'", "'1 hour'", "'1 day'", "'2 weeks'", "10000000", "10000000, 5000000", "'10 seconds', '10 seconds', '9999 milliseconds'",
		"'3 seconds', '1 second', '500 milliseconds'", "'1 day', '1 day', '-330 minutes'", "INTERVAL '1:30' MINUTE TO SECOND", "'90 seconds', '1 minute'", "'333 milliseconds'", "'5 seconds', INTERVAL 5 SECONDS, INTERVAL 1 SECOND")
	return "window(" + col + ", " + spec + ")"
}

// drift draws event times that move on with the step, so that some rows are late and many lie on
// the edges of windows.
type drift struct {
	asker
	base time.Time
	step int
}

func (a asker) drifting() *drift {
	base := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	if a.chance(6) {
		base = []time.Time{time.Unix(-40, 0).UTC(), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 28, 23, 59, 40, 0, time.UTC), time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)}[a.Intn(4)]
	}
	return &drift{a, base, a.Intn(2)}
}

func (f *drift) time() any {
	at := f.base.Add(time.Duration(f.step*17+f.Intn(44)-18) * time.Second)
	switch f.Intn(10) {
	case 0, 1, 2:
		at = at.Truncate(5 * time.Second)
	case 3:
		at = at.Truncate(10 * time.Second).Add(-time.Microsecond)
	case 4:
		at = at.Add(time.Duration(f.Intn(1000)) * time.Millisecond)
	case 5:
		if f.chance(30) {
			return nil
		}
	case 6:
		if f.chance(15) {
			at = at.Add(time.Duration(f.Intn(5)-2) * time.Hour)
		}
	}
	return at.Format("2006-01-02 15:04:05.999999")
}

func (f *drift) clicks(most int) []any {
	rows := make([]any, 1+f.Intn(most))
	for i := range rows {
		rows[i] = []any{f.time(), f.maybe(f.pick("home", "cart", "help", "home")), f.maybe(f.Intn(10) - 2)}
	}
	return rows
}

// over makes the steps of a scenario; restarts and adds without rows are among them.
func (f *drift) over(steps int, add func() doc) []doc {
	var out []doc
	for range steps {
		out = append(out, doc{"add": add()})
		f.step++
		if f.chance(10) {
			out = append(out, doc{"restart": true})
		}
	}
	return out
}

func (a asker) conf(d doc) {
	if !a.chance(12) {
		return
	}
	switch a.Intn(6) {
	case 0:
		d["conf"] = doc{"spark.sql.streaming.noDataMicroBatches.enabled": "false"}
	case 1:
		d["conf"] = doc{"spark.sql.streaming.multipleWatermarkPolicy": a.pick("max", "min")}
	case 2:
		d["conf"] = doc{"spark.sql.ansi.enabled": "false"}
	case 3:
		d["conf"] = doc{"spark.sql.session.timeZone": a.pick("America/New_York", "Asia/Kolkata", "Europe/Berlin")}
	case 4:
		d["conf"] = doc{"spark.sql.streaming.statefulOperator.allowMultiple": "false"}
	case 5:
		d["conf"] = doc{"spark.sql.streaming.statefulOperator.checkCorrectness.enabled": "false"}
	}
}

func (a asker) start(d doc, from string, modes ...string) {
	q := doc{"from": from, "mode": a.pick(modes...)}
	if a.chance(6) {
		q["trigger"] = []doc{{"availableNow": true}, {"once": true}, {"processingTime": "1 second"}, {"processingTime": 0}}[a.Intn(4)]
	}
	d["query"] = q
	a.conf(d)
}

// source gives the clause that reads stream clicks, most often with a watermark.
func (a asker) source(d doc) string {
	switch a.Intn(8) {
	case 0:
		return "clicks"
	case 1:
		return "clicks WATERMARK ts DELAY OF INTERVAL " + a.pick("5 SECONDS", "1 MINUTE", "'10' SECOND", "0 SECONDS") + a.pick("", "", " AS clicks")
	}
	a.view(d, doc{"name": "timed", "from": "clicks", "ops": []doc{{"withWatermark": []string{"ts", a.anyDelay()}}}})
	return "timed"
}

func (a asker) windows(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	from := a.source(d)
	w := a.anyWindow("ts")
	sel := a.pick("W AS w", "W AS w", "W.start AS st", "W.end", "window.start, window.end AS e", "window_time(W) AS t", "W AS w, W.start AS st", "cast(W.start AS STRING) AS s", "struct(W.start, W.end) AS se", "window", "date_format(W.end, 'HH:mm:ss') AS f")
	key := a.pick("", "page", "n", "page, n", "upper(page)", "n % 2 = 0", "length(page)", "page, n > 2")
	by := "W"
	if key != "" {
		by = a.pick("W, "+key, key+", W")
		if a.chance(80) {
			sel += ", " + key
		}
	}
	where := a.pick("", "", "", " WHERE n > 0", " WHERE page <> 'help'", " WHERE ts IS NOT NULL", " WHERE n % 2 = 0 OR page = 'home'", " WHERE ts > TIMESTAMP'2024-01-01 00:00:10'")
	having := a.pick("", "", "", "", " HAVING count(*) > 1", " HAVING sum(n) > 3", " HAVING max(n) IS NOT NULL AND min(n) < 4", " HAVING W.start > TIMESTAMP'2024-01-01'")
	sql := "SELECT " + sel + ", " + a.aggs() + " FROM " + from + where + " GROUP BY " + by + having
	a.view(d, doc{"name": "out", "sql": strings.ReplaceAll(sql, "W", "\x00")})
	views := d["views"].([]doc)
	last := views[len(views)-1]
	last["sql"] = restored(last["sql"].(string), w)
	a.start(d, "out", "append", "append", "update", "update", "complete")
	f := a.drifting()
	d["steps"] = f.over(2+a.Intn(3), func() doc { return doc{"clicks": f.clicks(6)} })
}

// restored puts the window where W stood alone, and W back into words.
func restored(sql, w string) string {
	var b strings.Builder
	for i, part := range strings.Split(sql, "\x00") {
		if i > 0 {
			before := b.String()
			next := ""
			if part != "" {
				next = part[:1]
			}
			word := func(s string) bool { return s != "" && (s >= "A" && s <= "Z" || s >= "a" && s <= "z") }
			if word(before[len(before)-1:]) || word(next) {
				b.WriteString("W")
			} else {
				b.WriteString(w)
			}
		}
		b.WriteString(part)
	}
	return b.String()
}

func (a asker) aggregates(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	from := a.source(d)
	key := a.pick("page", "page", "n", "n % 3, upper(page)", "page, n", "", "ts", "page, ts", "substring(page, 1, 1)", "n IS NULL", "cast(n AS STRING)", "date_trunc('minute', ts)", "struct(page, n)", "CASE WHEN n > 3 THEN 'big' ELSE page END", "array(n)", "cast(n AS DECIMAL(10,1))", "n + 0.5D", "to_date(ts)", "hour(ts)")
	sel, group := []string{}, ""
	if key != "" {
		for i, k := range splitTop(key) {
			if a.chance(85) {
				sel = append(sel, k+fmt.Sprintf(" AS k%d", i))
			}
		}
		group = " GROUP BY " + a.pick(key, key, key, key, key, key, "ROLLUP("+key+")", "CUBE("+key+")", "GROUPING SETS (("+key+"), ())", "ALL", key+" WITH ROLLUP")
	}
	agg := a.aggs()
	if a.chance(50) {
		agg = a.anyAggregate()
	}
	sql := "SELECT " + a.pick("", "", "", "", "DISTINCT ") + strings.Join(append(sel, agg), ", ") + " FROM " + from + a.pick("", "", " WHERE n > 0", " WHERE page IS NOT NULL", " WHERE false") + group + a.pick("", "", "", " HAVING count(*) > 1", " HAVING max(n) > 2 OR page = 'home'")
	mode := a.pick("update", "update", "complete", "complete", "append")
	if mode == "complete" && a.chance(35) {
		sql += " ORDER BY " + a.pick("ALL", "ALL DESC", "ALL NULLS LAST", "ALL") + a.pick("", " LIMIT 2", " LIMIT 1 OFFSET 1", " LIMIT 0")
	}
	a.view(d, doc{"name": "out", "sql": sql})
	a.start(d, "out", mode)
	if strings.Contains(sql, "ORDER BY ALL") {
		d["query"].(doc)["ordered"] = true
	}
	f := a.drifting()
	d["steps"] = f.over(2+a.Intn(2), func() doc { return doc{"clicks": f.clicks(7)} })
}

// splitTop splits at commas outside of parentheses.
func splitTop(s string) []string {
	depth, from := 0, 0
	var out []string
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			out, from = append(out, strings.TrimSpace(s[from:i])), i+1
		}
	}
	return append(out, strings.TrimSpace(s[from:]))
}

func (a asker) dedups(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	at := "clicks"
	next := func(name string, ops ...doc) {
		a.view(d, doc{"name": name, "from": at, "ops": ops})
		at = name
	}
	if a.chance(85) {
		next("timed", doc{"withWatermark": []string{"ts", a.anyDelay()}})
	}
	if a.chance(30) {
		next("f", []doc{{"where": "n > 0"}, {"select": []string{"*", "window(ts, '10 seconds') AS w"}}, {"select": []string{"ts", "upper(page) AS page", "n"}}, {"select": []string{"ts AS t2", "page", "n", "ts"}}, {"where": "ts IS NOT NULL AND page IS NOT NULL"}, {"select": []string{"ts + INTERVAL 1 SECOND AS ts", "page", "n"}}}[a.Intn(6)])
	}
	keys := [][]string{{}, {"page"}, {"n"}, {"page", "ts"}, {"ts"}, {"page", "n"}, {"ts", "page", "n"}, {"w"}, {"page", "page"}, {"nope"}}[a.Intn(10)]
	op := a.pick("dropDuplicates", "dropDuplicates", "dropDuplicatesWithinWatermark", "dropDuplicatesWithinWatermark", "distinct")
	if op == "distinct" {
		next("dd", doc{"distinct": true})
	} else {
		next("dd", doc{op: keys})
	}
	switch a.Intn(7) {
	case 0:
		w := a.anyWindow("ts")
		a.view(d, doc{"name": "out", "sql": "SELECT " + w + " AS w, " + a.aggs() + " FROM dd GROUP BY " + w})
		at = "out"
	case 1:
		next("d2", doc{a.pick("dropDuplicates", "dropDuplicatesWithinWatermark"): []string{a.pick("page", "ts", "n")}})
	case 2:
		next("p", doc{"select": []string{"page", "n * 2 AS m"}}, doc{"where": "m IS NOT NULL"})
	case 3:
		next("l", doc{"limit": 1 + a.Intn(4)})
	case 4:
		a.view(d, doc{"name": "out", "sql": "SELECT page, count(*) AS c FROM dd GROUP BY page"})
		at = "out"
	}
	a.start(d, at, "append", "append", "append", "update", "complete")
	f := a.drifting()
	d["steps"] = f.over(2+a.Intn(3), func() doc { return doc{"clicks": f.clicks(6)} })
}
