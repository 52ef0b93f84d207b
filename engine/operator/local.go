package operator

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Local is a leaf of rows that stand in the plan.
type Local struct {
	Rows *data.Batch
	// Streaming says that it stands for a stream of which nothing is read.
	Streaming bool
	Inline    bool // of VALUES: Spark computes what stands over them when it plans
	// Failure is what came of computing them when the query was planned; nil mostly.
	Failure error
}

// Children implements [Node].
func (r *Local) Children() []Node { return nil }

// With implements [Node].
func (r *Local) With([]Node) Node { return r }

// Schema implements [Node].
func (r *Local) Schema() *data.Schema { return r.Rows.Schema }

// Describe implements [Node].
func (r *Local) Describe() Description {
	return Description{Name: "LocalRelation", Detail: strings.Join(r.Rows.Schema.Names(), ", ")}
}

// Step implements [Stepper].
func (r *Local) Step(*Task, []*data.Batch) (*data.Batch, error) { return r.Rows, r.Failure }
