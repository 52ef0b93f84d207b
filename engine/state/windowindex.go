package state

// windowIndex finds rows by (window start, window end, key number). Each window has an array
// from key number to row, in pages that exist only where keys are.
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

// span is one live window of a table indexed by window.
type span struct {
	start, end int64
	serial     int64
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

func (x *windowIndex) find(w *span, key int32) int32 {
	if key < pagedKeys {
		if p := int(key >> pageBits); p < len(w.pages) && w.pages[p] != nil {
			return w.pages[p][key&(pageSize-1)] - 1
		}
		return -1
	}
	return x.far.find(-1 - (w.serial<<32 | int64(key)))
}

func (x *windowIndex) insert(start, end int64, key, row int32) {
	w := x.window(start, end)
	w.live++
	if key < pagedKeys {
		p := int(key >> pageBits)
		w.pages = grown(w.pages, p+1)
		if w.pages[p] == nil {
			w.pages[p] = new([pageSize]int32)
		}
		w.pages[p][key&(pageSize-1)] = row + 1
		return
	}
	x.far.insert(-1-(w.serial<<32|int64(key)), row)
}

func (x *windowIndex) remove(start, end int64, key, row int32) {
	w := x.windows[[2]int64{start, end}]
	w.live--
	if key < pagedKeys {
		if at := &w.pages[key>>pageBits][key&(pageSize-1)]; *at == row+1 {
			*at = 0
		}
	} else {
		x.far.remove(-1-(w.serial<<32|int64(key)), row)
	}
	if w.live == 0 {
		delete(x.windows, [2]int64{start, end})
	}
}

func (x *windowIndex) bytes() int64 { return int64(len(x.windows))*256 + x.far.bytes() }
