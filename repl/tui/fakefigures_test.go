package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// row cuts "a | b | c" into cells.
func row(text string) []viz.Cell {
	var out []viz.Cell
	for _, c := range strings.Split(text, "|") {
		out = append(out, viz.Cell{Text: strings.TrimSpace(c)})
	}
	return out
}

// columnsOf reads "a, >b, c": ">" is a column of numbers.
func columnsOf(text string) []viz.Column {
	var out []viz.Column
	for _, c := range strings.Split(text, ",") {
		c = strings.TrimSpace(c)
		name, right := strings.CutPrefix(c, ">")
		out = append(out, viz.Column{Name: name, Right: right})
	}
	return out
}

var fakeWindows = []string{
	"11:50-11:55 | (all) | - | - | closed | fired in b4",
	"11:55-12:00 | (all) | - | - | closed | fired in b6; rows for it are late now",
	"12:00-12:05 | home | 14 | +3 | open | 0:30 to go: will fire in b8",
	"12:00-12:05 | cart | 3 | . | open | 0:30 to go: will fire in b8",
	"12:05-12:10 | home | 31 | +12 | open | 5:30 to go",
	"12:05-12:10 | cart | 8 | +2 | open | 5:30 to go",
	"12:10-12:15 | home | 40 | +38 | open | 10:30 to go",
	"12:10-12:15 | cart | 11 | +11 | open | 10:30 to go",
	"12:10-12:15 | help | 9 | +9 | open | 10:30 to go",
	"12:15-12:20 | home | 43 | +43 | open | 15:30 to go",
}

// window cuts a list of rows to what a pane asks for.
func window(p kernel.Pane, t *viz.Table, all []string, front string) *viz.Table {
	var list, ids []string
	for i, r := range all {
		if p.Filter == "" || strings.Contains(r, p.Filter) {
			list, ids = append(list, r), append(ids, fmt.Sprint(front, i))
		}
	}
	offset := p.Offset
	switch {
	case p.Find != "":
		offset = findRow(list, p)
	case p.FindRow != "":
		offset = max(slices.Index(ids, p.FindRow), 0)
	}
	t.Total, t.Offset = len(list), min(offset, max(len(list)-1, 0))
	for i := t.Offset; i < len(list) && len(t.Rows) < p.Limit; i++ {
		t.Rows = append(t.Rows, row(list[i]))
		t.IDs = append(t.IDs, ids[i])
	}
	return t
}

func findRow(list []string, p kernel.Pane) int {
	step := 1
	at := p.Offset
	if p.Back {
		step, at = -1, p.Offset-1
	}
	for ; at >= 0 && at < len(list); at += step {
		if strings.Contains(list[at], p.Find) {
			return at
		}
	}
	return max(min(p.Offset-1, len(list)-1), 0)
}

func (f *fake) figure(p kernel.Pane) *viz.Figure {
	if p.Count != "" {
		return &viz.Figure{Table: window(p, &viz.Table{Columns: columnsOf(p.Count + ", >rows")}, []string{"home | 4", "cart | 3", "help | 1"}, "v")}
	}
	switch p.Name {
	case "batch":
		return &viz.Figure{Table: f.batch(p)}
	case "windows":
		if f.empty != "" {
			return &viz.Figure{Table: &viz.Table{Columns: columnsOf("window"), Empty: f.empty}}
		}
		return &viz.Figure{Table: window(p, &viz.Table{Columns: columnsOf("window, page, >rows, >+b7, state, fires when watermark passes its end")}, fakeWindows, "key:")}
	case "lanes":
		return fakeLanes()
	case "plan":
		return &viz.Figure{Table: window(p, &viz.Table{Columns: columnsOf("operator, >rows in, >out, >late, >ms, state, cell")},
			[]string{"Source clicks | - | 120 | - | 2 | - | [2]", "Watermark ts 10 min | 120 | 120 | - | 1 | - | [2]", "Window 5 min | 120 | 120 | - | 3 | - | [3]",
				"Aggregate count(*) | 120 | 0 | 2 | 19 | 8 keys | [3]", "Sink append | 0 | 0 | - | 1 | - | [3]"}, "n")}
	case "state":
		if p.Row != "" {
			return &viz.Figure{Title: "history of this key", Table: window(p, &viz.Table{Columns: columnsOf("batch, >n")}, []string{"b6 | 2", "b7 | 38"}, "b")}
		}
		return &viz.Figure{Table: window(p, &viz.Table{Head: []viz.Line{viz.Plainly(" operator Aggregate   8 keys    diff: b6 > b7")}, Columns: columnsOf("key, >b6, >b7, ")},
			[]string{"12:00-12:05 home | 11 | 14 | ~ changed by b7 +3", "12:00-12:05 cart | 3 | 3 | =", "12:10-12:15 help | - | 9 | + new", "11:55-12:00 home | 22 | - | - evicted in b7, wm 12:01:00"}, "key:")}
	case "timeline":
		return fakeTimeline(p)
	case "late":
		return &viz.Figure{Table: window(p, &viz.Table{Head: []viz.Line{viz.Plainly(" b7: 2 late.  whole recording so far: 6 of 706 (0.8 %)")}, Columns: columnsOf(">#, ts, window, wm then, late by, would need delay")},
			[]string{"587 | 11:58:02 | 11:55-12:00 | 12:04:30 | 4:30 | over 14:30", "688 | 11:59:40 | 11:55-12:00 | 12:04:30 | 4:30 | over 14:30"}, "late:")}
	case "why":
		return fakeWhy()
	case "watch":
		t := &viz.Table{Columns: columnsOf(">#, watch, b6, b7, "), Empty: "nothing is watched; w on a row of an inspector tab, or :watch late"}
		return &viz.Figure{Table: numbered(window(p, t, f.watches(), ""), "watch:")}
	case "breaks":
		t := &viz.Table{Columns: columnsOf("stop, condition, on, hit, state"), Empty: "no stop is set; :break late > 0 sets one"}
		var list []string
		for _, s := range f.view.Kept.Stops {
			list = append(list, fmt.Sprintf("B%d | %s | counts | b5 b7 | on", s.N, s.Text))
		}
		return &viz.Figure{Table: numbered(window(p, t, list, ""), "stop:")}
	case "log":
		return &viz.Figure{Text: &viz.Text{Lines: []viz.Line{viz.Plainly(" b7 2 late rows (#587 #688)"), viz.Plainly(" b6 3 rows written by counts")}}}
	}
	return &viz.Figure{Title: p.Name, Text: &viz.Text{Lines: []viz.Line{viz.Plainly(" " + p.Name + " of " + p.Row + p.Cell)}}}
}

// batch is a table of any number of rows: only those asked for are made.
func (f *fake) batch(p kernel.Pane) *viz.Table {
	t := &viz.Table{Columns: columnsOf(">#, ts, page, user, goes to, note"), Total: f.rows, Offset: p.Offset,
		Head: []viz.Line{viz.Plainly(" b7  source clicks  offsets 586..705   in 120   late 2   out 0   38 ms"), viz.Plainly(" read 120 > watermark 120 > window 120 > agg 118, 8 keys (+3 new) > write 0")}}
	for i := p.Offset; i < min(p.Offset+p.Limit, f.rows); i++ {
		note := ""
		if i == 1 {
			note = "late: window ended 4:30 ago"
		}
		t.Rows = append(t.Rows, row(fmt.Sprintf("%d | 12:10:%02d | home | ann\x1b[31m | 12:10-12:15 home | %s", 586+i, i%60, note)))
		t.IDs = append(t.IDs, fmt.Sprint("r", i))
	}
	return t
}

func fakeTimeline(p kernel.Pane) *viz.Figure {
	var list []string
	for i, b := range fakeBatches {
		list = append(list, fmt.Sprintf("%d | %d | %d | %d | %d | %s", i, b.In, b.Out, b.Late, b.Keys, fakeMarks[i]))
	}
	return &viz.Figure{Table: window(p, &viz.Table{Columns: columnsOf(">batch, >in, >out, >late, >keys, watermark")}, list, "b")}
}

func fakeLanes() *viz.Figure {
	return &viz.Figure{Lanes: &viz.Lanes{Min: 0, Max: 25,
		Axis: []viz.Tick{{At: 0, Label: "11:55"}, {At: 5, Label: "12:00"}, {At: 10, Label: "12:05"}, {At: 15, Label: "12:10"}, {At: 20, Label: "12:15"}, {At: 25, Label: "12:20"}},
		Lanes: []viz.Lane{{Spans: []viz.Span{{From: 0, To: 5, Glyph: "X"}, {From: 5, To: 10, Glyph: "#"}, {From: 10, To: 15, Glyph: "="},
			{From: 15, To: 20, Glyph: "="}, {From: 20, To: 25, Glyph: "="}}}},
		Marks: []viz.Mark{{At: 9.5, Glyph: "wm", Label: "12:04:30"}, {At: 21.2, Glyph: "max", Label: "12:16:10"}, {At: 11.2, Glyph: "next wm", Label: "12:06:10"}}}}
}

func fakeWhy() *viz.Figure {
	return &viz.Figure{Title: "Why is the output of b7 empty?", Text: &viz.Text{Wrap: true, Ways: []string{"until out > 0"}, Lines: []viz.Line{
		viz.Plainly(" counts writes in append mode: a window is written once, when it can no longer change. That is when the watermark reaches the end of the window."), nil,
		viz.Plainly("   watermark used by b7       12:04:30   (largest ts seen by b6, minus 10 min)"),
		viz.Plainly("   earliest open window ends  12:05:00"),
		viz.Plainly("   so windows fired in b7     0          nearest misses by 0:30"), nil,
		viz.Plainly("   1  :until out > 0  runs on until rows come out")}}}
}

// numbered gives the rows of a list the numbers from one.
func numbered(t *viz.Table, prefix string) *viz.Table {
	for i := range t.IDs {
		t.IDs[i] = fmt.Sprint(prefix, t.Offset+i+1)
	}
	return t
}

// watches are the rows of what is watched.
func (f *fake) watches() []string {
	var out []string
	for i, w := range f.view.Kept.Watches {
		out = append(out, fmt.Sprintf("%d | %s | %d | %d | ~", i+1, w, i+5, i+8))
	}
	return out
}
