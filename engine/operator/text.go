package operator

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// exprList writes expressions as plans show them: [a, b + 1 AS c].
func exprList(list []expr.Expr) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.String()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// columnList writes the names of columns as plans show them.
func columnList(s *data.Schema, cols []int) string {
	parts := make([]string, len(cols))
	for i, c := range cols {
		parts[i] = s.Fields[c].Name
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
