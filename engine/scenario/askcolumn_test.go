package scenario_test

import (
	"fmt"
	"strings"
)

func (a asker) lambdaQuestion() string {
	l := a.constant(a.pick("array<int>", "array<string>", "array<double>", "array<int>"))
	m := a.constant("map<string,int>")
	one := a.pick("x -> x", "x -> x + 1", "x -> x > 1", "x -> x IS NULL", "x -> concat(x, '!')", "x -> -x", "x -> NULL", "x -> array(x)", "x -> struct(x, 1)", "(x, i) -> x + i", "(x, i) -> i", "x -> x % 2 = 0", "x -> x * 1.5", "x -> cast(x as string)", "(a, b, c) -> a", "x -> y", "x -> transform(array(x), y -> x)", "x -> x / 0", "x -> length(x)")
	two := a.pick("(k, v) -> v", "(k, v) -> v > 1", "(k, v) -> concat(k, v)", "(k, v) -> k", "(k, v) -> v IS NOT NULL", "k -> k", "(k, v) -> v + 1", "(k, v) -> NULL", "(k, v) -> upper(k)")
	switch a.Intn(8) {
	case 0, 1:
		return fmt.Sprintf("%s(%s, %s)", a.pick("transform", "filter", "exists", "forall", "any_match", "all_match"), l, one)
	case 2:
		return fmt.Sprintf("%s(%s, %s)", a.pick("transform_keys", "transform_values", "map_filter"), m, two)
	case 3:
		return fmt.Sprintf("%s(%s, %s, %s)", a.pick("aggregate", "reduce"), l, a.pick("0", "0L", "''", "1.5", "cast(NULL as int)", "array()", "0D"), a.pick("(acc, x) -> acc + x", "(acc, x) -> acc", "(acc, x) -> coalesce(acc, 0) + coalesce(x, 0)", "(acc, x) -> concat(acc, x)", "(acc, x) -> greatest(acc, x)", "(acc, x) -> x", "(acc, x) -> acc + x, acc -> acc * 10", "(acc, x) -> acc + x, acc -> cast(acc as string)"))
	case 4:
		return fmt.Sprintf("zip_with(%s, %s, %s)", l, a.constant(a.pick("array<int>", "array<string>")), a.pick("(x, y) -> x", "(x, y) -> (x, y)", "(x, y) -> concat(x, y)", "(x, y) -> x + y", "(x, y) -> coalesce(x, y)"))
	case 5:
		return fmt.Sprintf("array_sort(%s, %s)", l, a.pick("(x, y) -> CASE WHEN x < y THEN 1 WHEN x > y THEN -1 ELSE 0 END", "(x, y) -> x - y", "(x, y) -> NULL", "(x, y) -> 0", "(x, y) -> length(x) - length(y)", "(x, y) -> 'a'"))
	case 6:
		return fmt.Sprintf("map_zip_with(%s, %s, %s)", m, a.constant("map<string,int>"), a.pick("(k, x, y) -> x", "(k, x, y) -> coalesce(x, 0) + coalesce(y, 0)", "(k, x, y) -> concat(k, x, y)", "(k, x) -> x"))
	}
	return fmt.Sprintf("%s(%s)", a.pick("transform", "filter"), strings.Join([]string{l, one, one}[:1+a.Intn(3)], ", "))
}

func (a asker) collectionQuestion() string {
	l := func() string { return a.constant(a.pick("array<int>", "array<string>", "array<double>")) }
	any := func() string { return a.constant(a.anyType()) }
	switch a.Intn(8) {
	case 0:
		return fmt.Sprintf("%s(%s)", a.pick("size", "cardinality", "array_max", "array_min", "array_distinct", "sort_array", "array_sort", "flatten", "reverse", "array_compact", "shuffle(array(1))||", "map_keys", "map_values", "map_entries", "map_from_entries", "array_size", "to_json", "typeof", "explode", "posexplode", "inline", "hash", "xxhash64", "array_join", "isnull", "string", "collect_list"), a.pick(l(), a.constant("map<string,int>"), "array("+l()+")", "array("+a.constant("struct<a:int,b:string>")+")", any()))
	case 1:
		return fmt.Sprintf("%s(%s, %s)", a.pick("array_contains", "array_position", "array_remove", "array_append", "array_prepend", "element_at", "try_element_at", "get", "array_repeat", "array_join", "sort_array", "concat", "arrays_overlap", "array_union", "array_intersect", "array_except", "arrays_zip", "map_contains_key", "map_from_arrays", "slice", "sequence"), a.pick(l(), a.constant("map<string,int>"), any()), a.pick(l(), a.pick("0", "1", "-1", "2", "-5", "NULL", "'a'", "1L"), any()))
	case 2:
		return fmt.Sprintf("%s[%s]", a.pick(l(), a.constant("map<string,int>"), a.constant("struct<a:int,b:string>")), a.pick("0", "1", "-1", "9", "'a'", "'zz'", "NULL", "1L", "1.5", "array(1)"))
	case 3:
		return fmt.Sprintf("slice(%s, %s, %s)", l(), a.pick("1", "0", "-1", "-3", "5", "2"), a.pick("0", "1", "2", "-1", "10"))
	case 4:
		return fmt.Sprintf("%s(%s, %s, %s)", a.pick("array_insert", "array_join", "map_concat", "arrays_zip", "concat", "array"), l(), a.pick("1", "0", "-1", "-7", "5", "','", l()), a.pick("1", "'x'", "NULL", l()))
	case 5:
		return fmt.Sprintf("sequence(%s, %s%s)", a.pick("1", "5", "-2", "date '2024-01-30'", "timestamp '2024-03-10 00:00:00'", "1L", "1Y", "date '2024-03-01'"), a.pick("5", "1", "-2", "date '2024-03-02'", "timestamp '2024-03-11 00:00:00'", "3L", "2Y", "date '2024-01-01'"), a.pick("", ", 2", ", -1", ", 0", ", interval 1 month", ", interval 1 week", ", interval '6' hour", ", interval -1 month", ", interval 1 day", ", NULL", ", interval '1' year"))
	case 6:
		return a.pick(a.constant("struct<a:int,b:string>")+"."+a.pick("a", "b", "c", "A"), "map("+a.constant(a.pick(simpleTypes...))+", 1)["+a.constant(a.pick(simpleTypes...))+"]", "map_from_arrays(array("+any()+"), array("+any()+"))", "map_concat("+a.constant("map<string,int>")+", "+a.constant("map<string,int>")+")", "struct("+any()+", "+any()+")", "named_struct('a', "+any()+", 'a', "+any()+")", "str_to_map('a:1,b:2,a:3')", "array("+l()+", "+l()+")")
	}
	return fmt.Sprintf("%s %s %s", a.pick(l(), a.constant("map<string,int>"), a.constant("struct<a:int,b:string>")), a.pick("=", "<", "<=>", ">=", "||", "<>"), a.pick(l(), a.constant("map<string,int>"), a.constant("struct<a:int,b:string>")))
}

func (a asker) momentQuestion() string {
	t := func() string { return a.constant(a.pick("date", "timestamp", "timestamp", "timestamp_ntz", "string")) }
	iv := a.pick(a.interval(), "interval "+a.pick("1", "-1", "13", "100000")+" "+a.pick("month", "day", "hour", "year", "second", "week", "microsecond"))
	unit := a.pick("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND")
	switch a.Intn(12) {
	case 0, 1:
		return fmt.Sprintf("%s %s %s", t(), a.pick("+", "-"), iv)
	case 2:
		return fmt.Sprintf("%s - %s", t(), t())
	case 3:
		return fmt.Sprintf("date_trunc('%s', %s)", a.pick("YEAR", "yyyy", "QUARTER", "MONTH", "mon", "WEEK", "DAY", "dd", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND", "CENTURY", "x"), t())
	case 4:
		return fmt.Sprintf("trunc(%s, '%s')", t(), a.pick("YEAR", "yy", "QUARTER", "MONTH", "mm", "WEEK", "DAY", "x"))
	case 5:
		return fmt.Sprintf("extract(%s FROM %s)", a.pick("YEAR", "YEAROFWEEK", "QUARTER", "MONTH", "WEEK", "DAY", "DAYOFWEEK", "DAYOFWEEK_ISO", "DOW", "DOY", "HOUR", "MINUTE", "SECOND", "EPOCH", "x"), a.pick(t(), iv))
	case 6:
		return fmt.Sprintf("timestampadd(%s, %s, %s)", unit, a.constant(a.pick("int", "bigint", "string", "decimal")), t())
	case 7:
		return fmt.Sprintf("timestampdiff(%s, %s, %s)", unit, t(), t())
	case 8:
		return fmt.Sprintf("%s(%s, %s)", a.pick("date_add", "date_sub", "add_months", "next_day", "months_between", "datediff", "from_utc_timestamp", "to_utc_timestamp", "date_diff", "convert_timezone"), t(), a.pick("1", "-1", "40", "'MO'", "'sunday'", "'Asia/Tokyo'", "'America/New_York'", "1.5", "'3'", "NULL", t(), "2147483647", "1Y", "1L"))
	case 9:
		return fmt.Sprintf("%s(%s)", a.pick("year", "month", "day", "hour", "minute", "second", "quarter", "weekofyear", "dayofweek", "dayofyear", "weekday", "last_day", "unix_timestamp", "unix_seconds", "unix_millis", "unix_micros", "unix_date", "dayname", "monthname", "to_date", "to_timestamp", "date", "timestamp", "timestamp_ntz", "bigint", "double", "typeof", "date_from_unix_date", "timestamp_seconds", "timestamp_millis", "timestamp_micros", "from_unixtime", "hash"), a.pick(t(), t(), a.constant(a.anyType())))
	case 10:
		return fmt.Sprintf("%s(%s, %s, %s, %s, %s, %s)", a.pick("make_timestamp", "make_timestamp_ntz", "try_make_timestamp", "make_timestamp_ltz"), a.pick("2024", "1", "9999", "-1", "10000", "2023"), a.pick("2", "1", "13", "12"), a.pick("29", "1", "31", "0"), a.pick("0", "23", "24", "2"), a.pick("0", "59", "60", "30"), a.pick("0", "59.999999", "60", "60.5", "1.1234567", "'7'", "NULL", "-1"))
	}
	return fmt.Sprintf("%s %s %s", a.interval(), a.pick("*", "/", "+", "-", "=", "<"), a.pick("2", "0.5", "0", "1.5D", a.interval(), "NULL", "'2'", "3L", "-1"))
}

// columnQuestion asks an expression over columns of several rows, which no constant folding
// takes away.
func (a asker) columnQuestion(d doc) {
	x, y := a.anyType(), a.anyType()
	rows := make([]string, 2+a.Intn(4))
	for i := range rows {
		rows[i] = "(" + a.constant(x) + ", " + a.constant(y) + ")"
	}
	d["from"] = "VALUES " + strings.Join(rows, ", ") + " AS t(x, y)"
	d["many"], d["group"] = true, "column"
	list := []string{"coalesce(x, y)", "x = y", "x <=> y", "x < y", "struct(x, y)", "array(x, y)", "x IN (y, NULL)", "x IN (SELECT y)", "CASE WHEN x IS NULL THEN y ELSE x END", "if(x = y, 1, 0)", "hash(x, y)", "xxhash64(x)", "to_json(struct(x, y))", "cast(x as string)", "concat(x, y)", "nullif(x, y)", "greatest(x, y)", "least(x, y)",
		"x + y", "x - y", "x * y", "x / y", "x % y", "typeof(x)", "x || y", "abs(x)", "-x", "round(x, 1)", "upper(x)", "length(x)", "substring(x, 1, 2)", "year(x)", "date_add(x, 1)", "x BETWEEN y AND y", "NOT x", "x AND y", "x OR y", "try_add(x, y)", "try_divide(x, y)", "to_csv(struct(x, y))", "x IS DISTINCT FROM y", "isnan(x)", "map(x, y)", "md5(x)", "hex(x)", "try_cast(x as int)", "cast(x as bigint)", "cast(x as double)", "cast(x as date)", "cast(x as timestamp)", "cast(x as boolean)", "cast(x as decimal(10,2))", "x LIKE y", "size(x)", "sort_array(array(x))", "array_contains(array(x), y)", "element_at(x, 1)", "transform(array(x), z -> z = y)", "date_format(x, 'yyyy-MM-dd HH:mm')", "x + interval 1 day", "timestampdiff(DAY, x, y)", "named_struct('a', x).a", "nvl2(x, y, x)", "x DIV y", "pmod(x, y)", "shiftleft(x, 3)", "x & y", "bit_count(x)", "format_string('%s|%s', x, y)"}
	d["sql"] = a.pick(list...)
}

// aggregateQuestion asks an aggregate over rows of a type, perhaps filtered, distinct, grouped.
func (a asker) aggregateQuestion(d doc) {
	x := a.anyType()
	y := a.pick("int", "string", "double", "date", "boolean")
	rows := make([]string, 1+a.Intn(6))
	for i := range rows {
		rows[i] = "(" + a.constant(x) + ", " + a.constant(y) + ", " + a.pick("1", "2", "NULL") + ")"
	}
	d["from"] = "VALUES " + strings.Join(rows, ", ") + " AS t(x, y, k)"
	d["group"] = "aggregate"
	arg := a.pick("x", "x", "x", "y", "k", "x, y")
	name := a.pick("sum", "avg", "min", "max", "count", "collect_list", "collect_set", "first", "last", "stddev", "variance", "var_pop", "skewness", "kurtosis", "median", "mode", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "any_value", "approx_count_distinct", "count_if", "try_sum", "try_avg", "max_by", "min_by", "corr", "covar_pop", "regr_slope", "regr_count", "regr_r2", "listagg", "string_agg", "array_agg", "histogram_numeric", "percentile", "percentile_approx", "every", "some", "std", "sum", "avg", "product", "bitmap_construct_agg", "grouping")
	switch name {
	case "max_by", "min_by", "corr", "covar_pop", "regr_slope", "regr_count", "regr_r2":
		arg = a.pick("x, y", "y, x", "x, k", "k, x", "x")
	case "percentile", "percentile_approx":
		arg = a.pick("x, 0.5", "x, array(0.1, 0.9)", "k, 0.25", "x, 1.5", "x, NULL", "y, 0", "x, 0.5, 2", "x, 0.5, k")
	case "histogram_numeric":
		arg = a.pick("x, 2", "k, 3", "x, 1", "x, k")
	case "listagg", "string_agg":
		arg = a.pick("x", "x, '-'", "y, ''", "k, ','", "x, k")
	case "first", "last", "any_value":
		arg = a.pick("x", "x, true", "y, false", "x, k")
	}
	call := name + "(" + a.pick("", "", "", "", "DISTINCT ") + arg + ")"
	if a.chance(12) {
		call = a.pick("percentile_cont(0.5) WITHIN GROUP (ORDER BY x)", "percentile_disc(0.3) WITHIN GROUP (ORDER BY x DESC)", "mode() WITHIN GROUP (ORDER BY x)", "listagg(x, ',') WITHIN GROUP (ORDER BY x DESC)", "string_agg(DISTINCT x, ',') WITHIN GROUP (ORDER BY x)", "percentile_cont(array(0.5, 0.9)) WITHIN GROUP (ORDER BY x)", "percentile_disc(y) WITHIN GROUP (ORDER BY x)", "listagg(y) WITHIN GROUP (ORDER BY k, y)")
	}
	if a.chance(20) {
		call += " FILTER (WHERE " + a.pick("k = 1", "x IS NOT NULL", "false", "y IS NULL", "k", "k > 0") + ")"
	}
	if strings.HasPrefix(call, "collect") || strings.HasPrefix(call, "array_agg") {
		call = "sort_array(" + call + ")"
	}
	if a.chance(15) {
		call = a.pick(call+" + 1", "coalesce("+call+", 0)", "typeof("+call+")", "cast("+call+" as string)")
	}
	d["sql"] = call
	if a.chance(30) {
		d["groupBy"] = a.pick("k", "k", "x", "y", "k % 2", "k IS NULL")
		if a.chance(20) {
			d["having"] = a.pick("count(*) > 1", "k = 1", "max(k) > 1", "sum(k) IS NOT NULL")
		}
	}
}

func (a asker) windowQuestion(d doc) {
	x := a.anyType()
	rows := make([]string, 2+a.Intn(5))
	for i := range rows {
		rows[i] = fmt.Sprintf("(%s, %d, %s)", a.constant(x), i, a.pick("1", "2", "NULL"))
	}
	d["from"] = "VALUES " + strings.Join(rows, ", ") + " AS t(x, i, k)"
	d["group"], d["many"] = "window", true
	f := a.pick("sum(x)", "avg(x)", "count(x)", "min(x)", "max(x)", "row_number()", "rank()", "dense_rank()", "percent_rank()", "cume_dist()", "ntile(2)", "ntile(3)", "lag(x)", "lead(x)", "lag(x, 2)", "lead(x, 1, x)", "lag(i, 1, -1)", "first_value(x)", "last_value(x)", "nth_value(x, 2)", "first(x, true)", "last(x) IGNORE NULLS", "lag(x) IGNORE NULLS", "collect_list(i)", "stddev(x)", "count(*)", "count(DISTINCT x)", "max_by(x, i)", "any_value(x)", "nth_value(x, 0)", "ntile(0)", "lag(x, k)", "upper(x)", "median(x)", "mode(x)", "listagg(i)")
	part := a.pick("", "PARTITION BY k ", "PARTITION BY k ", "PARTITION BY k, x ")
	order := a.pick("ORDER BY i", "ORDER BY i", "ORDER BY i DESC", "ORDER BY k, i", "ORDER BY x, i", "ORDER BY k", "", "ORDER BY x DESC NULLS LAST, i")
	frame := a.pick("", "", "", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING", " ROWS UNBOUNDED PRECEDING", " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", " RANGE BETWEEN 1 PRECEDING AND CURRENT ROW", " RANGE BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING", " ROWS BETWEEN 2 FOLLOWING AND 1 FOLLOWING", " ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING", " RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW", " ROWS k PRECEDING")
	d["sql"] = "struct(i, " + f + " OVER (" + part + order + frame + "))"
}
