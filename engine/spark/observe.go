package spark

import (
	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Observation receives what a query over tables observed: its metrics are there once the query ran.
type Observation struct {
	name    string
	used    bool
	s       *Session
	metrics *data.Batch
}

// NewObservation makes an observation; without a name it gets one when it is used.
func NewObservation(name ...string) *Observation {
	if len(name) > 0 && name[0] == "" {
		failf("NewObservation", "", "", "the name of an observation must not be empty")
	}
	return &Observation{name: firstText(name)}
}

// Get gives the metrics by name, of the first run.
func (o *Observation) Get() map[string]any {
	row := o.Row()
	out := map[string]any{}
	for k, name := range row.b.Schema.Names() {
		out[name] = row.At(k)
	}
	return out
}

// Row gives the metrics as a row, of the first run.
func (o *Observation) Row() Row {
	if o.metrics == nil {
		failf("Get", "", "Run it first: Collect, Show, Write.", "nothing has run yet that this observation observes")
	}
	return Row{b: o.metrics, s: o.s}
}

// Observe computes aggregates over the rows that pass here: of each batch, into observedMetrics of
// the progress, under a name; of a query over tables, into an [Observation]. Aggregates are Columns
// or texts: "count(*) AS n".
func (df *DataFrame) Observe(nameOrObservation any, metrics ...any) *DataFrame {
	n := operator.Observe{}
	switch to := nameOrObservation.(type) {
	case string:
		n.Name = to
	case *Observation:
		to.take(df)
		n.Name, n.Got = to.name, to.got
	default:
		failf("Observe", "", "", "Observe takes a name or an Observation first, not %T", to)
	}
	if len(metrics) == 0 {
		failf("Observe", n.Name, `Give one such as "count(*) AS n".`, "Observe needs at least one aggregate")
	}
	text := ""
	for _, m := range metrics {
		if t, ok := m.(string); ok {
			list, err := sql.ParseExprs(t)
			fail("Observe", t, err)
			n.Metrics = append(n.Metrics, list...)
			text = t
			continue
		}
		n.Metrics = append(n.Metrics, columnArg("Observe", m))
	}
	return df.over("Observe", text, func(child operator.Node) operator.Node {
		c := n
		c.Child = child
		return &c
	})
}

// take gives the observation to one DataFrame.
func (o *Observation) take(df *DataFrame) {
	switch {
	case df.IsStreaming():
		fail("Observe", "", &expr.Error{Hint: "Give a name in its place.", Message: "Observation does not support streaming Datasets." +
			"This is because there will be multiple observed metrics as microbatches are constructed. Please register a StreamingQueryListener and " +
			"get the metric for each microbatch in QueryProgressEvent.progress, or use query.lastProgress or query.recentProgress."})
	case o.used:
		fail("Observe", "", &expr.Error{Message: "An Observation can be used with a Dataset only once", Hint: "Make another one."})
	}
	if o.name == "" {
		o.name = "observation"
		if newID := df.s.o.Engine.NewID; newID != nil {
			o.name = newID()
		}
	}
	o.used, o.s = true, df.s
}

// got keeps the metrics of the first run.
func (o *Observation) got(metrics *data.Batch) {
	if o.metrics == nil {
		o.metrics = metrics
	}
}

// Observed gives what was observed under a name in the last batch; see [DataFrame.Observe].
func (q *StreamingQuery) Observed(name string) Row { return observed(q.s, q.LastProgress(), name) }

// Observed gives what was observed under a name in this batch.
func (e QueryProgressEvent) Observed(name string) Row { return observed(e.s, e.Progress, name) }

func observed(s *Session, p *engine.Progress, name string) Row {
	if p == nil {
		failf("Observed", name, "", "there was no batch yet")
	}
	m, ok := p.ObservedMetrics[name]
	if !ok {
		failf("Observed", name, "", "nothing is observed under the name %q", name)
	}
	return Row{b: m.Row, s: s}
}
