package engine

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Metrics are the values of one Dataset.observe in one batch.
type Metrics struct {
	// Row is one row; its columns are named as the metrics.
	Row *data.Batch
	ctx *expr.Context
}

// MarshalJSON writes the row as Spark's progress has it.
func (m *Metrics) MarshalJSON() ([]byte, error) { return expr.RowJSON(m.ctx, m.Row, 0), nil }

// observed collects the metrics of a step by their names.
func (t *Timeline) observed(s *Step) map[string]*Metrics {
	out := map[string]*Metrics{}
	for id, r := range s.Records {
		if r != nil && r.Observed != nil {
			name := t.tree.nodes[id].(*operator.Observe).Name
			out[name] = &Metrics{Row: r.Observed, ctx: t.q.Conf.context(t.env, s.Tick.Time)}
		}
	}
	return out
}
