package spark

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
)

// StreamingQueryListener holds functions that are called when something happens to a streaming
// query; those that are nil are not. They run between batches: what they do delays the query. A
// listener that panics is reported and the query goes on.
type StreamingQueryListener struct {
	OnQueryStarted    func(QueryStartedEvent)
	OnQueryProgress   func(QueryProgressEvent)
	OnQueryIdle       func(QueryIdleEvent)
	OnQueryTerminated func(QueryTerminatedEvent)
}

// QueryStartedEvent tells that Start was called.
type QueryStartedEvent struct{ ID, RunID, Name, Timestamp string }

// QueryProgressEvent tells that a batch is done.
type QueryProgressEvent struct {
	Progress *engine.Progress
	s        *Session
}

// QueryIdleEvent tells, at most every ten seconds, that there was nothing to do.
type QueryIdleEvent struct{ ID, RunID, Timestamp string }

// QueryTerminatedEvent tells that a query ended; Exception is "" when nothing failed.
type QueryTerminatedEvent struct{ ID, RunID, Exception string }

// StreamingQueryManager is spark.Streams(): the started queries and who listens to them.
type StreamingQueryManager struct {
	s         *Session
	mu        sync.Mutex
	listeners []*StreamingQueryListener
	// ended tells that a query ended since ResetTerminated; failed is what the first one that
	// failed ended with.
	ended  bool
	failed error
}

// Streams manages the started queries.
func (s *Session) Streams() *StreamingQueryManager { return s.manager }

// Queries lists what was started in this session, ended queries too, in the order of their start.
func (s *Session) Queries() []*StreamingQuery { return s.queries }

// Active lists the queries that have not ended.
func (m *StreamingQueryManager) Active() []*StreamingQuery {
	var out []*StreamingQuery
	for _, q := range m.s.queries {
		if q.IsActive() {
			out = append(out, q)
		}
	}
	return out
}

// Get finds an active query by its id or name, nil when there is none.
func (m *StreamingQueryManager) Get(id string) *StreamingQuery {
	for _, q := range m.Active() {
		if id != "" && (q.ID() == id || q.Name() == id) {
			return q
		}
	}
	return nil
}

// AddListener calls the functions of a listener from now on.
func (m *StreamingQueryManager) AddListener(l *StreamingQueryListener) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.listeners = append(m.listeners, l)
}

// RemoveListener takes a listener back.
func (m *StreamingQueryManager) RemoveListener(l *StreamingQueryListener) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.listeners = slices.DeleteFunc(slices.Clone(m.listeners), func(x *StreamingQueryListener) bool { return x == l })
}

// Listeners lists who listens.
func (m *StreamingQueryManager) Listeners() []*StreamingQueryListener {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.listeners)
}

// each calls one function of every listener.
func (m *StreamingQueryManager) each(f func(*StreamingQueryListener)) {
	for _, l := range m.Listeners() {
		if err := guardListener(func() { f(l) }); err != nil {
			m.s.print(err.Error() + "\n")
		}
	}
}

func guardListener(f func()) (err error) {
	defer userFailed(&err, "StreamingQueryListener")
	f()
	return nil
}

// started tells listeners of a new query.
func (q *StreamingQuery) started() {
	e := QueryStartedEvent{ID: q.ID(), RunID: q.RunID(), Name: q.Name(), Timestamp: isoMicros(q.s.nowMicros())}
	q.s.manager.each(func(l *StreamingQueryListener) {
		if l.OnQueryStarted != nil {
			l.OnQueryStarted(e)
		}
	})
}

// happened takes what the runner tells, and passes it on.
func (q *StreamingQuery) happened(e engine.Event) {
	q.note(e)
	if e.Kind == engine.Ended {
		q.s.manager.noteEnd(e.Err)
	}
	id, run, at := q.ID(), q.RunID(), isoMicros(e.TimeMicros)
	q.s.manager.each(func(l *StreamingQueryListener) {
		switch {
		case e.Kind == engine.Progressed && l.OnQueryProgress != nil:
			l.OnQueryProgress(QueryProgressEvent{e.Progress, q.s})
		case e.Kind == engine.Idled && l.OnQueryIdle != nil:
			l.OnQueryIdle(QueryIdleEvent{id, run, at})
		case e.Kind == engine.Ended && l.OnQueryTerminated != nil:
			t := QueryTerminatedEvent{ID: id, RunID: run}
			if e.Err != nil {
				t.Exception = e.Err.Error()
			}
			l.OnQueryTerminated(t)
		}
	})
}

// note keeps status and progress, with Spark's words.
func (q *StreamingQuery) note(e engine.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e.ID != "" {
		q.id, q.runID = e.ID, e.RunID
	}
	q.ended, q.err = e.Kind == engine.Ended, e.Err
	switch e.Kind {
	case engine.Began:
		q.status = Status{Message: "Processing new data", IsDataAvailable: true, IsTriggerActive: true}
	case engine.Progressed:
		q.status = Status{Message: "Waiting for next trigger", IsDataAvailable: e.Progress.NumInputRows > 0}
		q.keep(e.Progress)
	case engine.Idled:
		q.status = Status{Message: "Waiting for data to arrive"}
		if q.q.Trigger.Interval > 0 {
			q.status.Message = "Waiting for next trigger"
		}
		if len(q.past) > 0 {
			q.keep(idle(q.past[len(q.past)-1], isoMicros(e.TimeMicros)))
		}
	case engine.Ended:
		q.status = Status{Message: "Stopped"}
		if e.Err != nil {
			q.status.Message = fmt.Sprintf("Terminated with exception: %v", e.Err)
		}
	}
}

// keep adds a progress to those that are remembered.
func (q *StreamingQuery) keep(p *engine.Progress) {
	q.past = append(q.past, p)
	if more := len(q.past) - q.kept(); more > 0 {
		q.past = slices.Clone(q.past[more:])
	}
}

// idle is the progress of a query that has had nothing to do for a while, after its last one.
func idle(last *engine.Progress, at string) *engine.Progress {
	p := *last
	p.Timestamp, p.BatchDuration, p.NumInputRows, p.InputRowsPerSecond, p.ProcessedRowsPerSecond = at, 0, 0, 0, 0
	if _, before := last.DurationMs["addBatch"]; before {
		p.BatchID++ // of the batch that would come
	}
	p.DurationMs = map[string]int64{"latestOffset": 0, "triggerExecution": 0}
	p.ObservedMetrics, p.EventTime = nil, nil
	if w, ok := last.EventTime["watermark"]; ok {
		p.EventTime = map[string]string{"watermark": w}
	}
	p.Sources = slices.Clone(last.Sources)
	for i := range p.Sources {
		s := &p.Sources[i]
		s.StartOffset, s.NumInputRows, s.InputRowsPerSecond, s.ProcessedRowsPerSecond = s.EndOffset, 0, 0, 0
	}
	p.StateOperators = slices.Clone(last.StateOperators)
	for i := range p.StateOperators {
		s := &p.StateOperators[i]
		s.NumRowsUpdated, s.NumRowsRemoved, s.NumRowsDroppedByWatermark = 0, 0, 0
	}
	p.Sink.NumOutputRows = min(0, last.Sink.NumOutputRows)
	return &p
}

// kept is how many progresses are kept.
func (q *StreamingQuery) kept() int {
	if n, err := strconv.Atoi(q.q.Conf["spark.sql.streaming.numRecentProgressUpdates"]); err == nil && n >= 0 {
		return n
	}
	return 100
}

func isoMicros(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000Z")
}
