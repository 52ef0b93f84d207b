package engine

import (
	"slices"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// isoMillis is how Spark writes times in progress.
const isoMillis = "2006-01-02T15:04:05.000Z"

func isoTime(ms int64) string { return time.UnixMilli(ms).UTC().Format(isoMillis) }

// progress makes Spark's StreamingQueryProgress of a committed step. Ids, durations of the log
// and the sink are added by the runner.
func (t *Timeline) progress(s *Step) *Progress {
	p := &Progress{
		Name: t.q.Name, BatchID: s.Tick.Batch, Timestamp: isoTime(window.Millis(s.Tick.Time)),
		DurationMs: map[string]int64{"addBatch": s.Nanos / 1e6, "queryPlanning": 0}, EventTime: t.eventTime(s),
		BatchDuration: s.Nanos / 1e6, Sink: SinkProgress{NumOutputRows: int64(s.Output.N)}, ObservedMetrics: t.observed(s),
	}
	if t.q.Sink != nil {
		p.Sink.Description = t.q.Sink.Describe()
		if _, mute := t.q.Sink.(source.Uncounted); mute {
			p.Sink.NumOutputRows = -1
		}
	}
	perSecond := func(rows int64) float64 {
		if s.Nanos <= 0 {
			return 0
		}
		return float64(rows) * 1e9 / float64(s.Nanos)
	}
	for i, in := range s.Tick.Inputs {
		sp := SourceProgress{StartOffset: string(in.Start), EndOffset: string(in.End), LatestOffset: string(in.End), Metrics: in.Metrics}
		sp.NumInputRows = t.inputRows(s, i)
		if i < len(t.q.Inputs) && t.q.Inputs[i].Source != nil {
			sp.Description = t.q.Inputs[i].Source.Describe()
			if _, quiet := t.q.Inputs[i].Source.(source.Unreported); quiet {
				sp.LatestOffset = ""
			}
		}
		sp.ProcessedRowsPerSecond = perSecond(sp.NumInputRows)
		p.NumInputRows += sp.NumInputRows
		p.Sources = append(p.Sources, sp)
	}
	p.ProcessedRowsPerSecond = perSecond(p.NumInputRows)
	for _, id := range t.tree.preorder {
		if st := t.states[id]; st != nil {
			p.StateOperators = append(p.StateOperators, t.stateProgress(s, id))
		}
	}
	return p
}

// inputRows counts the rows read of an input: Spark counts them each time a plan reads it, and reads
// once what two equal exchanges shuffle.
func (t *Timeline) inputRows(s *Step, input int) int64 {
	n := 0
	for id, node := range t.tree.nodes {
		if src, ok := node.(*operator.Source); ok && src.Streaming && src.Input == input && !t.tree.reused[id] {
			n += s.Records[id].In[0].N
			if t.readTwice(NodeID(id)) {
				n += s.Records[id].In[0].N
			}
		}
	}
	return int64(n)
}

// readTwice tells whether Spark reads a source again to sample what it sorts: with a state between, it has what it
// shuffled.
func (t *Timeline) readTwice(id NodeID) bool {
	if t.tree.sorted[id] == unsorted {
		return false
	}
	for p := t.tree.parents[id]; p >= 0 && t.states[p] == nil; p = t.tree.parents[p] {
		if _, ok := t.tree.nodes[p].(*operator.Sort); ok {
			return true
		}
	}
	return false
}

// hadRows tells whether a source below a node gave rows in a batch.
func (t *Timeline) hadRows(s *Step, id NodeID) bool {
	if src, ok := t.tree.nodes[id].(*operator.Source); ok && src.Streaming && s.Records[id].In[0].N > 0 {
		return true
	}
	return slices.ContainsFunc(t.tree.children[id], func(c NodeID) bool { return t.hadRows(s, c) })
}

func (t *Timeline) stateProgress(s *Step, id NodeID) StateProgress {
	r, m := s.Records[id], t.states[id].Metrics()
	sp := StateProgress{
		OperatorName: t.tree.names[id], NumRowsTotal: m.Rows, NumRowsUpdated: r.Updated, NumRowsRemoved: r.Removed,
		AllUpdatesTimeMs: r.Nanos / 1e6, MemoryUsedBytes: m.Bytes, NumRowsDroppedByWatermark: r.DroppedLate,
		NumShufflePartitions: 1, NumStateStoreInstances: 1, CustomMetrics: map[string]int64{},
	}
	for k, v := range r.Custom {
		sp.CustomMetrics[k] = v
	}
	if t.tree.sorted[id] == sortedTwice || t.tree.sorted[id] == sortedJoined && t.hadRows(s, id) {
		sp.NumRowsTotal, sp.NumRowsUpdated, sp.NumRowsRemoved, sp.NumRowsDroppedByWatermark =
			2*sp.NumRowsTotal, 2*sp.NumRowsUpdated, 2*sp.NumRowsRemoved, 2*sp.NumRowsDroppedByWatermark
	}
	return sp
}

// eventTime gives Spark's eventTime map: statistics of the first watermark node that saw rows,
// and the watermark the batch ran with.
func (t *Timeline) eventTime(s *Step) map[string]string {
	out := map[string]string{}
	if len(t.tree.marks) == 0 && (t.q.Explained == nil || !plan.HasWatermark(t.q.Explained.Analyzed)) {
		return out
	}
	for _, id := range t.tree.preorder {
		if e := s.Records[id].Events; e != nil && e.Count > 0 {
			out["max"], out["min"], out["avg"] = isoTime(e.Max), isoTime(e.Min), isoTime(int64(e.Sum/float64(e.Count)))
			break
		}
	}
	out["watermark"] = isoTime(window.Millis(s.used))
	return out
}
