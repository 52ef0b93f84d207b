package engine

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// historyFloor is how many batches can be stepped back over whatever the budget says, as long as
// the live state leaves room for them.
const historyFloor = 8

// Used is what live state and history take, in bytes.
func (t *Timeline) Used() int64 {
	var used int64
	for _, s := range t.live() {
		m := s.Metrics()
		used += m.Bytes + m.HistoryBytes
	}
	return used
}

// Oldest is the first step whose state is kept. Going further back runs the batches again.
func (t *Timeline) Oldest() int {
	oldest := t.base
	for _, s := range t.live() {
		oldest = max(oldest, s.Oldest())
	}
	return int(oldest - t.base)
}

// shorten drops old history when state and history come near the budget.
func (t *Timeline) shorten() {
	limit := t.q.Budget.Bytes
	if limit <= 0 || t.Used() <= limit-limit/4 {
		return
	}
	for _, s := range t.live() {
		s.Forget(s.Version() - historyFloor)
	}
}

// withinBudget refuses a batch, not committed yet, after which state takes more than the query may
// use. History goes first.
func (t *Timeline) withinBudget(tick *Tick) error {
	limit := t.q.Budget.Bytes
	if limit <= 0 || t.Used() <= limit {
		return nil
	}
	for _, s := range t.live() {
		s.Forget(s.Version() - 1)
	}
	used := t.Used()
	if used <= limit {
		return nil
	}
	largest := NodeID(0)
	var most state.Metrics
	for _, id := range t.tree.preorder {
		if s := t.states[id]; s != nil {
			if m := s.Metrics(); m.Bytes >= most.Bytes {
				largest, most = id, m
			}
		}
	}
	return t.overBudget(tick, largest, &state.OverBudget{Rows: most.Rows, Used: used, Limit: limit})
}

// overBudget is Spark's refusal of memory, with the step that wants it and the ways out.
func (t *Timeline) overBudget(tick *Tick, id NodeID, o *state.OverBudget) error {
	d := t.tree.nodes[id].Describe()
	free := max(0, o.Limit-t.Used())
	query := "this query"
	if t.q.Name != "" {
		query = "query " + t.q.Name
	}
	return &expr.Error{Condition: "UNABLE_TO_ACQUIRE_MEMORY", SQLState: "53200", Runtime: true,
		Message: fmt.Sprintf("Unable to acquire %d bytes of memory, got %d. The state of %s would take %s with batch %d, and its budget, spark.sql.streaming.stateStore.memoryBudget, is %s. The largest part is %s %s with %d rows.",
			o.Used-o.Limit+free, free, query, bytesText(o.Used), tick.Batch, bytesText(o.Limit), d.Name, d.Detail, o.Rows),
		Hint: "Bound the state by a watermark, group by fewer keys, or raise the budget. What batches before did is kept."}
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
}
