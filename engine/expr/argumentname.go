package expr

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// Param is a parameter that calls may name: f(name => value). Default is what stands for one that a
// call leaves out, nil where it must not.
type Param struct {
	Name    string
	Default Expr
}

// withDefault is a list of parameters with one more, which a call may leave out.
func withDefault(list []Param, name string, value Expr) []Param {
	return append(list, Param{Name: name, Default: value})
}

// paramsOf reads parameters; a default behind "=" is a text, NULL when it is empty.
func paramsOf(list ...string) []Param {
	out := make([]Param, len(list))
	for i, s := range list {
		name, value, optional := strings.Cut(s, "=")
		out[i].Name = name
		switch {
		case optional && value == "":
			out[i].Default = &Literal{Typ: data.Void}
		case optional:
			out[i].Default = textArg(value)
		}
	}
	return out
}

// arranged gives the arguments of a call in the order of the parameters, defaults behind them. Without
// parameters no argument may have a name.
func arranged(c *Call, list []Expr, params []Param) ([]Expr, error) {
	named := len(list)
	if len(c.ArgNames) == len(list) {
		for i := len(list) - 1; i >= 0; i-- {
			if c.ArgNames[i] != "" {
				named = i
			}
		}
	}
	switch {
	case params == nil && named < len(list):
		return nil, Errorf("NAMED_PARAMETERS_NOT_SUPPORTED", "4274K", c.At, "Named parameters are not supported for function `%s`; please retry the query with positional arguments to the function call instead.", strings.ToLower(c.Func))
	case params == nil || named > len(params):
		return list, nil
	}
	out := append(append([]Expr{}, list[:named]...), make([]Expr, len(params)-named)...)
	for i := named; i < len(list); i++ {
		k, err := namedParam(c, i, named, params)
		if err != nil {
			return nil, err
		}
		if out[k] != nil {
			return nil, assignedTwice(c, params[k].Name, "DOUBLE_NAMED_ARGUMENT_REFERENCE", "More than one named argument referred to the same parameter. Please assign a value only once.")
		}
		out[k] = list[i]
	}
	for k, p := range params {
		if out[k] == nil && p.Default == nil {
			return nil, Errorf("REQUIRED_PARAMETER_NOT_FOUND", "4274K", c.At, "Cannot invoke routine `%s` because the parameter named `%s` is required, but the routine call did not supply a value. Please update the routine call to supply an argument value (either positionally at index %d or by name) and retry the query again.", strings.ToLower(c.Func), p.Name, k-named)
		}
		if out[k] == nil {
			out[k] = p.Default
		}
	}
	return out, nil
}

// namedParam finds the parameter of argument i; those before named are given by their place.
func namedParam(c *Call, i, named int, params []Param) (int, error) {
	name := c.ArgNames[i]
	if name == "" {
		return 0, Errorf("UNEXPECTED_POSITIONAL_ARGUMENT", "4274K", c.At, "Cannot invoke routine `%s` because it contains positional argument(s) following the named argument assigned to `%s`; please rearrange them so the positional arguments come first and then retry the query again.", strings.ToLower(c.Func), c.ArgNames[i-1])
	}
	var known []string
	for k, p := range params {
		if strings.EqualFold(p.Name, name) {
			if k < named {
				return 0, assignedTwice(c, p.Name, "BOTH_POSITIONAL_AND_NAMED", "A positional argument and named argument both referred to the same parameter. Please remove the named argument referring to this parameter.")
			}
			return k, nil
		}
		known = append(known, p.Name)
	}
	near := nearest(name, known)
	return 0, Errorf("UNRECOGNIZED_PARAMETER_NAME", "4274K", c.At, "Cannot invoke routine `%s` because the routine call included a named argument reference for the argument named `%s`, but this routine does not include any signature containing an argument with this name. Did you mean one of the following? [%s].", strings.ToLower(c.Func), name, strings.Join(near[:min(3, len(near))], " "))
}

func assignedTwice(c *Call, param, sub, why string) error {
	return Errorf("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT."+sub, "4274K", c.At, "Call to routine `%s` is invalid because it includes multiple argument assignments to the same parameter name `%s`. %s", strings.ToLower(c.Func), param, why)
}

// nearest lists the names quoted, those most like the word first.
func nearest(word string, among []string) []string {
	out := append([]string{}, among...)
	sort.SliceStable(out, func(i, j int) bool { return spelling.Distance(word, out[i]) < spelling.Distance(word, out[j]) })
	for i := range out {
		out[i] = "`" + out[i] + "`"
	}
	return out
}
