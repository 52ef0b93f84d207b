package scenario_test

import "strings"

// refused crosses everything that Spark refuses over a stream with the output modes, and puts
// steps around it that change why.
func (a asker) refused(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}, "more": doc{"schema": clicksSchema}}
	d["tables"] = users
	if a.chance(20) {
		a.refusedDelay(d)
		return
	}
	sql := a.refusedQuery()
	switch a.Intn(3) {
	case 0:
		sql = a.refusedShape()
	case 1:
		sql = a.refusedName()
	}
	sql = strings.ReplaceAll(sql, "W!", a.window())
	if a.chance(40) {
		a.timed(d, "clicks")
		sql = strings.ReplaceAll(sql, "clicks", "timed")
	}
	a.view(d, doc{"name": "v", "sql": sql})
	out := "v"
	if a.chance(25) {
		a.view(d, doc{"name": "out", "sql": a.pick("SELECT * FROM v", "SELECT count(*) AS c FROM v", "SELECT * FROM v LIMIT 2", "SELECT DISTINCT * FROM v", "SELECT * FROM v UNION ALL SELECT * FROM v", "SELECT * FROM v WHERE true", "SELECT * FROM v ORDER BY 1", "SELECT * FROM v JOIN users ON true")})
		out = "out"
	}
	d["query"] = doc{"from": out, "mode": a.pick("append", "update", "complete")}
	a.conf(d)
	if a.chance(8) {
		d["query"].(doc)["trigger"] = doc{"continuous": "1 second"}
	}
	d["steps"] = []doc{{"add": doc{"clicks": a.clicks()}}}
}

func (a asker) refusedDelay(d doc) {
	delay := a.pick("-1 seconds", "five apples", "", "1", "1 second 2 minutes ago", "-1 month 5 days", "10", "interval", "1 secs", "1.5 seconds", "1.5 minutes", " 5 seconds ", "5 SECONDS", "5 seconds 3", "+5 seconds", "1 day -1 hour", "seconds", "null", "178000001 years", "-0 seconds", "5seconds", "1 week 2 days 3 hours")
	col := a.pick("ts", "ts", "ts", "page", "n", "tz", "clicks.ts", "TS", "ts.a", "window", "`ts`", "ts + 1")
	ops := []doc{{"withWatermark": []string{col, delay}}}
	if a.chance(20) {
		ops = append(ops, doc{"withWatermark": []string{"ts", "5 seconds"}})
	}
	a.view(d, doc{"name": "timed", "from": "clicks", "ops": ops})
	a.view(d, doc{"name": "out", "sql": a.pick("SELECT * FROM timed", "SELECT window(ts, '10 seconds') w, count(*) c FROM timed GROUP BY 1")})
	d["query"] = doc{"from": "out", "mode": a.pick("append", "update")}
	d["steps"] = []doc{{"add": doc{"clicks": a.clicks()}}, {"add": doc{"clicks": a.clicks()}}}
}

func (a asker) refusedShape() string {
	return a.pick("SELECT a.page FROM clicks a JOIN more b ON a.page = b.page", "SELECT a.page FROM clicks a FULL JOIN more b ON a.page = b.page", "SELECT a.page FROM clicks a LEFT SEMI JOIN more b ON a.page = b.page", "SELECT a.page FROM clicks a CROSS JOIN more b", "SELECT a.page FROM clicks a, more b WHERE a.page = b.page", "SELECT a.page FROM clicks a RIGHT JOIN more b ON a.page = b.page AND a.ts > b.ts",
		"SELECT count(*) FROM clicks GROUP BY page UNION ALL SELECT count(*) FROM more GROUP BY page", "SELECT * FROM clicks UNION SELECT * FROM more", "SELECT * FROM clicks EXCEPT SELECT * FROM more", "SELECT page FROM users EXCEPT SELECT page FROM clicks", "SELECT page FROM clicks INTERSECT SELECT page FROM users", "SELECT page FROM users UNION ALL SELECT page FROM clicks", "SELECT page FROM users UNION SELECT page FROM clicks",
		"SELECT c FROM (SELECT page, count(*) c FROM clicks GROUP BY page) ORDER BY c", "SELECT c FROM (SELECT page, count(*) c FROM clicks GROUP BY page) WHERE c > 1 LIMIT 2", "SELECT c, count(*) FROM (SELECT page, count(*) c FROM clicks GROUP BY page) GROUP BY c", "SELECT DISTINCT c FROM (SELECT page, count(*) c FROM clicks GROUP BY page)", "SELECT * FROM (SELECT page, count(*) c FROM clicks GROUP BY page) x JOIN (SELECT page, max(n) m FROM clicks GROUP BY page) y ON x.page = y.page",
		"SELECT page, sum(c) FROM (SELECT page, W! w, count(*) c FROM clicks GROUP BY page, W!) GROUP BY page", "SELECT page, n FROM clicks ORDER BY n LIMIT 3", "SELECT page, count(*) FROM clicks GROUP BY page ORDER BY count(*) LIMIT 2 OFFSET 1", "SELECT page, count(*) FROM clicks GROUP BY page OFFSET 1", "SELECT page, count(*) FROM clicks GROUP BY page SORT BY page", "SELECT * FROM (SELECT page FROM clicks LIMIT 3) LIMIT 2", "SELECT page, count(*) FROM (SELECT page FROM clicks LIMIT 3) GROUP BY page",
		"SELECT count(DISTINCT page, n) FROM clicks", "SELECT page, sum(DISTINCT n), count(*) FROM clicks GROUP BY page HAVING count(DISTINCT n) > 1", "SELECT W! w, count(DISTINCT n) FROM clicks GROUP BY W!", "SELECT page, n FROM clicks GROUP BY GROUPING SETS ((page), (n))", "SELECT W! w, page, count(*) FROM clicks GROUP BY CUBE(W!, page)", "SELECT page, rank() OVER (ORDER BY n) FROM clicks", "SELECT page, count(*) OVER (PARTITION BY page) FROM clicks", "SELECT page, count(*), sum(count(*)) OVER () FROM clicks GROUP BY page",
		"SELECT n, row_number() OVER (PARTITION BY W! ORDER BY ts) FROM clicks", "SELECT * FROM clicks TABLESAMPLE (10 ROWS)", "SELECT * FROM clicks TABLESAMPLE (BUCKET 1 OUT OF 3)", "SELECT * FROM clicks LATERAL VIEW explode(array(1, n)) t AS x ORDER BY x", "SELECT monotonically_increasing_id(), count(*) FROM clicks GROUP BY 1", "SELECT page FROM clicks WHERE monotonically_increasing_id() > 2", "SELECT page FROM clicks DISTRIBUTE BY page SORT BY n", "SELECT session_window(ts, '5 seconds') w, window(ts, '5 seconds') w2, count(*) FROM clicks GROUP BY 1, 2", "SELECT window(ts, '5 seconds') w, window(ts, '6 seconds') w2, count(*) FROM clicks GROUP BY 1, 2",
		"SELECT window(window(ts, '5 seconds'), '10 seconds') w, count(*) FROM clicks GROUP BY 1", "SELECT window_time(ts) FROM clicks", "SELECT window_time(W!) t, window(ts, '3 seconds') w FROM clicks", "SELECT page, max(w) FROM (SELECT W! w, page FROM clicks) GROUP BY page", "SELECT a.n FROM clicks a LEFT JOIN more b ON a.page = b.page AND a.ts = b.ts", "SELECT a.n FROM clicks a LEFT ANTI JOIN users u ON a.page = u.page LEFT ANTI JOIN more b ON a.n = b.n", "SELECT a.n FROM clicks a WHERE n IN (SELECT n FROM more)", "SELECT a.n FROM clicks a WHERE n NOT IN (SELECT n FROM more)", "SELECT a.n FROM clicks a WHERE EXISTS (SELECT 1 FROM more b WHERE a.page = b.page AND b.ts > a.ts)", "SELECT a.n, (SELECT max(n) FROM more b WHERE a.page = b.page) FROM clicks a",
		"SELECT a.n, x.m FROM clicks a, LATERAL (SELECT max(n) m FROM more b WHERE b.page = a.page) x", "SELECT * FROM users u, LATERAL (SELECT n FROM clicks c WHERE c.page = u.page) x", "SELECT * FROM (SELECT page, n FROM clicks) PIVOT (count(*) FOR n IN (1, 2))", "SELECT page, grouping(page), count(*) FROM clicks GROUP BY ROLLUP(page)", "SELECT * FROM (SELECT page, W! w, count(*) c FROM clicks GROUP BY page, W!) x JOIN (SELECT page, W! w, max(n) m FROM more GROUP BY page, W!) y ON x.w = y.w", "WITH RECURSIVE r(i) AS (SELECT n FROM clicks UNION ALL SELECT i + 1 FROM r WHERE i < 3) SELECT i FROM r", "SELECT first(n), last(n), any_value(n) IS NULL FROM clicks GROUP BY page",
		"SELECT input_file_name(), spark_partition_id() >= 0, n FROM clicks", "SELECT current_timestamp() < now() + INTERVAL 1 DAY, n FROM clicks", "SELECT rand(), n FROM clicks WHERE false", "SELECT explode(collect_list(n)) FROM clicks GROUP BY page", "SELECT page, explode(array(n)) FROM clicks GROUP BY page, n", "SELECT posexplode(array(n)), explode(array(1)) FROM clicks", "SELECT upper(explode(array(page))) FROM clicks", "SELECT n FROM clicks WHERE explode(array(true))")
}

func (a asker) refusedName() string {
	return a.pick("SELECT pge FROM clicks", "SELECT clicks.pge, n FROM clicks", "SELECT c.page FROM clicks", "SELECT page.x FROM clicks", "SELECT ts.x FROM clicks", "SELECT page[0] FROM clicks", "SELECT * FROM clicks c JOIN users u ON page = 'x'", "SELECT page FROM clicks c JOIN users u ON c.page = u.page", "SELECT clks.* FROM clicks", "SELECT * EXCEPT (nope) FROM clicks", "SELECT * EXCEPT (page, page) FROM clicks", "SELECT sum(page) FROM clicks", "SELECT page + 1 FROM clicks WHERE upper(n)",
		"SELECT foo(page), bar(n) FROM clicks", "SELECT sum() FROM clicks", "SELECT count(n, ) FROM clicks", "SELECT max(n) FROM clicks WHERE max(n) > 1", "SELECT page, max(n) FROM clicks", "SELECT page, n, max(n) FROM clicks GROUP BY page", "SELECT upper(page) FROM clicks GROUP BY page HAVING n > 1", "SELECT page FROM clicks GROUP BY 2", "SELECT page FROM clicks GROUP BY 0", "SELECT page AS p FROM clicks GROUP BY p HAVING p > 'a'", "SELECT n FROM clicks ORDER BY 2", "SELECT count(*) c FROM clicks GROUP BY c", "SELECT * FROM clicks GROUP BY page",
		"SELECT avg(avg(n)) FROM clicks", "SELECT page FROM clicks WHERE rank() OVER (ORDER BY n) = 1", "SELECT lag(n) FROM clicks", "SELECT row_number() FROM clicks", "SELECT n OVER () FROM clicks", "SELECT sum(n) OVER w FROM clicks", "SELECT CASE WHEN n THEN 1 END FROM clicks", "SELECT IF(page, 1, 2) FROM clicks", "SELECT n AND true FROM clicks", "SELECT NOT n FROM clicks", "SELECT -page, ~page FROM clicks", "SELECT page || n || array(1) FROM clicks", "SELECT coalesce(n, page, array(1)) FROM clicks", "SELECT n IN (1, 'x', array(1)) FROM clicks", "SELECT n BETWEEN 'a' AND array(1) FROM clicks",
		"SELECT ts + 5 FROM clicks", "SELECT ts - page FROM clicks", "SELECT ts + ts FROM clicks", "SELECT n + INTERVAL 1 DAY FROM clicks", "SELECT ts * 2 FROM clicks", "SELECT CAST(n AS DATE) FROM clicks", "SELECT CAST(ts AS ARRAY<INT>) FROM clicks", "SELECT CAST(page AS nope) FROM clicks", "SELECT CAST(n AS DECIMAL(50,2)) FROM clicks", "SELECT array(n, page, ts) FROM clicks", "SELECT map(n) FROM clicks", "SELECT map(array(1), 2, 3, 4) FROM clicks", "SELECT named_struct(n, page) FROM clicks", "SELECT struct(n).x FROM clicks", "SELECT transform(n, x -> x) FROM clicks", "SELECT filter(array(n), x -> x + 1) FROM clicks", "SELECT aggregate(array(n), 0, (a, b, c) -> a) FROM clicks", "SELECT (x -> x) FROM clicks",
		"SELECT date_trunc(n, ts) FROM clicks", "SELECT window(n, '5 seconds') FROM clicks", "SELECT window(ts) FROM clicks", "SELECT window(ts, '5 seconds', '5 seconds', '5 seconds') FROM clicks", "SELECT window(ts, '5 seconds', '0 seconds') FROM clicks", "SELECT window(ts, '5 seconds', '-1 seconds') FROM clicks", "SELECT window(ts, '5 seconds', '5 seconds', '-6 seconds') FROM clicks", "SELECT window(ts, '1 year') FROM clicks", "SELECT window(ts, page) FROM clicks", "SELECT window(ts, interval 1 month) FROM clicks", "SELECT window(ts, '5 bananas') FROM clicks", "SELECT session_window(ts) FROM clicks", "SELECT session_window(page, '5 seconds'), n, count(*) FROM clicks GROUP BY 1, 2", "SELECT session_window(ts, n), page, count(*) FROM clicks GROUP BY 1, 2", "SELECT window.start FROM clicks", "SELECT w.nope FROM (SELECT window(ts, '5 seconds') w FROM clicks)",
		"SELEC page FROM clicks", "SELECT page FORM clicks", "SELECT page FROM", "SELECT FROM clicks", "SELECT page clicks", "SELECT page FROM clicks WHERE n >", "SELECT page FROM clicks WHERE (n > 1", "SELECT page FROM clicks GROUP page", "SELECT page FROM clicks ORDER page", "SELECT 'abc FROM clicks", "SELECT page FROM clicks LIMIT", "SELECT page, FROM clicks", "SELECT page FROM clicks,", "SELECT page FROM clicks JOIN", "SELECT page FROM clicks WHERE n = = 2", "SELECT page FROM clicks; SELECT n FROM clicks", "SELECT `page FROM clicks", "SELECT page FROM clicks WHERE n IN", "SELECT CASE n FROM clicks", "SELECT CAST(n) FROM clicks", "SELECT page FROM clicks UNION", "SELECT page AS FROM clicks", "WITH x (SELECT 1) SELECT * FROM x", "SELECT\n  page,\n  nope\nFROM clicks", "SELECT page\nFROM clicks\nWHERE foo(n) > 1", "SELECT page -- note\nFROM clicks\n  WHERE nope")
}
