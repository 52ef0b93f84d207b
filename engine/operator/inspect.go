package operator

import "github.com/sparkrepl/sparkrepl/engine/data"

// StateView is a stateful node's state as rows: what the State tab, the statestore reader and
// lineage show. Key and value columns carry Spark's names.
type StateView struct {
	// Name is the state's own name where a node has several ("left", "right", a variable).
	Name string
	// Rows are key columns, then value columns, one row a state row, in a stable order.
	Rows *data.Batch
	Keys int // how many leading columns are the key
	// Groups is the group number of each row.
	Groups []int32
	// Until is, per row, the watermark in microseconds at which the row leaves;
	// NoWatermark when it never does. nil when the node has no such rule.
	Until []int64
}

// Inspector is a stateful node that can show its state at the current version.
type Inspector interface {
	// View returns up to limit rows of each state from row offset; limit < 0 means all.
	View(t *Task, offset, limit int) ([]StateView, error)
	// Count is the number of rows View could give.
	Count(t *Task) int
}
