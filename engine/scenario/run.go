package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Run runs a scenario from the beginning and compares. A document that contradicts itself gives a
// Result with Error too.
func Run(ctx context.Context, s *Scenario) Result {
	r := Result{Name: s.Name, Step: -1, Batch: -1, At: -1}
	switch s.Kind {
	case "dstream":
		r.Skipped = "dstreams: this scenario belongs to the DStream engine, which engine/scenario does not run"
		return r
	case "function":
		return r.with(s.Function.run(ctx))
	}
	j, err := newJob(s)
	if err != nil {
		return r.with(&difference{step: -1, batch: -1, what: err.Error()})
	}
	d := j.run(ctx, &r.Batches)
	return r.with(d)
}

// with fills the result from a difference; nil means that all holds.
func (r Result) with(d *difference) Result {
	if d == nil {
		r.OK = true
		return r
	}
	r.Step, r.Batch, r.At, r.Want, r.Got, r.Error, r.Diff = d.step, d.batch, d.at, d.want, d.got, d.what, d.diff
	return r
}

func (j *job) run(ctx context.Context, ran *int) *difference {
	err := j.start()
	if d := errorDiffers(j.s.Query.Error, err, "analysis"); d != nil || err != nil {
		return placed(d, -1, -1)
	}
	if d := j.schemaDiffers(); d != nil {
		return placed(d, -1, -1)
	}
	if _, err := j.settle(ctx); err != nil {
		return placed(errorDiffers(nil, err, "run"), -1, -1)
	}
	for i := range j.s.Steps {
		st := &j.s.Steps[i]
		steps, err := j.step(ctx, st)
		*ran += len(steps)
		if d := j.stepDiffers(i, st, steps); d != nil {
			d.at = -1
			if d.batch >= 0 {
				d.at = *ran - len(steps) + d.batch
			}
			if err != nil && st.Error == nil {
				d.what += "; then the query failed: " + err.Error()
			}
			return d
		}
		if d := errorDiffers(st.Error, err, "run"); d != nil {
			return placed(d, i, -1)
		}
		if err != nil {
			return nil // failed as wanted: nothing runs behind that
		}
	}
	return nil
}

func placed(d *difference, step, batch int) *difference {
	if d != nil {
		d.step, d.batch, d.at = step, batch, batch
	}
	return d
}

func (j *job) schemaDiffers() *difference {
	if j.s.Schema == "" {
		return nil
	}
	want, err := data.ParseSchema(j.s.Schema)
	if err != nil {
		return &difference{what: "the schema cannot be read: " + err.Error()}
	}
	if want.Equal(j.schema) {
		return nil
	}
	return &difference{what: "the output has other columns", want: j.s.Schema, got: j.schema.String()}
}

// step does what a step says and runs the batches that follow from it.
func (j *job) step(ctx context.Context, st *Step) ([]*engine.Step, error) {
	for _, name := range sorted(st.Add) {
		s := j.streams[name]
		if s == nil {
			return nil, fmt.Errorf("no stream is called %s", name)
		}
		rows, err := rowsOf(s.schema, st.Add[name])
		if err != nil {
			return nil, fmt.Errorf("add to %s: %w", name, err)
		}
		s.adds = append(s.adds, rows)
	}
	if st.Restart {
		if err := j.start(); err != nil {
			return nil, err
		}
	}
	if st.AdvanceClock != "" {
		v, err := sql.ParseInterval(st.AdvanceClock)
		if err != nil {
			return nil, err
		}
		j.now = j.now.Add(time.Duration(v.Micros)*time.Microsecond + time.Duration(v.Days)*24*time.Hour)
	}
	if len(st.Add) > 0 && j.s.Query.Clock == "manual" {
		return nil, nil // nothing runs before the clock moves
	}
	return j.settle(ctx)
}

// maxBatches ends a scenario whose batches never end.
const maxBatches = 10_000

// settle runs batches until nothing is left to do. A clock that nobody moves goes on to the
// trigger's next time by itself.
func (j *job) settle(ctx context.Context) ([]*engine.Step, error) {
	var out []*engine.Step
	for len(out) < maxBatches {
		if w := j.runner.Wait(); w > 0 && j.s.Query.Clock != "manual" {
			j.now = j.now.Add(w)
		}
		step, err := j.runner.Next(ctx)
		if err != nil || step == nil {
			return out, err
		}
		out = append(out, step)
	}
	return out, fmt.Errorf("%d batches ran without an end", maxBatches)
}

func (j *job) stepDiffers(i int, st *Step, steps []*engine.Step) *difference {
	if st.Batches == nil {
		return nil
	}
	for b := range st.Batches {
		if b >= len(steps) {
			return &difference{step: i, batch: b, what: fmt.Sprintf("%s expected, %d ran", count(len(st.Batches), "batch was", "batches were"), len(steps)), want: st.Batches[b]}
		}
		if d := batchDiffers(&st.Batches[b], steps[b], j.s.Query.Ordered); d != nil {
			return placed(d, i, b)
		}
	}
	if n := len(st.Batches); len(steps) > n {
		return &difference{step: i, batch: n, what: fmt.Sprintf("%s expected, %d ran", count(n, "batch was", "batches were"), len(steps)), got: showRows(steps[n].Output)}
	}
	return nil
}
