package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// loud are the functions that Spark spells in capitals where they are called by their first name,
// whatever the query wrote.
var loud = map[string]bool{"acos": true, "acosh": true, "asin": true, "asinh": true, "atan": true, "atan2": true, "atanh": true, "cbrt": true, "ceil": true, "cos": true, "cosh": true, "cot": true, "csc": true,
	"degrees": true, "e": true, "exp": true, "expm1": true, "floor": true, "hypot": true, "log10": true, "log1p": true, "log2": true, "pi": true, "log": true, "power": true, "radians": true,
	"regexp": true, "regexp_like": true, "rlike": true, "sec": true, "signum": true, "sin": true, "sinh": true, "sqrt": true, "tan": true, "tanh": true}

// spelledName is a function's name as names of columns and messages show it.
func spelledName(name string) string {
	if loud[name] {
		return strings.ToUpper(name)
	}
	return name
}

// implied are the arguments that Spark shows where a call leaves them out: all of a call's, of
// which the last ones are taken.
var implied = map[string][]string{
	"substring": {"", "", "2147483647"}, "substr": {"", "", "2147483647"}, "locate": {"", "", "1"}, "position": {"", "", "1"}, "overlay": {"", "", "", "-1"},
	"make_ym_interval": {"0", "0"}, "make_dt_interval": {"0", "0", "0", "0.000000"}, "regexp_instr": {"", "", "0"}, "sentences": {"", "", ""},
	"make_interval": {"0", "0", "0", "0", "0", "0", "0.000000"}, "try_make_interval": {"0", "0", "0", "0", "0", "0", "0.000000"},
	"mask": {"", "X", "x", "n", "NULL"}, "str_to_map": {"", ",", ":"}, "sort_array": {"", "true"}, "replace": {"", "", ""}, "regexp_extract_all": {"", "", "1"}, "regexp_extract": {"", "", "1"},
}

// prettyName is the name that Spark's class of an expression has.
func prettyName(e Expr) string {
	switch e := e.(type) {
	case *Ref:
		return "attributereference"
	case *Cast:
		return "cast"
	case *Case:
		return "casewhen"
	case *Agg:
		return "aggregateexpression"
	case *Literal:
		return "literal"
	case *Apply:
		switch name := e.Fn.Name; {
		case name == ".":
			return "getstructfield"
		case name != "[]":
			return strings.ToLower(callName(e.Called, name))
		case e.Args[0].Type().Kind == data.KindMap:
			return "getmapvalue"
		}
		return "getarrayitem"
	}
	return "expression"
}

// spelledCall is a call as names of columns and messages show it.
func spelledCall(name string, a []string) string {
	switch name {
	case "<<", ">>", ">>>":
		return "(" + a[0] + " " + name + " " + a[1] + ")"
	case "trim from", "ltrim from", "rtrim from":
		word, _, _ := strings.Cut(name, " ")
		if len(a) == 1 {
			return word + "(" + a[0] + ")"
		}
		side := map[string]string{"trim": "BOTH", "ltrim": "LEADING", "rtrim": "TRAILING"}[word]
		return "TRIM(" + side + " " + a[1] + " FROM " + a[0] + ")"
	case "instr":
		if len(a) == 3 {
			a = append(a, "1")
		}
	case "ceil", "floor":
		if len(a) > 1 {
			return name + "(" + joinTexts(a) + ")"
		}
	}
	if rest := implied[name]; len(rest) > len(a) {
		a = append(a, rest[len(a):]...)
	}
	return spelledName(name) + "(" + joinTexts(a) + ")"
}
