package spark

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Expectation checks the rows that a DataFrame or query gives.
type Expectation struct {
	df *DataFrame
	q  *StreamingQuery
}

// Expect begins a check of a DataFrame's rows, or of all rows that a query wrote into memory. A
// streaming DataFrame is run over everything that its sources have now.
func Expect(subject any) *Expectation {
	switch v := subject.(type) {
	case *DataFrame:
		if v.IsStreaming() {
			return &Expectation{df: v.drained()}
		}
		return &Expectation{df: v}
	case *StreamingQuery:
		return &Expectation{q: v}
	}
	failf("Expect", "", "Give a DataFrame or a query.", "Expect cannot check a %T", subject)
	return nil
}

// drained runs a streaming DataFrame to the end of what is there, apart from all other queries, and
// gives everything it put out: in append mode, or in update mode where append is refused.
func (df *DataFrame) drained() *DataFrame {
	sink := &collected{rows: data.Empty(df.Schema())}
	var err error
	for _, mode := range []operator.OutputMode{operator.Append, operator.Update} {
		w := &DataStreamWriter{df: df, r: reading{s: df.s, options: map[string]string{}}, mode: mode, trigger: AvailableNow(), sink: sink}
		var q *engine.Query
		if q, err = w.query(nil); err == nil {
			_, err = (&inline{s: df.s, q: q}).Await(df.s.ctx, 0)
			break
		}
	}
	fail("Expect", "", err)
	return df.s.local(sink.rows)
}

// collected is a sink that keeps all rows.
type collected struct{ rows *data.Batch }

// Write implements source.Sink.
func (c *collected) Write(_ context.Context, _ int64, _ source.Mode, out *data.Batch) error {
	c.rows = data.Concat(c.rows.Schema, c.rows, out)
	return nil
}

// Describe implements source.Sink.
func (c *collected) Describe() string { return "MemorySink" }

// Close implements source.Sink.
func (c *collected) Close() error { return nil }

// Has fails unless a row begins with these values, compared by the text they are shown as.
func (e *Expectation) Has(values ...any) error {
	b := e.frame().Batch()
	ctx := e.frame().s.ExprContext()
	want := make([]string, len(values))
	for i, v := range values {
		want[i] = fmt.Sprint(v)
	}
	if len(want) > len(b.Cols) {
		return &expr.Error{Message: fmt.Sprintf("Expected %d values, but a row has %d columns.", len(want), len(b.Cols))}
	}
	for i := 0; i < b.N; i++ {
		same := true
		for k, w := range want {
			got := "null"
			if !b.Cols[k].Valid().Get(i) {
				same = same && w == "<nil>"
				continue
			}
			got = expr.TextOf(ctx, b.Cols[k], i)
			same = same && (got == w || strings.Contains(got, " "+w+":") || strings.HasPrefix(got, w+" "))
		}
		if same {
			return nil
		}
	}
	return &expr.Error{Message: fmt.Sprintf("Expected a row %s among %d rows; there is none.", strings.Join(want, ", "), b.N)}
}

// EventuallyHas first processes everything that is there, then does what Has does.
func (e *Expectation) EventuallyHas(values ...any) error {
	if e.q != nil {
		if err := e.q.ProcessAllAvailable(); err != nil {
			return err
		}
	}
	return e.Has(values...)
}

// Count fails unless there are n rows.
func (e *Expectation) Count(n int64) error {
	if got := e.frame().Count(); got != n {
		return &expr.Error{Message: fmt.Sprintf("Expected %d rows; there are %d.", n, got)}
	}
	return nil
}

func (e *Expectation) frame() *DataFrame {
	if e.df != nil {
		return e.df
	}
	return e.q.s.Table(e.q.Name())
}
