package scenario

import (
	"context"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Replay is what a scenario's query read: for each stream, the rows of every batch that ran, no-data
// batches included. Recordings of them give the same batches with the same numbers.
type Replay struct {
	Streams map[string][]*data.Batch
	Tables  map[string]*data.Batch
}

// Replay runs the scenario without comparing; it ends where the query fails.
func (s *Scenario) Replay(ctx context.Context) (*Replay, error) {
	if s.Kind != "" {
		return nil, fmt.Errorf("a scenario of kind %s has no micro-batches to replay", s.Kind)
	}
	j, err := newJob(s)
	if err != nil {
		return nil, err
	}
	out := &Replay{Streams: map[string][]*data.Batch{}, Tables: map[string]*data.Batch{}}
	for name, t := range s.Tables {
		sc, err := data.ParseSchema(t.Schema)
		if err != nil {
			return nil, err
		}
		if out.Tables[name], err = rowsOf(sc, t.Rows); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	if j.start() == nil { // a query that is refused reads nothing
		j.replay(ctx, out)
	}
	for name, from := range j.streams {
		if len(out.Streams[name]) == 0 { // of a stream that nothing reads: its columns
			out.Streams[name] = []*data.Batch{data.FromRows(from.schema, nil)}
		}
	}
	return out, nil
}

func (j *job) replay(ctx context.Context, out *Replay) {
	for i := range j.s.Steps {
		steps, err := j.step(ctx, &j.s.Steps[i])
		for _, st := range steps {
			seen := map[string]bool{}
			for n, in := range st.Tick.Inputs {
				from, ok := j.query.Inputs[n].Source.(*stream)
				if !ok || seen[from.name] {
					continue
				}
				seen[from.name] = true
				rows := in.Rows
				if rows == nil {
					rows = data.FromRows(from.schema, nil)
				}
				out.Streams[from.name] = append(out.Streams[from.name], rows)
			}
		}
		if err != nil {
			return
		}
	}
}
