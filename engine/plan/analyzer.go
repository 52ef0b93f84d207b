package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// analyzer is one run of Analyze.
type analyzer struct {
	catalog Catalog
	ctx     *expr.Context
}

func (a *analyzer) node(n operator.Node) (operator.Node, error) { return n, nil }
