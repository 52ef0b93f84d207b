package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// A line costs what it is long: were each of its rows to cost the whole line, this would not end.
func TestEndlessLine(t *testing.T) {
	line := "SELECT '" + strings.Repeat("é日", 150000) + "' AS x"
	b := newBuffer(line)
	const w = 72
	starts := rowStarts(line, w)
	rows := rowsOf(codeLines("sql", line, nil)[0], starts)
	if got := rows[len(rows)-1].String(); len(rows) != len(starts) || !strings.HasSuffix(got, "' AS x") {
		t.Errorf("%d rows from %d starts, the last is %q", len(rows), len(starts), got)
	}
	b.move(len(line), false)
	b.verticalRows(-1, false, w)
	if back := column(line[:b.cur]); rowOf(starts, back) != len(starts)-2 {
		t.Errorf("up from the end goes to column %d", back)
	}
}

// A cell of many lines is drawn, and gone through, once: not once a line.
func TestManyLines(t *testing.T) {
	const count = 20000
	text := strings.Repeat("  (1, 'x'),\n", count)
	n := newNotebook()
	cell := kernel.CellView{ID: "c", Number: 1, Kind: "sql", Source: text}
	drawn := n.cellLines(&cell, nil, true, bookLook{th: newTheme(false, false), w: 80, h: 20})
	if len(drawn.lines) != count+3 || len(drawn.places) != count+2 {
		t.Errorf("%d lines, %d places", len(drawn.lines), len(drawn.places))
	}
	b := newBuffer(text)
	b.vertical(count, false)
	if line, _ := b.place(b.cur); line != count {
		t.Errorf("line %d", line)
	}
}

// A text costs what it is long: as one paragraph of many lines, as many marks, as many words.
func TestLongProse(t *testing.T) {
	const count = 100000
	for name, text := range map[string]string{
		"lines": strings.Repeat("a line of text\n", count),
		"marks": strings.Repeat("`a` ", count),
		"words": strings.Repeat("word ", 4*count),
		"one":   strings.Repeat("x", 10*count),
	} {
		lines := proseLines(text, bookLook{th: newTheme(false, false), w: 80, h: 20})
		if least := len(strings.ReplaceAll(text, "`", "")) / 80; len(lines) < least {
			t.Errorf("%s: %d lines of at least %d", name, len(lines), least)
		}
	}
}
