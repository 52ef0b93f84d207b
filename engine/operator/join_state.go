package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// joinSide is the memory of one side of a stream-stream join: its rows, each in the list of its
// key, oldest first.
type joinSide struct {
	rowLayout
	table *state.Table
}

// rowMatched is the vector of a side's rows that says whether one has met a row; only sides whose
// rows go out alone have it.
const rowMatched = 0

// layouts says how the rows of both sides are stored.
func (r *Join) layouts() [2]rowLayout {
	return [2]rowLayout{newRowLayout(r.Left.Schema(), r.keyed(), r.LeftKeys), newRowLayout(r.Right.Schema(), r.keyed(), r.RightKeys)}
}

// NewState implements [Stateful].
func (r *Join) NewState(b state.Budget) state.Versioned {
	tables := make([]*state.Table, 2)
	for i, l := range r.layouts() {
		of := state.Layout{Name: [2]string{"left", "right"}[i], Index: l.index, Ints: l.words, Expires: r.bounds()[i].Set, Counted: true}
		of.Blob = l.index == state.ListBytes || len(l.inRest) > 0
		if r.preserved(i) {
			of.I64 = 1
		}
		tables[i] = state.NewTable(of)
	}
	return state.NewStore(b, tables...)
}

func (r *Join) openState(t *Task) (sides [2]joinSide) {
	tables := t.State.(*state.Store).Tables
	for i, l := range r.layouts() {
		sides[i] = joinSide{l, tables[i]}
	}
	return sides
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
	sides := r.openState(t)
	views := make([]StateView, 2)
	for i, name := range [2]string{"left", "right"} {
		side := &sides[i]
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
	which := "rows"
	if !r.RightBound.Set {
		which = "left rows"
	} else if !r.LeftBound.Set {
		which = "right rows"
	}
	if r.LeftBound.ByKey || r.RightBound.ByKey {
		return which + " leave when the watermark passes their key"
	}
	return which + " leave when no match can come any more"
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
