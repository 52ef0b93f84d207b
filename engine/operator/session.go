package operator

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// sessions is the state of an aggregate over session windows: a table of sessions, whose first
// numbers are start, end and the next session of the key, and a table of keys with the first
// session. Aggregates have the vectors behind.
//
//	key ─ first ─> session [start, end) ─ next ─> session ─ ... 0
type sessions struct {
	shape
	table, keyed     *state.Table
	start, end, next int // vectors of table
	// timed tells whether the window comes from the event time: without, no row is late and no
	// session goes.
	timed bool
}

// The vectors of the tables of keys: the first session (row+1, 0 for none), and scratch: the
// key's place among the keys of the batch.
const (
	firstSession = iota
	placeInBatch
)

func newSessions(b state.Budget, k keys, l state.Layout) state.Versioned {
	l.Name, l.Ints, l.Expires = "sessions", 1, true
	l.I64 += 3
	return state.NewStore(b, state.NewTable(l), state.NewTable(k.layout(state.Layout{Name: "keys", I64: 2})))
}

func (r *Aggregate) openSessions(t *Task) *sessions {
	store := t.State.(*state.Store)
	n := len(store.Tables[0].Vec.I64)
	return &sessions{shape: r.shape(), table: store.Tables[0], keyed: store.Tables[1], start: n - 3, end: n - 2, next: n - 1,
		timed: r.Out.Fields[r.Session].EventTime}
}

// stepSessions is Step for session windows: each row is a session of its own, [time, time+gap);
// sessions of one key that meet become one.
func (r *Aggregate) stepSessions(t *Task, in []*data.Batch) (*data.Batch, error) {
	s := r.openSessions(t)
	cols, err := evalAll(t.Expr, r.Keys, in[0])
	if err != nil {
		return nil, err
	}
	starts, ends, err := r.extents(t, cols[r.Session], in[0])
	if err != nil {
		return nil, err
	}
	keep := s.dropLate(t, cols, starts, ends)
	some := keep // nil when all rows are kept, as they came
	if inOrder := byStart(keep, starts); inOrder && len(keep) == in[0].N {
		some = nil
	}
	others := make([]data.Column, len(s.others))
	for i, k := range s.others {
		if others[i] = cols[k]; some != nil {
			others[i] = data.Take(cols[k], keep)
		}
	}
	ids := make([]int32, len(keep))
	s.keys.intern(s.keyed, others, ids)
	rows := make([]int32, len(keep))
	if err := s.assign(t, r, ids, keep, starts, ends, rows); err != nil {
		return nil, err
	}
	s.table.Touch(rows)
	times := make([]int64, len(keep))
	for i, k := range keep {
		times[i] = starts[k]
	}
	if err := r.update(t, &s.table.Vec, rows, in[0], some, times); err != nil {
		return nil, err
	}
	t.Record.Groups = GroupsOf(spread(rows, some, in[0].N))
	return r.emitSessions(t, s)
}

// byStart sorts rows by the start of their sessions, as Spark does before it merges them: first(), and
// min_by() of equal values, follow that order. It tells whether they were sorted.
func byStart(rows []int32, starts []int64) bool {
	order := func(a, b int32) int { return cmp.Compare(starts[a], starts[b]) }
	if slices.IsSortedFunc(rows, order) {
		return true
	}
	slices.SortStableFunc(rows, order)
	return false
}

// extents gives the own session of each row; an end at or before the start stands for none.
func (r *Aggregate) extents(t *Task, c data.Column, in *data.Batch) (starts, ends []int64, err error) {
	times, ok := c.(*data.Longs)
	if !ok {
		return nil, nil, fmt.Errorf("session_window: %s is %s, not a timestamp", r.Keys[r.Session], c.Type())
	}
	ends = make([]int64, in.N)
	if l, ok := r.Gap.(*expr.Literal); ok && l.Typ.Kind == data.KindLong {
		gap, _ := l.Value.(int64)
		for i, v := range times.Values {
			ends[i] = v + gap
		}
	} else {
		gaps, err := expr.Eval(t.Expr, r.Gap, in)
		if err != nil {
			return nil, nil, err
		}
		for i, v := range times.Values {
			ends[i] = addGap(v, gaps, i, t.Expr.Zone)
		}
	}
	if times.Nulls != nil {
		for i := range ends {
			if !times.Nulls.Get(i) {
				ends[i] = times.Values[i]
			}
		}
	}
	return times.Values, ends, nil
}

// addGap adds row i of a column of intervals to a time; a null adds nothing.
func addGap(v int64, gaps data.Column, i int, zone expr.Zone) int64 {
	if data.IsNull(gaps, i) {
		return v
	}
	switch g := gaps.(type) {
	case *data.Longs:
		return v + g.Values[i]
	case *data.Fixed[data.Interval]:
		gap := g.Values[i]
		if gap.Months == 0 && gap.Days == 0 {
			return v + gap.Micros
		}
		if zone == nil {
			zone = time.UTC
		}
		return time.UnixMicro(v).In(zone).AddDate(0, int(gap.Months), int(gap.Days)).UnixMicro() + gap.Micros
	}
	return v
}

// dropLate lists the rows that have a session which is not late.
func (s *sessions) dropLate(t *Task, cols []data.Column, starts, ends []int64) []int32 {
	keep := make([]int32, 0, len(ends))
	var late map[string]struct{}
	var buf []byte
	judge := s.timed && t.Streaming && t.Late != NoWatermark // in complete mode too, unlike other aggregations
	for i, end := range ends {
		switch {
		case end <= starts[i]:
			t.Record.drop(Drop{Row: int32(i), Reason: DropNullTime})
		case judge && end <= t.Late:
			t.Record.drop(Drop{Row: int32(i), Reason: DropLate, At: end, Watermark: t.Late})
			if late == nil {
				late = map[string]struct{}{}
			}
			buf = binary.LittleEndian.AppendUint64(data.AppendRowKey(buf[:0], cols, i), uint64(end))
			if _, seen := late[string(buf)]; !seen {
				late[string(buf)] = struct{}{}
			}
		default:
			keep = append(keep, int32(i))
		}
	}
	t.Record.DroppedLate += int64(len(late))
	return keep
}

// assign fills rows with the session of each kept row: key by key, in order of time, together
// with the sessions that the key has.
func (s *sessions) assign(t *Task, r *Aggregate, ids, keep []int32, starts, ends []int64, rows []int32) error {
	order, bounds := s.byKey(ids, keep, starts)
	m := merger{s: s, starts: starts, ends: ends, keep: keep, rows: rows}
	for i := 0; i+1 < len(bounds); i++ {
		m.key(ids[order[bounds[i]]], order[bounds[i]:bounds[i+1]])
	}
	at := expr.SlotCount{}
	if len(m.from) > 0 {
		s.table.Touch(m.from)
		for _, a := range r.Aggs {
			slots := slotsOf(&s.table.Vec, &at, a.Bound.Slots())
			if err := a.Bound.Merge(t.Expr, &slots, m.to, &slots, m.from); err != nil {
				return err
			}
		}
	}
	for _, row := range m.from {
		s.table.Remove(row)
	}
	t.Record.Updated, t.Record.Removed = m.updated, m.removed
	return nil
}

// byKey orders the rows by key, each key's by time: bounds are where keys begin in order.
func (s *sessions) byKey(ids, keep []int32, starts []int64) (order, bounds []int32) {
	s.keyed.Touch(ids)
	touched := s.keyed.Touched()
	place := s.keyed.Vec.I64[placeInBatch]
	for i, k := range touched {
		place[k] = int64(i)
	}
	bounds = make([]int32, len(touched)+1)
	for _, k := range ids {
		bounds[place[k]+1]++
	}
	for i := range touched {
		bounds[i+1] += bounds[i]
	}
	at := append([]int32(nil), bounds...)
	order = make([]int32, len(ids))
	for i, k := range ids {
		order[at[place[k]]] = int32(i)
		at[place[k]]++
	}
	byTime := func(a, b int32) int {
		if d := starts[keep[a]] - starts[keep[b]]; d != 0 {
			return sign(d)
		}
		return int(a - b)
	}
	for i := range touched {
		part := order[bounds[i]:bounds[i+1]] // in the order of the rows
		for k := 1; k < len(part); k++ {
			if starts[keep[part[k]]] < starts[keep[part[k-1]]] {
				slices.SortFunc(part, byTime)
				break
			}
		}
	}
	return order, bounds
}

func sign(d int64) int {
	if d < 0 {
		return -1
	}
	return 1
}

// emitSessions is emit for session windows.
func (r *Aggregate) emitSessions(t *Task, s *sessions) (*data.Batch, error) {
	var gone, rows []int32
	if s.timed && t.Streaming && t.Mode != Complete && t.Evict != NoWatermark {
		gone = s.table.Expired(t.Evict, nil)
	}
	switch {
	case !t.Streaming || t.Mode == Complete:
		rows = s.table.Rows()
	case t.Mode == Update:
		for _, row := range s.table.Touched() {
			if s.table.Live(row) {
				rows = append(rows, row)
			}
		}
	default:
		rows = gone
	}
	out, err := r.sessionRows(t, s, rows)
	if err != nil {
		return nil, err
	}
	t.Record.Emitted = rows
	t.Record.Removed += int64(len(gone))
	for _, row := range gone {
		s.unlink(row)
		s.table.Remove(row)
	}
	return out, nil
}

// unlink takes a session out of its key's list, and the key with the last one.
func (s *sessions) unlink(row int32) {
	key := int32(s.table.Ints[0][row])
	next := s.table.Vec.I64[s.next]
	s.keyed.TouchOne(key)
	first := &s.keyed.Vec.I64[firstSession][key]
	if int32(*first) == row+1 {
		*first = next[row]
	} else {
		before := int32(*first) - 1
		for int32(next[before]) != row+1 {
			before = int32(next[before]) - 1
		}
		s.table.TouchOne(before)
		next[before] = next[row]
	}
	if *first == 0 {
		s.keyed.Remove(key)
	}
}

// sessionRows gives keys, windows and aggregates of sessions.
func (r *Aggregate) sessionRows(t *Task, s *sessions, rows []int32) (*data.Batch, error) {
	cols := make([]data.Column, len(r.Keys))
	keyRows := make([]int32, len(rows))
	starts, ends := make([]int64, len(rows)), make([]int64, len(rows))
	for i, row := range rows {
		keyRows[i] = int32(s.table.Ints[0][row])
		starts[i], ends[i] = s.table.Vec.I64[s.start][row], s.table.Vec.I64[s.end][row]
	}
	for i, c := range s.keys.columns(s.keyed, keyRows) {
		cols[s.others[i]] = c
	}
	typ := r.Out.Fields[r.Session].Type
	cols[r.Session] = &data.Struct{T: typ, N: len(rows), Fields: []data.Column{
		&data.Longs{T: typ.Fields[0].Type, Values: starts}, &data.Longs{T: typ.Fields[1].Type, Values: ends}}}
	aggs, err := r.values(t, &s.table.Vec, rows)
	if err != nil {
		return nil, err
	}
	return &data.Batch{Schema: r.Out, Cols: append(cols, aggs...), N: len(rows)}, nil
}

func (r *Aggregate) viewSessions(t *Task, offset, limit int) ([]StateView, error) {
	s := r.openSessions(t)
	rows := page(s.table.Rows(), offset, limit)
	out, err := r.sessionRows(t, s, rows)
	if err != nil {
		return nil, err
	}
	return []StateView{{Rows: out, Keys: len(r.Keys), Groups: rows, Until: untilOf(s.table, rows, true)}}, nil
}
