package state

// arena keeps one byte string a row in a single buffer. What rows leave behind is reclaimed by
// copying once it outweighs what is live.
type arena struct {
	off  []int64
	size []int32
	data []byte
	dead int64
}

func (a *arena) grow(n int) {
	a.off = grown(a.off, n)
	a.size = grown(a.size, n)
}

func (a *arena) at(id int32) []byte {
	o, n := a.off[id], int64(a.size[id])
	return a.data[o : o+n : o+n]
}

func (a *arena) set(id int32, v []byte) {
	a.off[id] = int64(len(a.data))
	a.size[id] = int32(len(v))
	a.data = append(a.data, v...)
}

func (a *arena) drop(id int32) {
	a.dead += int64(a.size[id])
	a.size[id] = 0
}

// tidy moves the live strings together when most of the buffer is dead.
func (a *arena) tidy() {
	if a.dead < 1<<16 || a.dead*2 < int64(len(a.data)) {
		return
	}
	data := make([]byte, 0, (int64(len(a.data))-a.dead)*5/4)
	for id, n := range a.size {
		if n > 0 {
			o := a.off[id]
			a.off[id] = int64(len(data))
			data = append(data, a.data[o:o+int64(n)]...)
		}
	}
	a.data, a.dead = data, 0
}

func (a *arena) bytes() int64 { return int64(cap(a.data)) + 12*int64(cap(a.off)) }

func (a *arena) clone() arena {
	return arena{off: cloned(a.off), size: cloned(a.size), data: cloned(a.data), dead: a.dead}
}

// grown extends s to n elements, new ones zero, doubling its room.
func grown[T any](s []T, n int) []T {
	if n <= len(s) {
		return s
	}
	if n <= cap(s) {
		return s[:n]
	}
	out := make([]T, n, max(n, 2*cap(s), 64))
	copy(out, s)
	return out
}

func cloned[T any](s []T) []T { return append([]T(nil), s...) }
