package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// lateRowsText is Spark's warning about chains that may drop rows by the global watermark.
const lateRowsText = "Detected pattern of possible 'correctness' issue due to global watermark. " +
	"The query contains stateful operation which can emit rows older than the current watermark plus allowed late record delay, " +
	"which are \"late rows\" in downstream stateful operations and these rows can be discarded. " +
	"Please refer the programming guide doc for more details. If you understand the possible risk of correctness issue " +
	"and still need to run the query, you can disable this check by setting the config `spark.sql.streaming.statefulOperator.checkCorrectness.enabled` to false."

// checkLateRows refuses a stateful node above one that may put out rows the watermark has passed.
func checkLateRows(n operator.Node, mode operator.OutputMode) *expr.Error {
	if judgesTime(n) {
		for _, c := range n.Children() {
			if _, found := findNode(c, func(x operator.Node) bool { return emitsLate(x, mode) }); found {
				return unsupported(lateRowsText)
			}
		}
	}
	for _, c := range n.Children() {
		if err := checkLateRows(c, mode); err != nil {
			return err
		}
	}
	return nil
}

// judgesTime tells whether a node drops rows by the watermark.
func judgesTime(n operator.Node) bool {
	switch n := n.(type) {
	case *operator.Aggregate:
		return Streaming(n)
	case *operator.Join:
		return Streaming(n.Left) && Streaming(n.Right)
	case *operator.Dedup:
		return Streaming(n) && (n.Within || keyTime(n) >= 0)
	case *operator.GroupState:
		return Streaming(n.Child)
	case *operator.TransformWithState:
		return Streaming(n.Child)
	}
	return false
}

// keyTime is the event-time column among the keys of a deduplication, -1 without one.
func keyTime(n *operator.Dedup) int {
	for _, k := range n.Keys {
		if n.Child.Schema().Fields[k].EventTime {
			return k
		}
	}
	return -1
}

// emitsLate tells whether a node may put out rows at or below the watermark.
func emitsLate(n operator.Node, mode operator.OutputMode) bool {
	switch n := n.(type) {
	case *operator.Aggregate:
		return Streaming(n) && mode != operator.Append
	case *operator.GroupState:
		return Streaming(n.Child) && n.Timeout == operator.EventTimeTimeout
	}
	return false
}
