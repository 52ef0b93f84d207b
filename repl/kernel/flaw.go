package kernel

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// flaws says what of the inputs of a query is lost: a recording that was cut or damaged.
func flaws(q *engine.Query) (out []string) {
	for _, in := range q.Inputs {
		if f, ok := in.Source.(source.Flawed); ok && f.Flaw() != "" {
			out = append(out, f.Flaw())
		}
	}
	return out
}

// corrupt counts the records that did not parse up to and including a step.
func corrupt(step *engine.Step) (n int64) {
	for _, in := range step.Tick.Inputs {
		if count, err := strconv.ParseInt(in.Metrics[source.CorruptRecords], 10, 64); err == nil {
			n += count
		}
	}
	return n
}

// warn notes, at the cell that started it, what of a query's inputs is lost.
func (k *Kernel) warn(t *track) {
	for _, text := range flaws(t.q) {
		k.note("%s: %s", t.name, text)
		k.message = text
	}
}
