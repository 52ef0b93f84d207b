package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// joinRoom is what a batch of a stream-stream join needs while it runs. The next batch uses its room again.
type joinRoom struct {
	arrived [2]arrivals
	parts   []joinPart
	gone    []joinPart // of rows that left and go out last
	// Pairs of rows, of this batch and of the other side's state: first those of parts, then those to be looked at.
	mine, theirs []int32
	paired       int // those of parts
	abreast      abreastRows
}

// arrivals are the rows of one side in this batch.
type arrivals struct {
	batch *data.Batch
	keys  state.Keys
	// joins lists the rows that meet others, alone those that go out without.
	joins, alone []int32
	until        []int64 // when the row leaves state; nil when never
	soonest      int64   // the first of these times
	all          []int32 // room for all rows
}

// joinRoomOf is the room that lies with the state of a join.
func joinRoomOf(s *state.Store) *joinRoom {
	if r, ok := s.Scratch.(*joinRoom); ok {
		return r
	}
	r := new(joinRoom)
	s.Scratch = r
	return r
}

// manyPairs is from how many pairs on room is given back when few come.
const manyPairs = 1 << 20

// clear keeps the room, and no row, for the next batch.
func (r *joinRoom) clear() {
	for side := range r.arrived {
		a := &r.arrived[side]
		a.keys.Reset()
		a.batch, a.joins, a.alone = nil, nil, nil
	}
	clear(r.parts)
	clear(r.gone)
	r.parts, r.gone = r.parts[:0], r.gone[:0]
	if n := len(r.mine); cap(r.mine) > manyPairs && cap(r.mine) > 8*n {
		r.mine, r.theirs = nil, nil
	}
	r.mine, r.theirs, r.paired = r.mine[:0], r.theirs[:0], 0
}
