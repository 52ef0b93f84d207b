package operator

import (
	"sync"

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
	all          []int32 // room for all rows
}

var joinRooms = sync.Pool{New: func() any { return new(joinRoom) }}

func takeJoinRoom() *joinRoom { return joinRooms.Get().(*joinRoom) }

// giveBack keeps the room, and no row, for another batch.
func (r *joinRoom) giveBack() {
	for side := range r.arrived {
		a := &r.arrived[side]
		a.keys.Reset()
		a.batch, a.joins, a.alone = nil, nil, nil
	}
	clear(r.parts)
	clear(r.gone)
	r.parts, r.gone = r.parts[:0], r.gone[:0]
	r.mine, r.theirs, r.paired = r.mine[:0], r.theirs[:0], 0
	joinRooms.Put(r)
}

// appendSpan appends the numbers below n.
func appendSpan(to []int32, n int) []int32 {
	for i := range n {
		to = append(to, int32(i))
	}
	return to
}
