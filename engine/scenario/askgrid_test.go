package scenario_test

import "strings"

// grid draws a question from lists that are crossed: a query, an output mode, a configuration.
// Most of what is refused, and why, lies here.
func (a asker) grid(d doc) {
	d["streams"] = doc{"clicks": doc{"schema": clicksSchema}}
	d["tables"] = doc{"users": doc{"schema": "page STRING, owner STRING, k INT", "rows": []any{[]any{"home", "ann", 1}, []any{"cart", nil, 3}, []any{nil, "cyd", 4}}}}
	sql := strings.ReplaceAll(a.gridQuery(), "W!", a.window())
	if a.chance(50) {
		a.timed(d, "clicks")
		sql = strings.ReplaceAll(sql, "clicks", "timed")
	}
	a.view(d, doc{"name": "out", "sql": sql})
	q := doc{"from": "out", "mode": a.pick("append", "update", "complete")}
	if strings.Contains(sql, "ORDER BY") && !strings.Contains(sql, "OVER") {
		q["ordered"] = true
	}
	if a.chance(10) {
		q["trigger"] = doc{a.pick("availableNow", "once"): true}
	}
	d["query"] = q
	if a.chance(15) {
		d["conf"] = doc{a.pick("spark.sql.ansi.enabled", "spark.sql.streaming.noDataMicroBatches.enabled", "spark.sql.streaming.statefulOperator.allowMultiple", "spark.sql.streaming.unsupportedOperationCheck", "spark.sql.caseSensitive"): a.pick("false", "true")}
	}
	d["steps"] = a.steps(func() doc { return doc{"clicks": a.clicks()} })[:2]
}

func (a asker) gridQuery() string {
	switch a.Intn(4) {
	case 0:
		return "SELECT page, " + a.anyAggregate() + " FROM clicks GROUP BY page"
	case 1:
		return a.statelessQuery()
	case 2:
		return a.groupedQuery()
	}
	return a.refusedQuery()
}

func (a asker) anyAggregate() string {
	return a.pick("count(*)", "sum(n)", "avg(n)", "min(page), max(page)", "sort_array(collect_list(n))", "sort_array(collect_set(n))", "corr(n, n + 1)", "covar_pop(n, n * n), covar_samp(n, 1)",
		"skewness(n), kurtosis(n)", "percentile(n, 0.5), median(n)", "percentile(n, array(0.1, 0.9))", "bit_xor(n), bit_and(n), bit_or(n)", "count(n), count_if(n IS NULL)", "every(n > -5), some(n > 7), any(n = 1)",
		"sum(cast(n AS DOUBLE) / 4)", "first(n) IS NULL OR true", "mode(page)", "mode(n) IS NULL", "histogram_numeric(n, 2) IS NULL", "approx_count_distinct(n)", "approx_percentile(n, 0.5)", "percentile_approx(n, array(0.25, 0.75), 10)",
		"max_by(page, n), min_by(n, ts)", "stddev(n), stddev_pop(n), variance(n), var_pop(n)", "sum(cast(n AS DECIMAL(5,2)))", "avg(cast(n AS DECIMAL(30,10)))", "regr_slope(n, n + 1), regr_r2(n, 2 * n), regr_count(n, n)",
		"regr_intercept(n, n), regr_sxx(n, n), regr_sxy(n, n), regr_syy(n, n), regr_avgx(n, n), regr_avgy(n, n)", "try_sum(n), try_avg(n)", "sum(n) FILTER (WHERE n > 2), count(*) FILTER (WHERE page IS NULL)",
		"count(DISTINCT page)", "sum(DISTINCT n)", "array_agg(n) IS NULL", "size(collect_list(struct(n, page)))", "listagg(page, ',') IS NULL", "string_agg(DISTINCT page) IS NULL", "max(struct(n, page))", "min(array(n, 2))",
		"percentile_cont(0.5) WITHIN GROUP (ORDER BY n)", "percentile_disc(0.5) WITHIN GROUP (ORDER BY n DESC)", "sum(n * 1.5)", "avg(n) * 2 + max(n)", "count_min_sketch(n, 0.5d, 0.5d, 1) IS NULL", "bitmap_construct_agg(n) IS NULL",
		"kurtosis(n) IS NULL", "max(ts) - min(ts)", "avg(INTERVAL 1 DAY * n)", "sum(INTERVAL 2 MONTH)", "sum(float(n) / 3)", "any_value(page) IS NULL", "last(n, true) IS NULL", "first_value(n) IGNORE NULLS IS NULL", "product(n)",
		"min(n, 2)", "max_by(page, n, 2)", "grouping(page)", "sum(sum(n))", "sum(nope)", "nofunc(n)", "sum(page)", "avg(ts)", "bool_and(n)", "count()", "count(clicks.*)", "count(n, page)", "count(DISTINCT n, page)", "schema_of_json_agg('{\"a\":1}')",
		"hll_sketch_estimate(hll_sketch_agg(n))", "reduce(collect_list(n), 0L, (x, y) -> x + coalesce(y, 0))", "array_sort(collect_list(page))", "map_from_entries(collect_set(struct(page, 1))) IS NULL", "std(n), stddev_samp(n), var_samp(n)")
}

func (a asker) statelessQuery() string {
	return a.pick("SELECT page, x FROM clicks LATERAL VIEW explode(array(n, n + 1)) v AS x", "SELECT page, p, x FROM clicks LATERAL VIEW OUTER posexplode(IF(n > 3, array(n, 1), array())) v AS p, x",
		"SELECT page, explode_outer(IF(n > 1, map('a', n), NULL)) FROM clicks", "SELECT * EXCEPT (ts) FROM clicks", "SELECT n + 1 AS m, m * 2 AS k, k - m FROM clicks", "FROM clicks |> WHERE n > 2 |> SELECT page, n |> EXTEND n * 10 AS ten |> DROP page",
		"FROM clicks |> SET n = n + 1 |> RENAME n AS k |> WHERE k IS NOT NULL", "FROM clicks |> AGGREGATE count(*) AS c GROUP BY page", "SELECT stack(2, 'n', n, 'm', -n) AS (k, v) FROM clicks", "SELECT inline(array(struct(n, page), struct(0, 'z'))) FROM clicks",
		"SELECT inline(array(struct(page, n), struct('z', 0))) FROM clicks", "SELECT c.page, v.w FROM clicks c JOIN VALUES ('home', 1), ('cart', 2) AS v(p, w) ON c.page = v.p", "SELECT page, n FROM clicks WHERE n > 0 LIMIT 3", "SELECT page FROM clicks LIMIT 0",
		"SELECT * FROM (SELECT page, n FROM clicks LIMIT 4) WHERE n > 0", "SELECT current_timestamp() IS NOT NULL, current_date() > DATE'2020-01-01' FROM clicks", "SELECT window(ts, '10 seconds') AS w, page FROM clicks", "SELECT window(ts, '10 seconds', '5 seconds').end AS e, n FROM clicks WHERE n > 1",
		"SELECT date_format(ts, 'yyyy-MM-dd HH:mm'), date_trunc('minute', ts), hour(ts), unix_timestamp(ts), to_date(ts) FROM clicks", "SELECT page, u.* FROM clicks, LATERAL (SELECT owner FROM users WHERE users.page = clicks.page) u", "SELECT page, t.x FROM clicks, LATERAL explode(array(n, 1)) t(x)",
		"WITH a AS (SELECT * FROM clicks WHERE n > 1) SELECT a.page, a.n FROM a UNION ALL SELECT page, -n FROM clicks", "SELECT DISTINCT page FROM clicks", "SELECT page, n FROM clicks WHERE page IN (SELECT page FROM users)", "SELECT page FROM clicks c WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.page = c.page)",
		"SELECT page, n FROM clicks WHERE page NOT IN (SELECT page FROM users)", "SELECT (SELECT count(*) FROM users) AS k, n FROM clicks", "SELECT to_json(struct(*)) AS j FROM clicks", "SELECT from_json(to_json(struct(n, page)), 'n INT, page STRING').n AS n FROM clicks",
		"SELECT try_divide(10, n), try_cast(page AS INT), n % 2 = 0, -n FROM clicks", "SELECT 10 / n FROM clicks", "SELECT 10 % n FROM clicks", "SELECT cast(page AS INT) FROM clicks", "SELECT IF(n > 5, raise_error('too big'), n) FROM clicks", "SELECT assert_true(n < 5) FROM clicks", "SELECT cast(n + 2147483640 AS INT) + n FROM clicks",
		"SELECT array(n, 2)[n] FROM clicks", "SELECT element_at(map('home', 1), page) FROM clicks", "SELECT transform(array(n, 1), x -> x + 1), filter(array(n, 5), x -> x > 3) FROM clicks", "SELECT hash(page, n), xxhash64(n), md5(page) FROM clicks", "SELECT ts + INTERVAL 1 DAY, ts - INTERVAL '1:30' HOUR TO MINUTE, date_add(ts, n) FROM clicks",
		"SELECT c.n, u.owner FROM clicks c FULL OUTER JOIN users u ON c.page = u.page", "SELECT c.n, u.owner FROM users u LEFT JOIN clicks c ON c.page = u.page", "SELECT c.n, u.owner FROM clicks c CROSS JOIN users u", "SELECT c.n, u.owner FROM users u RIGHT JOIN clicks c ON c.page <=> u.page",
		"SELECT c.n FROM users u LEFT ANTI JOIN clicks c ON c.page = u.page", "SELECT c.n FROM clicks c NATURAL JOIN users u", "SELECT c.n FROM clicks c LEFT JOIN users u USING (page) WHERE u.owner IS NULL", "SELECT n, page COLLATE UTF8_LCASE = 'HOME' FROM clicks")
}

func (a asker) groupedQuery() string {
	return a.pick("SELECT n, count(*) c FROM clicks GROUP BY n", "SELECT n % 3 AS m, upper(page) AS p, count(*) c FROM clicks GROUP BY n % 3, upper(page)", "SELECT page, n, count(*) c FROM clicks GROUP BY ROLLUP(page, n)", "SELECT page, n, grouping_id(), count(*) FROM clicks GROUP BY CUBE(page, n)",
		"SELECT page, n, count(*) FROM clicks GROUP BY GROUPING SETS ((page),(n), ())", "SELECT page, count(*) c FROM clicks GROUP BY page ORDER BY c DESC, page", "SELECT n, count(*) c FROM clicks GROUP BY n ORDER BY c DESC, n NULLS LAST LIMIT 3", "SELECT page, count(*) c FROM clicks GROUP BY page LIMIT 2",
		"SELECT page, count(*) c FROM clicks GROUP BY ALL", "SELECT page, sum(n) s FROM clicks GROUP BY 1 HAVING s > 2", "SELECT count(*), sum(n), max(page) FROM clicks", "SELECT count(*) FROM clicks HAVING count(*) > 3", "SELECT W! w, count(*) c FROM clicks GROUP BY W!", "SELECT W!.start s, page, sum(n) FROM clicks GROUP BY ALL",
		"SELECT window.start, window.end, count(*) FROM clicks GROUP BY W!", "SELECT W! w, count(*) c FROM clicks GROUP BY W! ORDER BY c, w LIMIT 3", "SELECT W! w, count(DISTINCT page) c FROM clicks GROUP BY W!", "SELECT W! w, n, count(*) c FROM clicks GROUP BY W!, n HAVING c > 1",
		"SELECT session_window(ts, '5 seconds') w, count(*) c FROM clicks GROUP BY session_window(ts, '5 seconds')", "SELECT session_window(ts, '5 seconds') w, page, count(*) c FROM clicks GROUP BY session_window(ts, '5 seconds'), page", "SELECT session_window.start s, page, sum(n) FROM clicks GROUP BY page, session_window(ts, '7 seconds')",
		"SELECT window_time(window(ts, '5 seconds')) t, count(*) FROM clicks GROUP BY window(ts, '5 seconds')", "SELECT window_time(w) t, c FROM (SELECT window(ts, '5 seconds') w, count(*) c FROM clicks GROUP BY 1)", "SELECT window(window_time(w), '20 seconds') w2, sum(c) FROM (SELECT window(ts, '5 seconds') w, count(*) c FROM clicks GROUP BY window(ts, '5 seconds')) GROUP BY 1",
		"SELECT w, count(*) FROM (SELECT window(ts, '10 seconds') w, page FROM clicks) GROUP BY w", "SELECT ts, page, sum(n) AS s FROM clicks GROUP BY ts, page", "SELECT date_trunc('minute', ts) m, count(*) FROM clicks GROUP BY 1", "SELECT page, max(c) FROM (SELECT page, n, count(*) c FROM clicks GROUP BY page, n) GROUP BY page",
		"SELECT struct(page, n) k, count(*) FROM clicks GROUP BY struct(page, n)", "SELECT array(n) k, count(*) FROM clicks GROUP BY 1", "SELECT map(page, n) k, count(*) FROM clicks GROUP BY 1", "SELECT double(n) / 0.5 k, count(*) FROM clicks GROUP BY 1", "SELECT page FROM clicks GROUP BY page", "SELECT DISTINCT page, n FROM clicks",
		"SELECT DISTINCT window(ts, '10 seconds') w FROM clicks", "SELECT page, count(*) c FROM clicks GROUP BY page UNION ALL SELECT page, n FROM clicks", "SELECT a.page, c FROM (SELECT page, count(*) c FROM clicks GROUP BY page) a JOIN users u ON a.page = u.page", "SELECT u.owner, count(*) FROM clicks c JOIN users u USING (page) GROUP BY u.owner")
}

func (a asker) refusedQuery() string {
	return a.pick("SELECT * FROM klicks", "SELECT foo(n) FROM clicks", "SELECT n + array(1) FROM clicks", "SELECT page, FROM clicks WHERE", "SELECT page, count(*) FROM clicks", "SELECT page FROM clicks WHERE count(*) > 1", "SELECT window(ts,'5 seconds','10 seconds') w, count(*) c FROM clicks GROUP BY window(ts,'5 seconds','10 seconds')",
		"SELECT window(ts,'5 seconds') a, window(ts,'7 seconds') b FROM clicks", "SELECT window(ts,'1 month') w FROM clicks", "SELECT window(page,'5 seconds') w FROM clicks", "SELECT page FROM clicks ORDER BY page", "SELECT page, row_number() OVER (PARTITION BY page ORDER BY ts) r FROM clicks", "SELECT sum(n) OVER (ORDER BY ts) FROM clicks",
		"SELECT page FROM clicks INTERSECT SELECT page FROM clicks", "SELECT page FROM clicks EXCEPT SELECT page FROM clicks", "SELECT page FROM clicks EXCEPT ALL SELECT page FROM users", "SELECT page FROM users INTERSECT SELECT page FROM clicks", "SELECT page FROM clicks UNION SELECT page FROM clicks", "SELECT sum(DISTINCT n) FROM clicks",
		"SELECT substring(page) FROM clicks", "SELECT page FROM clicks OFFSET 2", "SELECT page FROM clicks LIMIT 2 OFFSET 1", "SELECT monotonically_increasing_id() FROM clicks", "SELECT * FROM clicks TABLESAMPLE (50 PERCENT)", "SELECT * FROM clicks TABLESAMPLE (2 ROWS)", "SELECT * FROM (SELECT page, n FROM clicks) PIVOT (sum(n) FOR page IN ('home','cart'))",
		"SELECT * FROM (SELECT n, n + 1 AS m FROM clicks) UNPIVOT (v FOR k IN (n, m))", "SELECT page FROM clicks HAVING n > 1", "SELECT sum(count(*)) FROM clicks GROUP BY page", "SELECT page FROM clicks UNION ALL SELECT page FROM users", "SELECT page FROM clicks UNION ALL SELECT page, n FROM clicks", "SELECT page FROM clicks UNION ALL SELECT n FROM clicks",
		"SELECT nope FROM clicks", "SELECT clicks.nope FROM clicks", "SELECT x.page FROM clicks", "SELECT page.a FROM clicks", "SELECT count(*) FROM clicks GROUP BY 3", "SELECT count(*) FROM clicks GROUP BY count(*)", "SELECT page FROM clicks GROUP BY n", "SELECT window(ts, 'five') w FROM clicks", "SELECT window(ts, '0 seconds') w FROM clicks", "SELECT window(ts, '-5 seconds') w FROM clicks",
		"SELECT window(ts, '10 seconds', '5 seconds', '6 seconds') w FROM clicks", "SELECT window(ts, n) w FROM clicks", "SELECT session_window(ts, '0 seconds') w, page, count(*) FROM clicks GROUP BY 1, 2", "SELECT session_window(ts, '-3 seconds') w, page, count(*) FROM clicks GROUP BY 1, 2", "SELECT session_window(ts, 'x') w, page, count(*) FROM clicks GROUP BY 1, 2",
		"SELECT session_window(ts, '5 seconds') w FROM clicks", "SELECT a.page FROM clicks a JOIN clicks b ON a.page < b.page", "SELECT a.page FROM clicks a LEFT JOIN clicks b ON a.page = b.page", "SELECT a.page FROM clicks a LEFT ANTI JOIN clicks b ON a.page = b.page", "SELECT page FROM clicks WHERE page IN (SELECT page FROM clicks)", "SELECT (SELECT max(n) FROM clicks) FROM users",
		"SELECT page FROM clicks WHERE n > (SELECT max(n) FROM clicks)", "SELECT page FROM clicks SORT BY n", "SELECT page FROM clicks CLUSTER BY n", "SELECT page FROM clicks DISTRIBUTE BY n", "SELECT /*+ BROADCAST(users) */ c.page FROM clicks c JOIN users ON c.page = users.page", "SELECT rand() > 2, uuid() IS NULL FROM clicks", "SELECT explode(array(1)), explode(array(2)) FROM clicks", "SELECT explode(n) FROM clicks",
		"SELECT page, n, lag(n) OVER (PARTITION BY page ORDER BY ts) FROM clicks", "SELECT page FROM clicks QUALIFY row_number() OVER (ORDER BY n) = 1", "SELECT page FROM clicks WHERE n", "SELECT page FROM clicks WHERE 'x'", "SELECT cast(n AS foo) FROM clicks", "SELECT page AS a, n AS a FROM clicks", "SELECT a FROM (SELECT page AS a, n AS a FROM clicks)", "VALUES (1)", "SELECT 1 AS x", "SELECT page p FROM users",
		"SELECT page FROM clicks WATERMARK ts DELAY OF INTERVAL 5 SECONDS", "SELECT page FROM clicks WATERMARK page DELAY OF INTERVAL 5 SECONDS", "SELECT count(*) FROM STREAM clicks", "SELECT page FROM clicks WHERE window(ts, '5 seconds').start > TIMESTAMP'2024-01-01 00:00:30'", "SELECT first(n) FROM clicks GROUP BY page WITH ROLLUP", "SELECT DISTINCT page FROM clicks ORDER BY page")
}
