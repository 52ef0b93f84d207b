package scenario_test

import (
	"fmt"
	"strings"
)

// from is what stands behind FROM, and the columns that it gives.
func (q *querier) from(depth int) (string, []column) {
	text, scope := q.relation(depth)
	for q.chance(30) {
		text, scope = q.joined(text, scope, depth)
		if len(scope) > 12 {
			break
		}
	}
	if q.chance(8) {
		t := q.fresh("lv")
		x := q.integer(0, scope)
		text += " LATERAL VIEW " + q.pick("", "OUTER ") + "explode(" + q.pick("array("+x+", 1)", "array()", "sequence(1, 2)", "IF("+x+" > 1, array(1), array())") + ") " + t + " AS " + t + "x"
		scope = append(scope[:len(scope):len(scope)], column{t, t + "x", "int"})
	}
	return text, scope
}

// relation is one table.
func (q *querier) relation(depth int) (string, []column) {
	t := q.fresh("t")
	if q.chance(q.wrong) {
		return q.pick("nowhere", "a TABLESAMPLE (200 PERCENT)", "range()", "nofunction(1)", "a AS "+t+"(x)", "(SELECT 1, 1)", "explode(1)", "a PIVOT (v FOR k IN (1))", "VALUES (1), (2, 3)", "VALUES (1), (array(1))", "global_temp.x", "json.`/x`"), []column{{"", "k", "int"}}
	}
	switch n := q.Intn(16); {
	case n < 4:
		return "a " + t, []column{{t, "k", "int"}, {t, "v", "int"}, {t, "s", "string"}}
	case n < 7:
		return "b " + q.pick("", "AS ") + t, []column{{t, "k", "int"}, {t, "w", "int"}, {t, "u", "string"}}
	case n < 8:
		return "e " + t, []column{{t, "k", "int"}, {t, "v", "int"}, {t, "s", "string"}}
	case n < 9:
		return "n " + t, []column{{t, "id", "int"}, {t, "st", "struct"}, {t, "xs", "array"}, {t, "mp", "map"}, {t, "st.f", "int"}, {t, "st.g.h", "string"}}
	case n < 10:
		return fmt.Sprintf("range(%d) %s", 1+q.Intn(4), t), []column{{t, "id", "int"}}
	case n < 11:
		return "VALUES (1, 'x'), (2, NULL), (NULL, 'p') AS " + t + "(k, s)", []column{{t, "k", "int"}, {t, "s", "string"}}
	case n < 12 && depth > 0:
		return q.pivoted(t)
	case n < 15 && depth > 0:
		text, out := q.query(depth - 1)
		scope := make([]column, len(out))
		for i, c := range out {
			scope[i] = column{t, c.name, c.kind}
		}
		return "(" + text + ") " + t, scope
	}
	return "d " + t, []column{{t, "day", "date"}, {t, "ts", "timestamp"}, {t, "x", "decimal"}, {t, "f", "double"}}
}

func (q *querier) pivoted(t string) (string, []column) {
	switch q.Intn(5) {
	case 0:
		return "(SELECT * FROM (SELECT k, v, s FROM a) PIVOT (sum(v) FOR k IN (1, 2)))" + " " + t, []column{{t, "s", "string"}, {t, "`1`", "int"}, {t, "`2`", "int"}}
	case 1:
		return "(SELECT * FROM a PIVOT (sum(v) AS sv, count(*) AS c FOR s IN ('p' AS p, 'q' AS q))) " + t, []column{{t, "k", "int"}, {t, "p_sv", "int"}, {t, "q_c", "int"}}
	case 2:
		return "(SELECT * FROM a UNPIVOT " + q.pick("", "INCLUDE NULLS ") + "(val FOR name IN (k, v AS vv))) " + t, []column{{t, "s", "string"}, {t, "name", "string"}, {t, "val", "int"}}
	case 3:
		return "(SELECT * FROM (SELECT k, v FROM a) PIVOT (max(v), min(v) FOR (k) IN (1, 3 AS three))) " + t, []column{{t, "`three_max(v)`", "int"}}
	}
	return "(SELECT id, y FROM n LATERAL VIEW OUTER posexplode(xs) p AS y, z) " + t, []column{{t, "id", "int"}, {t, "y", "int"}}
}

func (q *querier) joined(left string, scope []column, depth int) (string, []column) {
	if q.chance(15) {
		return q.lateral(left, scope, depth)
	}
	right, more := q.relation(depth)
	how := q.pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL OUTER JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN", "CROSS JOIN", "INNER JOIN", ",", "LEFT OUTER JOIN")
	both := append(scope[:len(scope):len(scope)], more...)
	half := strings.Contains(how, "SEMI") || strings.Contains(how, "ANTI")
	switch {
	case how == "," || how == "CROSS JOIN":
		return left + map[bool]string{true: ", ", false: " CROSS JOIN "}[how == ","] + right, both
	case q.chance(12) && has(scope, "k") && has(more, "k"):
		text := left + " " + how + " " + right + " USING (k)"
		if half {
			return text, scope
		}
		return text, append([]column{{"", "k", "int"}}, without(both, "k")...)
	case q.chance(4):
		return left + " NATURAL " + strings.TrimPrefix(how, "INNER ") + " " + right, scope[:1]
	}
	on := q.boolean(0, both)
	if l, ok := q.some(scope, "int"); ok && q.chance(75) {
		if r, ok := q.some(more, "int"); ok {
			on = l + q.pick(" = ", " = ", " = ", " <=> ", " < ", " + 1 = ", " >= ") + r
			if q.chance(30) {
				on += q.pick(" AND ", " AND ", " OR ") + q.boolean(0, both)
			}
		}
	}
	if depth > 0 && q.chance(8) {
		on += " AND " + q.subqueryTest(0, both)
	}
	text := left + " " + how + " " + right + " ON " + on
	if half {
		return text, scope
	}
	return text, both
}

func has(scope []column, name string) bool {
	n := 0
	for _, c := range scope {
		if c.name == name {
			n++
		}
	}
	return n == 1
}

func without(scope []column, name string) []column {
	var out []column
	for _, c := range scope {
		if c.name != name {
			out = append(out, c)
		}
	}
	return out
}

// lateral joins what is computed for each row.
func (q *querier) lateral(left string, scope []column, depth int) (string, []column) {
	t := q.fresh("l")
	x := q.integer(0, scope)
	sub := q.pick(
		"(SELECT "+x+" + 1 AS y)",
		"(SELECT max(z.v) AS y FROM a z"+q.correlated("z", scope)+")",
		"(SELECT count(*) AS y FROM b z"+q.correlated("z", scope)+")",
		"(SELECT z.k AS y FROM a z"+q.correlated("z", scope)+")",
		"(SELECT z.k AS y FROM a z"+q.correlated("z", scope)+" ORDER BY z.v LIMIT 1)",
		"(SELECT DISTINCT z.k AS y FROM a z"+q.correlated("z", scope)+")",
		"(SELECT z.k AS y FROM a z JOIN b zz ON z.k = zz.k"+q.correlated("z", scope)+")",
		"(SELECT z.k AS y FROM a z"+q.correlated("z", scope)+" UNION ALL SELECT 7)",
		"explode(array("+x+", 2))",
		"(SELECT sum(z.w) AS y FROM b z"+q.correlated("z", scope)+" GROUP BY z.k)",
		"(VALUES ("+x+"), (2))")
	as := " " + t
	if strings.HasPrefix(sub, "explode") || strings.HasPrefix(sub, "(VALUES") {
		as += "(y)"
	}
	how := q.pick(", LATERAL ", " JOIN LATERAL ", " LEFT JOIN LATERAL ", " CROSS JOIN LATERAL ")
	on := ""
	if strings.Contains(how, "JOIN") && !strings.Contains(how, "CROSS") {
		on = " ON " + q.pick("true", t+".y > 1", t+".y = "+x)
	}
	return left + how + sub + as + on, append(scope[:len(scope):len(scope)], column{t, "y", "int"})
}
