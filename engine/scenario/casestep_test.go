package scenario

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// stream runs the steps of a case one after the other.
func (r *caseRun) stream() {
	for i, st := range r.c.Steps {
		r.at = i
		for _, key := range sorted(st) {
			r.step(st, key, st[key])
		}
		if slices.Contains(r.q.looks, i) {
			r.ran = nil
		}
	}
	if r.err != nil {
		r.t.Errorf("the query failed: %v", r.err)
	}
}

// step does what one key of a step says. Without a manual clock, adds up to the next look at the
// answer make one batch.
func (r *caseRun) step(st map[string]any, key string, v any) {
	if r.starts == 0 && key != "add" && key != "start" {
		r.start(nil)
	}
	switch key {
	case "add":
		for name, rows := range added(v) {
			s := r.j.streams[name]
			b, err := rowsOf(s.schema, rows)
			if err != nil {
				r.t.Fatal(err)
			}
			s.adds, r.added = append(s.adds, b), append(r.added, rows...)
		}
	case "advance_clock":
		steps, err := r.j.step(context.Background(), &Step{AdvanceClock: fmt.Sprintf("%v milliseconds", v)})
		r.take(steps, err)
	case "stop":
		r.settle()
		r.running = false
	case "start":
		r.start(v.(map[string]any))
	case "await_termination":
		if !r.j.runner.Done() {
			r.t.Errorf("step %d: the query still runs", r.at)
		}
		r.running = false
	case "purge_commit_log_below":
		r.purge(v)
	case "clear_sink":
		r.out, r.fresh = nil, 0
	case "expect_error":
		r.settle()
		r.refused(st, r.err)
		r.err, r.running = nil, false
	default:
		r.settle()
		r.expect(st, key, v)
	}
}

// expect compares what an expectation names.
func (r *caseRun) expect(st map[string]any, key string, v any) {
	switch key {
	case "expect_all", "expect_new", "expect_last":
		r.sees(key, lists(v))
	case "expect_state_rows":
		if !r.q.recounted {
			r.counts(v.(map[string]any))
		}
	case "expect_dropped_by_watermark":
		r.operators(key, v, []*engine.Step{r.withRows()}, func(p engine.StateProgress) int64 { return p.NumRowsDroppedByWatermark })
	case "expect_metric":
		r.metrics(v.(map[string]any))
	case "expect_event_stats_sec":
		r.eventTimes(v.(map[string]any))
	case "expect_watermark":
		r.ranWith(v)
	case "expect_watermark_ts":
		// The suite looks at the watermark that the next batch gets.
		if got := time.UnixMicro(r.last.Next).UTC().Format(time.DateTime); got != v {
			r.t.Errorf("step %d: the watermark is %v, want %v", r.at, got, v)
		}
	case "at", "contains", "message", "condition":
		if _, ok := st["expect_error"]; !ok {
			r.t.Fatalf("step %d: %s stands alone", r.at, key)
		}
	default:
		r.t.Fatalf("step %d: %s is not known", r.at, key)
	}
}

// start starts the query, for the first time or again on the same checkpoint, with the settings of this start.
func (r *caseRun) start(options map[string]any) {
	if r.running {
		r.t.Fatalf("step %d: the query runs already", r.at)
	}
	r.j.s.Conf = r.settings(options)
	r.starts, r.running = r.starts+1, true
	// The progress of another run is not this query's: its counts begin anew.
	r.ran = nil
	if r.err = r.j.start(); r.err == nil {
		r.take(r.j.settle(context.Background()))
	}
}

// settings are those of the next start.
func (r *caseRun) settings(options map[string]any) map[string]any {
	out := map[string]any{}
	maps.Copy(out, r.q.conf)
	if r.starts < len(r.q.starts) {
		maps.Copy(out, r.q.starts[r.starts])
	}
	for key, v := range options {
		switch {
		case strings.HasPrefix(key, "spark."):
			out[key] = v
		case key == "shuffle_partitions":
			out["spark.sql.shuffle.partitions"] = v
		}
	}
	return out
}

// purge removes the commits before the newest.
func (r *caseRun) purge(below any) {
	if below != "latest commit id" {
		r.t.Fatalf("step %d: purge below %v is not known", r.at, below)
	}
	commits := r.j.point.commits
	r.j.point.commits = append([]engine.CommitRecord(nil), commits[len(commits)-1:]...)
}

func (r *caseRun) settle() {
	if r.running && r.err == nil && r.j.s.Query.Clock != "manual" {
		r.take(r.j.settle(context.Background()))
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
	if r.q.peek != nil {
		var seen [][]any
		for _, row := range r.added {
			seen = append(seen, r.q.peek(r, row)...)
		}
		b, err := rowsOf(r.j.schema, seen)
		if err != nil {
			r.t.Fatal(err)
		}
		got = append(slices.Clip(got), b)
	}
	r.added = nil
	if d := rowsDiffer(want, data.Concat(r.j.schema, got...), false); d != nil {
		r.t.Errorf("step %d: %s\n%s", r.at, d.what, d.diff)
	}
}

// counts compares the state's rows: the total now, the others summed over the batches since the last look.
func (r *caseRun) counts(want map[string]any) {
	for key, v := range want {
		switch key {
		case "total":
			r.operators(key, v, []*engine.Step{r.last}, func(p engine.StateProgress) int64 { return p.NumRowsTotal })
		case "updated":
			r.operators(key, v, r.ran, func(p engine.StateProgress) int64 { return p.NumRowsUpdated })
		case "removed":
			r.operators(key, v, r.ran, func(p engine.StateProgress) int64 { return p.NumRowsRemoved })
		case "dropped_by_watermark":
			r.operators(key, v, r.ran, func(p engine.StateProgress) int64 { return p.NumRowsDroppedByWatermark })
		default:
			r.t.Fatalf("step %d: states have no %s", r.at, key)
		}
	}
	r.ran = nil
}

// operators compares a count, summed over batches. A list has a number for each stateful operator, the one nearest
// the sink first; a number alone is that of the first.
func (r *caseRun) operators(key string, want any, batches []*engine.Step, count func(engine.StateProgress) int64) {
	list, all := want.([]any)
	if !all {
		list = []any{want}
	}
	got := make([]int64, len(r.last.Progress.StateOperators))
	for _, s := range batches {
		for i, p := range s.Progress.StateOperators {
			got[i] += count(p)
		}
	}
	if all && len(list) != len(got) || len(got) == 0 {
		r.t.Fatalf("step %d: there are %d stateful operators, want %d", r.at, len(got), len(list))
	}
	for i, n := range list {
		if fmt.Sprint(n) != fmt.Sprint(got[i]) {
			r.t.Errorf("step %d: %s of the state %d is %d, want %v", r.at, key, i, got[i], n)
		}
	}
}
