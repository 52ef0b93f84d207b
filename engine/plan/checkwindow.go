package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// checkWindowFunction refuses OVER calls below a SELECT list, naming the column that the one computed first fills.
func checkWindowFunction(p *operator.Project) *expr.Error {
	var found *operator.WindowFunction
	for n := p.Child; ; {
		switch x := n.(type) {
		case *operator.WindowFunction:
			found, n = x, x.Child
			continue
		case *operator.Filter:
			n = x.Child
			continue
		}
		break
	}
	if found == nil {
		return nil
	}
	err := expr.Errorf("NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", "42KDE", found.At,
		"Window function is not supported in %s (as column `%s`) on streaming DataFrames/Datasets. "+
			"Structured Streaming only supports time-window aggregation using the WINDOW function. (window specification: (%s))",
		strings.ToUpper(overText(found)), windowColumn(p, found), (&windowCall{call: found.Calls[0], partition: found.PartitionBy, order: found.OrderBy, frame: found.Frame}).spec())
	err.Hint = "Group by window(time, length) instead, or keep the rows of a key with flatMapGroupsWithState."
	return err
}

// windowColumn is the name of a call's column: its own where the call stands alone in the list, else the one that
// Spark gives to the parts of an expression.
func windowColumn(p *operator.Project, w *operator.WindowFunction) string {
	at := w.Out.Len() - len(w.Calls)
	for _, e := range p.Exprs {
		if r, ok := bare(e).(*expr.Ref); ok && r.Index == at {
			return w.Out.Fields[at].Name
		}
	}
	if _, qualified := p.Child.(*operator.Filter); qualified {
		return w.Out.Fields[at].Name
	}
	return "_we0"
}

// overText is a call as Spark's plans write it: with the arguments that Spark fills in, and what it computes
// below in columns of their own.
func overText(w *operator.WindowFunction) string {
	in := w.Child.Schema()
	if c, ok := w.Calls[0].(*expr.Call); ok {
		return c.Func + "(" + strings.Join(rankArguments(w, c, in), ", ") + ")"
	}
	g, ok := w.Calls[0].(*expr.Agg)
	if !ok {
		return w.Calls[0].String()
	}
	args := extracted(summands(g))
	if call := g.Spelled(args, nil); g.Distinct || strings.Contains(call, " WITHIN GROUP ") {
		return g.Spelled(args, g.Filter)
	}
	texts := append(plainTexts(args, in), filledIn(g)...)
	call := g.Called + "(" + strings.Join(texts, ", ") + ")"
	if g.Filter != nil {
		call += " FILTER (WHERE _w0)"
	}
	return call
}

// rankArguments are those of a call that has a meaning before OVER only.
func rankArguments(w *operator.WindowFunction, c *expr.Call, in *data.Schema) []string {
	switch name := strings.ToLower(c.Func); name {
	case "rank", "dense_rank", "percent_rank":
		return plainTexts(extracted(keyExprs(w.OrderBy)), in) // Spark's ranks are functions of what they order by
	case "lag", "lead":
		args := plainTexts(extracted(c.Args), in)
		args = append(args, []string{"NULL", "", "NULL"}[min(len(args), 3):]...)
		args[1] = expr.ShiftBy(c)
		return args
	case "nth_value":
		return append(plainTexts(extracted(c.Args), in), strconv.FormatBool(c.IgnoreNulls))
	case "ntile":
		if len(c.Args) == 0 {
			return []string{"1"}
		}
	}
	return plainTexts(extracted(c.Args), in)
}

// filledIn are arguments that Spark's aggregates have besides those of the call.
func filledIn(g *expr.Agg) []string {
	switch g.Fn.Name {
	case "first", "last":
		return []string{strconv.FormatBool(g.IgnoresNulls())}
	case "collect_list", "collect_set":
		return []string{"0", "0", "true"}
	case "approx_count_distinct":
		if len(g.Args) == 1 {
			return []string{"0.05", "0", "0"}
		}
		return []string{"0", "0"}
	case "mode":
		return []string{"0", "0", "None"}
	}
	return nil
}

// plainTexts spells columns and literals as Spark's plans do, but for the numbers of columns: texts without quotes,
// and the delay behind columns that carry a watermark.
func plainTexts(list []expr.Expr, in *data.Schema) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = e.String()
		switch x := bare(e).(type) {
		case *expr.Ref:
			if x.Index < in.Len() && in.Fields[x.Index].Name == x.Name && in.Fields[x.Index].EventTime {
				out[i] += "-T" + strconv.FormatInt(in.Fields[x.Index].DelayMs, 10) + "ms"
			}
		case *expr.Literal:
			if s, ok := x.Value.(string); ok {
				out[i] = s
			}
		}
	}
	return out
}

func isColumn(e expr.Expr) bool {
	switch bare(e).(type) {
	case *expr.Ref, *expr.Literal:
		return true
	}
	return false
}

// extracted are the arguments of a window function with those that Spark computes below it, in columns
// of their own.
func extracted(args []expr.Expr) []expr.Expr {
	out := slices.Clone(args)
	for i, a := range out {
		if !isColumn(a) {
			out[i] = &expr.Ref{Name: "_w" + strconv.Itoa(i), Typ: a.Type()}
		}
	}
	return out
}

// summands are the arguments of an aggregate as Spark has them: its sums and means take numbers of any
// type, which ours are cast from.
func summands(g *expr.Agg) []expr.Expr {
	switch g.Fn.Name {
	case "sum", "avg", "try_sum", "try_avg":
	default:
		return g.Args
	}
	out := slices.Clone(g.Args)
	for i, a := range out {
		if c, ok := a.(*expr.Cast); ok && c.Implicit && c.Child.Type().Numeric() {
			out[i] = c.Child
		}
	}
	return out
}
