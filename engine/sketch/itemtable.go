package sketch

import (
	"math"
	"math/bits"
)

// itemTable holds counts by linear probing. The state of a place tells how far its item is from where it belongs, plus one; 0 is
// an empty place.
type itemTable struct {
	keys   []string
	items  []string // with these keys
	values []int64
	states []int32
	hashes []int32
	active int
}

func newItemTable(n int) itemTable {
	return itemTable{keys: make([]string, n), items: make([]string, n), values: make([]int64, n), states: make([]int32, n), hashes: make([]int32, n)}
}

// capacity is how many of so many places are used.
func capacity(n int) int { return n * 3 / 4 }

func leadingZeros(n int) int { return bits.LeadingZeros64(uint64(n)) }

func (t *itemTable) add(key, item string, hash int32, n int64) {
	mask := len(t.keys) - 1
	at, far := int(mixed(uint64(int64(hash))))&mask, int32(1)
	for t.states[at] != 0 && t.keys[at] != key {
		at, far = (at+1)&mask, far+1
	}
	if t.states[at] == 0 {
		t.keys[at], t.items[at], t.hashes[at], t.states[at] = key, item, hash, far
		t.active++
	}
	t.values[at] += n
}

func (t *itemTable) resized(n int) itemTable {
	out := newItemTable(n)
	for at, state := range t.states {
		if state > 0 {
			out.add(t.keys[at], t.items[at], t.hashes[at], t.values[at])
		}
	}
	return out
}

// each visits the items in steps of about 0.618 of the table.
func (t *itemTable) each(visit func(at int)) {
	n := len(t.keys)
	step := int(float64(n)*((math.Sqrt(5)-1)/2)) | 1
	for at, seen := 0, 0; seen < t.active; at = (at + step) & (n - 1) {
		if t.states[at] > 0 {
			seen++
			visit(at)
		}
	}
}

// purge takes the median of the first counts from all, and returns it.
func (t *itemTable) purge(sample int) int64 {
	list := make([]int64, 0, sample)
	for at := 0; len(list) < min(sample, t.active); at++ {
		if t.states[at] > 0 {
			list = append(list, t.values[at])
		}
	}
	median := nth(list, len(list)/2)
	for at := range t.values {
		t.values[at] -= median
	}
	t.sweep()
	return median
}

// sweep removes the items whose count is used up, from the last place before an empty one backwards.
func (t *itemTable) sweep() {
	first := len(t.states) - 1
	for t.states[first] > 0 {
		first--
	}
	used := func(at int) {
		if t.states[at] > 0 && t.values[at] <= 0 {
			t.remove(at)
			t.active--
		}
	}
	for at := first - 1; at >= 0; at-- {
		used(at)
	}
	for at := len(t.states) - 1; at >= first; at-- {
		used(at)
	}
	for at, state := range t.states {
		if state == 0 {
			t.values[at] = 0
		}
	}
}

// remove empties a place and moves up items that it had pushed away.
func (t *itemTable) remove(at int) {
	t.states[at] = 0
	mask := len(t.keys) - 1
	far := int32(1)
	for probe := (at + 1) & mask; t.states[probe] != 0; probe, far = (probe+1)&mask, far+1 {
		if t.states[probe] > far {
			t.keys[at], t.items[at], t.values[at], t.hashes[at] = t.keys[probe], t.items[probe], t.values[probe], t.hashes[probe]
			t.states[at], t.states[probe] = t.states[probe]-far, 0
			at, far = probe, 0
		}
	}
}

// nth is the value that n others precede in order.
func nth(list []int64, n int) int64 {
	for lo, hi := 0, len(list)-1; lo < hi; {
		pivot, i, j := list[(lo+hi)/2], lo, hi
		for i <= j {
			for list[i] < pivot {
				i++
			}
			for list[j] > pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return list[n]
		}
	}
	return list[n]
}
