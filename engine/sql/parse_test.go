package sql

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

func TestExpressions(t *testing.T) {
	cases := map[string]string{
		"a + b * -c":                          "+(a, *(b, -(c)))",
		"NOT a = 1 AND b OR c":                "or(and(not(=(a, 1)), b), c)",
		"a <> 1":                              "not(=(a, 1))",
		"a BETWEEN 1 AND 2 AND b":             "and(between(a, 1, 2), b)",
		"x NOT IN (1, 2)":                     "not(in(x, 1, 2))",
		"x LIKE ANY ('a', 'b')":               "like any(x, a, b)",
		"a.b.c[1].d":                          ".([](a.b.c, 1), d)",
		"x::int + 1":                          "+(CAST(x AS INT), 1)",
		"transform(a, x -> x + 1)":            "transform(a, lambda(x: +(x, 1)))",
		"aggregate(a, 0, (x, y) -> x + y)":    "aggregate(a, 0, lambda(x,y: +(x, y)))",
		"CASE x WHEN 1 THEN 'a' ELSE 'b' END": "case(=(x, 1), a, b)",
		"timestampdiff(HOUR, a, b)":           "timestampdiff(HOUR, a, b)",
		"trim(BOTH 'x' FROM s)":               "trim from(s, x)",
		"a || b = c":                          "=(||(a, b), c)",
		"1 + 2 | 3 & 4":                       "|(+(1, 2), &(3, 4))",
		"a IS NOT DISTINCT FROM b":            "<=>(a, b)",
		"interval":                            "interval",
		"case":                                "case",
		"count(DISTINCT x) FILTER (WHERE y)":  "count(distinct x; filter y)",
	}
	for in, want := range cases {
		e, err := ParseExpr(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := shape(e); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

// shape writes an unresolved tree with the operators in front.
func shape(e expr.Expr) string {
	list := func(es []expr.Expr) string {
		var parts []string
		for _, x := range es {
			parts = append(parts, shape(x))
		}
		return strings.Join(parts, ", ")
	}
	switch e := e.(type) {
	case *expr.Call:
		in := list(e.Args)
		if e.Distinct {
			in = "distinct " + in
		}
		if e.Filter != nil {
			in += "; filter " + shape(e.Filter)
		}
		return e.Func + "(" + in + ")"
	case *expr.Lambda:
		return "lambda(" + strings.Join(e.Params, ",") + ": " + shape(e.Body) + ")"
	case *expr.Case:
		return "case(" + list(e.Children()) + ")"
	case *expr.Cast:
		return "CAST(" + shape(e.Child) + " AS " + e.To.String() + ")"
	case *expr.Name:
		return strings.Join(e.Parts, ".")
	}
	return e.String()
}

func TestIntervals(t *testing.T) {
	cases := map[string]string{
		"INTERVAL 1 DAY":                        "INTERVAL DAY",
		"INTERVAL '1' YEAR":                     "INTERVAL YEAR",
		"INTERVAL 1 HOUR 30 MINUTES":            "INTERVAL HOUR TO MINUTE",
		"INTERVAL '2 10:30:00.5' DAY TO SECOND": "INTERVAL DAY TO SECOND",
		"INTERVAL '1-6' YEAR TO MONTH":          "INTERVAL YEAR TO MONTH",
		"INTERVAL '3 days 2 hours'":             "INTERVAL DAY TO HOUR",
		"INTERVAL 1500 MILLISECONDS":            "INTERVAL SECOND",
	}
	for in, want := range cases {
		e, err := ParseExpr(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := e.Type().String(); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"INTERVAL 1 foo", "INTERVAL '1-13x' YEAR TO MONTH", "INTERVAL"} {
		if _, err := ParseInterval(in); err == nil {
			t.Errorf("%s was read as an interval", in)
		}
	}
	v, err := ParseInterval("1 month -3 days 1500 milliseconds")
	if err != nil || v.Months != 1 || v.Days != -3 || v.Micros != 1_500_000 {
		t.Errorf("got %+v, %v", v, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"SELECT a, b + 1 AS c FROM t WHERE x IN (SELECT 1) GROUP BY ROLLUP(a) HAVING count(*) > 1 ORDER BY 1 LIMIT 3",
		"FROM t |> WHERE a |> AGGREGATE sum(b) AS s GROUP BY c", "SELECT CASE WHEN a THEN 'x' END, CAST(b AS ARRAY<INT>) FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS",
		"SELECT ((((1))))", "SHOW TABLES LIKE 'a*'", "SET a.b = c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseStatement(text)
		if err == nil && s == nil {
			t.Fatal("no statement and no error")
		}
	})
}
