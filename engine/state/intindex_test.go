package state

import (
	"math/rand"
	"slices"
	"testing"
)

// TestIntKeysLeave adds and removes keys of one word, small ones and large ones, few and most of them at a time, and looks
// for each beside a map.
func TestIntKeysLeave(t *testing.T) {
	for _, span := range []int64{1 << 12, 1 << 20, 1 << 62} {
		r := rand.New(rand.NewSource(span))
		s := NewStore(Budget{History: 2}, NewTable(Layout{Index: ByInt, Ints: 1}))
		table, want := s.Tables[0], map[int64]int32{}
		asked := map[int64]bool{}
		for round := range 15 {
			keys := make([]int64, 12_000)
			for i := range keys {
				keys[i] = r.Int63n(span) - span/8
				asked[keys[i]] = true
			}
			rows := make([]int32, len(keys))
			InternInts(table, keys, nil, rows)
			for i, k := range keys {
				if old, ok := want[k]; ok && old != rows[i] {
					t.Fatalf("key %d is row %d and was row %d", k, rows[i], old)
				}
				want[k] = rows[i]
			}
			part := []float64{0.001, 0.05, 0.5, 0.99, 1}[round%5]
			var gone []int32
			for k, row := range want {
				if r.Float64() < part {
					gone = append(gone, row)
					delete(want, k)
				}
			}
			slices.Sort(gone)
			if table.RemoveRows(gone); round%3 == 0 {
				s.Commit()
			}
			for k := range asked {
				row, ok := want[k]
				if got := table.FindInt(k); ok != (got != NoRow) || ok && got != row {
					t.Fatalf("span %d, round %d: key %d is row %d, not %d (%t)", span, round, k, got, row, ok)
				}
			}
		}
	}
}
