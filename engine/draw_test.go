package engine_test

import (
	"context"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// TestBatchesDrawOtherValues runs a stream whose batches draw values: no batch draws what another one drew, and one that
// is run again draws what it drew before.
func TestBatchesDrawOtherValues(t *testing.T) {
	w := newWorld()
	w.stream("s", "ts TIMESTAMP, k BIGINT, v DOUBLE")
	for _, call := range []string{"rand()", "rand(1)", "randn(1)", "uniform(0, 1000000, 1)", "randstr(8, 1)", "uuid()", "shuffle(sequence(1, 30))", "hex(aes_encrypt('text', '0000111122223333'))"} {
		run := func() (all []any) {
			q := must(w.query("SELECT "+call+" FROM s", operator.Append))(t)
			tl := must(engine.NewTimeline(q, newEnv()))(t)
			for n := range int64(5) {
				step := must(tl.Forward(context.Background(), tickOf(n, clicks(4, 4, false, 0, second))))(t)
				for i := range step.Output.N {
					all = append(all, expr.TextOf(w.context(), step.Output.Cols[0], i))
				}
			}
			return all
		}
		first, again, seen := run(), run(), map[any]bool{}
		for i, v := range first {
			if seen[v] || again[i] != v {
				t.Errorf("%s: value %d is %v, then %v, seen before: %t", call, i, v, again[i], seen[v])
			}
			seen[v] = true
		}
		if len(first) != 20 {
			t.Errorf("%s: %d values", call, len(first))
		}
	}
}
