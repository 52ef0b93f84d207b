package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// CheckPlanning refuses what Spark finds out only when it plans the first micro-batch: the query
// starts, and fails with its first data. n is optimized.
func CheckPlanning(n operator.Node, mode operator.OutputMode) error {
	if !Streaming(n) {
		return nil
	}
	if err := checkJoined(n, mode); err != nil {
		return err
	}
	for _, c := range n.Children() {
		if err := CheckPlanning(c, mode); err != nil {
			return err
		}
	}
	if err := checkStateKeys(n); err != nil {
		return err
	}
	switch n := n.(type) {
	case *operator.Recursion:
		err := batchOverStream()
		err.Hint = "WITH RECURSIVE reads tables only."
		return err
	case *operator.Join:
		if Streaming(n.Left) && Streaming(n.Right) && len(n.LeftKeys) == 0 {
			err := unsupported("Stream-stream join without equality predicate is not supported.")
			err.Hint = "Add an equality between a column of each side to the join condition."
			return err
		}
		if n.Streams {
			return sameKeyTypes(n)
		}
	case *operator.Aggregate:
		switch {
		case len(n.Keys) == 1 && (n.Session >= 0 || sessionColumn(n.Child, n.Keys[0])):
			err := unsupported("Global aggregation with session window in streaming query is not supported.")
			err.Hint = "Group by another column besides session_window()."
			return err
		case mode == operator.Update && n.Session >= 0:
			return badMode(mode, "session window streaming aggregations")
		case mode == operator.Append && groupTime(n) < 0:
			return aggregateWithoutWatermark()
		}
	case *operator.SetOp:
		if mode == operator.Append {
			return aggregateWithoutWatermark()
		}
	case *operator.Dedup:
		if n.Within && n.Child.Schema().EventTime() < 0 {
			err := unsupported("None.get") // Spark's words
			err.Hint = "dropDuplicatesWithinWatermark() keeps keys for as long as the watermark waits: declare one with withWatermark()."
			return err
		}
	}
	return nil
}

// checkJoined refuses joins with a condition that Spark cannot run, and those of streams that it makes of
// subqueries and has no operator for.
func checkJoined(n operator.Node, mode operator.OutputMode) error {
	how := ""
	switch n := n.(type) {
	case *operator.Join:
		if n.Refused != nil || !n.Streams {
			return n.Refused
		}
		switch how = n.How.String(); n.How {
		case operator.Inner, operator.LeftSemi, operator.Cross:
			if !n.Crossed || len(n.LeftKeys) == 0 {
				return nil
			}
			how = "Cross"
		case operator.LeftOuter, operator.RightOuter, operator.FullOuter:
			if mode != operator.Update {
				return nil
			}
			err := unsupported("requirement failed: Update output mode is not supported for stream-stream " + how + " join")
			err.Hint = "Compute with the stream's columns outside the subquery, or tie it by equalities of columns alone."
			return err
		case operator.Existence:
			how = "ExistenceJoin(exists)"
		}
	case *operator.Apply:
		return n.Refused
	default:
		return nil
	}
	return noJoin(how)
}

// noJoin refuses a join of streams that there is no operator for.
func noJoin(how string) error {
	err := unsupported("requirement failed: StreamingSymmetricHashJoinExec should not take " + how + " as the JoinType")
	err.Hint = "Spark groups the stream by what the subquery reads and joins that with the stream; tie the subquery by equalities of columns alone."
	if how == operator.Cross.String() {
		err.Hint = "Write JOIN and its condition behind ON in place of CROSS JOIN."
	}
	return err
}

// sameKeyTypes refuses keys of two streams that are equal and yet not of one type: structs with other
// names of fields.
func sameKeyTypes(j *operator.Join) error {
	for i := range j.LeftKeys {
		if l, r := j.LeftKeys[i].Type(), j.RightKeys[i].Type(); l.String() != r.String() {
			return &expr.Error{Message: "requirement failed: Join keys from two sides should have same length and types, but they are " + l.String() + " and " + r.String() + ".",
				Hint: "Give the fields the same names: named_struct('a', x) = named_struct('a', y)."}
		}
	}
	return nil
}

// groupsSessions tells whether one of the keys is a session window, of this aggregation or of one below.
func groupsSessions(n *operator.Aggregate) bool {
	for _, k := range n.Keys {
		if sessionColumn(n.Child, k) {
			return true
		}
	}
	return n.Session >= 0
}

// sessionColumn tells whether a key is the session window of an aggregation below: Spark takes a
// grouping by it for one by sessions.
func sessionColumn(n operator.Node, key expr.Expr) bool {
	r, ok := bare(key).(*expr.Ref)
	if !ok {
		return false
	}
	switch n := n.(type) {
	case *operator.Aggregate:
		return r.Index < len(n.Keys) && (r.Index == n.Session || sessionColumn(n.Child, n.Keys[r.Index]))
	case *operator.Project:
		return sessionColumn(n.Child, n.Exprs[r.Index])
	case *operator.Filter, *operator.Watermark, *operator.SubqueryAlias, *operator.Dedup:
		return sessionColumn(n.Children()[0], r)
	}
	return false
}

// aggregateWithoutWatermark refuses a set operation of a stream, which removes duplicates by
// aggregation.
func aggregateWithoutWatermark() *expr.Error {
	return &expr.Error{Condition: "UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK", SQLState: "0A000",
		Message: "Append output mode not supported for aggregations on streaming DataFrames/DataSets without watermark."}
}

// CheckWatermarks refuses a watermark above another one. Spark finds it when the watermark first
// moves, with the batch after.
func CheckWatermarks(n operator.Node) error {
	for _, c := range n.Children() {
		if err := CheckWatermarks(c); err != nil {
			return err
		}
	}
	w, ok := n.(*operator.Watermark)
	if !ok {
		return nil
	}
	if _, again := findNode(w.Child, isWatermark); !again {
		return nil
	}
	err := unsupported("Redefining watermark is disallowed. You can set the config 'spark.sql.streaming.statefulOperator.allowMultiple' to 'false' to restore the previous behavior. Note that multiple stateful operators will be disallowed.")
	err.Hint = "Declare one watermark on each path from a source."
	return err
}

// HasWatermark tells whether a plan declares a watermark anywhere.
func HasWatermark(n operator.Node) bool {
	if n == nil {
		return false
	}
	_, ok := findNode(n, isWatermark)
	return ok
}

// WatermarkBelow is the watermark of a plan that is met first, nil without one.
func WatermarkBelow(n operator.Node) *operator.Watermark {
	w, _ := findNode(n, isWatermark)
	out, _ := w.(*operator.Watermark)
	return out
}

func isWatermark(n operator.Node) bool { _, ok := n.(*operator.Watermark); return ok }

// CheckEventTimes refuses removing duplicates, grouping and joining two streams over several event-time
// columns: which of them the watermark is compared with would be anybody's guess. Groups that are always
// put out as a whole are compared with none, unless they are sessions.
func CheckEventTimes(n operator.Node, mode operator.OutputMode) error {
	for _, c := range n.Children() {
		if err := CheckEventTimes(c, mode); err != nil {
			return err
		}
		var times []string
		switch n := n.(type) {
		case *operator.Dedup:
			times = eventTimes(c.Schema().Fields)
		case *operator.Join:
			if Streaming(n.Left) && Streaming(n.Right) {
				times = eventTimes(c.Schema().Fields)
			}
		case *operator.Aggregate:
			if mode != operator.Complete || groupsSessions(n) {
				times = groupTimes(n)
			}
		}
		if len(times) > 1 && Streaming(c) {
			err := expr.Errorf("MULTIPLE_EVENT_TIME_COLUMNS", "42K09", expr.Span{},
				"More than one event time columns are available. Please ensure there is at most one event time column per stream. event time columns: (%s)", strings.Join(times, ","))
			err.Hint = "Keep one of them, and turn the others into plain columns by an expression, such as ts + INTERVAL 0 SECONDS."
			return err
		}
	}
	return nil
}

// eventTimes are the event-time columns among fields, with the delays of their watermarks.
func eventTimes(fields []data.Field) []string {
	var out []string
	for _, f := range fields {
		if f.EventTime {
			out = append(out, delayed(f.Name, f))
		}
	}
	return out
}

// groupTimes are the event-time columns that an aggregation groups by, each once.
func groupTimes(n *operator.Aggregate) []string {
	var out []string
	var seen []expr.Expr
	for i, k := range n.Keys {
		f := n.Out.Fields[i]
		if i == n.Session {
			out = append(out, delayed("session_window", f))
			continue
		}
		if !f.EventTime || slices.ContainsFunc(seen, func(e expr.Expr) bool { return same(bare(e), bare(k)) }) {
			continue
		}
		name := "window"
		if r, ok := bare(k).(*expr.Ref); ok {
			name = r.Name
		}
		seen, out = append(seen, k), append(out, delayed(name, f))
	}
	return out
}

// delayed is a column as Spark writes it with the delay of its watermark.
func delayed(name string, f data.Field) string { return fmt.Sprintf("%s-T%dms", name, f.DelayMs) }
