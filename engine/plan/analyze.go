package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Catalog finds relations by name: streams, tables and temporary views of the session.
type Catalog interface {
	// Relation returns the plan behind a name, resolved or not.
	Relation(parts []string) (operator.Node, bool)
	// Relations lists the known names, for suggestions.
	Relations() []string
}

// Analyze turns the parser's and the DataFrame's unresolved nodes into resolved ones: names
// become ordinals, SELECT blocks become Filter, Aggregate, Project and so on. Nodes that are
// resolved already are left alone, so a DataFrame may be analyzed call by call. Errors are
// *expr.Error in Spark's words.
func Analyze(n operator.Node, catalog Catalog, ctx *expr.Context) (operator.Node, error) {
	a := &analyzer{catalog: catalog, ctx: ctx}
	return a.node(n)
}
