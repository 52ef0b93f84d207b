package present

import "strings"

// Finding looks for the next row with a text, or the one with an id, in small steps. The search goes
// round: behind the last row comes the first.
type Finding struct {
	order []int32 // nil: as they are
	match func(row int) bool
	back  bool
	from  int
	total int
	seen  int
	found int
	none  int // the place when there is no such row
}

// Finding is the search that a asks for. What [Rows.Ordering] has to do comes first.
func (r *Rows) Finding(a Ask, o *Orders, name string) *Finding {
	f := &Finding{order: r.order(a, o, name), back: a.Back, total: r.N, found: -1}
	want := strings.ToLower(a.Find)
	f.match = func(row int) bool { return r.contains(row, want) }
	if a.FindRow != "" {
		f.match = func(row int) bool { return r.ID != nil && r.ID(row) == a.FindRow }
		a.Offset = 0
	}
	if f.order != nil {
		f.total = len(f.order)
	}
	if f.total > 0 {
		f.from = max(0, a.Offset) % f.total
		f.none = f.from
		if a.FindRow == "" && !f.back {
			f.none = (f.from - 1 + f.total) % f.total
		}
	}
	return f
}

// Step looks at some rows, and tells whether the search is over.
func (f *Finding) Step() bool {
	for to := min(f.seen+rowsAStep, f.total); f.seen < to; {
		i := (f.from + f.seen) % f.total
		if f.back {
			i = (f.from - 1 - f.seen + 2*f.total) % f.total
		}
		f.seen++
		row := i
		if f.order != nil {
			row = int(f.order[i])
		}
		if f.match(row) {
			f.found = i
			return true
		}
	}
	return f.seen == f.total
}

// Progress says how many rows were looked at, of how many.
func (f *Finding) Progress() (done, of int) { return f.seen, f.total }

// Found is the place of the row, and whether there is one; without one it is the place that the
// search set out from: the row before a.Offset, or a.Offset when it went back or looked for an id.
func (f *Finding) Found() (at int, ok bool) {
	if f.found >= 0 {
		return f.found, true
	}
	return f.none, false
}
