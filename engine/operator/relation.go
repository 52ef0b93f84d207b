package operator

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Relation is an unresolved table, view or stream name.
type Relation struct {
	Parts []string
	// Stream is set by STREAM name and readStream.table.
	Stream bool
	// Options are WITH (key = value) of the reference.
	Options map[string]string
	At      expr.Span
}

// Children implements [Node].
func (r *Relation) Children() []Node { return nil }

// With implements [Node].
func (r *Relation) With([]Node) Node { return r }

// Schema implements [Node].
func (r *Relation) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *Relation) Describe() Description {
	return Description{Name: "UnresolvedRelation", Detail: strings.Join(r.Parts, ".")}
}
