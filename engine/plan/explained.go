package plan

import "github.com/sparkrepl/sparkrepl/engine/operator"

// Explained keeps the tree at every stage, and what each rule changed: EXPLAIN EXTENDED and
// the Plan tab are drawn from it.
type Explained struct {
	Parsed, Analyzed, Optimized operator.Node
	Trace                       []Change
	// Mode is the output mode of a streaming query; append where none is chosen yet.
	Mode operator.OutputMode
}

// Change is one application of a rule that changed the tree.
type Change struct {
	Rule          string // name
	Why           string // one sentence: what it does and why that helps
	Before, After operator.Node
}
