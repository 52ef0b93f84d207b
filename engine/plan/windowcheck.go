package plan

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// windowFrame folds the offsets of a frame.
func (b *block) windowFrame(sc *scope, f *expr.WindowFrame) (*expr.WindowFrame, error) {
	if f == nil {
		return nil, nil
	}
	out := *f
	for _, bound := range []*expr.FrameBound{&out.From, &out.To} {
		if bound.Offset == nil {
			continue
		}
		e, err := b.bind(sc, bound.Offset)
		if err != nil {
			return nil, err
		}
		bound.Offset = expr.Fold(b.a.ctx, e)
	}
	return &out, nil
}

// frameAllowed refuses a frame that is not the one a window function prescribes.
func (w *windowCall) frameAllowed(name string) error {
	required := expr.RequiredFrame(name)
	refused := &expr.Error{At: w.at, Parsed: true}
	switch {
	case w.frame == nil:
	case expr.FixedFrame(name):
		refused.Message = "Cannot specify window frame for " + strings.ToLower(name) + " function."
	case required != nil && !w.frame.Same(required):
		refused.Message = "Window Frame " + w.frame.Node() + " must match the required frame " + required.Node() + "."
	}
	if refused.Message == "" {
		return nil
	}
	return refused
}

// check refuses what Spark refuses of a resolved call: in the frame, in the specification, and DISTINCT.
func (w *windowCall) check(c *expr.Call) error {
	for _, err := range []*expr.Error{w.checkKeys(c), w.checkFrame(), w.checkRange(), w.checkAggregate(c)} {
		if err != nil {
			err.Planned = true
			return err
		}
	}
	return nil
}

// checkKeys refuses keys that have no order. Spark places that of PARTITION BY at the first column of
// the call.
func (w *windowCall) checkKeys(c *expr.Call) *expr.Error {
	over := c.Over
	for i, k := range w.order {
		if !inOrder(k.Expr.Type()) {
			return expr.Errorf("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", "42K09", expr.SpanOf(over.OrderBy[min(i, len(over.OrderBy)-1)].Expr),
				"Cannot resolve \"%s\" due to data type mismatch: The `sortorder` does not support ordering on type \"%s\".", keyText(k), expr.TypeText(k.Expr.Type()))
		}
	}
	for i, p := range w.partition {
		if inOrder(p.Type()) {
			continue
		}
		at := expr.SpanOf(over.PartitionBy[min(i, len(over.PartitionBy)-1)])
		for _, a := range c.Args {
			expr.Walk(a, func(x expr.Expr) bool {
				if n, ok := x.(*expr.Name); ok && n.At.Start.Offset < at.Start.Offset {
					at = n.At
				}
				return true
			})
		}
		return expr.Errorf("EXPRESSION_TYPE_IS_NOT_ORDERABLE", "42822", at, "Column expression \"%s\" cannot be sorted because its type \"%s\" is not orderable.", p, expr.TypeText(p.Type()))
	}
	return nil
}

// inOrder tells whether values of a type have an order.
func inOrder(t *data.Type) bool {
	return !hasKind(t, data.KindMap) && !hasKind(t, data.KindVariant) && !hasKind(t, data.KindCalendarInterval) && !t.HoldsSpatial()
}

// checkAggregate refuses DISTINCT, and an order where the aggregate has its own.
func (w *windowCall) checkAggregate(c *expr.Call) *expr.Error {
	a, ok := w.call.(*expr.Agg)
	_, ranks := w.call.(*expr.Call)
	switch {
	case ranks:
	case isGenerator(w.call):
		return expr.Errorf("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", "42K0E", expr.Span{}, "The generator is not supported: nested in expressions \"%s\".", w.text)
	case !ok:
		return w.unsupported(c)
	case a.Distinct:
		return expr.Errorf("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", "0A000", c.At, "Distinct window functions are not supported: \"%s\".", w.text)
	case a.Fn.Name == "median" || a.Fn.Name == "percentile_cont" || a.Fn.Name == "percentile_disc":
		if len(w.order) > 0 || !w.window().Same(expr.WholeFrame()) {
			return expr.Errorf("INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", "42601", c.At, "Cannot specify ORDER BY or a window frame for \"%s\".", a)
		}
	}
	return nil
}

// unsupported refuses what is no window function. Aggregates inside of it are, to Spark, those of the query: it shows the
// names that they have there.
func (w *windowCall) unsupported(c *expr.Call) *expr.Error {
	names := map[string]int{}
	shown, _ := expr.Transform(w.call, func(x expr.Expr) (expr.Expr, error) {
		a, ok := x.(*expr.Agg)
		if !ok {
			return x, nil
		}
		text := a.String()
		if _, known := names[text]; !known {
			names[text] = len(names)
		}
		return &expr.Ref{Name: "_w" + strconv.Itoa(names[text]), Typ: a.Type()}, nil
	})
	return expr.Errorf("UNSUPPORTED_EXPR_FOR_WINDOW", "42P20", c.At, "Expression \"%s\" not supported within a window function.", shown)
}

// frameMismatch is a refusal of the frame or of the specification.
func (w *windowCall) frameMismatch(sub, text, format string, args ...any) *expr.Error {
	args = append([]any{text}, args...)
	return expr.Errorf("DATATYPE_MISMATCH."+sub, "42K09", w.at, "Cannot resolve \"%s\" due to data type mismatch: "+format, args...)
}

// checkFrame holds the bounds against each other and against what the frame counts.
func (w *windowCall) checkFrame() *expr.Error {
	f := w.frame
	if f == nil {
		return nil
	}
	text := f.String()
	for i, b := range []expr.FrameBound{f.From, f.To} {
		location := []string{"lower", "upper"}[i]
		if b.Offset == nil {
			continue
		}
		t := b.Offset.Type()
		if f.Rows && b.Preceding && (t.Kind == data.KindString || t.Kind == data.KindNull) {
			t = data.Double // of the minus before it
		}
		expected, fits := "\"INT\"", t.Kind == data.KindInt
		if !f.Rows {
			expected = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")"
			fits = t.Numeric() || interval(t)
		}
		if !fits {
			return w.frameMismatch("SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", text, "The data type of the %s bound \"%s\" does not match the expected data type %s.", location, t, expected)
		}
	}
	low, high := f.From, f.To
	switch {
	case low.Unbounded && !low.Preceding, high.Unbounded && high.Preceding:
		return w.frameMismatch("SPECIFIED_WINDOW_FRAME_INVALID_BOUND", text, "Window frame upper bound \"%s\" does not follow the lower bound \"%s\".", high.Bound(), low.Bound())
	case low.Offset == nil || high.Offset == nil:
	case !low.Offset.Type().Equal(high.Offset.Type()):
		return w.frameMismatch("SPECIFIED_WINDOW_FRAME_DIFF_TYPES", text, "Window frame bounds \"%s\" and \"%s\" do not have the same type: \"%s\" <> \"%s\".", low.Bound(), high.Bound(), low.Offset.Type(), high.Offset.Type())
	case expr.BoundsCrossed(low, high):
		return w.frameMismatch("SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", text, "The lower bound of a window frame must be less than or equal to the upper bound.")
	}
	return nil
}

// checkRange holds a RANGE frame against the order.
func (w *windowCall) checkRange() *expr.Error {
	f := w.frame
	if f == nil || f.Rows {
		return nil
	}
	text := "(" + w.spec() + ")"
	whole := f.From.Unbounded && f.To.Unbounded
	switch {
	case !whole && len(w.order) == 0:
		return w.frameMismatch("RANGE_FRAME_WITHOUT_ORDER", text, "A range window frame cannot be used in an unordered window specification.")
	case !f.Bounded():
		return nil
	case len(w.order) > 1:
		keys := make([]string, len(w.order))
		for i, k := range w.order {
			keys[i] = keyText(k)
		}
		return w.frameMismatch("RANGE_FRAME_MULTI_ORDER", text, "A range window frame with value boundaries cannot be used in a window specification with multiple order by expressions: %s.", strings.Join(keys, ","))
	}
	if unfit := f.Unfit(w.order[0].Expr.Type()); unfit != nil {
		return w.frameMismatch("RANGE_FRAME_INVALID_TYPE", text, "The data type \"%s\" used in the order specification does not support the data type \"%s\" which is used in the range frame.", w.order[0].Expr.Type(), unfit)
	}
	return nil
}

func interval(t *data.Type) bool {
	return t.Kind == data.KindDayTimeInterval || t.Kind == data.KindYearMonthInterval || t.Kind == data.KindCalendarInterval
}
