package engine_test

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// plainJoin is an inner join of two streams that never forgets a row: what the rows that were not late
// when they came give together.
type plainJoin struct {
	delay        [2]int64
	least, most  int64 // of left time - right time
	latest       [2]int64
	late, passed int64 // the watermarks of the batch before, and of this one
	kept         [2][][]any
	dropped      int
	between      int // rows that are not late and that the watermark passed
}

// batch takes the rows of both sides.
func (p *plainJoin) batch(rows [2][][]any) {
	for side, list := range rows {
		for _, row := range list {
			at := row[0].(int64)
			p.latest[side] = max(p.latest[side], at)
			if p.late > 0 && at <= p.late {
				p.dropped++
				continue
			}
			if at <= p.passed {
				p.between++
			}
			p.kept[side] = append(p.kept[side], row)
		}
	}
	p.late, p.passed = p.passed, max(p.passed, min(p.latest[0]-p.delay[0], p.latest[1]-p.delay[1])/1000*1000)
}

func (p *plainJoin) pairs() (out []string) {
	for _, l := range p.kept[0] {
		for _, r := range p.kept[1] {
			if d := l[0].(int64) - r[0].(int64); l[1] == r[1] && d >= p.least && d <= p.most {
				out = append(out, fmt.Sprint(l[2], r[2]))
			}
		}
	}
	slices.Sort(out)
	return out
}

// TestJoinForgetsOnlyWhatCannotMatch holds joins of streams with ranges on both sides, whose state leaves
// before rows meet or behind them, against one that keeps everything; also when each batch is gone back over.
func TestJoinForgetsOnlyWhatCannotMatch(t *testing.T) {
	for _, c := range []struct {
		on          string
		least, most int64
	}{
		{"ts2 >= ts AND ts2 <= ts + INTERVAL 5 SECONDS", -5 * second, 0},
		{"ts <= ts2 + INTERVAL 4 SECONDS AND ts >= ts2 - INTERVAL 1 SECOND", -second, 4 * second},
		{"ts2 >= ts + INTERVAL 2 SECONDS AND ts2 <= ts + INTERVAL 3 SECONDS", -3 * second, -2 * second},
		{"ts2 > ts - INTERVAL 3 SECONDS AND ts2 < ts + INTERVAL 3 SECONDS", -3*second + 1, 3*second - 1},
	} {
		r := rand.New(rand.NewSource(3))
		p := &plainJoin{delay: [2]int64{second, 2 * second}, least: c.least, most: c.most}
		w := newWorld()
		a, b := w.stream("s", "ts TIMESTAMP, k BIGINT, n BIGINT"), w.stream("t", "ts2 TIMESTAMP, k2 BIGINT, n2 BIGINT")
		q := must(w.query("SELECT n, n2 FROM (FROM s WATERMARK ts DELAY OF INTERVAL 1 SECOND) JOIN (FROM t WATERMARK ts2 DELAY OF INTERVAL 2 SECONDS) ON k = k2 AND "+c.on, operator.Append))(t)
		tl := must(engine.NewTimeline(q, newEnv()))(t)
		var got []string
		for batch := range int64(60) {
			var rows [2][][]any
			for side := range rows {
				for range r.Intn(12) {
					at := 100*second + batch*second + int64(r.Intn(6000)-4000)*1000 // in whole milliseconds, as watermarks are
					rows[side] = append(rows[side], []any{at, int64(r.Intn(3)), int64(r.Intn(1 << 30))})
				}
			}
			p.batch(rows)
			tick := tickOf(batch, data.FromRows(a.schema, rows[0]))
			tick.Inputs = append(tick.Inputs, tickOf(batch, data.FromRows(b.schema, rows[1])).Inputs[0])
			step := must(tl.Forward(context.Background(), tick))(t)
			if err := tl.Back(); err != nil {
				t.Fatal(err)
			}
			if again := must(tl.Redo(context.Background()))(t); again.Fingerprint != step.Fingerprint {
				t.Fatalf("%s: batch %d differs when it is done again", c.on, batch)
			}
			for i := range step.Output.N {
				got = append(got, fmt.Sprint(step.Output.Row(i)...))
			}
		}
		slices.Sort(got)
		if want := p.pairs(); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, want %d", c.on, len(got), len(want))
		}
		if len(got) < 100 || p.dropped == 0 || p.between == 0 {
			t.Errorf("%s: the rows show little: %d out, %d late, %d between the watermarks", c.on, len(got), p.dropped, p.between)
		}
	}
}
