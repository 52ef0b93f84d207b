package spark

import (
	"errors"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Trigger says when micro-batches run.
type Trigger = engine.Trigger

// ProcessingTime runs a batch at multiples of an interval: "5 seconds".
func ProcessingTime(interval string) Trigger {
	return Trigger{Kind: engine.ProcessingTime, Interval: triggerInterval("ProcessingTime", interval)}
}

// AvailableNow reads what is there now, in batches of the sources' limits, then ends.
func AvailableNow() Trigger { return Trigger{Kind: engine.AvailableNow} }

// Once reads what is there now in one batch, then ends.
func Once() Trigger { return Trigger{Kind: engine.Once} }

// Continuous runs map-like queries record by record and commits at an interval.
func Continuous(interval string) Trigger {
	return Trigger{Kind: engine.Continuous, Interval: triggerInterval("Continuous", interval)}
}

// EveryRows starts a batch when n rows wait.
func EveryRows(n int64) Trigger {
	if n <= 0 {
		failf("EveryRows", "", "", "EveryRows needs a positive number of rows, not %d", n)
	}
	return Trigger{Kind: engine.EveryRows, Rows: n}
}

func triggerInterval(op, text string) time.Duration {
	v, err := interval(text)
	switch {
	case err != nil:
		fail(op, text, err)
	case v.Months != 0:
		failf(op, text, "Write the interval in days.", "Doesn't support month or year interval: %s", text)
	}
	micros := int64(v.Days)*86_400_000_000 + v.Micros
	if micros < 0 {
		failf(op, text, "", "requirement failed: the interval of trigger should not be negative")
	}
	return time.Duration(micros) * time.Microsecond
}

// interval reads "7 seconds", and what SQL calls an interval.
func interval(text string) (data.Interval, error) {
	if v, err := intervalLiteral(text); err == nil {
		return v, nil
	}
	return sql.ParseInterval(strings.TrimSpace(text))
}

// intervalLiteral reads "INTERVAL '7' SECOND" and its like.
func intervalLiteral(text string) (data.Interval, error) {
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), "interval") {
		return data.Interval{}, errors.New("no interval")
	}
	e, err := sql.ParseExpr(text)
	if err != nil {
		return data.Interval{}, err
	}
	l, ok := e.(*expr.Literal)
	if !ok {
		return data.Interval{}, errors.New("no literal")
	}
	switch v := l.Value.(type) {
	case data.Interval:
		return v, nil
	case int32:
		return data.Interval{Months: v}, nil
	case int64:
		return data.Interval{Micros: v}, nil
	}
	return data.Interval{}, errors.New("no interval")
}

// delayMicros reads an interval such as "10 minutes"; a month counts 31 days, as in Spark's
// watermarks. Negative delays are refused.
func delayMicros(text string) (int64, error) {
	v, err := interval(text)
	if err != nil {
		return 0, &expr.Error{Condition: "CANNOT_PARSE_INTERVAL", SQLState: "22006", Message: "Unable to parse '" + text + "'. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. If the issue persists, please double check that the input value is not null or empty and try again.",
			Hint: `Write a number and a unit: "10 seconds", "1 hour 30 minutes".`}
	}
	micros, ok := v.Length(31)
	if !ok {
		return 0, &expr.Error{Condition: "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", SQLState: "22015",
			Message: "Integer overflow while operating with intervals. Try devising appropriate values for the interval parameters.",
			Hint:    "Give a delay of less than 286,000 years."}
	}
	if micros < 0 {
		return 0, &expr.Error{Message: "requirement failed: delay threshold (" + text + ") should not be negative."}
	}
	return micros, nil
}
