package plan

import (
	"errors"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// beforeWhere gives the refusal of the SELECT list or of GROUP BY where Spark comes to it before that of WHERE: what is
// checked when all names are resolved waits for names that several columns have and for wrong ordinals.
func (b *block) beforeWhere(err error) error {
	var e *expr.Error
	if !errors.As(err, &e) || !e.Planned || !slices.ContainsFunc(checkedResolved, func(c string) bool { return strings.HasPrefix(e.Condition, c) }) {
		return err
	}
	b.rescope()
	raw, wrong := b.expand()
	if wrong != nil {
		return err
	}
	if wrong := b.scope.refuseAmbiguous(append(slices.Clone(b.sel.GroupBy), raw...)...); wrong != nil {
		return wrong
	}
	for _, k := range b.sel.GroupBy {
		if n, ok := ordinal(k); ok {
			if wrong := b.wrongOrdinal(k, n, raw); wrong != nil {
				return wrong
			}
		}
	}
	return err
}

// checkedResolved begin the conditions that Spark looks at when a plan is resolved.
var checkedResolved = []string{"INVALID_SUBQUERY_EXPRESSION", "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY", "MISSING_GROUP_BY", "MISSING_AGGREGATION"}
