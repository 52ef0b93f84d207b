package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// joinState is the memory of a stream-stream join: the rows of both sides, each in the list of
// its key, oldest first.
//
//	key ─ first, last of the left ──> row <─> row <─> row
//	    └ first, last of the right ─> row <─> row
type joinState struct {
	keyed *state.Table
	sides [2]joinSide
}

// joinSide is one side: its rows and where their lists begin and end in the table of keys.
type joinSide struct {
	rowLayout
	table       *state.Table
	first, last int // vectors of the table of keys; row+1, 0 for none
}

// The vectors of a side's rows. Links are row+1, 0 for none.
const (
	rowNext = iota
	rowPrev
	rowMatched
)

// NewState implements [Stateful].
func (r *Join) NewState(b state.Budget) state.Versioned {
	side := func(name string, n Node, bound StateBound) *state.Table {
		l := newRowLayout(n.Schema())
		return state.NewTable(state.Layout{Name: name, Ints: l.words, Blob: len(l.inRest) > 0, I64: 3, Expires: bound.Set, Counted: true})
	}
	keyed := state.NewTable(r.keyed().layout(state.Layout{Name: "keys", I64: 4}))
	return state.NewStore(b, side("left", r.Left, r.LeftBound), side("right", r.Right, r.RightBound), keyed)
}

func (r *Join) openState(t *Task) *joinState {
	tables := t.State.(*state.Store).Tables
	return &joinState{keyed: tables[2], sides: [2]joinSide{
		{rowLayout: newRowLayout(r.Left.Schema()), table: tables[0], first: 0, last: 1},
		{rowLayout: newRowLayout(r.Right.Schema()), table: tables[1], first: 2, last: 3},
	}}
}

// add stores a row at the end of its key's list.
func (s *joinState) add(side *joinSide, key int32, blob []byte, matched bool) int32 {
	row := side.table.Add(blob, int64(key))
	v := side.table.Vec.I64
	if matched {
		v[rowMatched][row] = 1
	}
	s.keyed.TouchOne(key)
	last := &s.keyed.Vec.I64[side.last][key]
	if *last == 0 {
		s.keyed.Vec.I64[side.first][key] = int64(row + 1)
	} else {
		before := int32(*last) - 1
		side.table.TouchOne(before)
		v[rowNext][before] = int64(row + 1)
		v[rowPrev][row] = *last
	}
	*last = int64(row + 1)
	return row
}

// remove takes a row out of its list and of the table, and its key when nothing is left of it.
func (s *joinState) remove(side *joinSide, row int32) {
	v := side.table.Vec.I64
	key := int32(side.table.Ints[0][row])
	next, prev := v[rowNext][row], v[rowPrev][row]
	s.keyed.TouchOne(key)
	if prev == 0 {
		s.keyed.Vec.I64[side.first][key] = next
	} else {
		side.table.TouchOne(int32(prev) - 1)
		v[rowNext][prev-1] = next
	}
	if next == 0 {
		s.keyed.Vec.I64[side.last][key] = prev
	} else {
		side.table.TouchOne(int32(next) - 1)
		v[rowPrev][next-1] = prev
	}
	side.table.Remove(row)
	s.dropKey(key)
}

// keysOf lists the key of each row.
func (side *joinSide) keysOf(rows []int32) []int32 {
	out := make([]int32, len(rows))
	for i, row := range rows {
		out[i] = int32(side.table.Ints[storedKey][row])
	}
	return out
}

// dropKey removes a key without rows.
func (s *joinState) dropKey(key int32) {
	k := s.keyed.Vec.I64
	if k[0][key] == 0 && k[2][key] == 0 {
		s.keyed.Remove(key)
	}
}

// sweep removes keys that were looked up in this batch and got no row.
func (s *joinState) sweep() {
	for _, k := range append([]int32(nil), s.keyed.Born()...) {
		if s.keyed.Live(k) {
			s.dropKey(k)
		}
	}
}

// decode builds the columns of stored rows.
func (side *joinSide) decode(rows []int32) *data.Batch { return side.read(side.table, rows, nil) }

// Count implements [Inspector].
func (r *Join) Count(t *Task) int {
	tables := t.State.(*state.Store).Tables
	return tables[0].Len() + tables[1].Len()
}

// View implements [Inspector]: the left rows, then the right ones.
func (r *Join) View(t *Task, offset, limit int) ([]StateView, error) {
	s := r.openState(t)
	views := make([]StateView, 2)
	for i, name := range [2]string{"left", "right"} {
		side := &s.sides[i]
		rows := page(side.table.Rows(), offset, limit)
		offset = max(0, offset-side.table.Len())
		if limit >= 0 {
			limit -= len(rows)
		}
		bound := r.bounds()[i]
		views[i] = StateView{Name: name, Rows: side.decode(rows), Groups: rows, Until: untilOf(side.table, rows, bound.Set)}
	}
	return views, nil
}

func (r *Join) bounds() [2]StateBound { return [2]StateBound{r.LeftBound, r.RightBound} }

// Bound implements [Stateful].
func (r *Join) Bound() string {
	if !r.LeftBound.Set && !r.RightBound.Set {
		return ""
	}
	which := "rows of both sides"
	if !r.RightBound.Set {
		which = "left rows"
	} else if !r.LeftBound.Set {
		which = "right rows"
	}
	if r.LeftBound.ByKey || r.RightBound.ByKey {
		return which + " leave when the watermark passes their key"
	}
	return which + " leave when the watermark says that no match can come"
}

// Pending implements [Stateful]: only with a rule for removing state.
func (r *Join) Pending(t *Task, newWatermark int64) bool {
	return (r.LeftBound.Set || r.RightBound.Set) && t.Evict != NoWatermark && newWatermark > t.Evict
}

// OutputWatermark implements [WatermarkMapper]: rows may come out as late as state is kept.
func (r *Join) OutputWatermark(in []int64) int64 {
	least := NoWatermark
	for _, w := range in {
		if w != NoWatermark && (least == NoWatermark || w < least) {
			least = w
		}
	}
	if least == NoWatermark || !r.Streams {
		return least
	}
	out := least
	for _, b := range r.bounds() {
		if b.Set {
			out = min(out, least+b.Offset)
			if b.Capped {
				out = min(out, b.AtMost)
			}
		}
	}
	return out
}
