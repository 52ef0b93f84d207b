package window

// None stands for "no watermark".
const None = int64(-1 << 63)

// Policy is how several watermarks become the global one (spark.sql.streaming.multipleWatermarkPolicy).
type Policy uint8

// The policies.
const (
	Min Policy = iota
	Max
)

// Tracker follows the watermarks of a query: the largest event time of each watermark node,
// less its delay, and their minimum or maximum. Times are microseconds, kept to the
// millisecond as Spark does.
type Tracker struct {
	Policy Policy
	Delay  []int64 // per node
	// Max is the largest event time seen by each node, None before the first.
	Max []int64
	// Unseen says that a declared watermark stands in no part of the plan that runs: it stays at 0.
	Unseen bool
	// Global is the watermark; it starts at 0 and never goes down.
	Global int64
}

// NewTracker returns a tracker at the epoch for nodes with these delays.
func NewTracker(p Policy, delay []int64) Tracker {
	t := Tracker{Policy: p, Delay: delay, Max: make([]int64, len(delay))}
	for i := range t.Max {
		t.Max[i] = None
	}
	return t
}

// See returns the tracker after a batch in which each node's largest event time was seen[i]
// (None: no rows). The receiver is not changed.
func (t Tracker) See(seen []int64) Tracker {
	if len(t.Delay) == 0 {
		return t
	}
	next := t
	next.Max = append([]int64(nil), t.Max...)
	var pick int64
	for i, m := range seen {
		next.Max[i] = max(next.Max[i], m)
		w := int64(0)
		if next.Max[i] != None {
			w = max(0, Millis(next.Max[i])*1000-Millis(t.Delay[i])*1000)
		}
		if i == 0 && !t.Unseen || (t.Policy == Min) == (w < pick) {
			pick = w
		}
	}
	next.Global = max(t.Global, pick)
	return next
}

// Millis rounds microseconds down to milliseconds.
func Millis(micros int64) int64 {
	ms := micros / 1000
	if micros%1000 < 0 {
		ms--
	}
	return ms
}
