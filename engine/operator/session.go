package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

func newSessions(b state.Budget, k keys, l state.Layout) state.Versioned { return nil }

func (r *Aggregate) stepSessions(t *Task, in []*data.Batch) (*data.Batch, error) { return nil, nil }

func (r *Aggregate) viewSessions(t *Task, offset, limit int) ([]StateView, error) { return nil, nil }
