package spark

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// CallFunction calls any Spark function by its name: spark.CallFunction("levenshtein", "a", "b").
// Strings are column names.
func CallFunction(name string, args ...any) Column {
	return call(strings.ToLower(name), columnArgs("CallFunction", args)...)
}

// Window groups by windows of event time: spark.Window("ts", "10 minutes"), with a slide
// ("5 minutes") and a start offset as further arguments.
func Window(time any, size string, slideAndStart ...string) Column {
	return windowCall("Window", "window", time, size, slideAndStart, 2)
}

// SessionWindow groups rows whose distance is less than the gap: a text, or a Column for a gap
// that depends on the row.
func SessionWindow(time any, gap any) Column {
	arg := operand(gap)
	return call("session_window", columnArg("SessionWindow", time), arg)
}

func windowCall(op, name string, time any, size string, more []string, most int) Column {
	if len(more) > most {
		failf(op, size, "", "%s takes a size, a slide and a start, not %d texts", op, len(more)+1)
	}
	args := []expr.Expr{columnArg(op, time), literal(size)}
	for _, m := range more {
		args = append(args, literal(m))
	}
	return call(name, args...)
}

// WindowTime is the event time of a window column, for a further aggregation.
func WindowTime(window any) Column { return call("window_time", columnArg("WindowTime", window)) }

// CurrentTimestamp is the time of the batch.
func CurrentTimestamp() Column { return call("current_timestamp") }

// Count counts rows where the column is not null; Count("*") counts rows.
func Count(c any) Column { return call("count", columnArg("Count", c)) }

// CountDistinct counts distinct values (batch queries; streams take ApproxCountDistinct).
func CountDistinct(c ...any) Column {
	return Column{&expr.Call{Func: "count", Args: columnArgs("CountDistinct", c), Distinct: true}}
}

// ApproxCountDistinct estimates the number of distinct values.
func ApproxCountDistinct(c any) Column {
	return call("approx_count_distinct", columnArg("ApproxCountDistinct", c))
}

// Sum adds up.
func Sum(c any) Column { return call("sum", columnArg("Sum", c)) }

// Avg is the mean.
func Avg(c any) Column { return call("avg", columnArg("Avg", c)) }

// Min is the least value.
func Min(c any) Column { return call("min", columnArg("Min", c)) }

// Max is the greatest value.
func Max(c any) Column { return call("max", columnArg("Max", c)) }

// First is the first value that was seen.
func First(c any) Column { return call("first", columnArg("First", c)) }

// Last is the last value that was seen.
func Last(c any) Column { return call("last", columnArg("Last", c)) }

// CollectList gathers values into an array.
func CollectList(c any) Column { return call("collect_list", columnArg("CollectList", c)) }

// CollectSet gathers distinct values into an array.
func CollectSet(c any) Column { return call("collect_set", columnArg("CollectSet", c)) }

// Stddev is the sample standard deviation.
func Stddev(c any) Column { return call("stddev", columnArg("Stddev", c)) }

// Variance is the sample variance.
func Variance(c any) Column { return call("variance", columnArg("Variance", c)) }

// Explode makes a row of each element of an array or entry of a map.
func Explode(c any) Column { return call("explode", columnArg("Explode", c)) }

// Upper turns text into capitals.
func Upper(c any) Column { return call("upper", columnArg("Upper", c)) }

// Lower turns text into small letters.
func Lower(c any) Column { return call("lower", columnArg("Lower", c)) }

// Length is the number of characters.
func Length(c any) Column { return call("length", columnArg("Length", c)) }

// Concat joins texts or arrays.
func Concat(c ...any) Column { return call("concat", columnArgs("Concat", c)...) }

// Coalesce is the first value that is not null.
func Coalesce(c ...any) Column { return call("coalesce", columnArgs("Coalesce", c)...) }

// Struct makes a struct of columns.
func Struct(c ...any) Column { return call("struct", columnArgs("Struct", c)...) }

// Array makes an array of columns.
func Array(c ...any) Column { return call("array", columnArgs("Array", c)...) }

// FromJSON reads JSON text by a schema in DDL text.
func FromJSON(c any, schema string) Column {
	return call("from_json", columnArg("FromJSON", c), literal(schema))
}

// ToJSON writes a struct, map or array as JSON text.
func ToJSON(c any) Column { return call("to_json", columnArg("ToJSON", c)) }

// ToTimestamp reads a timestamp; a format may follow.
func ToTimestamp(c any, format ...string) Column {
	args := []expr.Expr{columnArg("ToTimestamp", c)}
	for _, f := range format {
		args = append(args, literal(f))
	}
	return call("to_timestamp", args...)
}

// Case is CASE WHEN under construction.
type Case struct {
	Column
	c *expr.Case
}

// When begins CASE WHEN: spark.When(cond, value).When(...).Otherwise(value). Without Otherwise the
// rest is null.
func When(cond Column, value any) Case {
	return newCase(&expr.Case{Conds: []expr.Expr{cond.e}, Values: []expr.Expr{operand(value)}})
}

func newCase(c *expr.Case) Case { return Case{Column{c}, c} }

// When adds a branch.
func (k Case) When(cond Column, value any) Case {
	return newCase(&expr.Case{
		Conds:  append(append([]expr.Expr{}, k.c.Conds...), cond.e),
		Values: append(append([]expr.Expr{}, k.c.Values...), operand(value)),
	})
}

// Otherwise ends the CASE.
func (k Case) Otherwise(value any) Column {
	return Column{&expr.Case{Conds: k.c.Conds, Values: append(append([]expr.Expr{}, k.c.Values...), operand(value))}}
}
