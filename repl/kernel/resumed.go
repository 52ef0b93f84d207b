package kernel

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine"
)

// resumed tells where a query went on from its checkpoint, then what became of the state of each of
// its stateful steps; nothing for a query that began.
func (t *track) resumed() []string {
	batch, ok := t.runner.Resumed()
	if !ok {
		return nil
	}
	return resumption(t.name, batch, t.runner.Verdicts())
}

func resumption(query string, batch int64, verdicts []engine.Verdict) []string {
	out := []string{fmt.Sprintf("%s goes on from its checkpoint at batch %d", query, batch)}
	for _, v := range verdicts {
		out = append(out, v.String())
	}
	return out
}

// judge says of a query that a cell started what would become of it, in place of starting it.
func (k *Kernel) judge(l *launch, cell string) error {
	l.stopped = true
	defer letGo(l.q)
	cs := k.stateOf(cell)
	if l.q.Checkpoint == nil {
		cs.judged = append(cs.judged, l.q.Name+" begins: it has no checkpoint yet")
		return nil
	}
	j, err := engine.Judge(l.q, k.engineEnv())
	if err != nil {
		return err
	}
	if j.Batch == 0 && j.Refused == nil {
		cs.judged = append(cs.judged, l.q.Name+" begins at batch 0: no batch of it was stored")
		return nil
	}
	lines := resumption(l.q.Name, j.Batch, j.Verdicts)
	if j.Refused != nil {
		lines[0] = l.q.Name + " does not go on from its checkpoint"
	}
	cs.judged = append(cs.judged, lines...)
	if j.Refused != nil && cs.refused == nil {
		cs.refused = k.failure(j.Refused)
	}
	return nil
}
