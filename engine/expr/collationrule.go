package expr

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// strength tells how much an expression's collation counts beside others.
type strength uint8

const (
	byDefault strength = iota // of a literal
	implicit                  // of a column
	explicit                  // of COLLATE
)

// strengthOf is how much the collation of a value counts: that of COLLATE wherever it stands in it, else that
// of a column.
func strengthOf(e Expr) strength {
	switch e := e.(type) {
	case *Literal:
		return byDefault
	case *Cast:
		if _, texts := collationOf(e.Child.Type()); !texts {
			return byDefault
		}
		s := strengthOf(e.Child)
		if !e.Implicit {
			s = implicit
		}
		return s
	case *Apply:
		switch {
		case e.Fn != nil && e.Fn.Name == "collate":
			return explicit
		case IsVariable(e):
			return implicit
		}
		return strongest(e.Args)
	case *Case:
		return strongest(e.Values)
	case *Agg:
		return strongest(e.Args)
	}
	return implicit
}

func strongest(list []Expr) strength {
	out := byDefault
	for _, e := range list {
		if e.Type() == nil {
			continue
		}
		if _, texts := collationOf(e.Type()); texts {
			out = max(out, strengthOf(e))
		}
	}
	return out
}

// mergeCollations gives the listed arguments one collation, by Spark's rules: COLLATE counts more than a column,
// a column more than a literal, and of two that count the same and differ neither wins, or both are refused.
func mergeCollations(ctx *Context, list []Expr, which []int) ([]Expr, error) {
	name, strong, some, all := "", byDefault, false, true
	for _, i := range which {
		t := list[i].Type()
		if t == nil {
			continue
		}
		c, texts := collationOf(t)
		if !texts {
			continue
		}
		s := strengthOf(list[i])
		switch {
		case !some:
			name, strong, some = c, s, true
			continue
		case plainName(c) == plainName(name):
			strong = max(s, strong)
			continue
		}
		all = false
		switch {
		case s == explicit && strong == explicit:
			return nil, Errorf("COLLATION_MISMATCH.EXPLICIT", "42P21", Span{}, "Could not determine which collation to use for string functions and operators. Error occurred due to the mismatch between explicit collations: [%s, %s]. Decide on a single explicit collation and remove others.",
				quoteType(data.StringOf(name)), quoteType(data.StringOf(c)))
		case strong == explicit:
		case s == explicit:
			name, strong = c, s
		case name == collation.Indeterminate || c == collation.Indeterminate || s == strong:
			name, strong = collation.Indeterminate, max(s, strong)
		case s > strong:
			name, strong = c, s
		}
	}
	if all {
		return list, nil
	}
	out := slices.Clone(list)
	for _, i := range which {
		if t := list[i].Type(); t != nil {
			out[i] = collateTo(ctx, list[i], withCollation(t, name), name)
		}
	}
	return out, nil
}

func plainName(name string) string {
	if name == collation.Binary {
		return ""
	}
	return name
}

// collateTo casts to a type that differs in collations only; a literal takes the collation, and shows it.
func collateTo(ctx *Context, e Expr, t *data.Type, name string) Expr {
	if e.Type().Equal(t) {
		return e
	}
	if l, ok := e.(*Literal); ok && l.Value != nil && !l.folded && name != collation.Indeterminate {
		return &Literal{Value: l.Value, Typ: t, Text: l.Text, At: l.At}
	}
	return castTo(ctx, e, t, Span{})
}

// mergedArguments lists the arguments of a function that Spark gives one collation; nil for none.
func mergedArguments(name string, n int) []int {
	from, to, step := 0, n, 1
	switch name {
	case "if":
		from = 1
	case "nvl2", "elt":
		from = 1
	case "locate", "position", "substring_index", "overlay", "split_part", "instr":
		to = 2
	case "str_to_map":
	case "regexp_replace":
		to = 3
	case "lpad", "rpad":
		step = 2
	case "map":
		return nil // keys and values apart
	case "decode":
		return searches(n)
	default:
		if !mergesAll[name] {
			return nil
		}
	}
	var out []int
	for i := from; i < min(to, n); i += step {
		out = append(out, i)
	}
	return out
}

var mergesAll = nameSet(`=, ==, !=, <>, <, <=, >, >=, <=>, equal_null, is distinct from, is not distinct from, in, not in, between, not between, array, array_join, concat, ||,
greatest, least, coalesce, nvl, ifnull, nullif, array_contains, array_except, concat_ws, mask, replace, translate, trim, ltrim, rtrim, btrim, array_append, array_intersect,
array_position, array_remove, array_union, arrays_overlap, contains, endswith, startswith, find_in_set, to_number, try_to_number`)

// searches are the arguments of decode that are compared: the value, and what it is compared with.
func searches(n int) []int {
	out := []int{0}
	for i := 1; i+1 < n; i += 2 {
		out = append(out, i)
	}
	return out
}

// nameSet reads names separated by commas.
func nameSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Split(list, ",") {
		out[strings.TrimSpace(name)] = true
	}
	return out
}
