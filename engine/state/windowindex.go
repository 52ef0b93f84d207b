package state

// windowIndex finds rows by (window start, window end, key number). Each window has an array
// from key number to row as long as most of its places are used, and pages that exist only
// where keys are for the key numbers beyond.
type windowIndex struct {
	windows map[[2]int64]*span
	// far holds the rows of key numbers beyond pagedKeys, by window number and key number.
	far    intIndex
	serial int64
}

const (
	pageBits  = 6
	pageSize  = 1 << pageBits
	pagedKeys = 1 << 20
)

// span is one live window of a table indexed by window. Rows are row+1; 0: none.
type span struct {
	start, end int64
	serial     int64
	near       []int32
	pages      []*[pageSize]int32
	live       int
}

func (x *windowIndex) window(start, end int64) *span {
	w := x.windows[[2]int64{start, end}]
	if w == nil {
		if x.windows == nil {
			x.windows = map[[2]int64]*span{}
		}
		x.serial++
		w = &span{start: start, end: end, serial: x.serial}
		x.windows[[2]int64{start, end}] = w
	}
	return w
}

// place is where the row of a key number below pagedKeys stands; nil when there is no page.
func (w *span) place(key int32) *int32 {
	if int(key) < len(w.near) {
		return &w.near[key]
	}
	if p := int(key >> pageBits); p < len(w.pages) && w.pages[p] != nil {
		return &w.pages[p][key&(pageSize-1)]
	}
	return nil
}

func (x *windowIndex) find(w *span, key int32) int32 {
	if key >= pagedKeys {
		return x.far.find(farKey(w, key))
	}
	if at := w.place(key); at != nil {
		return *at - 1
	}
	return -1
}

func farKey(w *span, key int32) int64 { return -1 - (w.serial<<32 | int64(key)) }

func (x *windowIndex) insert(start, end int64, key, row int32) {
	w := x.window(start, end)
	w.live++
	if key >= pagedKeys {
		x.far.insert(farKey(w, key), row)
		return
	}
	if n := len(w.near); int(key) >= n && int(key) < 4*w.live+pageSize {
		w.widen(key)
	}
	if w.place(key) == nil {
		p := int(key >> pageBits)
		w.pages = grown(w.pages, p+1)
		w.pages[p] = new([pageSize]int32)
	}
	*w.place(key) = row + 1
}

// widen makes the array reach a key and moves what pages hold of its range into it.
func (w *span) widen(key int32) {
	size := pageSize
	for size <= int(key) {
		size *= 2
	}
	near := make([]int32, size)
	copy(near, w.near)
	for p := len(w.near) >> pageBits; p < min(size>>pageBits, len(w.pages)); p++ {
		if w.pages[p] != nil {
			copy(near[p<<pageBits:], w.pages[p][:])
			w.pages[p] = nil
		}
	}
	w.near = near
}

func (x *windowIndex) remove(start, end int64, key, row int32) {
	w := x.windows[[2]int64{start, end}]
	w.live--
	if key >= pagedKeys {
		x.far.remove(farKey(w, key), row)
	} else if at := w.place(key); *at == row+1 {
		*at = 0
	}
	if w.live == 0 {
		delete(x.windows, [2]int64{start, end})
	}
}

func (x *windowIndex) bytes() int64 { return int64(len(x.windows))*512 + x.far.bytes() }
