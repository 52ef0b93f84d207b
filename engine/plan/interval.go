package plan

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

const microsPerDay = int64(24 * 60 * 60 * 1_000_000)

// micros reads a constant duration of window(), which stands at: text, or a number of
// microseconds. Spark takes no interval literal here.
func (a *analyzer) micros(s *scope, e expr.Expr, at expr.Span) (int64, error) {
	r, err := a.resolve(s, e)
	if err != nil {
		return 0, err
	}
	if l, ok := expr.Fold(a.ctx, bare(r)).(*expr.Literal); ok {
		switch v := l.Value.(type) {
		case string:
			n, err := a.intervalMicros(v)
			if e, ok := err.(*expr.Error); ok && e.Condition != "" {
				e.At = at
			}
			return n, err
		case int64:
			if l.Typ.Kind == data.KindLong {
				return v, nil
			}
		case int32:
			if l.Typ.Kind == data.KindInt {
				return int64(v), nil
			}
		}
	}
	return 0, &expr.Error{Message: "The duration and time inputs to window must be an integer, long or string literal.", At: at,
		Hint: "Write the length as text: window(ts, '10 seconds')."}
}

// intervalMicros reads "5 seconds"; months and years are refused.
func (a *analyzer) intervalMicros(text string) (int64, error) {
	v, err := a.interval(text)
	if err != nil {
		return 0, err
	}
	if v.Months != 0 {
		return 0, longInterval(text)
	}
	return int64(v.Days)*microsPerDay + v.Micros, nil
}

func longInterval(text string) error {
	return &expr.Error{Message: "Intervals greater than a month is not supported (" + text + ").",
		Hint: "Say the length in days: a month has no fixed length."}
}

// interval reads interval text as Spark does.
func (a *analyzer) interval(text string) (data.Interval, error) {
	e := &expr.Cast{Child: stringLiteral(strings.TrimSpace(text)), To: data.CalendarInterval, Mode: expr.CastTry}
	col, err := expr.Eval(a.ctx, e, &data.Batch{Schema: data.NewSchema(), N: 1})
	if err == nil && col != nil {
		if v, ok := data.ValueAt(col, 0).(data.Interval); ok {
			return v, nil
		}
	}
	return data.Interval{}, expr.Errorf("CANNOT_PARSE_INTERVAL", "22006", expr.Span{},
		"Unable to parse '%s'. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. "+
			"If the issue persists, please double check that the input value is not null or empty and try again.", text)
}

// scalaType is the name of a type in Spark's older messages.
func scalaType(t *data.Type) string {
	switch t.Kind {
	case data.KindDayTimeInterval:
		return fmt.Sprintf("DayTimeIntervalType(%d,%d)", t.From-data.Day, t.To-data.Day)
	case data.KindYearMonthInterval:
		return fmt.Sprintf("YearMonthIntervalType(%d,%d)", t.From, t.To)
	case data.KindInt:
		return "IntegerType"
	case data.KindLong:
		return "LongType"
	case data.KindDouble:
		return "DoubleType"
	}
	return t.String()
}

// constant is a literal as a column of one row.
func constant(l *expr.Literal) data.Column {
	b := data.NewBuilder(l.Typ, 1)
	b.Append(l.Value)
	return b.Finish()
}
