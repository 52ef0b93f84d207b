package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestOnlyRowsOnScreen holds that a table of ten million rows asks for no more than it shows.
func TestOnlyRowsOnScreen(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.rows = 10_000_000
	r.keys("1 end")
	r.has("10000585", "of 10 000 000)")
	r.keys("pgup home pgdown down down up")
	for _, q := range r.f.asked {
		if q.Op == kernel.OpFigure && q.Pane.Limit > 24 {
			t.Errorf("asked for %d rows on a screen of 24", q.Pane.Limit)
		}
	}
}

// TestSlowKernelCoalesces holds that keys pressed while an answer is on its way make one more
// request, for the newest place.
func TestSlowKernelCoalesces(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.rows = 1000
	r.keys("1")
	r.f.asked = nil
	var cmds []tea.Cmd
	for range 10 {
		_, cmd := r.m.Update(keyMsg("pgdown"))
		cmds = append(cmds, cmd)
	}
	for _, c := range cmds {
		r.run(c)
	}
	if n := len(r.f.asked); n != 2 {
		t.Errorf("%d requests for ten pages", n)
	}
	r.has(">626")
}

func TestTableKeys(t *testing.T) {
	r := newRig(t, 100, 30)
	r.keys("3 l l s")
	if p := r.last(kernel.OpFigure).Pane; p.Sort != "rows" {
		t.Errorf("sorted by %q", p.Sort)
	}
	r.keys("S")
	if p := r.last(kernel.OpFigure).Pane; p.Sort != "-rows" {
		t.Errorf("sorted by %q", p.Sort)
	}
	r.keys("h F")
	if p := r.last(kernel.OpFigure).Pane; p.Count != "page" {
		t.Errorf("counted %q", p.Count)
	}
	r.has("home", "4")
	r.keys("down enter")
	if p := r.last(kernel.OpFigure).Pane; p.Filter != "cart" || p.Count != "" {
		t.Errorf("filter %+v", p)
	}
	r.keys("esc / c a r t")
	r.has("12:00-12:05", "cart")
	r.hasNot("home     31")
	r.keys("esc")
	r.has("home")
	r.keys("/ h e l p enter esc n")
	if p := r.m.insp.pane(); p.cur != 8 {
		t.Errorf("the match is row 8, the cursor on %d", p.cur)
	}
	r.keys("N")
	r.keys("p v j y")
	r.has("selected rows", "as CSV")
	r.keys("c")
	if q := r.last(kernel.OpCopy); q.Kind != "csv" || q.Pane.Offset != 7 || q.Pane.Limit != 2 {
		t.Errorf("copied %+v", q.Pane)
	}
	r.has("copied the selected rows")
	r.keys("esc y c")
	if q := r.last(kernel.OpCopy); q.Pane.Offset != 0 || q.Pane.Limit != 0 {
		t.Errorf("without a selection %+v was copied", q.Pane)
	}
	r.has("copied the table")
}

// TestCopyBeyondScreen selects more rows than the screen has: the kernel gives the others.
func TestCopyBeyondScreen(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("1 home v pgdown pgdown pgdown y")
	n := r.m.insp.pane().cur + 1
	r.has(fmt.Sprintf("the %d selected rows", n))
	r.keys("r")
	if q := r.last(kernel.OpCopy); q.Kind != "rows" || q.Pane.Offset != 0 || q.Pane.Limit != n || n < 10 {
		t.Errorf("copied %+v of %d rows", q, n)
	}
}

func TestOpenRow(t *testing.T) {
	r := newRig(t, 100, 30)
	r.keys("3 down down down down down down enter")
	if p := r.last(kernel.OpFigure).Pane; p.Name != "rows" || p.Row != "key:6" {
		t.Errorf("a window opened %+v", p)
	}
	r.keys("esc 4 enter")
	r.has("history of this key", "b7", "38")
	r.keys("esc 1 down enter")
	if p := r.last(kernel.OpFigure).Pane; p.Name != "record" || p.Row != "batch/r1" {
		t.Errorf("opened %+v", p)
	}
	r.keys("esc 6 enter")
	if p := r.last(kernel.OpFigure).Pane; p.Name != "why" || p.Row != "late:0" {
		t.Errorf("opened %+v", p)
	}
	r.keys("esc 5 up up enter")
	if r.f.at != 6 {
		t.Errorf("the timeline went to %d", r.f.at)
	}
}

// TestCopyScenario copies the batches up to here as a scenario, from both panes.
func TestCopyScenario(t *testing.T) {
	r := newRig(t, 100, 30)
	for _, pane := range []string{"", "3 "} {
		r.keys(pane + "y b")
		if q := r.last(kernel.OpCopy); q.Kind != "scenario" {
			t.Errorf("copied %+v", q)
		}
		r.has("copied the scenario")
	}
	r.f.at = 0
	r.keys("g g y")
	r.hasNot("scenario (")
}

// TestStoppedGoesBack interrupts the kernel while it filters a sorted table: it stays sorted as it
// was; interrupted again in the same work, its rows stand as they are.
func TestStoppedGoesBack(t *testing.T) {
	table := func() kernel.Response {
		return kernel.Response{Figure: &viz.Figure{Table: &viz.Table{Total: 9}}}
	}
	p := newTablePane("batch")
	p.resize(60, 10)
	ask := func() kernel.Pane {
		pane, ok := p.next("now", false)
		if !ok {
			t.Fatal("nothing is asked for")
		}
		return pane
	}
	p.take(ask(), table(), "now")
	p.sort = "n"
	p.take(ask(), table(), "now")
	p.filter = "7"
	stopped := table()
	stopped.Stopped = true
	p.take(ask(), stopped, "now")
	if again := ask(); again.Sort != "n" || again.Filter != "" {
		t.Errorf("asked for %+v after the filter was stopped", again)
	}
	p.take(p.asked.pane, stopped, "now")
	if p.sort != "" || p.table().Total != 9 {
		t.Errorf("sorted by %q after that was stopped too", p.sort)
	}
	p.filter = "8"
	pending := ask()
	if p.leave(); p.filter != "" {
		t.Errorf("Esc left the filter %q", p.filter)
	}
	if _, ok := p.next("now", false); ok {
		t.Error("a second request went out beside work that is soon done")
	}
	if now, ok := p.next("now", true); !ok || now.Filter != "" {
		t.Errorf("asked for %+v beside long work", now)
	}
	late := table()
	late.Figure.Table.Total = 5
	if p.take(pending, late, "now"); p.table().Total != 9 || !p.waiting {
		t.Errorf("%d rows of a look that was overtaken", p.table().Total)
	}
	if p.take(p.asked.pane, table(), "now"); p.waiting {
		t.Error("still waiting")
	}
	p.sort, p.filter = "n", "7"
	if p.leave(); p.sort != "n" || p.filter != "" {
		t.Errorf("Esc left sort %q, filter %q", p.sort, p.filter)
	}
}
