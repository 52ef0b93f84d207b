package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"math"
)

// Sample is TABLESAMPLE.
type Sample struct {
	Percent float64
	Seed    int64
	Replace bool
	At      expr.Span
	Child   Node
}

// Children implements [Node].
func (r *Sample) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Sample) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Sample) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Sample) Describe() Description { return Description{Name: "Sample"} }

// Step implements [Stepper]: a row is kept by a hash of the seed and its number, so that the
// same batch gives the same sample.
func (r *Sample) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	sel := []int32{}
	for i := range in[0].N {
		for range r.times(uint64(t.Batch)<<32 + uint64(i)) {
			sel = append(sel, int32(i))
		}
	}
	t.Record.From = sel
	return in[0].Take(sel), nil
}

// times is how often a row is taken: once or not, or by a Poisson draw with replacement.
func (r *Sample) times(row uint64) int {
	draw := unit(uint64(r.Seed), row)
	share := r.Percent / 100
	if !r.Replace {
		if draw < share {
			return 1
		}
		return 0
	}
	k, p := 0, math.Exp(-share)
	for sum := p; draw >= sum && k < 1000; sum += p {
		k++
		p *= share / float64(k)
	}
	return k
}

// unit mixes seed and row into a number in [0, 1).
func unit(seed, row uint64) float64 {
	h := (seed ^ row*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>31) * 0x94D049BB133111EB
	return float64((h^h>>29)>>11) / (1 << 53)
}
