package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// diary is a checkpoint and a sink that writes before a batch counts: it notes what happens in which order.
type diary struct {
	mu       sync.Mutex
	lines    []string
	rows     map[int64]string // of the batches that count
	staged   map[int64]string
	foreseen map[int64]engine.OffsetRecord
	early    error // what naming foreseen offsets failed with
	offsets  []engine.OffsetRecord
	commits  int
	taken    engine.CommitRecord
	// full names a line that fails once; batches before hold wait until the next is staged.
	full string
	hold int64
}

func newDiary() *diary {
	return &diary{rows: map[int64]string{}, staged: map[int64]string{}, foreseen: map[int64]engine.OffsetRecord{}}
}

func (d *diary) note(format string, args ...any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	line := fmt.Sprintf(format, args...)
	if line == d.full {
		d.full = ""
		d.lines = append(d.lines, line+" fails")
		return errFull
	}
	d.lines = append(d.lines, line)
	return nil
}

func (d *diary) Foresee(o engine.OffsetRecord) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.foreseen[o.Batch] = o
}

func (d *diary) Begin(o engine.OffsetRecord) error {
	d.mu.Lock()
	named := len(d.offsets) > int(o.Batch) && d.foreseen[o.Batch].TimeMs == o.TimeMs
	err := d.early
	d.early = nil
	delete(d.foreseen, o.Batch)
	d.mu.Unlock()
	if named || err != nil {
		return err
	}
	return d.begin(o)
}

func (d *diary) begin(o engine.OffsetRecord) error {
	if int(o.Batch) != len(d.offsets) || len(d.offsets) > d.commits {
		return fmt.Errorf("offsets %d come behind %d offsets and %d commits", o.Batch, len(d.offsets), d.commits)
	}
	err := d.note("offsets %d", o.Batch)
	if err == nil {
		d.offsets = append(d.offsets, o)
	}
	return err
}

func (d *diary) Take(c engine.CommitRecord, _ []state.Versioned) error {
	d.taken = c
	return d.note("take %d", c.Batch)
}

func (d *diary) Prepare() error { return d.note("prepare %d", d.taken.Batch) }

func (d *diary) Commit() error {
	if _, counts := d.rows[d.taken.Batch]; !counts {
		return errors.New("a commit without output")
	}
	if err := d.note("commit %d", d.taken.Batch); err != nil {
		return err
	}
	d.commits++
	d.mu.Lock()
	next, ok := d.foreseen[d.taken.Batch+1]
	d.mu.Unlock()
	if ok {
		d.early = d.begin(next)
	}
	return nil
}

func (d *diary) Last() (*engine.OffsetRecord, *engine.CommitRecord, error) { return nil, nil, nil }
func (d *diary) Offsets(n int64) (*engine.OffsetRecord, error)             { return &d.offsets[n], nil }
func (d *diary) Restore(int64, []state.Versioned) error                    { return nil }
func (d *diary) ID() string                                                { return "id" }
func (d *diary) Describe() string                                          { return "Diary" }
func (d *diary) Close() error                                              { return nil }

func (d *diary) Write(ctx context.Context, batch int64, mode source.Mode, out *data.Batch) error {
	s, err := d.Stage(ctx, batch, mode, out)
	return errors.Join(err, s.Publish())
}

func (d *diary) Stage(_ context.Context, batch int64, _ source.Mode, out *data.Batch) (source.Staged, error) {
	err := d.note("stage %d", batch)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.staged[batch] = textOf(out)
	return stagedPage{d, batch}, err
}

type stagedPage struct {
	d     *diary
	batch int64
}

func (p stagedPage) Publish() error {
	for i := 0; p.batch < p.d.hold && i < 2000; i++ {
		p.d.mu.Lock()
		_, next := p.d.staged[p.batch+1]
		p.d.mu.Unlock()
		if next {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if int(p.batch) >= len(p.d.offsets) || int(p.batch) > p.d.commits {
		return errors.New("a batch counts before its turn")
	}
	if err := p.d.note("publish %d", p.batch); err != nil {
		return err
	}
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	p.d.rows[p.batch] = p.d.staged[p.batch]
	return nil
}

func (p stagedPage) Discard() { _ = p.d.note("discard %d", p.batch) }

func textOf(b *data.Batch) string {
	var out strings.Builder
	for i := range b.N {
		for _, c := range b.Cols {
			fmt.Fprint(&out, data.ValueAt(c, i), " ")
		}
		out.WriteString("; ")
	}
	return out.String()
}

// aheadRunner counts numbers over the batches given; the last column divides by n, which fails for 0.
func aheadRunner(t *testing.T, d *diary, batches ...string) *engine.Runner {
	w := newWorld()
	in := w.stream("s", "n INT")
	for _, b := range batches {
		in.batches = append(in.batches, rowsOf(in.schema, b))
	}
	q := must(w.query("SELECT n, count(*) AS c, sum(6 / n) AS d FROM s GROUP BY n", operator.Update))(t)
	q.Sink, q.Checkpoint, q.Trigger = d, d, engine.Trigger{Kind: engine.AvailableNow}
	q.Budget.History, q.Budget.Rows = 2, 1
	env, mu := newEnv(), sync.Mutex{}
	now := env.Now
	env.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now()
	}
	r := must(engine.NewRunner(q, env))(t)
	r.Ahead = true
	return r
}

// finish runs to the end and gives the rows of each batch as Next returned them, and what counted in the sink.
func finish(t *testing.T, r *engine.Runner, d *diary) string {
	t.Helper()
	for {
		step, err := r.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if step == nil {
			break
		}
		n := step.Tick.Batch
		if d.commits != int(n)+1 || d.rows[n] != textOf(step.Output) {
			t.Errorf("batch %d is returned behind %d commits with %q, the sink has %q", n, d.commits, textOf(step.Output), d.rows[n])
		}
	}
	if !r.Done() {
		t.Error("the query has not ended")
	}
	return fmt.Sprint(d.rows)
}

var aheadBatches = []string{"1\n2\n", "2\n3\n", "1\n1\n", "3\n", "2\n1\n"}

// unbroken is what a run without anything ahead gives.
func unbroken(t *testing.T) string {
	d := newDiary()
	r := aheadRunner(t, d, aheadBatches...)
	r.Ahead = false
	for {
		f := must(r.Next(context.Background()))(t)
		if f == nil {
			return fmt.Sprint(d.rows)
		}
	}
}

// TestAhead holds each batch until the next is computed and staged: they count in their order all the same.
func TestAhead(t *testing.T) {
	want := unbroken(t)
	d := newDiary()
	d.hold = int64(len(aheadBatches)) - 1
	if got := finish(t, aheadRunner(t, d, aheadBatches...), d); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	at := map[string]int{}
	for i, line := range d.lines {
		at[line] = i
	}
	for n := range len(aheadBatches) - 1 {
		order := []string{fmt.Sprintf("offsets %d", n), fmt.Sprintf("stage %d", n+1), fmt.Sprintf("publish %d", n), fmt.Sprintf("commit %d", n),
			fmt.Sprintf("offsets %d", n+1), fmt.Sprintf("publish %d", n+1)}
		for i := range order[1:] {
			if at[order[i]] >= at[order[i+1]] {
				t.Errorf("%s comes before %s in %v", order[i+1], order[i], d.lines)
			}
		}
	}
}

// TestAheadFails fails a batch at each place while the next one is computed: Next says so for the batch itself,
// nothing behind it counts, and going on gives what an unbroken run gives.
func TestAheadFails(t *testing.T) {
	want := unbroken(t)
	for _, full := range []string{"offsets 0", "stage 2", "publish 2", "take 2", "prepare 2", "commit 2", "offsets 3", "stage 0", "stage 4", "commit 4"} {
		d := newDiary()
		d.full = full
		r := aheadRunner(t, d, aheadBatches...)
		var failed error
		for failed == nil {
			step, err := r.Next(context.Background())
			if failed = err; step == nil && err == nil {
				break
			}
		}
		done := d.commits
		if !errors.Is(failed, errFull) || r.Timeline().At() != done {
			t.Errorf("%s: %v at %d steps and %d commits", full, failed, r.Timeline().At(), done)
		}
		if r.Settle(); len(d.offsets) > done+1 {
			t.Errorf("%s: %d offsets, %d commits", full, len(d.offsets), done)
		}
		if got := finish(t, r, d); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s\n%v", full, got, want, d.lines)
		}
	}
}

// TestAheadComputeFails divides by zero in a batch that is computed ahead: the batch before is returned, then the error.
func TestAheadComputeFails(t *testing.T) {
	d := newDiary()
	r := aheadRunner(t, d, "1\n", "2\n", "0\n", "3\n")
	ctx := context.Background()
	for n := range int64(2) {
		if step := must(r.Next(ctx))(t); step.Tick.Batch != n || r.Timeline().At() != int(n)+1 {
			t.Fatalf("batch %d at %d", step.Tick.Batch, r.Timeline().At())
		}
	}
	for range 2 {
		if _, err := r.Next(ctx); err == nil || !strings.Contains(err.Error(), "DIVIDE_BY_ZERO") {
			t.Fatal(err)
		}
	}
	if d.commits != 2 || len(d.offsets) != 3 || r.Timeline().At() != 2 {
		t.Errorf("%d commits, %d offsets, %d steps: %v", d.commits, len(d.offsets), r.Timeline().At(), d.lines)
	}
}

// TestAheadSettles looks at the state between batches, and ends a run by its context.
func TestAheadSettles(t *testing.T) {
	want := unbroken(t)
	d := newDiary()
	r := aheadRunner(t, d, aheadBatches...)
	ctx, cancel := context.WithCancel(context.Background())
	step := must(r.Next(ctx))(t)
	r.Settle()
	tl := r.Timeline()
	if got := tl.Step(0).Output; tl.At() != 1 || got == nil || textOf(got) != textOf(step.Output) {
		t.Errorf("%d steps, %v", tl.At(), got)
	}
	for id := range tl.Nodes() {
		if n := tl.StateRows(engine.NodeID(id)); n != 0 && n != 2 {
			t.Errorf("%d groups in the state", n)
		}
	}
	if detail := must(tl.Detail(context.Background(), 0))(t); len(detail.Records[0].In) != 1 || textOf(detail.Output) != textOf(step.Output) {
		t.Errorf("%v", detail.Records[0])
	}
	cancel()
	if _, err := r.Next(ctx); !errors.Is(err, context.Canceled) || len(d.offsets) != 2 || d.commits != 1 || tl.At() != 1 {
		t.Errorf("%v, %d offsets, %d commits, %d steps", err, len(d.offsets), d.commits, tl.At())
	}
	if got := finish(t, r, d); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
