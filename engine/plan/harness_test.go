package plan_test

import (
	"context"
	"fmt"
	"math/rand"
	"sort"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// asker writes random queries over tables a(k, v, s) and b(k, v, s). Every query has the columns
// x INT, y INT, z STRING.
type asker struct{ r *rand.Rand }

func (q *asker) pick(list ...string) string { return list[q.r.Intn(len(list))] }

// pred is a condition over columns that are called x, y and z, behind a prefix.
func (q *asker) pred(p string) string {
	one := q.pick("%[1]sx > 1", "%[1]sy <= 2", "%[1]sz = 'p'", "%[1]sy IS NULL", "%[1]sx IN (1, 2)", "%[1]sy BETWEEN 0 AND 2", "NOT (%[1]sx = 2)",
		"1 = 1", "%[1]sz <> 'q'", "coalesce(%[1]sx, 0) = 0", "%[1]sx = %[1]sy", "%[1]sx <=> %[1]sy", "1 > 2 OR %[1]sx < 3")
	one = strings.ReplaceAll(one, "%[1]s", p)
	switch q.r.Intn(4) {
	case 0:
		return one + " AND " + q.pred(p)
	case 1:
		return "(" + one + " OR " + q.pred(p) + ")"
	}
	return one
}

func (q *asker) query(depth int) string {
	if depth == 0 {
		where := ""
		if q.r.Intn(2) == 0 {
			where = " WHERE " + strings.NewReplacer("x", "k", "y", "v", "z", "s").Replace(q.pick("x > 0", "y IS NOT NULL", "z = 'p'", "x = y"))
		}
		return "SELECT k AS x, v AS y, s AS z FROM " + q.pick("a", "b") + where
	}
	in := func() string { return "(" + q.query(depth-1) + ")" }
	switch q.r.Intn(18) {
	case 12:
		return "SELECT y AS x, x AS y, z FROM (SELECT * FROM (" + q.query(0) + q.pick("", " UNION ALL "+q.query(0)) + ") LIMIT 4) LIMIT " + q.pick("0", "2", "5")
	case 14:
		return "SELECT t.x, l.v AS y, t.z FROM " + in() + " t, LATERAL (SELECT CAST(" + q.pick("max(u.x)", "count(*)", "coalesce(sum(u.y), 7)", "min(u.x)", "count(u.y) + 1") +
			" AS INT) AS v FROM " + in() + " u WHERE " + q.tie() + ") l"
	case 15:
		return "SELECT t.x, l.v AS y, t.z FROM " + in() + " t " + q.pick("JOIN", "LEFT JOIN") + " LATERAL (" + q.pick(
			"SELECT u.y AS v FROM "+in()+" u WHERE "+q.tie(),
			"SELECT u.x + t.x AS v FROM "+in()+" u WHERE "+q.tie(),
			"SELECT u.x AS v FROM "+in()+" u WHERE "+q.tie()+" UNION ALL SELECT t.y",
			"SELECT DISTINCT u.y AS v FROM "+in()+" u WHERE "+q.tie(),
			"SELECT CAST(count(*) AS INT) AS v FROM "+in()+" u WHERE "+q.tie()+" GROUP BY u.z",
			"SELECT u.y AS v FROM "+in()+" u JOIN "+in()+" w ON u.x = w.x AND "+q.pick("w.y = t.y", "w.y > t.y", "u.z = t.z")+" WHERE "+q.tie()) + ") l ON " + q.pick("true", "l.v > 0", "l.v = t.x")
	case 16:
		return "SELECT * FROM " + in() + " t WHERE " + q.pick("EXISTS", "NOT EXISTS") + " (SELECT " + q.pick("u.x", "max(u.x)", "DISTINCT u.y") + " FROM " + in() + " u WHERE " + q.tie() + ")"
	case 17:
		return "SELECT x, (SELECT " + q.pick("max(u.y)", "min(u.x) + 1", "CAST(count(*) AS INT)") + " FROM " + in() + " u WHERE " + q.tie() + ") AS y, z FROM " + in() + " t"
	case 0, 1:
		return "SELECT * FROM " + in() + " t WHERE " + q.pred("t.")
	case 2:
		return "SELECT y AS x, x AS y, coalesce(z, 'n') AS z FROM " + in() + " t WHERE " + q.pred("t.")
	case 3:
		return "SELECT x, y + 1 AS y, z FROM " + in()
	case 4, 5:
		return q.join(in)
	case 6:
		return in() + " " + q.pick("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL") + " " + in()
	case 7:
		return "SELECT x, CAST(count(y) AS INT) AS y, max(z) AS z FROM " + in() + " GROUP BY x" + q.pick("", " HAVING count(*) > 1", " HAVING x > 0")
	case 8:
		return "SELECT DISTINCT x, y, z FROM " + in()
	case 9:
		return "SELECT * FROM " + in() + " t WHERE " + q.pick("x IN", "x NOT IN") + " (SELECT x FROM " + in() + ")"
	case 10:
		return "SELECT * FROM " + in() + " t WHERE " + q.pick("EXISTS", "NOT EXISTS") + " (SELECT 1 FROM " + in() + " u WHERE u.x = t.x)"
	case 11:
		return "SELECT x, CAST((SELECT count(*) FROM " + in() + " u WHERE u.x = t.x) AS INT) AS y, z FROM " + in() + " t"
	}
	return "SELECT * FROM " + in() + " ORDER BY ALL LIMIT " + q.pick("0", "2", "5")
}

// tie is a condition between a subquery's u and the t around it.
func (q *asker) tie() string {
	return q.pick("u.x = t.x", "u.x < t.x", "u.x <=> t.y", "u.x = t.x AND u.y >= t.y", "u.x + 1 = t.x", "u.x = t.x + 1", "t.x > 1", "u.z = upper(t.z)", "u.x = t.x OR u.z = t.z", "u.x = t.x AND t.y > 0")
}

func (q *asker) join(in func() string) string {
	how := q.pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN", "CROSS JOIN")
	cols := "l.x, r.y, l.z"
	if strings.Contains(how, "SEMI") || strings.Contains(how, "ANTI") {
		cols = "l.x, l.y, l.z"
	}
	on := ""
	if how != "CROSS JOIN" {
		on = " ON " + q.pick("l.x = r.x", "l.x <=> r.x", "l.x = r.y AND l.y > 0", "l.x = r.x AND r.z = 'p'", "l.x < r.y", "l.x = r.x AND l.y = r.y AND l.x > 1")
	}
	return "SELECT " + cols + " FROM " + in() + " l " + how + " " + in() + " r" + on + q.pick("", " WHERE "+q.pred("l.")+"")
}

// table is a few random rows, with nulls and repeated keys.
func (q *asker) table() operator.Node {
	s, _ := data.ParseSchema("k INT, v INT, s STRING")
	rows := make([][]any, q.r.Intn(7))
	for i := range rows {
		rows[i] = []any{q.number(), q.number(), any(q.pick("p", "q", "r"))}
		if q.r.Intn(5) == 0 {
			rows[i][2] = nil
		}
	}
	b := data.FromRows(s, rows)
	return &operator.Source{Name: "t", Out: s, Static: func([]int) (*data.Batch, error) { return b, nil }}
}

func (q *asker) number() any {
	if q.r.Intn(5) == 0 {
		return nil
	}
	return int32(q.r.Intn(4))
}

// rows runs a plan and lists its rows as text, sorted: an answer without order.
func rows(t *testing.T, n operator.Node, ctx *expr.Context) []string {
	t.Helper()
	out, err := engine.RunBatch(context.Background(), n, engine.Env{}, ctx)
	if err != nil {
		return []string{"error: " + err.Error()}
	}
	list := make([]string, out.N)
	for i := range list {
		for _, c := range out.Cols {
			list[i] += expr.TextOf(ctx, c, i) + "|"
		}
	}
	sort.Strings(list)
	return list
}

// TestRulesKeepAnswers runs random queries as analyzed, with each rule alone and with all of them:
// the rows must be the same.
func TestRulesKeepAnswers(t *testing.T) {
	used := map[string]int{}
	answers := 0
	for seed := int64(0); seed < 1500; seed++ {
		q := &asker{rand.New(rand.NewSource(seed))}
		c := catalog{"a": q.table(), "b": q.table()}
		text := q.query(1 + q.r.Intn(3))
		parsed, err := sql.ParseQuery(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		ctx := session()
		analyzed, err := plan.Analyze(parsed, c, ctx)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		want := rows(t, analyzed, ctx)
		if len(want) > 0 {
			answers++
			if strings.HasPrefix(want[0], "error:") {
				t.Fatalf("seed %d: %s: %s", seed, text, want[0])
			}
		}
		for _, name := range plan.RuleNames() {
			n := plan.ApplyRule(name, analyzed, ctx)
			if n != analyzed {
				used[name]++
				same(t, seed, text, name, want, rows(t, n, ctx), analyzed, n)
			}
		}
		all, trace := plan.Optimize(analyzed, ctx)
		same(t, seed, text, "all", want, rows(t, all, ctx), analyzed, all)
		for _, c := range trace {
			used[c.Rule]++
		}
		if !all.Schema().Equal(analyzed.Schema()) {
			t.Fatalf("seed %d: %s: the schema became %s, was %s", seed, text, all.Schema(), analyzed.Schema())
		}
	}
	if answers < 500 {
		t.Errorf("only %d queries gave rows", answers)
	}
	for _, name := range plan.RuleNames() {
		if used[name] == 0 {
			t.Errorf("no query made %s do anything", name)
		}
	}
}

func same(t *testing.T, seed int64, text, rule string, want, got []string, before, after operator.Node) {
	t.Helper()
	if fmt.Sprint(want) != fmt.Sprint(got) {
		t.Fatalf("seed %d, rule %s: %s\nwant %q\n got %q\nbefore:\n%safter:\n%s", seed, rule, text, want, got, plan.TreeText(before), plan.TreeText(after))
	}
}
