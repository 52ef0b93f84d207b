package state

// expiry orders rows by the time at which they leave. Entries are never taken out when a row
// changes: an entry counts only while the row still has that time.
type expiry struct{ heap []due }

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
	i := 0
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
		if !h[least].before(last) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = last
	return top
}

func (x *expiry) bytes() int64 { return int64(cap(x.heap)) * 16 }
