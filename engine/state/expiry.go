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
	lists [65][]*dues // 0: at or before last; i: later, and bit i-1 is the highest that differs
	n     int
	spare []*dues
	over  []due // what take gave last; its room is used again
	swap  []due
}

type due struct {
	at  int64
	row int32
}

// dues are a piece of a list.
type dues struct {
	n    int
	list [255]due
}

func (d due) before(o due) bool { return d.at < o.at || d.at == o.at && d.row < o.row }

func (x *expiry) push(d due) {
	i := 0
	if d.at > x.last {
		i = bits.Len64(uint64(d.at ^ x.last))
	}
	l := x.lists[i]
	if len(l) == 0 || l[len(l)-1].n == len(l[0].list) {
		l = append(l, x.piece())
		x.lists[i] = l
	}
	p := l[len(l)-1]
	p.list[p.n] = d
	p.n++
	x.n++
}

// run is the end of the list that an entry went to: mostly the next goes there too.
type run struct {
	list  int
	piece *dues
}

func (x *expiry) pushAfter(d due, r run) run {
	i := 0
	if d.at > x.last {
		i = bits.Len64(uint64(d.at ^ x.last))
	}
	if i != r.list || r.piece == nil || r.piece.n == len(r.piece.list) {
		x.push(d)
		return run{i, x.lists[i][len(x.lists[i])-1]}
	}
	r.piece.list[r.piece.n] = d
	r.piece.n++
	x.n++
	return r
}

// pushAll is push for many rows; those that stay for ever are left out.
func (x *expiry) pushAll(rows []int32, at []int64) {
	var to run
	for k, r := range rows {
		if at[k] != Never {
			to = x.pushAfter(due{at[k], r}, to)
		}
	}
}

// deal appends the entries that are due to out and pushes the others.
func (x *expiry) deal(list, out []due) []due {
	var to run
	for _, d := range list {
		if d.at <= x.last {
			out = append(out, d)
		} else {
			to = x.pushAfter(d, to)
		}
	}
	return out
}

// piece returns an empty piece, a used one if there is one.
func (x *expiry) piece() *dues {
	if n := len(x.spare); n > 0 {
		p := x.spare[n-1]
		x.spare = x.spare[:n-1]
		return p
	}
	return new(dues)
}

// empty appends the entries of a list to out and keeps its pieces for others: as many as there
// are entries left, a piece or so more.
func (x *expiry) empty(i int, out []due) []due {
	l := x.lists[i]
	x.lists[i] = nil
	for k, p := range l {
		out = append(out, p.list[:p.n]...)
		x.n -= p.n
		if p.n = 0; len(x.spare)*len(p.list) <= x.n+4*len(p.list) {
			x.spare = append(x.spare, p)
		}
		l[k] = nil
	}
	x.lists[i] = l[:0]
	return out
}

// clear forgets all entries.
func (x *expiry) clear() {
	for i := range x.lists {
		x.empty(i, nil)
	}
}

func (x *expiry) bytes() int64 {
	n := cap(x.over) + cap(x.swap) + len(x.spare)*256
	for _, l := range x.lists {
		n += len(l) * 256
	}
	return int64(n) * 16
}

// take removes the entries at or before limit and gives them soonest first, rows of one time in
// their order, until the next call.
func (x *expiry) take(limit int64) []due {
	out := x.gather(limit)
	x.sort(out)
	return out
}

// gather is take in no order.
func (x *expiry) gather(limit int64) []due {
	if limit < x.last {
		x.back(limit)
	}
	out := x.empty(0, x.over[:0])
	if limit > x.last {
		top := bits.Len64(uint64(limit ^ x.last))
		for i := 1; i < top; i++ {
			out = x.empty(i, out)
		}
		mixed := x.lists[top]
		x.lists[top], x.last = nil, limit
		for _, p := range mixed {
			x.n -= p.n
			out = x.deal(p.list[:p.n], out)
			p.n = 0
			x.spare = append(x.spare, p)
		}
	}
	if cap(out) > 1<<12 && cap(out) > 2*(len(out)+x.n) {
		out = slices.Clone(out)
	}
	x.over = out
	return out
}

// back makes an earlier limit the last one: the state went back to an earlier version.
func (x *expiry) back(limit int64) {
	var all []due
	for i := range x.lists {
		all = x.empty(i, all)
	}
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
		if k > i+1 && !slices.IsSortedFunc(list[i:k], func(a, b due) int { return int(a.row) - int(b.row) }) {
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
