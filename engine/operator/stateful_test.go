package operator

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// words is a schema of a time, a word and a number.
var words = data.NewSchema(
	data.Field{Name: "ts", Type: data.Timestamp, Nullable: true, EventTime: true, DelayMs: 0},
	data.Field{Name: "word", Type: data.String, Nullable: true},
	data.Field{Name: "n", Type: data.Long, Nullable: true})

var wordKey = []expr.Expr{&expr.Ref{Index: 1, Name: "word", Typ: data.String, Null: true}}

var textOut = data.NewSchema(data.Field{Name: "v", Type: data.String, Nullable: true})

// steps runs a node over batches, one after the other.
type steps struct {
	t    *testing.T
	node Stateful
	st   state.Versioned
	n    int64
}

func newSteps(t *testing.T, n Stateful) *steps {
	return &steps{t: t, node: n, st: n.NewState(state.Budget{})}
}

// at runs a batch at a time and watermark, both in milliseconds, and gives the output as text.
func (s *steps) at(now, late, evict int64, rows ...[]any) (string, *Record) {
	s.t.Helper()
	task := &Task{Batch: s.n, Time: now * 1000, Late: late * 1000, Evict: evict * 1000, State: s.st, Streaming: true,
		Expr: &expr.Context{Ansi: true}, Record: &Record{}}
	out, err := s.node.Step(task, []*data.Batch{data.FromRows(words, rows)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.st.Commit()
	s.n++
	var list []string
	for i := range out.N {
		list = append(list, fmt.Sprint(data.ValueAt(out.Cols[0], i)))
	}
	return strings.Join(list, " "), task.Record
}

func row(ms int64, word string, n int64) []any { return []any{ms * 1000, word, n} }

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// counts is a flatMapGroupsWithState that counts rows, times out and removes.
func counts(timeout Timeout) *GroupState {
	return &GroupState{Keys: wordKey, Flat: true, Timeout: timeout, Out: textOut, Child: &Local{Rows: data.Empty(words)},
		Func: func(c *GroupCall) ([][]any, error) {
			if c.HasTimedOut {
				v, _ := c.Get()
				c.Remove()
				return [][]any{{fmt.Sprint(c.Key[0], "-gone-", v)}}, nil
			}
			n := int64(0)
			if v, err := c.Get(); err == nil {
				n = v.(int64)
			}
			n += int64(c.Rows.N)
			if err := c.Update(n); err != nil {
				return nil, err
			}
			var err error
			switch timeout {
			case ProcessingTimeTimeout:
				err = c.SetTimeoutDuration(1000)
			case EventTimeTimeout:
				w, _ := c.CurrentWatermarkMs()
				err = c.SetTimeoutTimestamp(w + 5000)
			}
			return [][]any{{fmt.Sprint(c.Key[0], "=", n)}}, err
		}}
}

func TestGroupStateInProcessingTime(t *testing.T) {
	s := newSteps(t, counts(ProcessingTimeTimeout))
	out, rec := s.at(10_000, 0, 0, row(1, "a", 1), row(2, "b", 1), row(3, "a", 1))
	want(t, "first", out, "a=2 b=1")
	if rec.Updated != 2 || rec.Removed != 0 {
		t.Errorf("updated %d removed %d", rec.Updated, rec.Removed)
	}
	out, _ = s.at(11_000, 0, 0, row(4, "a", 1))
	want(t, "a timeout does not fire at its own time", out, "a=3")
	out, rec = s.at(11_001, 0, 0)
	want(t, "b has timed out", out, "b-gone-1")
	if rec.Removed != 1 {
		t.Errorf("removed %d", rec.Removed)
	}
	if err := s.st.SeekTo(1); err != nil {
		t.Fatal(err)
	}
	s.n = 1
	out, _ = s.at(11_001, 0, 0)
	want(t, "after stepping back both time out", out, "a-gone-2 b-gone-1")
}

func TestGroupStateInEventTime(t *testing.T) {
	s := newSteps(t, counts(EventTimeTimeout))
	out, _ := s.at(0, 0, 1000, row(2000, "a", 1))
	want(t, "first", out, "a=1")
	out, rec := s.at(0, 1000, 6001, row(900, "a", 1), row(1001, "b", 1))
	want(t, "late rows go, timeouts fire below the watermark", out, "b=1 a-gone-1")
	if rec.DroppedLate != 1 {
		t.Errorf("dropped %d", rec.DroppedLate)
	}
}

func TestGroupStateRefusals(t *testing.T) {
	c := &GroupCall{t: &Task{Evict: 5_000_000}, timeout: EventTimeTimeout}
	for what, err := range map[string]error{
		"'null' is not a valid state value":                                                     c.Update(nil),
		"Timeout timestamp must be positive":                                                    c.SetTimeoutTimestamp(0),
		"Timeout timestamp (4999) cannot be earlier than the current watermark (5000)":          c.SetTimeoutTimestamp(4999),
		"Cannot set timeout duration without enabling processing time timeout in [map|flatMap]": c.SetTimeoutDuration(1),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), what) {
			t.Errorf("got %v, want %s", err, what)
		}
	}
	if _, err := c.Get(); err == nil {
		t.Error("a state that does not exist was given")
	}
}

// store is a processor with a variable of each kind, timers and a time to live.
func store(mode TimeMode) *TransformWithState {
	return &TransformWithState{Keys: wordKey, Mode: mode, Out: textOut, Child: &Local{Rows: data.Empty(words)},
		Vars: []StateVar{{Name: "sum", Kind: ValueVar}, {Name: "all", Kind: ListVar}, {Name: "by", Kind: MapVar, TTL: ttlOf(mode)}},
		Rows: func(p *Processor, rows *data.Batch) ([][]any, error) {
			n := rows.Cols[2].(*data.Longs)
			sum := int64(0)
			if v, ok := p.Value("sum"); ok {
				sum = v.(int64)
			}
			for _, v := range n.Values {
				sum += v
				if err := p.AppendList("all", v); err != nil {
					return nil, err
				}
				if err := p.SetMapValue("by", v, fmt.Sprint("v", v)); err != nil {
					return nil, err
				}
			}
			if mode != TimeModeNone {
				p.RegisterTimer(p.ProcessingTimeMs() + p.WatermarkMs() + 1000)
			}
			if err := p.SetValue("sum", sum); err != nil {
				return nil, err
			}
			return [][]any{{fmt.Sprint(p.Key[0], ":", sum, p.List("all"), p.Map("by"), p.ListTimers())}}, nil
		},
		Timer: func(p *Processor, ms int64) ([][]any, error) {
			p.Clear("sum")
			return [][]any{{fmt.Sprint(p.Key[0], "@", ms)}}, nil
		}}
}

func ttlOf(mode TimeMode) int64 {
	if mode == TimeModeProcessingTime {
		return 500_000
	}
	return 0
}

func TestTransformWithState(t *testing.T) {
	s := newSteps(t, store(TimeModeProcessingTime))
	out, _ := s.at(1000, 0, 0, row(1, "a", 3), row(1, "b", 1), row(1, "a", 4))
	want(t, "first", out, "a:7 [3 4] [{3 v3} {4 v4}] [2000] b:1 [1] [{1 v1}] [2000]")
	out, _ = s.at(1500, 0, 0, row(1, "a", 5))
	want(t, "map entries are past their time", out, "a:12 [3 4 5] [{5 v5}] [2000 2500]")
	out, _ = s.at(2000, 0, 0)
	want(t, "timers fire when their time is reached", out, "a@2000 b@2000")
	views, err := s.node.(Inspector).View(&Task{State: s.st, Time: 2_000_000, Expr: &expr.Context{}}, 0, -1)
	if err != nil || len(views) != 4 {
		t.Fatalf("%d views, %v", len(views), err)
	}
	if got := fmt.Sprint(views[0].Rows.N, views[1].Rows.N, views[2].Rows.N, views[3].Rows.N); got != "0 4 0 1" {
		t.Errorf("sum, all, by and timers have %s rows", got)
	}
	if err := s.st.SeekTo(1); err != nil {
		t.Fatal(err)
	}
	s.n = 1
	out, _ = s.at(1200, 0, 0, row(1, "a", 1))
	want(t, "after stepping back", out, "a:8 [3 4 1] [{3 v3} {4 v4} {1 v1}] [2000 2200]")
}

func TestTransformWithStateInEventTime(t *testing.T) {
	s := newSteps(t, store(TimeModeEventTime))
	out, _ := s.at(0, 0, 500, row(600, "a", 1))
	want(t, "first", out, "a:1 [1] [{1 v1}] [1500]")
	out, rec := s.at(0, 500, 1500, row(400, "a", 1))
	want(t, "the late row goes, the timer fires", out, "a@1500")
	if rec.DroppedLate != 1 {
		t.Errorf("dropped %d", rec.DroppedLate)
	}
}

func TestTransformWithStateRefusals(t *testing.T) {
	n := store(TimeModeNone)
	n.Rows = func(p *Processor, _ *data.Batch) ([][]any, error) {
		for _, err := range []error{p.SetValue("sum", nil), p.SetList("all", nil), p.AppendList("all"), p.ReachTimers("register_timer")} {
			if err == nil {
				t.Error("a null, an empty list or a timer without a clock was taken")
			}
		}
		p.RemoveMapKey("by", int64(1))
		_, there := p.MapValue("by", int64(1))
		return [][]any{{fmt.Sprint(there)}}, nil
	}
	out, _ := newSteps(t, n).at(0, 0, 0, row(1, "a", 1))
	want(t, "an absent key", out, "false")
}
