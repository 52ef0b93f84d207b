package sessions

import (
	"context"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Limits end a capture. A zero field does not.
type Limits struct {
	Rows  int64
	Bytes int64 // of the recording
	Time  time.Duration
}

// Capturing is what [Capture] needs besides the source.
type Capturing struct {
	Limits  Limits
	Privacy Privacy
	// Every is how often the source is asked, and so the length of a recorded batch; 0 means
	// 250 ms.
	Every time.Duration
	Now   func() time.Time
	// Wait, which may be nil, sleeps until the time is over, the source has more (changed), or the
	// context ends.
	Wait func(ctx context.Context, d time.Duration, changed <-chan struct{})
	// Progress is told after every batch; it may be nil.
	Progress func(batches int, rows, bytes int64)
}

// Captured is what a capture brought.
type Captured struct {
	Batches     int
	Rows, Bytes int64
	// Why it ended: "rows", "bytes", "time", "interrupted", "end of the stream".
	Why string
}

// Capture records a source into a new file until a limit is reached, the source ends or the context
// does. What was recorded stays whatever happens; every batch is one write.
func Capture(ctx context.Context, src source.Source, path string, h Header, c Capturing) (Captured, error) {
	f, err := newFilter(c.Privacy, src.Schema())
	if err != nil {
		return Captured{}, err
	}
	began := c.Now()
	h.Schema, h.Started = f.schema, began.UnixMicro()
	w, err := CreateRecording(path, h)
	if err != nil {
		return Captured{}, err
	}
	out, err := c.run(ctx, src, w, f, began)
	out.Batches, out.Bytes = w.Batches(), w.Size()
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	return out, err
}

func (c *Capturing) run(ctx context.Context, src source.Source, w *RecordingWriter, f *filter, began time.Time) (Captured, error) {
	var out Captured
	var at source.Offset
	every := c.Every
	if every <= 0 {
		every = 250 * time.Millisecond
	}
	for {
		if out.Why = c.over(ctx, out.Rows, w.Size(), began); out.Why != "" {
			return out, nil
		}
		limit := source.Limit{}
		if c.Limits.Rows > 0 {
			limit.Rows = c.Limits.Rows - out.Rows
		}
		end, err := src.Latest(ctx, at, limit)
		if err != nil {
			return out, err
		}
		if end == at {
			if ended(src) {
				out.Why = "end of the stream"
				return out, nil
			}
			c.wait(ctx, src, every)
			continue
		}
		rows, err := src.Read(ctx, at, end)
		if err != nil {
			return out, err
		}
		kept := f.apply(rows)
		if n := c.Limits.Rows - out.Rows; c.Limits.Rows > 0 && int64(kept.N) > n {
			kept = kept.Slice(0, int(n))
		}
		if err := w.Append(kept, c.timeOf(src, at)); err != nil {
			return out, err
		}
		if err := src.Commit(end); err != nil {
			return out, err
		}
		at = end
		out.Rows += int64(kept.N)
		if c.Progress != nil {
			c.Progress(w.Batches(), out.Rows, w.Size())
		}
		if _, replayed := src.(source.Finite); !replayed {
			c.wait(ctx, src, every)
		}
	}
}

func (c *Capturing) over(ctx context.Context, rows, bytes int64, began time.Time) string {
	switch l := c.Limits; {
	case ctx.Err() != nil:
		return "interrupted"
	case l.Rows > 0 && rows >= l.Rows:
		return "rows"
	case l.Bytes > 0 && bytes >= l.Bytes:
		return "bytes"
	case l.Time > 0 && c.Now().Sub(began) >= l.Time:
		return "time"
	}
	return ""
}

// timeOf is the timestamp of a batch: the recorded one when a recording is captured.
func (c *Capturing) timeOf(src source.Source, at source.Offset) int64 {
	if r, ok := src.(interface{ TimeAfter(source.Offset) int64 }); ok {
		return r.TimeAfter(at)
	}
	return c.Now().UnixMicro()
}

func (c *Capturing) wait(ctx context.Context, src source.Source, d time.Duration) {
	if c.Wait == nil || ended(src) {
		return
	}
	var changed <-chan struct{}
	if n, ok := src.(source.Notifier); ok {
		changed = n.Changed()
	}
	c.Wait(ctx, d, changed)
}

// ended tells that a source will never give more.
func ended(src source.Source) bool {
	if _, ok := src.(source.Finite); ok {
		return true
	}
	e, ok := src.(interface{ Ended() bool })
	return ok && e.Ended()
}
