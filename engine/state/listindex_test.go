package state

import (
	"math/rand"
	"strings"
	"testing"
)

// TestListsOfManyRowsThatGo adds rows of few and of many keys, takes few, most or all of them out at once, wherever in
// their lists they are, and goes back and forth: what is left hangs together, and is found by its key.
func TestListsOfManyRowsThatGo(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for _, keys := range []int64{1, 5, 3000, 1 << 40} {
		tab := NewTable(Layout{Name: "rows", Index: ListInt, Ints: 2})
		s := NewStore(Budget{History: 20}, tab)
		for range 30 {
			addListed(tab, r, 1+r.Intn(5000), keys)
			var gone []int32
			often := []float64{0.02, 0.5, 0.95, 1}[r.Intn(4)]
			for _, row := range tab.Rows() {
				if r.Float64() < often {
					gone = append(gone, row)
				}
			}
			tab.RemoveRows(gone)
			foundByKeys(t, tab)
			s.Commit()
			if err := s.SeekTo(max(s.Oldest(), s.Version()-r.Int63n(4))); err != nil {
				t.Fatal(err)
			}
			foundByKeys(t, tab)
			if err := s.SeekTo(max(s.Oldest(), s.Newest()-r.Int63n(2))); err != nil {
				t.Fatal(err)
			}
			foundByKeys(t, tab)
		}
	}
}

func addListed(tab *Table, r *rand.Rand, n int, keys int64) {
	k, which := &Keys{First: make([]int64, n)}, make([]int32, n)
	for i := range which {
		k.First[i], which[i] = r.Int63n(keys), int32(i)
	}
	k.Hash(ListInt, n)
	tab.LinkBorn(k, which, tab.AddKeyed(k, which))
}

// foundByKeys fails where a row is not found along the list of its key.
func foundByKeys(t *testing.T, tab *Table) {
	t.Helper()
	lists(new(strings.Builder), tab)
	rows := tab.Rows()
	k, which, firsts := &Keys{First: make([]int64, len(rows))}, make([]int32, len(rows)), make([]int32, len(rows))
	for i, row := range rows {
		k.First[i], which[i] = tab.Ints[0][row], int32(i)
	}
	k.Hash(ListInt, len(rows))
	tab.Firsts(k, which, firsts)
	first := map[int64]int32{}
	for i, key := range k.First {
		if firsts[i] == NoRow || tab.Ints[0][firsts[i]] != key {
			t.Fatalf("row %d of key %d is not found", rows[i], key)
		}
		if f, ok := first[key]; ok && f != firsts[i] {
			t.Fatalf("key %d has lists from %d and from %d on", key, f, firsts[i])
		}
		first[key] = firsts[i]
	}
}
