package state

import (
	"math/rand"
	"slices"
	"testing"
)

// TestRowsLeaveTogether lets rows of large and of small batches leave, at once or bit by bit, beside a look at every row. Rows are
// removed before their time, get other times, and batches are undone and done again.
func TestRowsLeaveTogether(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for round := range 12 {
		tab := NewTable(Layout{Name: "rows", Ints: 1, Expires: true})
		s := NewStore(Budget{History: 20}, tab)
		now, spread := int64(1000), int64(1)<<r.Intn(14)
		for batch := range 25 {
			rows := tab.addRows([]int{100, manyRows, 3 * manyRows}[r.Intn(3)])
			until := make([]int64, len(rows))
			for i := range until {
				if until[i] = now + r.Int63n(spread); round%4 == 0 && r.Intn(50) == 0 {
					until[i] = Never
				}
			}
			tab.SetUntils(rows, until, nil)
			for range r.Intn(200) {
				switch row := int32(r.Intn(int(tab.next))); {
				case !tab.Live(row):
				case r.Intn(2) == 0:
					tab.Remove(row)
				default:
					tab.SetUntil(row, now+r.Int63n(2*spread)-spread/2)
				}
			}
			leave(t, tab, now-1-r.Int63n(20), r.Intn(3) > 0)
			s.Commit()
			if batch > 3 && r.Intn(4) == 0 {
				back := s.Version() - int64(r.Intn(3))
				if err := s.SeekTo(back); err != nil {
					t.Fatal(err)
				}
				if r.Intn(2) == 0 {
					if err := s.SeekTo(s.Newest()); err != nil {
						t.Fatal(err)
					}
				}
			}
			now += 1 + spread/8
		}
	}
}

// leave removes what is due and compares it with what a look at all rows finds.
func leave(t *testing.T, tab *Table, limit int64, byNumber bool) {
	t.Helper()
	var want []int32
	for _, row := range tab.Rows() {
		if tab.until[row] <= limit {
			want = append(want, row)
		}
	}
	var got []int32
	if byNumber {
		got = tab.Overdue(limit)
	} else {
		got = tab.Expired(limit, nil)
		slices.SortFunc(want, func(a, b int32) int {
			if x, y := tab.until[a], tab.until[b]; x != y {
				return int(x - y)
			}
			return int(a - b)
		})
	}
	if !slices.Equal(got, want) {
		t.Fatalf("at %d %d rows leave (by number: %t), want %d, or another order", limit, len(got), byNumber, len(want))
	}
	tab.RemoveRows(got)
}
