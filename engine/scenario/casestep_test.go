package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// stream runs the steps of a case one after the other.
func (r *caseRun) stream() {
	if err := r.j.start(); err != nil {
		r.t.Fatal(err)
	}
	r.settle()
	for i, st := range r.c.Steps {
		r.at = i
		for key, v := range st {
			r.step(st, key, v)
		}
	}
	if r.err != nil {
		r.t.Errorf("the query failed: %v", r.err)
	}
}

// step does what one key of a step says. Without a manual clock, adds up to the next look at the
// answer make one batch.
func (r *caseRun) step(st map[string]any, key string, v any) {
	switch key {
	case "add":
		for name, rows := range added(v) {
			s := r.j.streams[name]
			b, err := rowsOf(s.schema, rows)
			if err != nil {
				r.t.Fatal(err)
			}
			s.adds = append(s.adds, b)
		}
	case "advance_clock":
		steps, err := r.j.step(context.Background(), &Step{AdvanceClock: fmt.Sprintf("%v milliseconds", v)})
		r.take(steps, err)
	case "stop":
		r.settle()
	case "start":
		if r.at > 0 {
			if err := r.j.start(); err != nil {
				r.t.Fatal(err)
			}
			r.settle()
		}
	case "expect_error":
		r.settle()
		r.refused(st, r.err)
		r.err = nil
	case "expect_all", "expect_new", "expect_last":
		r.settle()
		r.sees(key, lists(v))
	case "expect_state_rows":
		r.settle()
		r.counts(v.(map[string]any))
	case "expect_metric":
		r.metric(v.(map[string]any))
	case "expect_event_stats_sec":
		r.eventTimes(v.(map[string]any))
	case "expect_watermark":
		r.ranWith(v)
	case "expect_watermark_ts":
		// The suite looks at the watermark that the next batch gets.
		if got := time.UnixMicro(r.last.Next).UTC().Format(time.DateTime); got != v {
			r.t.Errorf("step %d: the watermark is %v, want %v", r.at, got, v)
		}
	case "contains", "message", "condition":
	default:
		r.t.Fatalf("step %d: %s is not known", r.at, key)
	}
}

func (r *caseRun) settle() {
	if r.j.s.Query.Clock != "manual" || r.at == 0 {
		steps, err := r.j.settle(context.Background())
		r.take(steps, err)
	}
}

// take keeps what batches put out.
func (r *caseRun) take(steps []*engine.Step, err error) {
	if err != nil {
		r.err = err
	}
	for _, s := range steps {
		r.out = append(r.out, s.Output)
		r.ran, r.steps, r.last = append(r.ran, s), append(r.steps, s), s
	}
}

// sees compares rows: all, which is the last result in complete mode, those since the last look, or those of the
// last batch.
func (r *caseRun) sees(which string, want [][]any) {
	got := r.out
	if which == "expect_all" && r.c.Mode == "Complete" {
		which = "expect_last"
	}
	switch which {
	case "expect_new":
		got = r.out[r.fresh:]
	case "expect_last":
		got = r.out[max(len(r.out)-1, 0):]
	}
	r.fresh = len(r.out)
	if r.q.skip != nil {
		var kept [][]any
		for _, row := range want {
			if !r.q.skip(row) {
				kept = append(kept, row)
			}
		}
		want = kept
	}
	if d := rowsDiffer(want, data.Concat(r.j.schema, got...), false); d != nil {
		r.t.Errorf("step %d: %s\n%s", r.at, d.what, d.diff)
	}
}

// counts compares the state's rows: the total now, updated and removed ones summed since the last
// look, late ones of the last batch.
func (r *caseRun) counts(want map[string]any) {
	var total, updated, removed, dropped int64
	for _, s := range r.ran {
		p := s.Progress.StateOperators[0]
		total = p.NumRowsTotal
		updated, removed, dropped = updated+p.NumRowsUpdated, removed+p.NumRowsRemoved, p.NumRowsDroppedByWatermark
	}
	r.ran = nil
	got := map[string]int64{"total": total, "updated": updated, "removed": removed, "dropped_by_watermark": dropped}
	for key, v := range want {
		if list, ok := v.([]any); ok {
			v = list[0]
		}
		if fmt.Sprint(v) != fmt.Sprint(got[key]) {
			r.t.Errorf("step %d: the state's %s is %d, want %v", r.at, key, got[key], v)
		}
	}
}

// metric compares counts of the last batch, an operator's own those of the last one with rows.
func (r *caseRun) metric(want map[string]any) {
	p := r.last.Progress.StateOperators[0]
	got := map[string]int64{"numRowsUpdated": p.NumRowsUpdated, "numRowsRemoved": p.NumRowsRemoved}
	for key, v := range want {
		n, custom := r.withRows().Progress.StateOperators[0].CustomMetrics[key]
		if !custom {
			n = got[key]
		}
		if fmt.Sprint(v) != fmt.Sprint(n) {
			r.t.Errorf("step %d: %s is %d, want %v", r.at, key, n, v)
		}
	}
}
