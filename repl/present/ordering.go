package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Ordering finds the rows of a large table that are wanted, and their order, in small steps: the
// one who asks goes on answering others in between, and can give up.
type Ordering struct {
	rows  *Rows
	ask   Ask
	o     *Orders
	name  string
	tally *tally // when values are counted in place of ordering rows

	from    []int32 // rows in the order that is wanted, where they are known; nil: all as they stand
	at      int     // rows looked at
	list    []int32
	texts   []string // of the sorted column, when it has no order of its own
	compare func(a, b int32) int
	sorted  int     // rows in sorted runs
	width   int     // of the runs
	merged  []int32 // the runs merged so far into longer ones
	done    int
}

const (
	rowsAStep = 1 << 14 // filtered, sorted or merged in one step
	firstRun  = 1 << 12
)

// Ordering is the work that [Rows.Table] would do for a before it can answer; nil when there is
// none, or it was done before.
func (r *Rows) Ordering(a Ask, o *Orders, name string) *Ordering {
	w := &Ordering{rows: r, ask: a, o: o, name: name}
	if col := r.column(a.Count); a.Count != "" && col >= 0 {
		w.ask.Sort = "" // it is that of the counts
		w.tally = &tally{key: r.countKey(a, name), col: col, count: map[string]int{}}
		if o.tally != nil && o.tally.key == w.tally.key {
			return nil
		}
		return w
	}
	key, needed := r.orderKey(a, name)
	if _, known := o.rows[key]; !needed || known {
		return nil
	}
	w.from = o.wider(name, a)
	return w
}

// wider are the rows that are known to be in the order that is wanted, all that pass the filter among
// them: those of a shorter filter, as it was typed so far, or all rows. nil: none are.
func (o *Orders) wider(name string, a Ask) (best []int32) {
	begin := fmt.Sprintf("%s\x00%s\x00", name, a.Sort)
	for _, key := range o.keys {
		filter, ok := strings.CutPrefix(key, begin+"\x00") // of no column
		if ok && (filter == "" || a.In == "") && strings.Contains(strings.ToLower(a.Filter), strings.ToLower(filter)) &&
			(best == nil || len(o.rows[key]) < len(best)) {
			best = o.rows[key]
		}
	}
	return best
}

// orderKey names the rows that a wants; needed is false when all stand as they are.
func (r *Rows) orderKey(a Ask, name string) (key string, needed bool) {
	by, _ := strings.CutPrefix(a.Sort, "-")
	if a.Filter == "" && a.In == "" && (by == "" || r.column(by) < 0) {
		return "", false
	}
	return fmt.Sprintf("%s\x00%s\x00%s\x00%s", name, a.Sort, a.In, a.Filter), true
}

// Progress says how much of the work is done, of how much: each row counts once for each time
// that it is looked at.
func (w *Ordering) Progress() (done, of int) {
	of = w.n()
	if w.sorting() >= 0 {
		n := max(len(w.list), 1)
		for width := firstRun; width < n; width *= 2 {
			of += n
		}
		of += n
	}
	return w.done, of
}

// n is how many rows are looked at.
func (w *Ordering) n() int {
	if w.from != nil {
		return len(w.from)
	}
	return w.rows.N
}

// Sorts tells whether rows are compared; false where they are only filtered or counted.
func (w *Ordering) Sorts() bool { return w.sorting() >= 0 }

func (w *Ordering) sorting() int {
	by, _ := strings.CutPrefix(w.ask.Sort, "-")
	if by == "" || w.from != nil {
		return -1
	}
	return w.rows.column(by)
}

// Step does a piece of the work, a few milliseconds long, and tells whether all is done. The next
// [Rows.Table] then answers at once.
func (w *Ordering) Step() bool {
	switch {
	case w.at < w.n():
		w.filter()
		return false
	case w.sorting() < 0 || len(w.list) < 2:
	case w.compare == nil:
		w.prepare()
		return false
	case w.sorted < len(w.list):
		w.sortRuns()
		return false
	case w.width < len(w.list):
		w.merge()
		return false
	}
	if w.tally != nil {
		w.o.tally = w.tally.sorted()
		return true
	}
	key, _ := w.rows.orderKey(w.ask, w.name)
	if w.list == nil {
		w.list = []int32{} // no rows, not all
	}
	w.o.put(key, w.list)
	return true
}

// filter looks at some rows, and takes the text of the sorted column where it is needed.
func (w *Ordering) filter() {
	if w.list == nil && w.tally == nil {
		w.list = make([]int32, 0, w.n())
	}
	to := min(w.at+rowsAStep, w.n())
	col := w.sorting()
	wants := w.rows.wants(w.ask)
	for i := w.at; i < to; i++ {
		i := i
		if w.from != nil {
			i = int(w.from[i])
		}
		switch {
		case !wants(i):
		case w.tally != nil:
			w.tally.add(w.rows.Cell(i, w.tally.col).Text)
		default:
			w.list = append(w.list, int32(i))
		}
		if col >= 0 && w.rows.Compare == nil {
			w.texts = append(w.texts, w.rows.Cell(i, col).Text)
		}
	}
	w.done += to - w.at
	w.at = to
}

// prepare chooses the order: of the column's values, or of their texts. Equal rows stay in theirs.
func (w *Ordering) prepare() {
	by := func(a, b int) int { return compareText(w.texts[a], w.texts[b]) }
	if w.rows.Compare != nil {
		by = w.rows.Compare(w.sorting())
	}
	sign := 1
	if strings.HasPrefix(w.ask.Sort, "-") {
		sign = -1
	}
	w.compare = func(a, b int32) int { return cmp.Or(sign*by(int(a), int(b)), int(a-b)) }
	w.width = firstRun
}

func (w *Ordering) sortRuns() {
	for n := 0; n < rowsAStep && w.sorted < len(w.list); n += firstRun {
		to := min(w.sorted+firstRun, len(w.list))
		slices.SortFunc(w.list[w.sorted:to], w.compare)
		w.done += to - w.sorted
		w.sorted = to
	}
}

// merge makes runs of twice the width out of neighbours, from the place where it was left.
func (w *Ordering) merge() {
	if w.merged == nil {
		w.merged = make([]int32, 0, len(w.list))
	}
	began := len(w.merged)
	for len(w.merged)-began < rowsAStep && len(w.merged) < len(w.list) {
		w.mergeOne(began + rowsAStep - len(w.merged))
	}
	w.done += len(w.merged) - began
	if len(w.merged) == len(w.list) {
		w.list, w.merged = w.merged, w.list[:0]
		w.width *= 2
	}
}

// mergeOne merges up to room rows of the pair of runs that comes next. How far each run of the pair
// was taken follows from the rows taken: both are found again by bisection.
func (w *Ordering) mergeOne(room int) {
	from := len(w.merged) / (2 * w.width) * (2 * w.width)
	middle, to := min(from+w.width, len(w.list)), min(from+2*w.width, len(w.list))
	left, right := w.list[from:middle], w.list[middle:to]
	taken := len(w.merged) - from
	i := w.taken(left, right, taken)
	j := taken - i
	for ; room > 0 && (i < len(left) || j < len(right)); room-- {
		if j == len(right) || i < len(left) && w.compare(left[i], right[j]) < 0 {
			w.merged = append(w.merged, left[i])
			i++
		} else {
			w.merged = append(w.merged, right[j])
			j++
		}
	}
}

// taken is how many of the first n merged rows came from the left run.
func (w *Ordering) taken(left, right []int32, n int) int {
	lo, hi := max(0, n-len(right)), min(n, len(left))
	for lo < hi {
		i := (lo + hi) / 2
		if w.compare(left[i], right[n-i-1]) < 0 {
			lo = i + 1
		} else {
			hi = i
		}
	}
	return lo
}
