package scenario_test

import (
	"fmt"
	"strings"
)

// expr gives an expression of a kind over the columns of the scope. depth bounds subqueries.
func (q *querier) expr(kind string, depth int, scope []column) (text, got string) {
	if q.chance(q.wrong) {
		return q.mistake(scope), "any"
	}
	switch kind {
	case "int":
		return q.integer(depth, scope), "int"
	case "string":
		return q.str(depth, scope), "string"
	case "boolean":
		return q.boolean(depth, scope), "boolean"
	}
	c := scope[q.Intn(len(scope))]
	return c.text(q), c.kind
}

// mistake is an expression that is refused, or fails.
func (q *querier) mistake(scope []column) string {
	c := scope[q.Intn(len(scope))]
	return q.pick("nope", c.of+".nope", "x."+c.name, "foo("+c.name+")", c.name+" + array(1)", "count(*)", "sum("+c.name+")", "max(sum("+c.name+"))", "CAST("+c.name+" AS foo)", "row_number() OVER ()", "rank() OVER (PARTITION BY "+c.name+")",
		"substring("+c.name+")", "1 / 0", "CAST('x' AS INT)", c.name+".f", c.name+"[0]", "explode(array(1))", "(SELECT 1, 2)", "(SELECT k FROM a)", "array(1)[5]", "-"+c.name, "NOT "+c.name, c.name+" LIKE 1", "date '2024-13-01'", "upper()",
		c.name+" AND true", "CASE WHEN 1 THEN 2 END", "IF("+c.name+", 1, 2)", "abs('x')", "coalesce(1, array(2))", "concat(1, map())", "grouping("+c.name+")", "lag("+c.name+")", "named_struct('a')", "transform("+c.name+", x -> x)", "current_date", "int '5'", "interval 'x' day", "*", "CAST("+c.name+" AS INT)",
		"sum("+c.name+") FILTER (WHERE nope)", "count(DISTINCT *)", "first("+c.name+", 1)", "`a b`", "'unclosed", "nullif(1)", "greatest(1)", "in(1)", c.name+" IN (SELECT k, v FROM a)", c.name+" IN ()", "EXISTS (SELECT nope FROM a)", "decimal(1)", "a.*", "try_add(1, 'x')", "sum(DISTINCT "+c.name+") OVER ()")
}

// some picks a column of a kind; false when there is none.
func (q *querier) some(scope []column, kinds ...string) (string, bool) {
	var fit []column
	for _, c := range scope {
		for _, k := range kinds {
			if c.kind == k {
				fit = append(fit, c)
			}
		}
	}
	if len(fit) == 0 {
		return "", false
	}
	c := fit[q.Intn(len(fit))]
	return c.text(q), true
}

func (q *querier) integer(depth int, scope []column) string {
	one, ok := q.some(scope, "int")
	if !ok || q.chance(15) {
		one = q.pick("1", "2", "0", "NULL", "-3", "20")
	}
	switch q.Intn(16) {
	case 0:
		return one + q.pick(" + ", " - ", " * ", " % 3 + ") + q.integer(0, scope)
	case 1:
		return "coalesce(" + one + ", " + q.integer(0, scope) + ")"
	case 2:
		return "CASE WHEN " + q.boolean(0, scope) + " THEN " + one + q.pick("", " ELSE "+q.integer(0, scope)) + " END"
	case 3:
		return "length(" + q.str(0, scope) + ")"
	case 4:
		return q.pick("abs(%s)", "if(%s > 2, 1, 0)", "nullif(%s, 2)", "CAST(%[1]s AS BIGINT)", "greatest(%s, 2)", "-(%s)", "%s DIV 2", "ifnull(%s, 9)", "(%s)")[0:0] + strings.ReplaceAll(q.pick("abs(%s)", "if(%s > 2, 1, 0)", "nullif(%s, 2)", "CAST(%s AS BIGINT)", "greatest(%s, 2)", "-(%s)", "%s DIV 2", "ifnull(%s, 9)", "(%s)"), "%s", one)
	case 5, 6:
		if depth > 0 {
			return q.scalar(depth-1, scope)
		}
	}
	return one
}

func (q *querier) str(depth int, scope []column) string {
	one, ok := q.some(scope, "string")
	if !ok || q.chance(15) {
		one = q.pick("'p'", "'q'", "''", "'Zz'")
	}
	switch q.Intn(12) {
	case 0:
		return "upper(" + one + ")"
	case 1:
		return one + " || " + q.str(0, scope)
	case 2:
		return "concat(" + one + ", '-', " + q.integer(0, scope) + ")"
	case 3:
		return "CASE " + one + " WHEN 'p' THEN 'one' WHEN " + q.str(0, scope) + " THEN 'two'" + q.pick("", " ELSE 'else'") + " END"
	case 4:
		return "CAST(" + q.integer(0, scope) + " AS STRING)"
	case 5:
		if depth > 0 {
			t := q.fresh("q")
			return "(SELECT max(" + t + ".s) FROM a " + t + q.correlated(t, scope) + ")"
		}
	}
	return one
}

func (q *querier) boolean(depth int, scope []column) string {
	if depth > 0 && q.chance(35) {
		return q.subqueryTest(depth-1, scope)
	}
	switch q.Intn(14) {
	case 0:
		return q.integer(0, scope) + " IS " + q.pick("", "NOT ") + "NULL"
	case 1:
		return q.integer(0, scope) + q.pick(" IN ", " NOT IN ") + q.pick("(1, 2)", "(1, NULL)", "(3)", "(1, '2')")
	case 2:
		return q.integer(0, scope) + q.pick(" BETWEEN ", " NOT BETWEEN ") + "1 AND " + q.integer(0, scope)
	case 3:
		return q.str(0, scope) + q.pick(" LIKE 'p%'", " RLIKE '[pq]'", " NOT LIKE '_'", " = 'q'", " <> 'p'", " >= 'p'", " LIKE ANY ('p', 'q')", " ILIKE 'P'", " IN ('p', 'z')")
	case 4:
		return q.boolean(0, scope) + q.pick(" AND ", " OR ") + q.boolean(0, scope)
	case 5:
		return "NOT (" + q.boolean(0, scope) + ")"
	case 6:
		if q.chance(q.wrong * 2) {
			return q.mistake(scope)
		}
		return q.pick("true", "1 = 1", "NULL", "false")
	}
	return q.integer(0, scope) + q.pick(" = ", " = ", " < ", " >= ", " <> ", " <=> ", " IS DISTINCT FROM ", " > ") + q.integer(0, scope)
}

// scalar is a subquery of one value.
func (q *querier) scalar(depth int, scope []column) string {
	t := q.fresh("q")
	table, val := q.pick("a", "b", "e"), "k"
	if table != "b" && q.chance(50) {
		val = "v"
	}
	where := q.correlated(t, scope)
	agg := q.pick("max(%s)", "min(%s)", "sum(%s)", "count(*)", "count(%s)", "avg(%s)", "count(DISTINCT %s)", "max(%s) + 1", "coalesce(sum(%s), 0)", "any_value(%s) IS NULL")
	if strings.Contains(agg, "IS NULL") {
		agg = "max(%s)"
	}
	agg = strings.ReplaceAll(agg, "%s", t+"."+val)
	from := table + " " + t
	if q.chance(20) && depth > 0 {
		inner, out := q.query(depth)
		from, agg = "("+inner+") "+t, "max("+t+"."+out[0].name+")"
		where = ""
		if q.chance(40) && out[0].kind == "int" {
			if c, ok := q.some(scope, "int"); ok {
				where = " WHERE " + t + "." + out[0].name + q.pick(" = ", " > ", " <=> ") + c
			}
		}
		if out[0].kind != "int" {
			agg = "count(*)"
		}
	}
	text := "SELECT " + agg + " FROM " + from + where
	switch q.Intn(12) {
	case 0:
		text += q.pick(" HAVING count(*) > 1", " HAVING max("+t+".k) > 0")
	case 1:
		text = "SELECT " + t + "." + val + " FROM " + table + " " + t + where + " ORDER BY 1 LIMIT 1"
	case 2:
		text = "SELECT DISTINCT max(" + t + "." + val + ") FROM " + table + " " + t + where
	case 3:
		text = "SELECT max(z) FROM (SELECT " + t + "." + val + " AS z FROM " + table + " " + t + where + ")"
	case 4:
		text = "SELECT count(*) FROM " + table + " " + t + where + " GROUP BY " + t + ".k LIMIT 1"
		if !strings.Contains(where, t+".k = ") {
			text = "SELECT count(*) FROM " + table + " " + t + where
		}
	case 5:
		text = "SELECT sum(c) FROM (SELECT " + t + ".k, count(*) AS c FROM " + table + " " + t + where + " GROUP BY " + t + ".k)"
	}
	return "(" + text + ")"
}

// correlated is a WHERE over table t that most often looks at the columns around it.
func (q *querier) correlated(t string, scope []column) string {
	c, ok := q.some(scope, "int")
	if !ok || q.chance(15) {
		return q.pick("", " WHERE "+t+".k > 1")
	}
	one := t + ".k" + q.pick(" = ", " = ", " = ", " <=> ", " > ", " <= ", " <> ", " < ") + c
	switch q.Intn(8) {
	case 0:
		one += " AND " + t + ".k > 0"
	case 1:
		one += fmt.Sprintf(" AND %s IS NOT NULL", c)
	case 2:
		one = t + ".k + 1 = " + c
	case 3:
		one += " OR " + t + ".k = 2"
	case 4:
		if d, ok := q.some(scope, "int"); ok {
			one += " AND " + t + ".k" + q.pick(" < ", " <> ", " = ") + d + " + 2"
		}
	}
	return " WHERE " + one
}

// subqueryTest is a condition with a subquery.
func (q *querier) subqueryTest(depth int, scope []column) string {
	t := q.fresh("q")
	table := q.pick("a", "b", "e")
	where := q.correlated(t, scope)
	switch q.Intn(8) {
	case 0, 1:
		return q.pick("EXISTS", "NOT EXISTS") + " (SELECT " + q.pick("1", "*", t+".k") + " FROM " + table + " " + t + where + q.pick("", "", "", " LIMIT 1", " GROUP BY "+t+".k", " HAVING count(*) > 1") + ")"
	case 2, 3:
		return q.integer(0, scope) + q.pick(" IN ", " NOT IN ") + "(SELECT " + t + ".k FROM " + table + " " + t + q.pick("", where, where+q.pick("", " LIMIT 2", " GROUP BY "+t+".k")) + ")"
	case 4:
		return "(" + q.integer(0, scope) + ", " + q.str(0, scope) + ") " + q.pick("IN", "NOT IN") + " (SELECT " + t + ".k, " + t + ".s FROM a " + t + q.pick("", where) + ")"
	case 5:
		return q.subqueryTest(0, scope) + q.pick(" OR ", " AND ") + q.boolean(0, scope)
	case 6:
		inner, out := q.query(depth)
		if out[0].kind == "int" {
			return q.integer(0, scope) + " IN (SELECT " + out[0].name + " FROM (" + inner + "))"
		}
		return "EXISTS (" + inner + ")"
	}
	return q.integer(0, scope) + q.pick(" = ", " > ", " <= ", " <=> ") + q.scalar(depth, scope)
}

// aggregate is an aggregate over the scope, and its kind.
func (q *querier) aggregate(scope []column) (string, string) {
	x := q.integer(0, scope)
	if q.chance(q.wrong) {
		return q.pick("sum(nope)", "count()", "sum(sum("+x+"))", "max("+x+", 1)", "foo("+x+")", "avg('x' || 'y')", "sum(DISTINCT count(*))", "count(*) FILTER (WHERE "+x+")", "sum(row_number() OVER ())", "grouping("+x+")", "max(map())", "sum(true)", "collect_list()"), "int"
	}
	switch q.Intn(16) {
	case 0, 1, 2:
		return "count(*)", "int"
	case 3:
		return "max(" + q.str(0, scope) + ")", "string"
	case 4:
		return "sort_array(" + q.pick("collect_list", "collect_set", "array_agg") + "(" + x + "))", "any"
	case 5:
		return "count(DISTINCT " + x + q.pick("", ", "+q.str(0, scope)) + ")", "int"
	case 6:
		return q.pick("avg", "stddev", "var_pop", "median", "percentile_approx") + "(" + x + q.pick("", "") + ")", "any"
	case 7:
		return "sum(" + x + ") FILTER (WHERE " + q.boolean(0, scope) + ")", "int"
	case 8:
		return "sum(DISTINCT " + x + ")", "int"
	case 9:
		return "max(" + x + ") - min(" + q.integer(0, scope) + ")", "int"
	case 10:
		return "bool_or(" + q.boolean(0, scope) + ")", "boolean"
	case 11:
		return q.pick("max_by", "min_by") + "(" + q.str(0, scope) + ", " + x + ")", "any"
	case 12:
		return "count_if(" + q.boolean(0, scope) + ")", "int"
	}
	return q.pick("sum", "min", "max", "count") + "(" + x + ")", "int"
}

// over is a window function.
func (q *querier) over(scope []column) string {
	x, order := q.integer(0, scope), q.integer(0, scope)
	spec := "PARTITION BY " + q.integer(0, scope)
	all := make([]string, len(scope))
	for i, c := range scope {
		all[i] = c.name
		if c.of != "" {
			all[i] = c.of + "." + c.name
		}
	}
	total := " ORDER BY " + order
	for i, c := range scope {
		if c.kind == "int" || c.kind == "string" {
			total += ", " + all[i]
		}
	}
	switch q.Intn(8) {
	case 0:
		return q.pick("rank", "dense_rank", "percent_rank", "cume_dist") + "() OVER (" + spec + " ORDER BY " + order + q.pick("", " DESC", " NULLS LAST") + ")"
	case 1:
		return q.pick("sum", "count", "max", "min", "avg") + "(" + x + ") OVER (" + spec + ")"
	case 2:
		return q.pick("sum", "count", "max") + "(" + x + ") OVER (" + q.pick("", spec) + total + q.pick("", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING", " ROWS 2 PRECEDING") + ")"
	case 3:
		return "sum(" + x + ") OVER (ORDER BY " + order + q.pick("", " RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING", " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW", " RANGE CURRENT ROW") + ")"
	case 4:
		return q.pick("lag", "lead") + "(" + x + q.pick("", ", 2", ", 1, -1") + ") OVER (" + q.pick("", spec) + total + ")"
	case 5:
		return q.pick("first_value", "last_value", "nth_value") + "(" + x + ") OVER (" + spec + total + ")"
	case 6:
		return "ntile(2) OVER (" + total[1:] + ")"
	}
	return "row_number() OVER (" + q.pick("", spec) + total + ")"
}
