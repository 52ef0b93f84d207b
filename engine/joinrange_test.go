package engine_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// rangeJoined joins one row of each stream, s first or t first, on numbers that lie apart as the
// condition says.
func rangeJoined(t *testing.T, condition string, s, other []any, first bool) (int, error) {
	w := newWorld()
	left := w.stream("s", "k INT, ts TIMESTAMP, n BIGINT")
	right := w.stream("t", "k2 INT, ts2 TIMESTAMP, n2 BIGINT")
	q := must(w.query("SELECT n, n2 FROM s JOIN t ON k = k2 AND "+condition, operator.Append))(t)
	tl := must(engine.NewTimeline(q, newEnv()))(t)
	rows := 0
	for batch := range int64(2) {
		a, b := data.Empty(left.schema), data.Empty(right.schema)
		if (batch == 0) == first {
			a = data.FromRows(left.schema, [][]any{s})
		} else {
			b = data.FromRows(right.schema, [][]any{other})
		}
		tick := tickOf(batch, a)
		tick.Inputs = append(tick.Inputs, tickOf(batch, b).Inputs[0])
		step, err := tl.Forward(context.Background(), tick)
		if err != nil {
			return 0, err
		}
		rows += step.Output.N
	}
	return rows, nil
}

// TestJoinRangeAtTheEnds holds the range of a join condition against the widest values there are,
// and nulls, from both sides.
func TestJoinRangeAtTheEnds(t *testing.T) {
	const most, least = int64(math.MaxInt64), int64(math.MinInt64)
	late := "ts2 >= ts AND ts2 <= ts + INTERVAL 5 SECONDS"
	for _, c := range []struct {
		condition   string
		left, right []any
		want        int
		refused     string
	}{
		{"n < n2", []any{int32(1), nil, least}, []any{int32(1), nil, most}, 1, ""},
		{"n < n2", []any{int32(1), nil, most}, []any{int32(1), nil, least}, 0, ""},
		{"n < n2", []any{int32(1), nil, int64(4)}, []any{int32(1), nil, int64(4)}, 0, ""},
		{"n >= n2", []any{int32(1), nil, most}, []any{int32(1), nil, int64(-1)}, 1, ""},
		{"n >= n2", []any{int32(1), nil, int64(0)}, []any{int32(1), nil, least}, 1, ""},
		{"n >= n2", []any{int32(1), nil, nil}, []any{int32(1), nil, int64(0)}, 0, ""},
		{"n <= n2", []any{int32(1), nil, int64(0)}, []any{int32(1), nil, nil}, 0, ""},
		{late, []any{int32(1), int64(10), nil}, []any{int32(1), int64(5_000_010), nil}, 1, ""},
		{late, []any{int32(1), int64(10), nil}, []any{int32(1), int64(5_000_011), nil}, 0, ""},
		{late, []any{int32(1), int64(10), nil}, []any{int32(1), int64(9), nil}, 0, ""},
		{late, []any{int32(1), nil, nil}, []any{int32(1), int64(9), nil}, 0, ""},
		{"ts2 <= ts + INTERVAL 5 SECONDS", []any{int32(1), most - 1, nil}, []any{int32(1), int64(9), nil}, 0, "DATETIME_OVERFLOW"},
		{"1 / n > 0 AND n < n2", []any{int32(1), nil, int64(0)}, []any{int32(1), nil, int64(-1)}, 0, "DIVIDE_BY_ZERO"},
		{"n2 / n > 0 AND n < n2", []any{int32(1), nil, int64(0)}, []any{int32(1), nil, int64(-1)}, 0, "DIVIDE_BY_ZERO"},
	} {
		for _, first := range []bool{true, false} {
			rows, err := rangeJoined(t, c.condition, c.left, c.right, first)
			switch {
			case c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)):
				t.Errorf("%s of %v, %v (left first: %v): %v, want %s", c.condition, c.left, c.right, first, err, c.refused)
			case c.refused == "" && (err != nil || rows != c.want):
				t.Errorf("%s of %v, %v (left first: %v): %d rows, %v; want %d", c.condition, c.left, c.right, first, rows, err, c.want)
			}
		}
	}
}
