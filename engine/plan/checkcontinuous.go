package plan

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// batchOnly are the formats of sources that Spark reads in micro-batches only; the files among them
// are refused as relations of an older kind.
var batchOnly = map[string]bool{"rate-micro-batch": false, "json": true, "csv": true, "text": true, "parquet": true, "avro": true}

// CheckContinuous refuses what Spark's continuous processing refuses: all but projections and
// filters over sources that can. n is analyzed.
func CheckContinuous(n operator.Node) error {
	for _, c := range n.Children() {
		if err := CheckContinuous(c); err != nil {
			return err
		}
	}
	if src, ok := n.(*operator.Source); ok && src.Streaming {
		files, known := batchOnly[src.Format]
		switch {
		case files:
			return noContinuous("StreamingRelation")
		case known:
			return &expr.Error{Message: "Data source " + src.Format + " does not support continuous processing.", Hint: continuousHint}
		}
		return nil
	}
	switch n := n.(type) {
	case *operator.Filter, *operator.SubqueryAlias:
	case *operator.Project:
		for _, e := range n.Exprs {
			if readsClock(e) {
				return noContinuous("current time")
			}
		}
	case *operator.Limit:
		return noContinuous("LocalLimit")
	default:
		return noContinuous(n.Describe().Name)
	}
	return nil
}

const continuousHint = "Use ProcessingTime, or leave the trigger out."

func noContinuous(what string) error {
	return &expr.Error{Message: fmt.Sprintf("Continuous processing does not support %s operations.", what), Planned: true, Hint: continuousHint}
}

// readsClock tells whether an expression holds the time of the batch.
func readsClock(e expr.Expr) bool {
	found := false
	expr.Walk(e, func(e expr.Expr) bool {
		if a, ok := e.(*expr.Apply); ok && a.Fn != nil {
			switch a.Fn.Name {
			case "current_timestamp", "current_date", "localtimestamp", "current_time":
				found = true
			}
		}
		return !found
	})
	return found
}
