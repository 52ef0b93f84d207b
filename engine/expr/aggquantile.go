package expr

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// quantileSummary is Spark's QuantileSummaries: the sketch of Greenwald and Khanna that
// percentile_approx answers from, with the same samples, so that a low accuracy gives Spark's values.
type quantileSummary struct {
	relativeError float64
	samples       []quantileSample
	count         int64
	head          []float64 // values that are in no sample yet
}

// quantileSample stands for g values up to this one; delta is how far its rank may be off.
type quantileSample struct {
	value    float64
	g, delta int64
}

// Spark's sizes of the buffer in front of the samples, and of the samples that are compressed.
const (
	quantileHead     = 50000
	quantileCompress = 10000
)

func (q *quantileSummary) insert(v float64) {
	if q.head = append(q.head, v); len(q.head) >= quantileHead {
		if q.flush(); len(q.samples) >= quantileCompress {
			q.compress()
		}
	}
}

// flush makes samples of the values in the buffer.
func (q *quantileSummary) flush() {
	if len(q.head) == 0 {
		return
	}
	slices.SortFunc(q.head, orderDoubles)
	var out []quantileSample
	at := 0
	for k, v := range q.head {
		for at < len(q.samples) && q.samples[at].value <= v {
			out = append(out, q.samples[at])
			at++
		}
		q.count++
		delta := int64(0)
		if len(out) > 0 && (at < len(q.samples) || k < len(q.head)-1) {
			delta = int64(math.Floor(2 * q.relativeError * float64(q.count)))
		}
		out = append(out, quantileSample{v, 1, delta})
	}
	q.samples, q.head = append(out, q.samples[at:]...), nil
}

// compress joins samples where the allowed error has room for it. The first and the last stay.
func (q *quantileSummary) compress() {
	q.flush()
	n := len(q.samples)
	if n == 0 {
		return
	}
	limit := 2 * q.relativeError * float64(q.count)
	head := q.samples[n-1]
	var out []quantileSample // from the end
	for i := n - 2; i >= 1; i-- {
		s := q.samples[i]
		if float64(s.g+head.g+head.delta) < limit {
			head.g += s.g
			continue
		}
		out = append(out, head)
		head = s
	}
	out = append(out, head)
	if first := q.samples[0]; first.value <= head.value && n > 1 {
		out = append(out, first)
	}
	slices.Reverse(out)
	q.samples = out
}

// query gives the values at the percentages, each from 0 to 1, of a compressed summary that is not
// empty.
func (q *quantileSummary) query(ps []float64) []float64 {
	worst := int64(math.MinInt64)
	for _, s := range q.samples {
		worst = max(worst, s.g+s.delta)
	}
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return ps[order[i]] < ps[order[j]] })
	out := make([]float64, len(ps))
	at, rank := 0, q.samples[0].g
	for _, k := range order {
		switch p := ps[k]; {
		case p <= q.relativeError || len(q.samples) == 1:
			out[k] = q.samples[0].value
		case p >= 1-q.relativeError:
			out[k] = q.samples[len(q.samples)-1].value
		default:
			at, rank = q.find(at, rank, float64(worst)/2, p)
			out[k] = q.samples[at].value
		}
	}
	return out
}

// find goes on from sample at, whose least rank is given, to the sample of a percentage.
func (q *quantileSummary) find(at int, rank int64, slack, p float64) (int, int64) {
	want := float64(int64(math.Ceil(p * float64(q.count))))
	for ; at < len(q.samples)-1; rank += q.samples[at].g {
		if float64(rank+q.samples[at].delta)-slack <= want && want <= float64(rank)+slack {
			return at, rank
		}
		at++
	}
	return len(q.samples) - 1, 0
}

// orderDoubles is the order of Java: -0.0 before 0.0, NaN last.
func orderDoubles(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return cmp.Compare(int64(math.Float64bits(a)), int64(math.Float64bits(b)))
}
