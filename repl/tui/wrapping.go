package tui

import (
	"github.com/sparkrepl/sparkrepl/viz"
)

// textWidth is how many columns the text of a cell has in a pane of w: the last one is the text
// cursor's.
func textWidth(w int) int { return max(w-textIndent-1, 8) }

// rowStarts are the columns at which the rows of a line begin when none is wider than w: behind a
// blank, or a sign, where the second half of the row has one, else at the edge. w <= 0 is one row.
func rowStarts(line string, w int) []int {
	starts := []int{0}
	text := expand(line, 0)
	if w <= 0 || len(text) <= w {
		return starts
	}
	at, row, blank, mark := 0, 0, 0, 0 // columns: here, where the row began, where it could end
	for text != "" {
		cluster, width := viz.Cluster(text)
		if at+width-row > w {
			switch half := row + w/2; {
			case blank > half:
				row = blank
			case mark > half:
				row = mark
			default:
				row = at
			}
			starts = append(starts, row)
		}
		at += width
		switch cluster {
		case " ":
			blank = at
		case ",", ".", "(", ")":
			mark = at
		}
		text = text[max(len(cluster), 1):]
	}
	return starts
}

// rowOf is the row that a column of a line stands in. The end of a row is the start of the next.
func rowOf(starts []int, column int) int {
	row := len(starts) - 1
	for row > 0 && starts[row] > column {
		row--
	}
	return row
}

// rowsOf cuts a line that was drawn into its rows.
func rowsOf(l viz.Line, starts []int) []viz.Line {
	if len(starts) == 1 {
		return []viz.Line{l}
	}
	return l.Split(starts[1:])
}

// verticalRows moves by rows as they are drawn in w columns and keeps the column on the screen.
func (b *buffer) verticalRows(n int, extend bool, w int) {
	for ; n != 0; n -= sign(n) {
		start := b.lineStart(b.cur)
		line := b.text[start:b.lineEnd(b.cur)]
		starts, at := rowStarts(line, w), column(b.text[start:b.cur])
		row := rowOf(starts, at)
		want := b.want
		if want < 0 {
			want = at - starts[row]
		}
		switch next := row + sign(n); {
		case next >= 0 && next < len(starts):
			b.toColumn(start, starts[next]+want, starts, next, extend)
		case n > 0 && start+len(line) == len(b.text):
			b.move(len(b.text), extend)
		case n < 0 && start == 0:
			b.move(0, extend)
		case n > 0:
			b.toRow(start+len(line)+1, 0, want, w, extend)
		default:
			b.toRow(b.lineStart(start-1), -1, want, w, extend)
		}
		b.want = want
	}
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// toRow goes to a row of the line that begins at an offset; -1 is its last row.
func (b *buffer) toRow(start, row, want, w int, extend bool) {
	starts := rowStarts(b.text[start:b.lineEnd(start)], w)
	if row < 0 {
		row = len(starts) - 1
	}
	b.toColumn(start, starts[row]+want, starts, row, extend)
}

// toColumn goes to a column of a line, or to the end of the row when it is shorter.
func (b *buffer) toColumn(start, want int, starts []int, row int, extend bool) {
	end, at, c := b.lineEnd(start), start, 0
	for at < end {
		next := b.next(at)
		c = columnAfter(b.text[at:next], c)
		if c > want || row+1 < len(starts) && c >= starts[row+1] {
			break
		}
		at = next
	}
	b.move(at, extend)
}
