package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// NewState implements [Stateful].
func (r *Join) NewState(b state.Budget) state.Versioned { return state.NewStore(b) }

// Bound implements [Stateful].
func (r *Join) Bound() string { return "" }

// Pending implements [Stateful].
func (r *Join) Pending(*Task, int64) bool { return false }

func (r *Join) stepStreams(t *Task, in []*data.Batch) (*data.Batch, error) { return nil, nil }
