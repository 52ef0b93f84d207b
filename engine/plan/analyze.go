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
		return nil, a.beforeStreams(n, a.firstRefusal(n, err))
	}
	return numbered(a.collateKeys(out), map[*operator.Watermark]int{}), nil
}

// numbered gives the watermarks of a tree their numbers, in the order in which they run; one that is
// read twice has one number.
func numbered(n operator.Node, ids map[*operator.Watermark]int) operator.Node {
	old := n.Children()
	children := make([]operator.Node, len(old))
	changed := false
	for i, c := range old {
		children[i] = numbered(c, ids)
		changed = changed || children[i] != c
	}
	if changed {
		n = n.With(children)
	}
	w, ok := n.(*operator.Watermark)
	if !ok {
		return n
	}
	key := w
	if w.Written != nil {
		key = w.Written
	}
	id, known := ids[key]
	if !known {
		id = len(ids)
		ids[key] = id
	}
	if w.ID == id {
		return w
	}
	c := *w
	c.ID = id
	return &c
}
