package engine

import (
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Judgment says what would become of a query if it started now.
type Judgment struct {
	// Batch is the first it would run; 0 when it would begin.
	Batch int64
	// Verdicts are those on the state of each stateful step; none when it would begin.
	Verdicts []Verdict
	// Refused is why the query would not start, in Spark's words.
	Refused error
}

// Judge looks at the query's checkpoint as a start would, changes nothing in it and runs nothing. The error
// is one of reading the checkpoint.
func Judge(q *Query, env Env) (Judgment, error) {
	keeper, ok := q.Checkpoint.(ShapeKeeper)
	if !ok {
		return Judgment{}, errors.New("engine: the checkpoint does not say what state it holds")
	}
	r := &Runner{q: q, env: env, begin: make([]source.Offset, len(q.Inputs))}
	start, err := r.resume()
	if err != nil {
		return Judgment{Refused: err}, nil
	}
	if start.Batch == 0 {
		return Judgment{}, nil
	}
	if r.t, err = newTimeline(r.q, env, start); err != nil {
		return Judgment{}, err
	}
	refused, err := r.judgeState(keeper)
	if err != nil {
		return Judgment{}, err
	}
	if refused != nil && r.rebuildable() {
		setRebuilt(r.verdicts)
		refused = nil
	}
	return Judgment{Batch: start.Batch, Verdicts: r.verdicts, Refused: refused}, nil
}

func setRebuilt(verdicts []Verdict) {
	for i := range verdicts {
		verdicts[i].Outcome = Rebuilt
	}
}
