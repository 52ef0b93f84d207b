package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Observe passes rows on and computes aggregates over those of each batch on the side: Dataset.observe.
type Observe struct {
	Name string
	// Metrics are the aggregates as written; nil once Over is set.
	Metrics []expr.Expr
	// Over computes them, one row; its leaf [RecursionRows] stands for the rows of a batch.
	Over Node
	// Text lists the metrics for plans.
	Text string
	// Got is told the metrics when a query over tables has run; nil: nobody is.
	Got   func(metrics *data.Batch)
	At    expr.Span
	Child Node
}

// Children implements [Node]. The aggregates are no child: nothing comes out of them.
func (r *Observe) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Observe) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Observe) Schema() *data.Schema {
	if r.Over == nil {
		return nil
	}
	return r.Child.Schema()
}

// Describe implements [Node].
func (r *Observe) Describe() Description {
	text := r.Text
	if r.Over == nil {
		text = exprList(r.Metrics)
	}
	return Description{Name: "CollectMetrics", Detail: r.Name + ", [" + text + "]"}
}

// Step implements [Stepper]: the metrics go into the record.
func (r *Observe) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	metrics, err := runOnce(t, withRows(r.Over, in[0]))
	if err != nil {
		return nil, err
	}
	t.Record.Observed = metrics
	if r.Got != nil {
		r.Got(metrics)
	}
	return in[0], nil
}
