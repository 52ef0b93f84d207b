package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// observe resolves Dataset.observe: its metrics are a global aggregation beside the rows.
func (a *analyzer) observe(n *operator.Observe) (operator.Node, error) {
	child, err := a.node(n.Child)
	if err != nil {
		return nil, err
	}
	if n.Over != nil {
		if child == n.Child {
			return n, nil
		}
		return n.With([]operator.Node{child}), nil
	}
	if n.Name == "" {
		return nil, badMetrics("MISSING_NAME", n, "The observed metrics should be named.")
	}
	texts, err := a.checkMetrics(child, n)
	if err != nil {
		return nil, err
	}
	over, err := a.selectBlock(&operator.Select{Items: n.Metrics, Grouped: true, AggregateOnly: true, Child: child, At: n.At}, nil)
	if err != nil {
		return nil, err
	}
	leaf := &operator.RecursionRows{Name: n.Name, Out: child.Schema()}
	c := *n
	c.Metrics, c.Child, c.Text = nil, child, strings.Join(texts, ", ")
	c.Over = transformUp(over, func(x operator.Node) operator.Node {
		if x == child {
			return leaf
		}
		return x
	})
	return &c, nil
}

// checkMetrics refuses what Spark does not take as a metric, and gives the metrics' texts.
func (a *analyzer) checkMetrics(child operator.Node, n *operator.Observe) ([]string, error) {
	b := &block{a: a, sel: &operator.Select{Child: child, At: n.At}, cols: map[int]int{}}
	if err := b.input(); err != nil {
		return nil, err
	}
	var texts []string
	for _, m := range n.Metrics {
		e, err := b.bind(b.scope, m)
		if err != nil {
			return nil, err
		}
		name := outputName(m, e)
		c := metricCheck{n: n, text: bare(e).String()}
		texts = append(texts, c.text+" AS "+name)
		_, aliased := m.(*expr.Alias)
		if _, column := e.(*expr.Ref); !column || aliased || b.windowed(e) {
			c.text += " AS " + data.QuoteIfNeeded(name)
		}
		if err := c.check(b, e, false); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// windowed tells whether an expression stands for an OVER call.
func (b *block) windowed(e expr.Expr) bool {
	r, ok := e.(*expr.Ref)
	return ok && r.Index >= slotBase && r.Index < innerBase && b.slots[r.Index-slotBase].win != nil
}

// metricCheck holds one metric against Spark's rules.
type metricCheck struct {
	n    *operator.Observe
	text string
}

// check judges a part of the metric; inside says that an aggregate is around it.
func (c *metricCheck) check(b *block, part expr.Expr, inside bool) error {
	switch x := part.(type) {
	case *expr.Ref:
		switch {
		case b.windowed(x):
			return c.refuse("WINDOW_EXPRESSIONS_UNSUPPORTED", "Window expressions are not allowed in observed metrics, but found: %q.")
		case !inside && x.Index < slotBase:
			return c.refuse("NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE", "Attribute %q can only be used as an argument to an aggregate function.")
		}
	case *expr.Agg:
		switch {
		case inside:
			return c.refuse("NESTED_AGGREGATES_UNSUPPORTED", "Nested aggregates are not allowed in observed metrics, but found: %q.")
		case x.Distinct:
			return c.refuse("AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED", "Aggregate expressions with DISTINCT are not allowed in observed metrics, but found: %q.")
		case x.Filter != nil:
			return c.refuse("AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED", "Aggregate expression with FILTER predicate are not allowed in observed metrics, but found: %q.")
		}
		inside = true
	case *expr.Apply:
		if !inside && x.Fn != nil && x.Fn.Unstable && !deterministic(part) {
			return c.refuse("NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC", "Non-deterministic expression %q can only be used as an argument to an aggregate function.")
		}
	}
	for _, child := range part.Children() {
		if err := c.check(b, child, inside); err != nil {
			return err
		}
	}
	return nil
}

func (c *metricCheck) refuse(condition, text string) error {
	return badMetrics(condition, c.n, strings.Replace(text, "%q", `"`+c.text+`"`, 1))
}

func badMetrics(condition string, n *operator.Observe, text string) error {
	err := expr.Errorf("INVALID_OBSERVED_METRICS."+condition, "42K0E", n.At, "Invalid observed metrics. %s", text)
	err.Planned = true
	return err
}

// checkMetricNames refuses two different metrics under one name.
func checkMetricNames(n operator.Node, seen map[string]*operator.Observe) error {
	if o, ok := n.(*operator.Observe); ok {
		if before, twice := seen[o.Name]; twice && TreeText(before) != TreeText(o) {
			err := expr.Errorf("DUPLICATED_METRICS_NAME", "42710", o.At, "The metric name is not unique: %s. The same name cannot be used for metrics with different results.\n"+
				"However multiple instances of metrics with with same result and name are allowed (e.g. self-joins).", o.Name)
			err.Planned = true
			return err
		}
		seen[o.Name] = o
	}
	for _, c := range n.Children() {
		if err := checkMetricNames(c, seen); err != nil {
			return err
		}
	}
	return nil
}
