package state

import (
	"math/bits"
	"slices"
)

// expiry orders rows by the time at which they leave. Entries are never taken out when a row
// changes: an entry counts only while the row still has that time.
//
// It is a radix heap: entries lie in lists by the highest bit in which their time differs from
// the last limit. As limits rise, whole lists fall due and one is dealt out again, so that an
// entry is copied a few times in its life and those far ahead are not looked at.
type expiry struct {
	last  int64
	lists [65][]due // 0: at or before last; i: later, and bit i-1 is the highest that differs
	n     int
	over  []due // what take gave last; its room is used again
	swap  []due
}

type due struct {
	at  int64
	row int32
}

func (d due) before(o due) bool { return d.at < o.at || d.at == o.at && d.row < o.row }

func (x *expiry) push(d due) {
	i := 0
	if d.at > x.last {
		i = bits.Len64(uint64(d.at ^ x.last))
	}
	x.lists[i] = append(x.lists[i], d)
	x.n++
}

// clear forgets all entries.
func (x *expiry) clear() {
	for i, l := range x.lists {
		x.lists[i] = l[:0]
	}
	x.n = 0
}

func (x *expiry) bytes() int64 {
	n := cap(x.over) + cap(x.swap)
	for _, l := range x.lists {
		n += cap(l)
	}
	return int64(n) * 16
}

// take removes the entries at or before limit and gives them soonest first, rows of one time in
// their order, until the next call.
func (x *expiry) take(limit int64) []due {
	if limit < x.last {
		x.back(limit)
	}
	out := append(x.over[:0], x.lists[0]...)
	x.lists[0] = x.lists[0][:0]
	if limit > x.last {
		top := bits.Len64(uint64(limit ^ x.last))
		for i, l := range x.lists[1:top] {
			out = append(out, l...)
			x.lists[1+i] = x.let(l)
		}
		mixed := x.lists[top]
		x.last = limit
		for _, d := range mixed {
			if d.at <= limit {
				out = append(out, d)
				continue
			}
			i := bits.Len64(uint64(d.at ^ limit))
			x.lists[i] = append(x.lists[i], d)
		}
		x.lists[top] = x.let(mixed)
	}
	x.n -= len(out)
	x.over = out
	x.sort(out)
	return out
}

// let empties a list; a large one gives its room up.
func (x *expiry) let(l []due) []due {
	if cap(l) > 1<<12 && len(l) < cap(l)/4 {
		return nil
	}
	return l[:0]
}

// back makes an earlier limit the last one: the state went back to an earlier version.
func (x *expiry) back(limit int64) {
	var all []due
	for _, l := range x.lists {
		all = append(all, l...)
	}
	x.clear()
	x.last = limit
	for _, d := range all {
		x.push(d)
	}
}

// sort puts entries in order; mostly their times are so already.
func (x *expiry) sort(list []due) {
	inTime, inOrder := true, true
	for i := 1; i < len(list); i++ {
		inTime = inTime && list[i-1].at <= list[i].at
		inOrder = inOrder && list[i-1].before(list[i])
	}
	if inOrder {
		return
	}
	if !inTime {
		x.swap = slices.Grow(x.swap[:0], len(list))[:len(list)]
		byTime(list, x.swap)
	}
	for i := 0; i < len(list); {
		k := i + 1
		for k < len(list) && list[k].at == list[i].at {
			k++
		}
		if k > i+1 {
			slices.SortFunc(list[i:k], func(a, b due) int { return int(a.row) - int(b.row) })
		}
		i = k
	}
}

// byTime sorts entries by the digits of their times, with room for as many.
func byTime(list, room []due) {
	first, last := list[0].at, list[0].at
	for _, d := range list {
		first, last = min(first, d.at), max(last, d.at)
	}
	from, to := list, room
	for shift := 0; shift < 64 && uint64(last-first)>>shift != 0; shift += 11 {
		var at [1 << 11]int32
		for _, d := range from {
			at[uint64(d.at-first)>>shift&(1<<11-1)]++
		}
		sum := int32(0)
		for i, n := range at {
			at[i], sum = sum, sum+n
		}
		for _, d := range from {
			digit := uint64(d.at-first) >> shift & (1<<11 - 1)
			to[at[digit]] = d
			at[digit]++
		}
		from, to = to, from
	}
	copy(list, from)
}
