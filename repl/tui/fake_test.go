package tui

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// fake is a kernel that plays the clicks example: 20 recorded batches, the state of the screen
// after b7, tables small enough to check by eye.
type fake struct {
	unsaved   *kernel.Failure // why nothing can be saved
	mu        sync.Mutex
	view      kernel.View
	at        int
	base      int // number of the first batch
	computed  int
	asked     []kernel.Request
	listening int
	events    chan kernel.Event
	rows      int // rows of the batch pane
	dead      bool
	empty     string // what the windows tab says in place of windows
	next      int
	signature string // of the call around the cursor
}

var fakeBatches = []kernel.BatchMark{
	{In: 60, Keys: 4}, {In: 88, Keys: 7}, {In: 97, Out: 2, Keys: 9, Flags: "W"}, {In: 40, Keys: 12}, {In: 75, Out: 3, Keys: 9, Flags: "W"},
	{In: 130, Late: 4, Keys: 14, Flags: "L"}, {In: 96, Out: 3, Keys: 5, Flags: "W"}, {In: 120, Late: 2, Keys: 8, Flags: "L"}, {In: 90, Out: 2, Keys: 9, Flags: "W"},
}

var fakeMarks = []string{"", "11:45:00", "11:48:20", "11:53:10", "11:56:00", "11:59:20", "12:01:00", "12:04:30", "12:06:10", "12:09:00"}

func newFake() *fake {
	f := &fake{at: 8, computed: 8, events: make(chan kernel.Event), rows: 120}
	f.view = kernel.View{
		Path: "orders.spark.md", Title: "Orders", Zone: "UTC", Go: "go1.26", SavedAgo: 12000, Dirty: true, Stale: 1, CanUndo: true,
		Queries: []string{"counts"}, Counts: map[string]int{"late": 2, "windows": 9},
		Cells: []kernel.CellView{
			{ID: "c1", Number: 1, Kind: "md", Source: "# Orders: clicks per page in 5 minute windows\nData: testdata/clicks.rec, 20 batches, 2 410 rows."},
			{ID: "c2", Number: 2, Kind: "go", State: "ok", Millis: 41, Source: "clicks := spark.ReadStream(\"clicks\").\n    WithWatermark(\"ts\", \"10 minutes\")",
				Notes: []viz.Line{viz.Plainly("clicks: stream  ts timestamp, page string, user string   watermark ts 10 min")}},
			{ID: "c3", Number: 3, Kind: "sql", Name: "counts", State: "stale", Reason: "cell 2 was edited", Source: "SELECT window(ts, '5 minutes') w, page,\n       count(*) AS n\nFROM clicks\nGROUP BY 1, 2",
				Notes: []viz.Line{viz.Plainly("b7: 0 rows out.  Why? press W")}},
			{ID: "c4", Number: 4, Kind: "go", Name: "busy", Source: "busy := counts.Where(func(r spark.Row) bool {\n    return r.Int(\"n\") > 10\n})"},
			{ID: "c5", Number: 5, Kind: "go", Name: "check", Source: "spark.Expect(busy).EventuallyHas(\"11:55\", \"home\", 22)"},
		},
	}
	f.next = 6
	return f
}

func (f *fake) Events() <-chan kernel.Event {
	f.mu.Lock()
	f.listening++
	f.mu.Unlock()
	return f.events
}

func (f *fake) Close() {}

// snapshot is the view of now; cells are copied, as they would be by a pipe.
func (f *fake) snapshot() *kernel.View {
	v := f.view
	v.Cells = append([]kernel.CellView(nil), f.view.Cells...)
	k := &kernel.Track{Query: "counts", Base: f.base, Mode: "append", Source: "rec clicks.rec", At: f.at, Computed: f.computed, Recorded: 20, Windowed: true, Marked: true}
	for i := range 20 {
		b := kernel.BatchMark{}
		if i < len(fakeBatches) && i < f.computed {
			b = fakeBatches[i]
		}
		b.Done = i < f.computed
		k.Batches = append(k.Batches, b)
	}
	if f.at > 0 && f.at <= len(fakeBatches) {
		b := fakeBatches[f.at-1]
		k.In, k.Out, k.Late, k.Keys, k.Nanos = b.In, b.Out, b.Late, b.Keys, 38e6
		k.Watermark, k.LateMark, k.NextMark = fakeMarks[f.at-1], fakeMarks[f.at-1], fakeMarks[f.at]
		k.Paused = "by hand"
	}
	k.Memory = "41 KB"
	v.Track = k
	return &v
}

func (f *fake) Do(_ context.Context, r kernel.Request) (kernel.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, r)
	if f.dead && r.Op != kernel.OpRestart {
		return kernel.Response{}, kernel.ErrDead
	}
	switch r.Op {
	case kernel.OpForward:
		f.at = min(f.at+max(r.N, 1), 20)
	case kernel.OpBack:
		f.at = max(f.at-max(r.N, 1), 0)
	case kernel.OpGoto:
		f.at = min(r.Index, 20)
	case kernel.OpRestart:
		f.dead = false
	case kernel.OpFigure:
		return kernel.Response{Figure: f.figure(*r.Pane)}, nil
	case kernel.OpComplete:
		return kernel.Response{Items: fakeItems(r)}, nil
	case kernel.OpHistory:
		return kernel.Response{Items: []kernel.Completion{{Text: "clicks.Limit(3)", Label: "clicks.Limit(3)", Kind: "go"}, {Text: "SELECT page\nFROM clicks WHERE x", Label: "SELECT page  (2 lines)", Kind: "sql"}}}, nil
	case kernel.OpHover:
		return kernel.Response{Text: "func (s *Session) ReadStream(name string) *DataFrame\nReadStream reads a stream."}, nil
	case kernel.OpCall:
		return kernel.Response{Text: f.signature}, nil
	case kernel.OpSave:
		return kernel.Response{Err: f.unsaved, View: f.snapshot()}, nil
	case kernel.OpCheck:
		return f.check(r), nil
	case kernel.OpCopy:
		return kernel.Response{Text: "copied as " + r.Kind}, nil
	case kernel.OpInterrupt:
		return kernel.Response{}, nil
	case kernel.OpQuit:
		return kernel.Response{Err: f.unsaved}, nil
	case kernel.OpAdd:
		f.cells(r)
		return kernel.Response{View: f.snapshot(), Text: fmt.Sprint("c", f.next)}, nil
	case kernel.OpCommand:
		if what, watch := strings.CutPrefix(r.Text, "watch "); watch {
			f.view.Kept.Watches = append(f.view.Kept.Watches, what)
			return kernel.Response{View: f.snapshot(), Figure: f.figure(kernel.Pane{Name: watchList})}, nil
		}
	default:
		f.cells(r)
	}
	f.computed = max(f.computed, f.at)
	return kernel.Response{View: f.snapshot()}, nil
}

func (f *fake) check(r kernel.Request) kernel.Response {
	if i := strings.Index(r.Text, "pag\""); i >= 0 {
		line := strings.Count(r.Text[:i], "\n")
		col := i - strings.LastIndexByte(r.Text[:i], '\n')
		return kernel.Response{Err: &kernel.Failure{Message: "no column \"pag\" in counts; columns: w, page, n.", Hint: "Did you mean page?", Cell: r.Cell, Line: line + 1, Col: col, Len: 3}}
	}
	return kernel.Response{}
}

// cells does the requests that change the notebook.
func (f *fake) cells(r kernel.Request) {
	list := f.view.Cells
	at := -1
	for i := range list {
		if list[i].ID == r.Cell {
			at = i
		}
	}
	switch {
	case r.Op == kernel.OpAdd:
		f.next++
		c := kernel.CellView{ID: fmt.Sprint("c", f.next), Kind: r.Kind, Source: r.Text}
		list = append(list[:r.Index:r.Index], append([]kernel.CellView{c}, list[r.Index:]...)...)
	case at < 0:
	case r.Op == kernel.OpEdit:
		list[at].Source = r.Text
		list[at].State = "stale"
		list[at].Reason = "it was edited"
	case r.Op == kernel.OpRun:
		list[at].State, list[at].Millis, list[at].Reason = "ok", 12, ""
	case r.Op == kernel.OpFold:
		list[at].Folded = !list[at].Folded
	case r.Op == kernel.OpDelete:
		list = append(list[:at:at], list[at+1:]...)
	case r.Op == kernel.OpType:
		list[at].Kind = r.Kind
	case r.Op == kernel.OpMove:
		c := list[at]
		list = append(list[:at:at], list[at+1:]...)
		list = append(list[:r.Index:r.Index], append([]kernel.CellView{c}, list[r.Index:]...)...)
	}
	for i := range list {
		list[i].Number = i + 1
	}
	f.view.Cells = list
}

func fakeItems(r kernel.Request) []kernel.Completion {
	from := r.Index
	for from > 0 && isWord(rune(r.Text[from-1])) {
		from--
	}
	var out []kernel.Completion
	for _, w := range []string{"page", "page_count", "pages", "user", "ts"} {
		if strings.HasPrefix(w, r.Text[from:r.Index]) {
			out = append(out, kernel.Completion{Text: w, Label: w, Kind: "column", Detail: "string", From: from})
		}
	}
	return out
}
