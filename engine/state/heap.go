package state

import "slices"

// expiry orders rows by the time at which they leave. Entries are never taken out when a row
// changes: an entry counts only while the row still has that time.
type expiry struct {
	heap []due
	over []due // what take gave last; its room is used again
	swap []due
}

type due struct {
	at  int64
	row int32
}

func (d due) before(o due) bool { return d.at < o.at || d.at == o.at && d.row < o.row }

func (x *expiry) push(d due) {
	x.heap = append(x.heap, d)
	h := x.heap
	i := len(h) - 1
	for i > 0 {
		p := (i - 1) / 4
		if !d.before(h[p]) {
			break
		}
		h[i] = h[p]
		i = p
	}
	h[i] = d
}

func (x *expiry) pop() due {
	h := x.heap
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	x.heap = h
	if len(h) == 0 {
		return top
	}
	x.sink(0, last)
	return top
}

// sink puts an entry into the gap at i, or below it.
func (x *expiry) sink(i int, d due) {
	h := x.heap
	for {
		least := 4*i + 1
		if least >= len(h) {
			break
		}
		for c := least + 1; c <= 4*i+4 && c < len(h); c++ {
			if h[c].before(h[least]) {
				least = c
			}
		}
		if !h[least].before(d) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = d
}

func (x *expiry) bytes() int64 { return int64(cap(x.heap)+cap(x.over)+cap(x.swap)) * 16 }

// take removes the entries at or before limit and gives them soonest first, until the next call.
// A few are popped one by one, so that what stays costs nothing; once they are many beside what
// stays, the rest is sorted out in one pass.
func (x *expiry) take(limit int64) []due {
	out := x.over[:0]
	for len(x.heap) > 0 && x.heap[0].at <= limit {
		if n := len(out); n >= 256 && n >= len(x.heap)/16 {
			out = x.sweep(limit, out)
			break
		}
		out = append(out, x.pop())
	}
	x.over = out
	return out
}

// sweep is take in one pass over all entries.
func (x *expiry) sweep(limit int64, out []due) []due {
	from, stay := len(out), x.heap[:0]
	for _, d := range x.heap {
		if d.at <= limit {
			out = append(out, d)
		} else {
			stay = append(stay, d)
		}
	}
	x.heap = stay
	for i := (len(stay) - 2) / 4; i >= 0 && len(stay) > 1; i-- {
		x.sink(i, stay[i])
	}
	x.swap = slices.Grow(x.swap[:0], len(out)-from)[:len(out)-from]
	sortDue(out[from:], x.swap)
	return out
}

// sortDue sorts entries, with room for as many: by digits of their times, then rows of one time.
func sortDue(list, room []due) {
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
