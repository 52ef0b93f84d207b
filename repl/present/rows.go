package present

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// Ask is the part of a pane that is wanted. Limit <= 0 means all rows.
type Ask struct {
	Row                          string
	Offset, Limit, Width, Height int
	Sort                         string // column name, "-name" for descending
	Filter                       string // rows that contain this text, any case
	In                           string // with Filter: rows whose value of this column is Filter
	Find                         string // Offset moves to the next row that contains this text
	Back                         bool   // Find looks before Offset rather than at or after it
	FindRow                      string // Offset moves to the row with this id, 0 when there is none
	Count                        string // counts per value of this column in place of rows
}

// Rows is a table that makes its cells when asked. Compare, Mark and ID may be nil.
type Rows struct {
	Columns []viz.Column
	N       int
	Cell    func(row, col int) viz.Cell
	// Compare gives the order of rows by a column; nil compares the texts, numbers by value.
	Compare func(col int) func(a, b int) int
	Mark    func(row int) string
	ID      func(row int) string
	Head    []viz.Line
	Foot    []viz.Line
	Empty   string
}

// Orders keeps the sorted and filtered row numbers of tables that were asked for, so that
// scrolling a large table costs nothing again. The zero value is ready.
type Orders struct {
	keys []string
	rows map[string][]int32
	// tally is the newest count of values.
	tally *tally
}

// ordersKept is how many orders are remembered.
const ordersKept = 8

func (o *Orders) put(key string, rows []int32) {
	if o.rows == nil {
		o.rows = map[string][]int32{}
	}
	if len(o.keys) == ordersKept {
		// Whole tables go last: filters are typed letter by letter, and each makes an order.
		oldest := max(slices.IndexFunc(o.keys, func(k string) bool { return !strings.HasSuffix(k, "\x00\x00") }), 0)
		delete(o.rows, o.keys[oldest])
		o.keys = slices.Delete(o.keys, oldest, oldest+1)
	}
	o.rows[key] = rows
	o.keys = append(o.keys, key)
}

// Table makes the rows asked for. Name identifies the content (pane, batch, version) to the
// order cache: equal names must mean equal rows.
func (r *Rows) Table(a Ask, o *Orders, name string) *viz.Table {
	if a.Count != "" {
		if col := r.column(a.Count); col >= 0 {
			return r.counts(col, a, o, name)
		}
	}
	order := r.order(a, o, name) // nil: as they are
	total := r.N
	if order != nil {
		total = len(order)
	}
	at := func(i int) int {
		if order != nil {
			return int(order[i])
		}
		return i
	}
	from := r.start(a, o, name, total)
	to := total
	if a.Limit > 0 {
		to = min(total, from+a.Limit)
	}
	t := &viz.Table{Columns: r.columns(a.Sort), Offset: from, Total: total, Head: r.Head, Foot: r.Foot}
	if total == 0 {
		t.Empty = r.Empty
		if r.N > 0 {
			t.Empty = fmt.Sprintf("no row of %s has %s", viz.Count(r.N), a.filterText())
		}
	}
	for i := from; i < to; i++ {
		row := at(i)
		t.Rows = append(t.Rows, r.cells(row))
		if r.Mark != nil {
			t.Marks = append(t.Marks, r.Mark(row))
		}
		if r.ID != nil {
			t.IDs = append(t.IDs, r.ID(row))
		}
	}
	return t
}

// start is the offset asked for, within the table, or the next match after it.
func (r *Rows) start(a Ask, o *Orders, name string, total int) int {
	if a.Find == "" && a.FindRow == "" {
		return max(0, min(a.Offset, max(0, total-1)))
	}
	f := r.Finding(a, o, name)
	for !f.Step() {
	}
	at, _ := f.Found()
	return at
}

func (r *Rows) cells(row int) []viz.Cell {
	out := make([]viz.Cell, len(r.Columns))
	for c := range r.Columns {
		out[c] = r.Cell(row, c)
	}
	return out
}

func (r *Rows) contains(row int, lower string) bool {
	for c := range r.Columns {
		if strings.Contains(strings.ToLower(r.Cell(row, c).Text), lower) {
			return true
		}
	}
	return false
}

func (r *Rows) column(name string) int {
	for i, c := range r.Columns {
		if strings.EqualFold(c.Name, name) {
			return i
		}
	}
	return -1
}

func (r *Rows) columns(by string) []viz.Column {
	out := append([]viz.Column{}, r.Columns...)
	name, desc := strings.CutPrefix(by, "-")
	for i := range out {
		if by != "" && strings.EqualFold(out[i].Name, name) {
			out[i].Sort = "asc"
			if desc {
				out[i].Sort = "desc"
			}
		}
	}
	return out
}

// order is the row numbers after filter and sort; nil when all rows stand as they are.
func (r *Rows) order(a Ask, o *Orders, name string) []int32 {
	key, needed := r.orderKey(a, name)
	if !needed {
		return nil
	}
	if w := r.Ordering(a, o, name); w != nil {
		for !w.Step() {
		}
	}
	return o.rows[key]
}

// wants tells whether a row passes the filter.
func (r *Rows) wants(a Ask) func(row int) bool {
	lower := strings.ToLower(a.Filter)
	switch in := r.column(a.In); {
	case a.In != "" && in >= 0:
		return func(row int) bool { return r.Cell(row, in).Text == a.Filter }
	case a.Filter != "":
		return func(row int) bool { return r.contains(row, lower) }
	}
	return func(int) bool { return true }
}

// filterText says what a row must have.
func (a Ask) filterText() string {
	if a.In != "" {
		return fmt.Sprintf("%s = %s", a.In, a.Filter)
	}
	return strconv.Quote(a.Filter)
}
