package data_test

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// TestStretch breaks a list of numbers that follow each other at each place, by one and by more.
func TestStretch(t *testing.T) {
	for n := 1; n < 20; n++ {
		for at := 1; at <= n; at++ {
			for _, by := range []int32{1, -1, 7, -300} {
				rows := make([]int32, n)
				for i := range rows {
					if rows[i] = int32(40 + i); i >= at {
						rows[i] += by
					}
				}
				if got := data.Stretch(rows); got != at {
					t.Errorf("%v: %d of them follow each other, want %d", rows, got, at)
				}
			}
		}
	}
}
