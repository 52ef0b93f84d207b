package tui

import (
	"math/rand"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestRowStarts(t *testing.T) {
	for _, c := range []struct {
		line string
		w    int
		want []string
	}{
		{"short", 10, []string{"short"}},
		{"one two three", 8, []string{"one two ", "three"}},
		{"aaaaaaaaaaaa", 5, []string{"aaaaa", "aaaaa", "aa"}},
		{"a bbbbbbbbbb", 8, []string{"a bbbbbb", "bbbb"}}, // a blank in the first half is too far back
		{"日本語日本語", 5, []string{"日本", "語日", "本語"}},
		{"\tone two", 8, []string{"    one ", "two"}},
		{"", 5, []string{""}},
	} {
		starts := rowStarts(c.line, c.w)
		rows := rowsOf(codeLine(c.line, 0, nil), starts)
		if len(rows) != len(c.want) {
			t.Errorf("%q in %d: %d rows", c.line, c.w, len(rows))
			continue
		}
		for i, r := range rows {
			if r.String() != c.want[i] {
				t.Errorf("%q in %d: row %d is %q, want %q", c.line, c.w, i, r.String(), c.want[i])
			}
		}
	}
}

// TestRowsLoseNothing cuts lines of all kinds of characters: the rows together are the line, and none
// is wider than asked for.
func TestRowsLoseNothing(t *testing.T) {
	rnd := rand.New(rand.NewSource(3))
	for range 500 {
		var b strings.Builder
		for range rnd.Intn(80) {
			b.WriteString([]string{"a", " ", "word", "日", "é", "\t", "👩‍👩‍👧", "\x1b[31m"}[rnd.Intn(8)])
		}
		w := 8 + rnd.Intn(40)
		line := codeLine(b.String(), 0, nil)
		text := ""
		for _, r := range rowsOf(line, rowStarts(b.String(), w)) {
			if r.Width() > w {
				t.Fatalf("%q in %d: %q is %d wide", b.String(), w, r.String(), r.Width())
			}
			text += r.String()
		}
		if text != line.String() {
			t.Fatalf("%q in %d: %q", b.String(), w, text)
		}
	}
}

// TestLongLinesWrap shows a long line whole, goes through its rows with Up and Down, and puts the
// cursor where one clicks.
func TestLongLinesWrap(t *testing.T) {
	r := newRig(t, 80, 24)
	long := "SELECT window(ts, '5 minutes') AS five, page, count(*) AS clicks, count(DISTINCT user) AS users, max(ts) AS last"
	r.f.view.Cells[2].Source = long + "\nFROM clicks"
	r.keys("r")
	r.has("1 SELECT window(ts, '5 minutes') AS five, page, count(*) AS clicks,", ".. count(DISTINCT user) AS users, max(ts) AS last", "2 FROM clicks")
	r.keys("i down")
	b := r.m.book.draft(&r.m.view.Cells[2]).buf
	if got := long[b.cur:]; !strings.HasPrefix(got, "count(DISTINCT") {
		t.Errorf("down went to %q", got)
	}
	r.keys("end down")
	if b.text[b.cur:] != "" {
		t.Errorf("the second down went to %q", b.text[b.cur:])
	}
	r.keys("up up home")
	lines, x, y := r.m.frame()
	if x != textIndent || !strings.Contains(lines[y].String(), "1 SELECT") {
		t.Errorf("the cursor is at %d, %d", x, y)
	}
	r.send(tea.MouseClickMsg{X: textIndent + 6, Y: y + 1, Button: tea.MouseLeft})
	if got := b.text[b.cur:]; !strings.HasPrefix(got, "DISTINCT") {
		t.Errorf("the click went to %q", got)
	}
}
