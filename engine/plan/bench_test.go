package plan_test

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// BenchmarkPlanning measures text to optimized plan for a windowed count over a join.
func BenchmarkPlanning(b *testing.B) {
	c := catalog{"clicks": source(b, "clicks", "ts TIMESTAMP, page STRING, n INT", true), "users": source(b, "users", "page STRING, owner STRING", false)}
	ctx := session()
	for b.Loop() {
		n, err := sql.ParseQuery("SELECT window(ts, '10 seconds').start AS st, owner, count(*) AS c, sum(n) AS s FROM clicks WATERMARK ts DELAY OF INTERVAL 5 SECONDS AS k " +
			"JOIN users u ON k.page = u.page WHERE n > 0 AND owner IS NOT NULL GROUP BY window(ts, '10 seconds'), owner HAVING count(*) > 1")
		if err != nil {
			b.Fatal(err)
		}
		if n, err = plan.Analyze(n, c, ctx); err != nil {
			b.Fatal(err)
		}
		plan.Optimize(n, ctx)
	}
}
