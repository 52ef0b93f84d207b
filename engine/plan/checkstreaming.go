package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// CheckStreaming refuses what Spark's UnsupportedOperationChecker refuses for a streaming query
// in an output mode, with Spark's text and a hint that names the way out. n is analyzed, not
// optimized. With spark.sql.streaming.unsupportedOperationCheck off only queries without a stream are refused here.
func CheckStreaming(n operator.Node, mode operator.OutputMode, ctx *expr.Context) error {
	if conf(ctx, "spark.sql.streaming.unsupportedOperationCheck") == "false" && Streaming(n) {
		return nil
	}
	err := checkStreaming(n, mode, ctx)
	if err == nil {
		return nil
	}
	if err.Hint == "" {
		err.Hint = otherModes(n, mode, ctx)
	}
	return err
}

// otherModes names the output modes in which the query would run.
func otherModes(n operator.Node, mode operator.OutputMode, ctx *expr.Context) string {
	var works []string
	for _, m := range []operator.OutputMode{operator.Append, operator.Update, operator.Complete} {
		if m != mode && checkStreaming(n, m, ctx) == nil {
			works = append(works, strings.ToLower(m.String())+" ("+modeWhy[m]+")")
		}
	}
	if len(works) == 0 {
		return "No output mode can run this query."
	}
	return "It runs in output mode " + strings.Join(works, " or ") + "."
}

var modeWhy = map[operator.OutputMode]string{
	operator.Append:   "each row once, when it is final",
	operator.Update:   "the rows that changed in the batch",
	operator.Complete: "the whole result every batch",
}

// CheckBatch refuses a batch query that reads a stream.
func CheckBatch(n operator.Node) error {
	if Streaming(n) {
		return batchOverStream()
	}
	if _, found := findNode(n, func(x operator.Node) bool { d, ok := x.(*operator.Dedup); return ok && d.Within }); found {
		return &expr.Error{Message: "dropDuplicatesWithinWatermark is not supported with batch DataFrames/DataSets"}
	}
	return nil
}

func batchOverStream() *expr.Error {
	return &expr.Error{Message: "Queries with streaming sources must be executed with writeStream.start(), or from a streaming table or flow definition within a Spark Declarative Pipeline.",
		Hint: "Start it with WriteStream()...Start(), and step it with '.'."}
}

// findNode gives the first node, parents first, for which fn is true.
func findNode(n operator.Node, fn func(operator.Node) bool) (operator.Node, bool) {
	if fn(n) {
		return n, true
	}
	for _, c := range n.Children() {
		if c == nil {
			continue // a parsed node without its input
		}
		if x, ok := findNode(c, fn); ok {
			return x, true
		}
	}
	return nil, false
}

func unsupported(text string) *expr.Error { return &expr.Error{Message: text} }

// NotStreaming is what Spark's checker says of a query that reads no stream.
func NotStreaming() *expr.Error {
	return unsupported("Queries without streaming sources cannot be executed with writeStream.start()")
}

func badMode(mode operator.OutputMode, operation string) *expr.Error {
	return &expr.Error{Condition: "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION", SQLState: "42KDE",
		Message: "Invalid streaming output mode: " + strings.ToLower(mode.String()) + ". This output mode is not supported for " + operation + " on streaming DataFrames/DataSets."}
}

func checkStreaming(n operator.Node, mode operator.OutputMode, ctx *expr.Context) *expr.Error {
	if !Streaming(n) {
		return NotStreaming()
	}
	aggs := streamingAggregates(n)
	if err := checkMode(aggs, mode); err != nil {
		return err
	}
	if err := checkGroups(groupStates(n), mode); err != nil {
		return err
	}
	if err := checkNodes(n, mode, len(aggs) > 0); err != nil {
		return err
	}
	if conf(ctx, "spark.sql.streaming.statefulOperator.checkCorrectness.enabled") == "false" {
		return nil
	}
	return checkLateRows(n, mode)
}

func conf(ctx *expr.Context, name string) string {
	if ctx == nil || ctx.Conf == nil {
		return ""
	}
	return strings.ToLower(ctx.Conf(name))
}

// streamingAggregates lists aggregations over streams, the one nearest the sink first.
func streamingAggregates(n operator.Node) []*operator.Aggregate {
	var out []*operator.Aggregate
	if a, ok := n.(*operator.Aggregate); ok && Streaming(a) {
		out = append(out, a)
	}
	for _, c := range n.Children() {
		out = append(out, streamingAggregates(c)...)
	}
	return out
}

// checkMode holds the output mode against the aggregations; as in Spark the one nearest the sink
// speaks for all.
func checkMode(aggs []*operator.Aggregate, mode operator.OutputMode) *expr.Error {
	switch {
	case mode == operator.Complete && len(aggs) == 0:
		return badMode(mode, "no streaming aggregations")
	case mode == operator.Append && len(aggs) > 0 && groupTime(aggs[0]) < 0:
		err := badMode(mode, "streaming aggregations without watermark")
		err.Hint = "A group is final only when the watermark has passed it: group by the event-time column or its window() after withWatermark, or use output mode update or complete."
		return err
	case mode == operator.Update && len(aggs) > 0 && groupsSessions(aggs[0]):
		return badMode(mode, "session window streaming aggregations")
	}
	return nil
}

// groupTime is the key of an aggregation that carries the watermark, -1 without one.
func groupTime(a *operator.Aggregate) int {
	for i := range a.Keys {
		if a.Out.Fields[i].EventTime {
			return i
		}
	}
	return -1
}

// checkNodes judges every node, children first; aggregated tells of aggregations in the query.
func checkNodes(n operator.Node, mode operator.OutputMode, aggregated bool) *expr.Error {
	for _, c := range n.Children() {
		if err := checkNodes(c, mode, aggregated); err != nil {
			return err
		}
	}
	if !Streaming(n) {
		return nil
	}
	if err := checkNode(n, mode); err != nil {
		return err
	}
	switch n := n.(type) {
	case *operator.Project:
		if err := checkWindowFunction(n); err != nil {
			return err
		}
	case *operator.GroupState:
		if err := checkGroup(n, mode, aggregated); err != nil {
			return err
		}
	}
	for _, e := range exprsOf(n) {
		if has(e, isMonotonicID) {
			return unsupported("Expression(s): monotonically_increasing_id() is not supported with streaming DataFrames/Datasets")
		}
	}
	return nil
}

func isMonotonicID(e expr.Expr) bool {
	a, ok := e.(*expr.Apply)
	return ok && a.Fn != nil && a.Fn.Name == "monotonically_increasing_id"
}

func checkNode(n operator.Node, mode operator.OutputMode) *expr.Error {
	switch n := n.(type) {
	case *operator.Aggregate:
		for _, x := range n.Aggs {
			if x.Distinct {
				return unsupported("Distinct aggregations are not supported on streaming DataFrames/Datasets. Consider using approx_count_distinct() instead.")
			}
		}
	case *operator.Dedup:
		if n.Within && n.Child.Schema().EventTime() < 0 {
			err := unsupported("dropDuplicatesWithinWatermark is not supported on streaming DataFrames/DataSets without watermark")
			err.Hint = "Declare one before: withWatermark(column, delay)."
			return err
		}
	case *operator.Join:
		return checkJoin(n, mode)
	case *operator.Union:
		for _, c := range n.Inputs {
			if !Streaming(c) {
				return unsupported("Union between streaming and batch DataFrames/Datasets is not supported")
			}
		}
	case *operator.SetOp:
		switch {
		case n.Op == operator.ExceptOp && Streaming(n.Right):
			return unsupported("Except on a streaming DataFrame/Dataset on the right is not supported")
		case n.Op == operator.IntersectOp:
			return unsupported("Intersect of streaming DataFrames/Datasets is not supported")
		}
	case *operator.Limit:
		switch {
		case n.Offset > 0:
			return unsupported("Offset is not supported on streaming DataFrames/Datasets")
		case mode == operator.Update:
			return unsupported("Limits are not supported on streaming DataFrames/Datasets in Update output mode")
		}
	case *operator.Sort:
		if !slices.ContainsFunc(streamingAggregates(n), func(a *operator.Aggregate) bool { return !a.Distinct }) || mode != operator.Complete {
			return unsupported("Sorting is not supported on streaming DataFrames/Datasets, unless it is on aggregated DataFrame/Dataset in Complete output mode")
		}
	case *operator.Sample:
		return unsupported("Sampling is not supported on streaming DataFrames/Datasets")
	}
	return nil
}
