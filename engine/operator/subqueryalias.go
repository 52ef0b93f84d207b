package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Unnamed is Spark's name for a query that stands in FROM without one; messages leave it out.
const Unnamed = "__auto_generated_subquery_name"

// SubqueryAlias names a relation (FROM x AS y(a, b)); it qualifies column names and does
// nothing else.
type SubqueryAlias struct {
	Name    string
	Columns []string
	At      expr.Span // of the relation with its name
	Child   Node
	Out     *data.Schema // set when resolved
}

// Children implements [Node].
func (r *SubqueryAlias) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *SubqueryAlias) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *SubqueryAlias) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *SubqueryAlias) Describe() Description {
	return Description{Name: "SubqueryAlias", Detail: r.Name}
}

// Step implements [Stepper].
func (r *SubqueryAlias) Step(_ *Task, in []*data.Batch) (*data.Batch, error) {
	if r.Out == nil {
		return in[0], nil
	}
	return in[0].WithSchema(r.Out), nil
}
