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

// listOf is the list for an entry of a time.
func (x *expiry) listOf(at int64) int {
	if at <= x.last {
		return 0
	}
	return bits.Len64(uint64(at ^ x.last))
}

// room is the end of a list, where one entry fits at least. Mostly the next goes there too.
func (x *expiry) room(list int) *dues {
	l := x.lists[list]
	if len(l) == 0 || l[len(l)-1].n == len(l[0].list) {
		l = append(l, x.piece())
		x.lists[list] = l
	}
	return l[len(l)-1]
}

func (x *expiry) push(d due) {
	p := x.room(x.listOf(d.at))
	p.list[p.n] = d
	p.n++
	x.n++
}

// pushRows pushes many rows with their times; those that stay for ever are left out.
func (x *expiry) pushRows(rows []int32, until []int64) {
	var p *dues
	list, n := -1, 0
	for _, r := range rows {
		at := until[r]
		if at == Never {
			continue
		}
		if i := x.listOf(at); i != list || p.n == len(p.list) {
			list, p = i, x.room(i)
		}
		p.list[p.n] = due{at, r}
		p.n++
		n++
	}
	x.n += n
}

// deal moves the entries that are due to the front of a list and pushes the others.
func (x *expiry) deal(list []due) (due []due) {
	var p *dues
	to, n := -1, 0
	for _, d := range list {
		if d.at <= x.last {
			list[n] = d
			n++
			continue
		}
		if i := x.listOf(d.at); i != to || p.n == len(p.list) {
			to, p = i, x.room(i)
		}
		p.list[p.n] = d
		p.n++
		x.n++
	}
	return list[:n]
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

// empty hands the entries of a list out, some at a time, and keeps its pieces for others: as many as there
// are entries left, a piece or so more.
func (x *expiry) empty(list int, each func([]due)) {
	l := x.lists[list]
	x.lists[list] = nil
	for k, p := range l {
		x.n -= p.n
		each(p.list[:p.n])
		if p.n = 0; len(x.spare)*len(p.list) <= x.n+4*len(p.list) {
			x.spare = append(x.spare, p)
		}
		l[k] = nil
	}
	if x.lists[list] == nil {
		x.lists[list] = l[:0]
	}
}

// clear forgets all entries.
func (x *expiry) clear() {
	for i := range x.lists {
		x.empty(i, func([]due) {})
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
	out := x.over[:0]
	x.drain(limit, func(list []due) { out = append(out, list...) })
	if cap(out) > 1<<12 && cap(out) > 2*(len(out)+x.n) {
		out = slices.Clone(out)
	}
	x.over = out
	x.sort(out)
	return out
}

// drain removes the entries at or before limit and hands them out in no order, some at a time.
func (x *expiry) drain(limit int64, each func([]due)) {
	if limit < x.last {
		x.back(limit)
	}
	x.empty(0, each)
	if limit <= x.last {
		return
	}
	top := bits.Len64(uint64(limit ^ x.last))
	for i := 1; i < top; i++ {
		x.empty(i, each)
	}
	x.last = limit
	x.empty(top, func(list []due) { each(x.deal(list)) })
}

// back makes an earlier limit the last one: the state went back to an earlier version.
func (x *expiry) back(limit int64) {
	var all []due
	for i := range x.lists {
		x.empty(i, func(list []due) { all = append(all, list...) })
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
