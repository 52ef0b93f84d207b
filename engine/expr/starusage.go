package expr

import "strings"

// starForms are the expressions that no star may stand in, by the names that Spark's refusal has for
// them. A star in the arguments of any other call stands for all columns.
var starForms = map[string]string{
	"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "remainder", "div": "integraldivide", "=": "equalto", "==": "equalto", "!=": "equalto", "<>": "equalto",
	"<": "lessthan", "<=": "lessthanorequal", ">": "greaterthan", ">=": "greaterthanorequal", "<=>": "equalnullsafe", "and": "and", "or": "or", "not": "not",
	"is null": "isnull", "is not null": "isnotnull", "like": "like", "ilike": "ilike", "rlike": "rlike", "||": "concat", "&": "bitwiseand", "|": "bitwiseor", "^": "bitwisexor", "~": "bitwisenot",
	"[]": "unresolvedextractvalue", ".": "unresolvedextractvalue",
}

// refuseStar refuses a star among the operands of an operator, and count(t.*).
func refuseStar(scope Scope, c *Call) error {
	for _, a := range c.Args {
		s, ok := a.(*Star)
		if !ok {
			continue
		}
		name := starForms[c.Func]
		switch {
		case len(c.Args) == 1 && c.Func == "-":
			name = "unaryminus"
		case len(c.Args) == 1 && c.Func == "+":
			name = "positive"
		case sameName(&Context{}, c.Func, "count") && len(s.Qualifier) > 0:
			if _, err := scope.Star(s.Qualifier, s.At); err != nil {
				return err
			}
			return Errorf("INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT", "42000", Span{},
				"count(%s.*) is not allowed. Use count(*) or expand the columns manually, e.g. count(col1, col2).", "`"+strings.Join(s.Qualifier, "`.`")+"`")
		}
		if name != "" {
			return starIn(name)
		}
	}
	return nil
}

// starIn is the refusal of a star in a form that takes none.
func starIn(form string) error {
	return Errorf("INVALID_USAGE_OF_STAR_OR_REGEX", "42000", Span{}, "Invalid usage of '*' in expression `%s`.", form)
}

// NoStars refuses stars in a list, which stands in a form.
func NoStars(form string, list ...Expr) error {
	for _, e := range list {
		if _, ok := e.(*Star); ok {
			return starIn(form)
		}
	}
	return nil
}

// StarOver refuses a star that is a whole condition or key of an operator.
func StarOver(operator string, e Expr) error {
	if s, ok := e.(*Star); ok && !s.All {
		return Errorf("INVALID_USAGE_OF_STAR_OR_REGEX", "42000", s.At, "Invalid usage of '*' in %s.", operator)
	}
	return nil
}
