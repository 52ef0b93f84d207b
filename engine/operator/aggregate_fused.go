package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// Absorber is a node that can do the work of a child in its own step, without the child's
// output. Its task is Fused then, and its input is that of the child.
type Absorber interface {
	// Absorbs tells whether the child's work on this input can be taken over.
	Absorbs(t *Task, child Node, in *data.Batch) bool
}

// fuseRows is from how many rows on the window column is not made: of fewer, people who step look at
// each.
const fuseRows = 1 << 9

// mostSlides is how many windows may hold a row for them to be found here.
const mostSlides = 16

// Absorbs implements [Absorber]: windows that only the grouping uses need not become a column when
// there are many rows, nor their rows as many as windows hold them.
func (r *Aggregate) Absorbs(t *Task, child Node, in *data.Batch) bool {
	w, ok := child.(*TimeWindow)
	if !ok || r.Session >= 0 || w.Size%w.Slide != 0 || w.Size > mostSlides*w.Slide || in.N < fuseRows {
		return false
	}
	ref, ok := w.Time.(*expr.Ref)
	if !ok {
		return false
	}
	times, ok := in.Cols[ref.Index].(*data.Longs)
	if !ok || times.Nulls.CountNull(in.N) > 0 {
		return false
	}
	if w.Size != w.Slide && w.spec().Last(slices.Min(times.Values))+w.Slide <= t.Late {
		return false // what is late is listed by the rows that windows make
	}
	s, last := r.shape(), w.Out.Len()-1
	if s.window < 0 || !refersTo(r.Keys[s.window], last) {
		return false
	}
	uses := 0
	for _, e := range r.inputs() {
		expr.Walk(e, func(x expr.Expr) bool {
			if refersTo(x, last) {
				uses++
			}
			return true
		})
	}
	return uses == 1
}

func refersTo(e expr.Expr, col int) bool {
	ref, ok := e.(*expr.Ref)
	return ok && ref.Index == col
}

// inputs lists the expressions over the input.
func (r *Aggregate) inputs() []expr.Expr {
	out := append([]expr.Expr{}, r.Keys...)
	for _, a := range r.Aggs {
		out = append(out, a.Children()...)
	}
	return out
}

// fusedRun is a step that finds windows and groups together.
type fusedRun struct {
	r     *Aggregate
	g     *groups
	t     *Task
	in    *data.Batch
	spec  window.Spec
	each  int // how many windows hold a row
	times []int64
	zones []data.Zone[int64] // of times, nil where nobody looked
	rows  []int32            // group of each row behind done in each of its windows, -1 for late ones
	done  int                // the aggregates have the rows before
	part  []int32            // scratch of slides
	// others are the keys beside the window, and ids the numbers of those of the block at hand once known.
	others []data.Column
	ids    []int32
	known  bool
	ints   *state.WindowInts
	tally  tallier // nil where the aggregates need more
	stops  int     // how often it did not take all
	late   map[[2]int64]struct{}
}

// stepFused is Step over the input of the child window. Blocks of rows stay in the cache from
// key to group.
func (r *Aggregate) stepFused(t *Task, in *data.Batch) (*data.Batch, error) {
	w := r.Child.(*TimeWindow)
	g := r.open(t)
	f := &fusedRun{r: r, g: g, t: t, in: in, spec: w.spec(), each: int(w.Size / w.Slide)}
	times := in.Cols[w.Time.(*expr.Ref).Index].(*data.Longs)
	f.times, f.zones = times.Values, times.Zones()
	f.others = make([]data.Column, len(g.others))
	for i, k := range g.others {
		c, err := expr.Eval(t.Expr, r.Keys[k], in)
		if err != nil {
			return nil, err
		}
		f.others[i] = c
	}
	if g.keys.kind == keyInt {
		f.ints = state.NewWindowInts(g.table, g.keyed)
		if f.each == 1 && f.plainKeys() != nil && in.N >= f.ints.Enough() {
			f.tally = f.tallier()
		}
	}
	if f.tally == nil {
		f.rows = make([]int32, 0, in.N*f.each)
	}
	t.Record.Groups = &RowGroups{}
	if err := f.find(); err != nil {
		return nil, err
	}
	t.Record.DroppedLate += int64(len(f.late))
	return r.emit(t, g)
}

// find finds the groups of rows, block by block.
func (f *fusedRun) find() error {
	block := 1 << 13
	if f.plainKeys() != nil {
		block = len(f.times)
	}
	for from := 0; from < len(f.times); from += block {
		to := min(from+block, len(f.times))
		f.known = false
		if f.each > 1 {
			f.slides(from, to)
		} else if err := f.windows(from, to); err != nil {
			return err
		}
	}
	return f.settle(len(f.times))
}

// room is where the groups of the rows from i to j are written, next to those before.
func (f *fusedRun) room(i, j int) []int32 {
	f.rows = slices.Grow(f.rows, (j-i)*f.each)[:(j-f.done)*f.each]
	return f.rows[(i-f.done)*f.each:]
}

// settle gives the aggregates the rows up to one, whose groups were found.
func (f *fusedRun) settle(to int) error {
	if to == f.done {
		return nil
	}
	in := f.in
	if to-f.done < in.N {
		in = in.Slice(f.done, to)
	}
	keep, rows := f.kept()
	f.t.Record.Groups.add(f.rows)
	f.done, f.rows = to, nil
	return f.r.update(f.t, &f.g.table.Vec, rows, in, keep, nil)
}

// numbers gives the key numbers of a block.
func (f *fusedRun) numbers(from, to int) []int32 {
	if !f.known {
		part := make([]data.Column, len(f.others))
		for i, c := range f.others {
			part[i] = data.Slice(c, from, to)
		}
		f.ids = slices.Grow(f.ids[:0], to-from)[:to-from]
		f.g.keys.intern(f.g.keyed, part, f.ids)
		f.known = true
	}
	return f.ids
}

// slides is windows where several hold a row: those of a run of rows, one window after the other.
func (f *fusedRun) slides(from, to int) {
	ids := f.numbers(from, to)
	times := f.times[:to]
	room := f.room(from, to)
	for i := from; i < to; {
		last := f.spec.Last(times[i])
		j := i + within(times[i:], last, f.spec.Slide)
		f.part = slices.Grow(f.part[:0], j-i)[:j-i]
		for k := range f.each {
			begin := last - int64(f.each-1-k)*f.spec.Slide
			f.g.table.InternWindow(begin, begin+f.spec.Size, ids[i-from:j-from], f.part)
			for n, row := range f.part {
				room[(i-from+n)*f.each+k] = row
			}
		}
		i = j
	}
}

// windows finds the groups of a block, a run of rows in one window at a time.
func (f *fusedRun) windows(from, to int) error {
	keys := f.plainKeys()
	judge := f.g.time >= 0 && f.t.Late != NoWatermark && f.t.Mode != Complete && f.t.Streaming
	for i := from; i < to; {
		begin := f.spec.Last(f.times[i])
		end, j := begin+f.spec.Size, f.run(i, to, begin)
		switch {
		case judge && end <= f.t.Late:
			f.drop(i, j, begin, f.numbers(from, to)[i-from:])
		case keys != nil && !f.known:
			if err := f.plain(begin, end, keys, i, j); err != nil {
				return err
			}
		default:
			f.g.table.InternWindow(begin, end, f.numbers(from, to)[i-from:j-from], f.room(i, j))
		}
		i = j
	}
	return nil
}

// mostStops is how often rows may be found that cannot be tallied until the others of the batch are not either.
const mostStops = 8

// plain finds the groups of the rows from i to j, which are of one window, by plain keys.
func (f *fusedRun) plain(begin, end int64, keys []int64, i, j int) error {
	for f.tally != nil && j-i >= f.ints.Enough() {
		if err := f.settle(i); err != nil {
			return err
		}
		n := f.tally.take(f, begin, end, keys, i, j)
		if i += n; i < j {
			if f.stops++; f.stops == mostStops {
				f.tally = nil
			}
			n = min(j-i, f.ints.Enough())
			f.ints.Intern(begin, end, keys[i:i+n], f.room(i, i+n))
			i += n
		}
	}
	if i < j {
		f.ints.Intern(begin, end, keys[i:j], f.room(i, j))
	}
	return nil
}

// run is the first row behind i whose time is not in the window that begins at begin. Where the zone of a row says so,
// nobody looks at its time.
func (f *fusedRun) run(i, to int, begin int64) int {
	for i < to {
		n := i / data.ZoneRows
		end := min(to, (n+1)*data.ZoneRows)
		if f.zones == nil || f.zones[n].Least < begin || f.zones[n].Most >= begin+f.spec.Size {
			if k := within(f.times[i:end], begin, f.spec.Size); i+k < end {
				return i + k
			}
		}
		i = end
	}
	return to
}

// plainKeys are the keys beside the window where they are one column of 64-bit numbers without nulls.
func (f *fusedRun) plainKeys() []int64 {
	if f.g.keys.kind != keyInt {
		return nil
	}
	c, ok := f.others[0].(*data.Longs)
	if !ok || c.Nulls != nil {
		return nil
	}
	return c.Values
}

// within is how many of the first times lie in the window of a size from begin on.
func within(times []int64, begin, size int64) int {
	for n, v := range times {
		if uint64(v-begin) >= uint64(size) {
			return n
		}
	}
	return len(times)
}

// drop records late rows and counts their groups.
func (f *fusedRun) drop(i, j int, begin int64, ids []int32) {
	if f.late == nil {
		f.late = map[[2]int64]struct{}{}
	}
	room := f.room(i, j)
	for k := i; k < j; k++ {
		room[k-i] = -1
		f.late[[2]int64{begin, int64(ids[k-i])}] = struct{}{}
		f.t.Record.drop(Drop{Row: int32(k), Reason: DropLate, At: begin + f.spec.Size, Watermark: f.t.Late})
	}
}

// kept lists the rows behind done that are not late, nil for all, and their groups: a row as often as
// windows hold it.
func (f *fusedRun) kept() (keep, rows []int32) {
	if f.each > 1 {
		keep = make([]int32, len(f.rows))
		for i := range keep {
			keep[i] = int32(i / f.each)
		}
		return keep, f.rows
	}
	if f.late == nil {
		return nil, f.rows
	}
	keep, rows = []int32{}, []int32{}
	for i, g := range f.rows {
		if g >= 0 {
			keep, rows = append(keep, int32(i)), append(rows, g)
		}
	}
	return keep, rows
}
