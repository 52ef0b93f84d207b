package spark

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Expectation checks the rows that a DataFrame or query gives.
type Expectation struct {
	df *DataFrame
	q  *StreamingQuery
}

// Expect begins a check of a DataFrame's rows, or of all rows that a query wrote into memory.
func Expect(subject any) *Expectation {
	switch v := subject.(type) {
	case *DataFrame:
		return &Expectation{df: v}
	case *StreamingQuery:
		return &Expectation{q: v}
	}
	failf("Expect", "", "Give a DataFrame or a query.", "Expect cannot check a %T", subject)
	return nil
}

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
			same = same && (got == w || strings.HasSuffix(got, " "+w) || strings.Contains(got, " "+w+":"))
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
