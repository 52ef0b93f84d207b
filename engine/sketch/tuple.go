package sketch

import "math"

// Mode says what becomes of two summaries of one value.
type Mode byte

// The modes, by the numbers they have in bytes.
const (
	Sum Mode = iota
	Min
	Max
	AlwaysOne
)

// Numeral is what summaries are.
type Numeral interface{ ~int32 | ~float64 }

// Summary is the number of a value, and how it was made.
type Summary[V Numeral] struct {
	Value V
	Mode  Mode
}

// NewSummary is that of a value which was not seen yet, so that any other one takes its place.
func NewSummary[V Numeral](m Mode) Summary[V] {
	s := Summary[V]{Mode: m}
	switch m {
	case Min:
		s.Value = bound[V](math.MaxInt32, math.Inf(1))
	case Max:
		s.Value = bound[V](math.MinInt32, math.Inf(-1))
	case AlwaysOne:
		s.Value = 1
	}
	return s
}

// bound is the one of two that V can be.
func bound[V Numeral](whole int32, real float64) V {
	if isReal[V]() {
		return V(real)
	}
	return V(whole)
}

// isReal tells whether V has fractions.
func isReal[V Numeral]() bool { return V(1)/2 != 0 }

// Update adds a number; NaN is neither less nor more than another.
func (s *Summary[V]) Update(v V) {
	switch {
	case s.Mode == Sum:
		s.Value += v
	case s.Mode == AlwaysOne:
		s.Value = 1
	case s.Mode == Min && v < s.Value, s.Mode == Max && v > s.Value:
		s.Value = v
	}
}

// combined is what becomes of two summaries.
func combined[V Numeral](m Mode, a, b Summary[V]) Summary[V] {
	s := NewSummary[V](m)
	s.Update(a.Value)
	s.Update(b.Value)
	return s
}

// Entry is a value by its hash, with its summary.
type Entry[V Numeral] struct {
	hash    uint64
	Summary Summary[V]
}

// Tuple is a set of values with a summary each, by the lowest of their hashes: those below theta. Their order is that of the tables
// they went through, and is seen in bytes and sums. It is never changed.
type Tuple[V Numeral] struct {
	theta   uint64 // maxTheta while all hashes are kept
	Entries []Entry[V]
	empty   bool // nothing was seen
}

// EmptyTuple is the set of no values.
func EmptyTuple[V Numeral]() *Tuple[V] { return &Tuple[V]{theta: maxTheta, empty: true} }

// Compact gives t itself, as what is not a set yet gives one.
func (t *Tuple[V]) Compact() *Tuple[V] { return t }

// Theta is the share of all hashes that are kept.
func (t *Tuple[V]) Theta() float64 { return float64(t.theta) / float64(maxTheta) }

// estimating tells whether hashes were left out.
func (t *Tuple[V]) estimating() bool { return t.theta < maxTheta && !t.empty }

// Estimate is how many values the set has, about.
func (t *Tuple[V]) Estimate() float64 {
	if !t.estimating() {
		return float64(len(t.Entries))
	}
	return float64(len(t.Entries)) / t.Theta()
}

// ofTheta is a set of values with one summary for all.
func ofTheta[V Numeral](t *Theta, s Summary[V]) *Tuple[V] {
	out := &Tuple[V]{theta: t.theta, empty: t.empty}
	for _, h := range t.hashes {
		out.Entries = append(out.Entries, Entry[V]{h, s})
	}
	return out
}

// WithSummary is the set of a theta sketch; each value has the summary of one that was not seen.
func WithSummary[V Numeral](t *Theta, m Mode) *Tuple[V] { return ofTheta(t, NewSummary[V](m)) }
