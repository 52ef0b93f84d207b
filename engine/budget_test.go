package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// crowd is n rows with keys from one on: a number, another one, a text and a time.
func crowd(from, n int) *data.Batch {
	s := data.NewSchema(data.Field{Name: "ts", Type: data.Timestamp, Nullable: true}, data.Field{Name: "a", Type: data.Long, Nullable: true},
		data.Field{Name: "b", Type: data.Long, Nullable: true}, data.Field{Name: "t", Type: data.String, Nullable: true})
	ts, a, b, t := make([]int64, n), make([]int64, n), make([]int64, n), data.NewBytesBuilder(data.String, n)
	for i := range n {
		ts[i], a[i], b[i] = int64(from+i)*second/1000, int64(from+i), int64(from+i)%7
		t.AddString(fmt.Sprintf("text %d", from+i))
	}
	return data.NewBatch(s, &data.Longs{T: data.Timestamp, Values: ts}, &data.Longs{T: data.Long, Values: a}, &data.Longs{T: data.Long, Values: b}, t.Finish())
}

// TestBudgetInsideABatch gives a batch that is far too large to queries of each kind of state, after
// and before batches that fit: it is refused while it runs, and the others never notice.
func TestBudgetInsideABatch(t *testing.T) {
	for _, text := range []string{
		"SELECT a, count(*) AS n FROM s GROUP BY a",
		"SELECT a, b, count(*) AS n FROM s GROUP BY a, b",
		"SELECT t, sum(a) AS n FROM s GROUP BY t",
		"SELECT t, b, collect_list(a) AS n FROM s GROUP BY t, b",
		"SELECT window(ts, '2 seconds') AS w, a, count(*) AS n FROM s GROUP BY window(ts, '2 seconds'), a",
		"SELECT window(ts, '2 seconds') AS w, t, count(*) AS n FROM s GROUP BY window(ts, '2 seconds'), t",
		"SELECT session_window(ts, '2 seconds') AS w, t, count(*) AS n FROM s GROUP BY session_window(ts, '2 seconds'), t",
		"SELECT DISTINCT t FROM s",
		"SELECT DISTINCT a, b FROM s",
		"SELECT DISTINCT a FROM s",
		"SELECT l.a, r.t FROM s l JOIN s r ON l.a = r.a",
		"SELECT l.a, r.t FROM s l JOIN s r ON l.t = r.t AND l.b = r.b",
	} {
		t.Run(text, func(t *testing.T) {
			mode := operator.Append
			if _, err := newBudgeted(text, mode, 1<<20); err != nil {
				mode = operator.Complete
			}
			tl := must(newBudgeted(text, mode, 1<<20))(t)
			plain := must(newBudgeted(text, mode, 0))(t)
			ctx := context.Background()
			for n := range 6 {
				if n%2 == 1 {
					before := tl.Used()
					_, err := tl.Forward(ctx, tickOf(int64(n), crowd(1_000_000*n, 200_000)))
					var refused *expr.Error
					if !errors.As(err, &refused) || refused.Condition != "UNABLE_TO_ACQUIRE_MEMORY" {
						t.Fatalf("batch %d: %v", n, err)
					}
					if tl.Len() != n/2+1 || tl.Used() > before+1<<20 {
						t.Errorf("after the refusal there are %d steps and %d bytes; before %d", tl.Len(), tl.Used(), before)
					}
				}
				rows := crowd(100*n, 150)
				if n%2 == 1 {
					continue
				}
				got, want := must(tl.Forward(ctx, tickOf(int64(n/2), rows)))(t), must(plain.Forward(ctx, tickOf(int64(n/2), rows)))(t)
				if got.Fingerprint != want.Fingerprint || got.Output.N != want.Output.N {
					t.Fatalf("batch %d differs after a refused one: %d rows, want %d", n, got.Output.N, want.Output.N)
				}
			}
			if err := tl.SeekTo(1); err != nil {
				t.Fatal(err)
			}
			if err := plain.SeekTo(1); err != nil {
				t.Fatal(err)
			}
			got, want := must(tl.Forward(ctx, tickOf(1, crowd(50, 100))))(t), must(plain.Forward(ctx, tickOf(1, crowd(50, 100))))(t)
			if got.Fingerprint != want.Fingerprint {
				t.Error("a step back gives another state")
			}
		})
	}
}

func newBudgeted(text string, mode operator.OutputMode, bytes int64) (*engine.Timeline, error) {
	w := newWorld()
	w.stream("s", "ts TIMESTAMP, a BIGINT, b BIGINT, t STRING")
	q, err := w.query(text, mode)
	if err != nil {
		return nil, err
	}
	q.Budget.Bytes = bytes
	return engine.NewTimeline(q, newEnv())
}

// TestHistoryYieldsToTheBudget runs until history would go beyond the budget: it is shortened, the
// query goes on, and old steps are reached by running their batches again.
func TestHistoryYieldsToTheBudget(t *testing.T) {
	w := newWorld()
	in := w.stream("s", "ts TIMESTAMP, a BIGINT, b BIGINT, t STRING")
	q := must(w.query("SELECT a, sum(b) AS n FROM s GROUP BY a", operator.Update))(t)
	q.Budget.Bytes = 2 << 20
	tl := must(engine.NewTimeline(q, newEnv()))(t)
	for n := range 100 {
		rows := crowd(0, 5000)
		in.batches = append(in.batches, rows)
		must(tl.Forward(context.Background(), tickOf(int64(n), rows)))(t)
		if tl.Used() > q.Budget.Bytes {
			t.Fatalf("after batch %d %d bytes are used", n, tl.Used())
		}
	}
	if n := tl.Oldest(); n == 0 || n > 92 {
		t.Errorf("the oldest step kept is %d", n)
	}
	if err := tl.SeekTo(3); err != nil || tl.At() != 3 {
		t.Error(err)
	}
}
