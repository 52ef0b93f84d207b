package state

import "fmt"

// OverBudget is what a table panics with when it would have to grow beyond the budget of its query.
// Nothing was changed by the call that grows: after [Store.Rollback] the state is that of the last
// commit.
type OverBudget struct {
	Rows        int64 // live rows of the operator
	Used, Limit int64 // bytes
}

// Error implements error.
func (o *OverBudget) Error() string {
	return fmt.Sprintf("the state would take %d bytes, %d are allowed", o.Used, o.Limit)
}

// room is called before rows are added, where nothing has been changed yet. It refuses to let the
// table grow by n rows beyond the budget; old versions go first.
func (t *Table) room(n int) {
	if t.store != nil && int(t.next)+n > len(t.flags) {
		t.store.allow(t, n)
	}
}

// allow is room for one of the store's tables.
func (s *Store) allow(t *Table, n int) {
	limit := s.budget.Bytes
	if limit <= 0 || n <= t.free.len() {
		return
	}
	more := int64(0)
	if rows := int64(len(t.flags)); rows > 0 {
		more = t.size() / rows * max(rows, int64(n)) // it doubles
	}
	used := s.used() + more
	if used > limit {
		s.Forget(s.Version() - 1)
		used = s.used() + more
	}
	if used > limit {
		panic(&OverBudget{Rows: s.Metrics().Rows, Used: used, Limit: limit})
	}
}

// used is what live state and history take.
func (s *Store) used() int64 {
	m := s.Metrics()
	return m.Bytes + m.HistoryBytes
}
