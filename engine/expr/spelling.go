package expr

import "strings"

// loud are the functions that Spark spells in capitals where they are called by their first name,
// whatever the query wrote.
var loud = map[string]bool{"acos": true, "acosh": true, "asin": true, "asinh": true, "atan": true, "atan2": true, "atanh": true, "cbrt": true, "ceil": true, "cos": true, "cosh": true,
	"degrees": true, "e": true, "exp": true, "expm1": true, "floor": true, "hypot": true, "log10": true, "log1p": true, "log2": true, "pi": true, "power": true, "radians": true,
	"regexp": true, "regexp_like": true, "rlike": true, "signum": true, "sin": true, "sinh": true, "sqrt": true, "tan": true, "tanh": true}

// spelledName is a function's name as names of columns and messages show it.
func spelledName(name string) string {
	if loud[name] {
		return strings.ToUpper(name)
	}
	return name
}
