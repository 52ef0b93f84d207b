package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// loneLambda is how plans show an item of the SELECT list that is a lambda; "" for any other.
func loneLambda(item expr.Expr) string {
	l, ok := bare(item).(*expr.Lambda)
	if !ok {
		return ""
	}
	text, ok := l.UnresolvedText()
	if !ok {
		return ""
	}
	if al, named := item.(*expr.Alias); named {
		return text + " AS " + al.Name
	}
	return "unresolvedalias(" + text + ")"
}

// unresolvedItems refuses a SELECT list with a lambda in it, once the other items are resolved.
func unresolvedItems(items []string, at expr.Span) error {
	err := expr.Errorf("INTERNAL_ERROR", "XX000", at, "Found the unresolved operator: 'Project [%s]", strings.Join(items, ", "))
	err.Parsed = true // a query context tells the place
	err.Hint = "A lambda stands among the arguments of a higher-order function: transform(list, x -> x + 1)."
	return err
}
