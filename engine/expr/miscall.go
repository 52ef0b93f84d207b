package expr

import (
	"slices"
	"strings"
)

// Unknown refuses a call of a function that there is not; nil for all others. The arguments need not be
// resolved.
func Unknown(ctx *Context, c *Call) error {
	name := strings.ToLower(c.Func)
	special := func(w Word) bool { return w.Name == name || slices.Contains(w.Aliases, name) }
	if name == "cast" || name == "." || name == "measure" /* of metric views */ || slices.ContainsFunc(SpecialForms(), special) || LookupFunction(ctx, name) != nil || LookupAggregate(name) != nil || LookupGenerator(name) != nil || WindowOnly(name) {
		return nil
	}
	return unknownRoutine(c)
}

func unknownRoutine(c *Call) *Error {
	return Errorf("UNRESOLVED_ROUTINE", "42883", c.At, "Cannot resolve routine `%s` on search path [`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`].", strings.ReplaceAll(c.Spelled(), ".", "`.`"))
}

// Miscalled refuses a call by what does not depend on the types of its arguments: their number, DISTINCT and
// FILTER. nil where nothing is wrong so far.
func Miscalled(ctx *Context, c *Call) error {
	for _, e := range c.Args {
		if _, star := e.(*Star); star {
			return nil
		}
	}
	name := strings.ToLower(c.Func)
	b := &Binding{Args: append([]Expr{}, c.Args...), Call: c, Called: name, Ctx: ctx}
	if f := LookupFunction(ctx, name); f != nil {
		b.Fn = f
		return b.called(f)
	}
	if f := LookupAggregate(name); f != nil {
		return b.count(f.MinArgs, f.MaxArgs, f.Counts, f.Need, f.Params)
	}
	if WindowOnly(name) && c.Over != nil {
		counted := *c
		return CountWindowArguments(&counted)
	}
	return nil
}
