package plan

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// watermark resolves withWatermark and FROM s WATERMARK. Over a batch input it does nothing, as in
// Spark.
func (a *analyzer) watermark(n *operator.Watermark) (operator.Node, error) {
	child, err := a.node(n.Child)
	if err != nil {
		return nil, err
	}
	if n.Out != nil {
		if child == n.Child {
			return n, nil
		}
		return n.With([]operator.Node{child}), nil
	}
	c := *n
	c.Written = n
	if n.DelayMicros < 0 {
		return nil, &expr.Error{Message: "requirement failed: delay threshold (" + n.DelayText + ") should not be negative.", At: n.At,
			Hint: "The delay says how late a row may be: 0 seconds or more."}
	}
	col := n.Col
	if n.Time != nil {
		if child, col, err = a.eventTime(child, n); err != nil {
			return nil, err
		}
	}
	f := child.Schema().Fields[col]
	if !isEventTime(f.Type) {
		return nil, expr.Errorf("EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE", "42K09", n.At,
			"The event time `%s` has the invalid type %q, but expected \"TIMESTAMP\".", f.Name, f.Type)
	}
	if !Streaming(child) {
		return child, nil
	}
	fields := append([]data.Field{}, child.Schema().Fields...)
	for i := range fields {
		fields[i].EventTime, fields[i].DelayMs = false, 0
	}
	fields[col].EventTime, fields[col].DelayMs = true, c.DelayMicros/1000
	c.Time, c.Name, c.Col, c.Child, c.Out = nil, f.Name, col, child, data.NewSchema(fields...)
	return &c, nil
}

func isEventTime(t *data.Type) bool {
	return t.Kind == data.KindTimestamp || isWindow(t) && t.Fields[1].Type.Kind == data.KindTimestamp
}

// eventTime finds the event-time column, or puts the computed one in front.
func (a *analyzer) eventTime(child operator.Node, n *operator.Watermark) (operator.Node, int, error) {
	r, err := a.resolve(a.scope(child), n.Time)
	if err != nil {
		return nil, 0, err
	}
	name := n.Name
	if al, ok := r.(*expr.Alias); ok && name == "" {
		name = al.Name
	}
	e := bare(r)
	if ref, ok := e.(*expr.Ref); ok && name == "" {
		return child, ref.Index, nil
	}
	if name == "" {
		err := expr.Errorf("REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE", "42000", n.At,
			"The watermark clause requires an explicit name if expression is specified, but got %q.", e)
		err.Hint = fmt.Sprintf("Name the column that it makes: WATERMARK %v AS name DELAY OF %s.", e, n.DelayText)
		return nil, 0, err
	}
	exprs, names := passAll(child, child.Schema().Len())
	return project(child, append([]expr.Expr{namedAs(e, name)}, exprs...), append([]string{name}, names...)), 0, nil
}
