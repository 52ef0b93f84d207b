package kernel

import (
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/repl/present"
)

// BatchEvent tells a face without a screen about a batch that just ran. LateRows is valid
// during the call only.
type BatchEvent struct {
	Query string
	// Shown says that the rows are for showing: the sink puts them nowhere else but, when
	// Console is set, on the output.
	Shown, Console          bool
	ID, In, Late, Out, Keys int64
	Corrupt                 int64  // records that did not parse so far
	Watermark               string // ISO, "" while there is none
	Millis                  float64
	Fired                   bool
	Fingerprint             uint64
	Rows                    Rowset // the output
	LateRows                func() []LateRow
}

// LateRow is one row that the batch dropped as late.
type LateRow struct {
	Row, At, Watermark, LateBy, Needs string
}

// announce calls Options.Batch.
func (k *Kernel) announce(t *track, n int, step *engine.Step) {
	if k.o.Batch == nil {
		return
	}
	i := t.infos.at(n)
	e := BatchEvent{Query: t.name, ID: i.Batch, In: i.In, Late: i.Late, Out: i.Out, Keys: i.Keys, Millis: float64(i.Nanos) / 1e6,
		Fired: strings.Contains(i.Flags, "W"), Fingerprint: step.Fingerprint, Corrupt: corrupt(step)}
	if t.q.Sink != nil {
		what := strings.ToLower(t.q.Sink.Describe())
		e.Console = strings.Contains(what, "console")
		e.Shown = e.Console || t.q.Sink == nowhere{} || strings.Contains(what, "memory")
	}
	if step.Watermark > 0 {
		e.Watermark = isoTime(step.Watermark)
	}
	e.Rows = Rowset{step.Output, k.exprContext()}
	e.LateRows = func() []LateRow { return k.lateRows(t, n) }
	k.o.Batch(e)
}

func isoTime(us int64) string { return time.UnixMicro(us).UTC().Format("2006-01-02T15:04:05.000Z") }

func (k *Kernel) lateRows(t *track, n int) []LateRow {
	var out []LateRow
	clock := present.Clock{Zone: k.zone()}
	for _, r := range t.late.Rows(n + 1) {
		if r.Index == n {
			out = append(out, LateRow{Row: r.Text, At: clock.Text(r.At), Watermark: clock.Mark(r.Watermark), LateBy: present.Duration(r.LateBy()), Needs: present.Duration(r.Needs())})
		}
	}
	return out
}
