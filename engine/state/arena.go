package state

import "encoding/binary"

// arena keeps one byte string a row in a single buffer, its length in front of it. What rows
// leave behind is reclaimed by copying once it outweighs what is live.
type arena struct {
	off  []int64 // where the length stands; 0: an empty string
	data []byte
	dead int64
}

func (a *arena) grow(n int) {
	a.off = grown(a.off, n)
	if len(a.data) == 0 {
		a.data = append(a.data, 0) // the empty string at 0
	}
}

func (a *arena) at(id int32) []byte {
	o := a.off[id]
	if n := int64(a.data[o]); n < 0x80 {
		return a.data[o+1 : o+1+n : o+1+n]
	}
	return a.long(o)
}

// guess is about how many bytes the strings of rows take together, by a few of them.
func (a *arena) guess(rows []int32) int {
	n := min(len(rows), 64)
	if n == 0 {
		return 0
	}
	size := 0
	for i := range n {
		size += len(a.at(rows[i*len(rows)/n]))
	}
	return (size*len(rows) + n - 1) / n
}

// long is at for a string whose length takes more than a byte.
func (a *arena) long(o int64) []byte {
	n, k := binary.Uvarint(a.data[o:])
	from := o + int64(k)
	return a.data[from : from+int64(n) : from+int64(n)]
}

func (a *arena) set(id int32, v []byte) {
	a.off[id] = 0
	if len(v) > 0 {
		a.off[id] = int64(len(a.data))
		a.data = append(binary.AppendUvarint(a.data, uint64(len(v))), v...)
	}
}

// drop forgets the string of a row.
func (a *arena) drop(id int32) {
	a.dead += int64(len(a.at(id)))
	a.off[id] = 0
}

// tidy moves the live strings together when most of the buffer is dead.
func (a *arena) tidy() {
	if a.dead < 1<<16 || a.dead*2 < int64(len(a.data)) {
		return
	}
	old := *a
	a.data, a.dead = append(make([]byte, 0, (int64(len(a.data))-a.dead)*5/4), 0), 0
	for id, o := range a.off {
		if o != 0 {
			v := old.at(int32(id))
			a.set(int32(id), v)
		}
	}
}

func (a *arena) bytes() int64 { return int64(cap(a.data)) + 8*int64(cap(a.off)) }

func (a *arena) clone() arena {
	return arena{off: cloned(a.off), data: cloned(a.data), dead: a.dead}
}

// grown extends s to n elements, new ones zero, doubling its room; that of many elements grows by half.
func grown[T any](s []T, n int) []T {
	if n <= len(s) {
		return s
	}
	if n <= cap(s) {
		return s[:n]
	}
	room := 2 * cap(s)
	if cap(s) >= 1<<20 {
		room = cap(s) + cap(s)/2
	}
	out := make([]T, n, max(n, room, 64))
	copy(out, s)
	return out
}

func cloned[T any](s []T) []T { return append([]T(nil), s...) }
