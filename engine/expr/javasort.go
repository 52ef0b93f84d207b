package expr

import (
	"slices"
	"sort"
)

// javaSort sorts as Java does with a comparator, stably. Of lists that Java does not merge it asks for the same pairs
// in the same order, so comparators that contradict themselves give the same list and the same failures.
func javaSort[E any](list []E, compare func(x, y E) int) {
	if len(list) >= 32 {
		sort.SliceStable(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
		return
	}
	for from := firstRun(list, compare); from < len(list); from++ {
		e := list[from]
		low, high := 0, from
		for low < high {
			if middle := (low + high) / 2; compare(e, list[middle]) < 0 {
				high = middle
			} else {
				low = middle + 1
			}
		}
		copy(list[low+1:from+1], list[low:from])
		list[low] = e
	}
}

// firstRun is how long the run at the front is; one that falls is turned round.
func firstRun[E any](list []E, compare func(x, y E) int) int {
	if len(list) < 2 {
		return len(list)
	}
	n := 2
	falls := compare(list[1], list[0]) < 0
	for n < len(list) && compare(list[n], list[n-1]) < 0 == falls {
		n++
	}
	if falls {
		slices.Reverse(list[:n])
	}
	return n
}
