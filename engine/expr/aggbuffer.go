package expr

import (
	"fmt"
	"math"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// BufferFields are the columns in which Spark keeps an aggregate between batches, with its names:
// the value schema of an aggregation's state.
func (a *Agg) BufferFields() []data.Field {
	field := func(name string, t *data.Type) data.Field { return data.Field{Name: name, Type: t} }
	doubles := func(names ...string) []data.Field {
		out := make([]data.Field, len(names))
		for i, n := range names {
			out[i] = field(n, data.Double)
		}
		return out
	}
	of := func(i int) *data.Type {
		if i < len(a.Args) && a.Args[i].Type() != nil {
			return a.Args[i].Type()
		}
		return data.Void
	}
	name := a.Called
	if a.Fn != nil {
		name = a.Fn.Name
	}
	switch name {
	case "count", "count_if", "regr_count":
		return []data.Field{field("count", data.Long)}
	case "sum", "try_sum":
		return sumBuffer(of(0), a.Typ, name == "try_sum")
	case "avg", "try_avg", "regr_avgx", "regr_avgy":
		return []data.Field{field("sum", avgSum(of(0))), field("count", data.Long)}
	case "min", "max":
		return []data.Field{field(name, of(0))}
	case "bool_and":
		return []data.Field{field("min", data.Boolean)}
	case "bool_or":
		return []data.Field{field("max", data.Boolean)}
	case "first", "any_value":
		return []data.Field{field("first", of(0)), field("valueSet", data.Boolean)}
	case "last":
		return []data.Field{field("last", of(0)), field("valueSet", data.Boolean)}
	case "max_by", "min_by":
		return []data.Field{field("valueWithExtremumOrdering", of(0)), field("extremumOrdering", of(1))}
	case "bit_and", "bit_or", "bit_xor":
		return []data.Field{field(name, of(0))}
	case "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop", "regr_sxx", "regr_syy":
		return doubles("n", "avg", "m2")
	case "skewness":
		return doubles("n", "avg", "m2", "m3")
	case "kurtosis":
		return doubles("n", "avg", "m2", "m3", "m4")
	case "covar_samp", "covar_pop", "regr_sxy":
		return doubles("n", "xAvg", "yAvg", "ck")
	case "corr", "regr_r2":
		return doubles("n", "xAvg", "yAvg", "ck", "xMk", "yMk")
	case "regr_slope", "regr_intercept":
		return doubles("n", "xAvg", "yAvg", "ck", "n", "avg", "m2")
	case "approx_count_distinct":
		return a.registers()
	}
	return []data.Field{field("buf", data.Binary)}
}

// sumBuffer is that of sum(): decimals, and those that may overflow to null, know whether a value
// came. Short decimals are summed as whole numbers.
func sumBuffer(in, out *data.Type, try bool) []data.Field {
	sum := data.Field{Name: "sum", Type: out}
	if in.Kind == data.KindDecimal && in.Precision+10 <= 18 && !try {
		sum.Type = data.Long
		return []data.Field{sum}
	}
	if in.Kind == data.KindDecimal || try && in.Integral() {
		return []data.Field{sum, {Name: "isEmpty", Type: data.Boolean}}
	}
	return []data.Field{sum}
}

// avgSum is the type in which avg() sums.
func avgSum(in *data.Type) *data.Type {
	if in.Kind == data.KindDecimal && in.Precision+4 > 15 {
		return data.DecimalOf(min(in.Precision+10, 38), in.Scale)
	}
	if in.Kind == data.KindYearMonthInterval || in.Kind == data.KindDayTimeInterval {
		return in
	}
	return data.Double
}

// registers are the words of approx_count_distinct, ten registers each; how many depends on the
// error that is allowed.
func (a *Agg) registers() []data.Field {
	allowed := 0.05
	if len(a.Args) > 1 {
		if v, err := strconv.ParseFloat(a.Args[1].String(), 64); err == nil && v > 0 {
			allowed = v
		}
	}
	bits := int(math.Ceil(2 * math.Log(1.106/allowed) / math.Ln2))
	out := make([]data.Field, 1<<min(bits, 20)/10+1)
	for i := range out {
		out[i] = data.Field{Name: fmt.Sprintf("MS[%d]", i), Type: data.Long}
	}
	return out
}
