package viz

import (
	"slices"
	"strings"
)

const (
	columnGap  = 2
	wideColumn = 16 // wider ones give up width before any column is dropped
	lastColumn = 8  // the last text column holds notes: it gives up more
	gapColumn  = 7  // "12 more"
)

// columnWidths are the widths that show every cell whole.
func columnWidths(t *Table, rows [][]Cell) []int {
	w := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		title := columnTitle(c)
		if c.Short != "" {
			title = shortTitle(c)
		}
		w[i] = max(Width(title), c.Min, 1)
	}
	for _, row := range rows {
		for i := range min(len(row), len(w)) {
			w[i] = max(w[i], Width(seen(row[i].Text)))
		}
	}
	return w
}

// chooseColumns fits the columns into room: all of them if possible, else the wide ones made
// narrower, else without those that matter less, else with columns of the middle dropped. Pinned
// columns and the one under the cursor are always there, and where room allows those that have the
// text that is looked for.
func chooseColumns(t *Table, rows [][]Cell, room int, look TableLook) []shown {
	w := columnWidths(t, rows)
	if fits(w, room) {
		return allColumns(w)
	}
	narrow := squeeze(t, w, room)
	if fits(narrow, room) {
		return allColumns(narrow)
	}
	for i := range narrow {
		narrow[i] = min(narrow[i], max(room, 1))
	}
	found := columnsWith(t, rows, look.Find)
	first, none := make([]bool, len(w)), make([]bool, len(w))
	if i := slices.Index(found, true); i >= 0 {
		first[i] = true
	}
	for _, also := range [][]bool{found, first, none} {
		if list := withoutLess(t, narrow, room, look, also); list != nil {
			return widen(list, w, room)
		}
	}
	keep := endsOf(narrow, room, look.Pin)
	if i := slices.Index(found, true); i >= 0 && !keep[i] {
		there := aroundCursor(narrow, room, TableLook{Pin: look.Pin, Col: i})
		if look.Col < 0 || look.Col < len(keep) && there[look.Col] {
			keep = there
		}
	}
	if look.Col >= 0 && look.Col < len(keep) && !keep[look.Col] {
		keep = aroundCursor(narrow, room, look)
	}
	return widen(withGaps(narrow, keep), w, room)
}

// hasText tells whether a text has another, whatever the case of their letters.
func hasText(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// columnsWith tells which columns have a text in one of the rows.
func columnsWith(t *Table, rows [][]Cell, text string) []bool {
	out := make([]bool, len(t.Columns))
	if text == "" {
		return out
	}
	for _, row := range rows {
		for i := range min(len(row), len(out)) {
			out[i] = out[i] || hasText(seen(row[i].Text), text)
		}
	}
	return out
}

// withoutLess drops columns that matter less, but for those in keep, until the others fit, and counts
// them in one gap; nil when that is not enough.
func withoutLess(t *Table, w []int, room int, look TableLook, keep []bool) []shown {
	list := allColumns(w)
	gap := shown{index: -1, width: gapColumn}
	for at := -1; ; {
		out := -1
		for i, c := range list {
			if c.index < 0 || c.index < look.Pin || c.index == look.Col || keep[c.index] {
				continue
			}
			if less := t.Columns[c.index].Less; less > 0 && (out < 0 || less >= t.Columns[list[out].index].Less) {
				out = i
			}
		}
		if out < 0 {
			return nil
		}
		gap.dropped++
		if at < 0 {
			at, list[out] = out, gap
		} else {
			list[at].dropped = gap.dropped
			list = slices.Delete(list, out, out+1)
			if out < at {
				at--
			}
		}
		if shownTotal(list) <= room {
			return list
		}
	}
}

func fits(w []int, room int) bool { return total(w) <= room }

func total(w []int) int {
	sum := columnGap * (len(w) - 1)
	for _, n := range w {
		sum += n
	}
	return sum
}

// squeeze takes width from the widest columns until the table fits or all are narrow. The last
// text column goes first: it holds the notes.
func squeeze(t *Table, w []int, room int) []int {
	out := append([]int(nil), w...)
	floor := func(i int) int { return max(min(w[i], wideColumn), t.Columns[i].Min) }
	n := len(out) - 1
	if n >= 0 && !t.Columns[n].Right {
		out[n] = max(out[n]-max(total(out)-room, 0), floor(n))
	}
	for total(out) > room {
		best := -1
		for i := range out {
			if out[i] > floor(i) && (best < 0 || out[i] > out[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out[best]--
	}
	if n > 0 && !t.Columns[n].Right && total(out) > room {
		out[n] = max(out[n]-(total(out)-room), min(out[n], max(lastColumn, t.Columns[n].Min)))
	}
	return out
}

func allColumns(w []int) []shown {
	out := make([]shown, len(w))
	for i, n := range w {
		out[i] = shown{index: i, width: n}
	}
	return out
}

// endsOf keeps columns from both ends, the left one first.
func endsOf(w []int, room, pin int) []bool {
	keep := make([]bool, len(w))
	left := room - gapColumn - columnGap
	lo, hi := 0, len(w)-1
	for lo <= hi {
		i := lo
		if fromRight := lo > max(pin, 1) && (lo+(len(w)-1-hi))%2 == 1; fromRight {
			i = hi
		}
		if left -= w[i] + columnGap; left < 0 && i > 0 {
			break
		}
		keep[i] = true
		if i == lo {
			lo++
		} else {
			hi--
		}
	}
	return keep
}

// aroundCursor keeps the pinned columns and a run of columns that ends at the cursor.
func aroundCursor(w []int, room int, look TableLook) []bool {
	keep := make([]bool, len(w))
	left := room - 2*(gapColumn+columnGap) - w[look.Col]
	keep[look.Col] = true
	for i := range min(max(look.Pin, 1), len(w)) { // the first names the row
		if keep[i] {
			continue
		}
		if left -= w[i] + columnGap; left < 0 {
			break
		}
		keep[i] = true
	}
	for i := look.Col - 1; i >= 0 && left > 0; i-- {
		if keep[i] {
			continue
		}
		if left -= w[i] + columnGap; left >= 0 {
			keep[i] = true
		}
	}
	return keep
}

// widen gives room that dropped columns left to the kept ones that were squeezed; w are the
// widths that show every cell whole.
func widen(list []shown, w []int, room int) []shown {
	free := room - shownTotal(list)
	for i, c := range list {
		if c.index >= 0 && free > 0 {
			more := min(free, w[c.index]-c.width)
			list[i].width, free = c.width+more, free-more
		}
	}
	return list
}

func shownTotal(list []shown) int {
	sum := columnGap * (len(list) - 1)
	for _, c := range list {
		sum += c.width
	}
	return sum
}

func withGaps(w []int, keep []bool) []shown {
	var out []shown
	for i, k := range keep {
		switch {
		case k:
			out = append(out, shown{index: i, width: w[i]})
		case len(out) > 0 && out[len(out)-1].index < 0:
			out[len(out)-1].dropped++
		default:
			out = append(out, shown{index: -1, dropped: 1, width: gapColumn})
		}
	}
	return out
}
