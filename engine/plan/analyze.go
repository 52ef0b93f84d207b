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

// FileCatalog is a catalog that also finds files by a format and a path: FROM json.`path`.
type FileCatalog interface {
	// Files tells whether the name stands for files, and the plan that reads them.
	Files(r *operator.Relation) (operator.Node, bool, error)
}

// Analyze turns the parser's and the DataFrame's unresolved nodes into resolved ones: names
// become ordinals, SELECT blocks become Filter, Aggregate, Project and so on. Nodes that are
// resolved already are left alone, so a DataFrame may be analyzed call by call. Errors are
// *expr.Error in Spark's words.
func Analyze(n operator.Node, catalog Catalog, ctx *expr.Context) (operator.Node, error) {
	a := &analyzer{catalog: catalog, ctx: ctx}
	out, err := a.node(n)
	if err == nil {
		err = checkMetricNames(out, map[string]*operator.Observe{})
	}
	if err != nil {
		return nil, err
	}
	next := 0
	return numbered(out, &next), nil
}

// numbered gives the watermarks of a tree their numbers, in the order in which they run.
func numbered(n operator.Node, next *int) operator.Node {
	old := n.Children()
	children := make([]operator.Node, len(old))
	changed := false
	for i, c := range old {
		children[i] = numbered(c, next)
		changed = changed || children[i] != c
	}
	if changed {
		n = n.With(children)
	}
	w, ok := n.(*operator.Watermark)
	if !ok {
		return n
	}
	id := *next
	*next++
	if w.ID == id {
		return w
	}
	c := *w
	c.ID = id
	return &c
}
