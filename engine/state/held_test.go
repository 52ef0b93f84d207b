package state

import "testing"

type heavy int64

func (h heavy) HeldBytes() int64 { return int64(h) }

// TestHeld counts what values of Any point to, of many rows by some of them.
func TestHeld(t *testing.T) {
	v := Vectors{Any: [][]any{{heavy(5), nil, "x", heavy(7)}, {heavy(1), heavy(1), heavy(1), heavy(1)}}}
	if got := v.held(4); got != 16 {
		t.Errorf("%d bytes", got)
	}
	if got := v.held(1); got != 6 {
		t.Errorf("%d bytes of the first row", got)
	}
	many := make([]any, 10*heldRows)
	for i := range many {
		many[i] = heavy(3)
	}
	v = Vectors{Any: [][]any{many}}
	if got := v.held(len(many)); got < 29*heldRows || got > 31*heldRows+3000 {
		t.Errorf("%d bytes of %d rows", got, len(many))
	}
}
