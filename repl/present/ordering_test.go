package present

import (
	"cmp"
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/viz"
)

// TestOrderingSteps sorts, filters and counts tables of many sizes in steps, and compares with
// what the library's sort gives at once.
func TestOrderingSteps(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, 2, firstRun - 1, firstRun, firstRun + 1, 3*firstRun + 7, rowsAStep + 1, 40_003} {
		values := make([]int, n)
		for i := range values {
			values[i] = rnd.Intn(n/3 + 5)
		}
		r := &Rows{Columns: []viz.Column{{Name: "v"}, {Name: "w"}}, N: n, Cell: func(row, col int) viz.Cell {
			return viz.Cell{Text: fmt.Sprint(values[row] * (1 - 2*col))}
		}}
		for _, a := range []Ask{{Sort: "v"}, {Sort: "-v"}, {Sort: "w"}, {Sort: "v", Filter: "7"}, {Filter: "3", In: "v"}} {
			for _, typed := range []bool{false, true} {
				if r.Compare = nil; typed {
					r.Compare = func(col int) func(a, b int) int {
						return func(a, b int) int { return (1 - 2*col) * cmp.Compare(values[a], values[b]) }
					}
				}
				checkOrdering(t, r, a, values)
			}
		}
		var o Orders
		counts := r.Table(Ask{Count: "v"}, &o, "t")
		sum := 0
		for _, row := range counts.Rows {
			var k int
			fmt.Sscan(row[1].Text, &k)
			sum += k
		}
		if sum != n {
			t.Errorf("the counts of %d rows add up to %d", n, sum)
		}
	}
}

func checkOrdering(t *testing.T, r *Rows, a Ask, values []int) {
	t.Helper()
	var want []int32
	wants := r.wants(a)
	for i := range r.N {
		if wants(i) {
			want = append(want, int32(i))
		}
	}
	sign := map[string]int{"v": 1, "-v": -1, "w": -1}[a.Sort]
	slices.SortStableFunc(want, func(x, y int32) int { return sign * cmp.Compare(values[x], values[y]) })
	stepped(t, r, a, &Orders{}, want)
	var known Orders
	all := r.order(Ask{Sort: a.Sort}, &known, "t")
	stepped(t, r, a, &known, want)
	if a.Sort == "" || r.N == 0 || r.N > 3*firstRun {
		return
	}
	r.order(Ask{Sort: a.Sort, Filter: "1"}, &known, "t")
	longer := Ask{Sort: a.Sort, Filter: "12"}
	if w := r.Ordering(longer, &known, "t"); w == nil || w.n() != len(known.rows[keyOf(r, Ask{Sort: a.Sort, Filter: "1"})]) {
		t.Errorf("%d rows, %+v: a longer filter does not begin with the rows of the shorter one", r.N, a)
	}
	if got, want := r.order(longer, &known, "t"), r.order(longer, &Orders{}, "t"); !slices.Equal(got, want) {
		t.Errorf("%d rows, %+v: a longer filter gives %d rows, want %d", r.N, a, len(got), len(want))
	}
	for _, none := range []string{"x", "xy"} {
		if got := r.Table(Ask{Sort: a.Sort, Filter: none}, &known, "t"); got.Total != 0 {
			t.Errorf("%d rows, %+v: %d have %s", r.N, a, got.Total, none)
		}
	}
	for i := range 2 * ordersKept { // a filter typed letter by letter
		r.order(Ask{Sort: a.Sort, Filter: fmt.Sprint(i)}, &known, "t")
	}
	if w := r.Ordering(Ask{Sort: a.Sort, Filter: "5"}, &known, "t"); w != nil && w.Sorts() {
		t.Errorf("%d rows, %+v: a filter sorts again", r.N, a)
	}
	if r.Ordering(Ask{Sort: a.Sort}, &known, "t") != nil || !slices.Equal(all, r.order(Ask{Sort: a.Sort}, &known, "t")) {
		t.Errorf("%d rows, %+v: without the filter they are sorted again", r.N, a)
	}
}

func keyOf(r *Rows, a Ask) string {
	key, _ := r.orderKey(a, "t")
	return key
}

// stepped orders rows step by step and compares with what is wanted.
func stepped(t *testing.T, r *Rows, a Ask, known *Orders, want []int32) {
	t.Helper()
	o, last := known, 0
	w := r.Ordering(a, o, "t")
	if w == nil { // it was done before
		w = &Ordering{rows: &Rows{}, o: &Orders{}}
	}
	for !w.Step() {
		done, of := w.Progress()
		if done < last || done > of {
			t.Fatalf("%d rows, %+v: %d of %d done, after %d", r.N, a, done, of, last)
		}
		last = done
	}
	if got := r.order(a, o, "t"); !slices.Equal(got, want) {
		t.Errorf("%d rows, %+v: %d rows in another order than %d", r.N, a, len(got), len(want))
	}
}

// TestFindRow moves to the row with an id in any arrangement of a table, in one piece and in steps.
func TestFindRow(t *testing.T) {
	r := &Rows{Columns: []viz.Column{{Name: "v"}}, N: 50_000, Cell: func(row, _ int) viz.Cell { return viz.Cell{Text: fmt.Sprint(row % 1000)} },
		ID: func(row int) string { return fmt.Sprint("row:", row) }}
	for _, c := range []struct {
		a    Ask
		want int
	}{
		{Ask{FindRow: "row:49999"}, 49_999}, {Ask{FindRow: "row:0", Offset: 7}, 0}, {Ask{FindRow: "row:1007", Filter: "7", In: "v"}, 1},
		{Ask{FindRow: "row:3000", Sort: "v"}, 3}, {Ask{FindRow: "row:8", Filter: "7", In: "v"}, 0}, {Ask{FindRow: "none", Offset: 9}, 0},
	} {
		var o Orders
		c.a.Limit = 1
		if got := r.Table(c.a, &o, "t").Offset; got != c.want {
			t.Errorf("%+v: at %d, want %d", c.a, got, c.want)
		}
		f := r.Finding(c.a, &o, "t")
		for !f.Step() {
		}
		if got, _ := f.Found(); got != c.want {
			t.Errorf("%+v in steps: at %d, want %d", c.a, got, c.want)
		}
	}
}
