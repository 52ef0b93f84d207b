package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// The functions that take not every collation: patterns know upper and lower case only, and what searches by
// the rules of Unicode cannot tell the case of letters whose accents it disregards.
var (
	byPattern = nameSet(`like, not like, ilike, not ilike, rlike, regexp, regexp_like, not rlike, not regexp, regexp_replace, regexp_extract, regexp_extract_all, regexp_count, regexp_substr,
regexp_instr, split, str_to_map`)
	bySearch = nameSet(`contains, startswith, endswith, instr, locate, position, replace, translate, substring_index, split_part, trim, ltrim, rtrim, btrim`)
	byBytes  = nameSet(`schema_of_json, schema_of_csv`)
)

// refuseRules refuses a collation that the function knows no rules for, and hands the rules of UTF8_LCASE to
// patterns.
func (b *Binding) refuseRules(name string) error {
	for i, e := range b.Args {
		if i > 1 || e.Type() == nil {
			break
		}
		c, ok := collation.Parse(e.Type().Collation)
		if !ok {
			continue
		}
		switch {
		case byPattern[name] && (c.Name != collation.LowerCase):
		case bySearch[name] && c.AccentBlind && !c.CaseBlind:
		case byBytes[name]:
		default:
			continue
		}
		f := *b
		f.Fn = LookupFunction(&Context{}, name)
		f.Args = argumentsShown(name, b.Args)
		return f.unexpected(i, `"STRING"`)
	}
	if byPattern[name] && b.typ(0).Collation == collation.LowerCase {
		b.foldPattern(name)
	}
	return nil
}

// argumentsShown are the arguments with the defaults that Spark shows in a refusal.
func argumentsShown(name string, args []Expr) []Expr {
	out := append([]Expr{}, args...)
	number := func(n int32) Expr { return &Literal{Value: n, Typ: data.Int} }
	switch {
	case name == "split" && len(args) == 2:
		out = append(out, number(-1))
	case (name == "locate" || name == "position" || name == "regexp_extract" || name == "regexp_extract_all") && len(args) == 2:
		out = append(out, number(1))
	case name == "regexp_instr" && len(args) == 2:
		out = append(out, number(0))
	case name == "regexp_replace" && len(args) == 3:
		out = append(out, number(1))
	}
	return out
}

// foldPattern makes a pattern blind to case: LIKE becomes ILIKE, and a regular expression gets the flags that
// Spark gives it.
func (b *Binding) foldPattern(name string) {
	switch name {
	case "like":
		b.spelled = b.text()
		b.Fn = LookupFunction(&Context{}, "ilike")
	case "not like", "ilike", "not ilike", "not rlike", "not regexp":
	default:
		b.Args = append([]Expr{}, b.Args...)
		for i := 1; i < len(b.Args); i++ {
			if i == 1 || name == "str_to_map" && i == 2 {
				b.Args[i] = blindPattern(b.Ctx, b.Args[i])
			}
		}
	}
}

// blindPattern puts (?ui) in front of a regular expression; it shows as the expression itself.
func blindPattern(ctx *Context, e Expr) Expr {
	if e.Type().Kind != data.KindString {
		return e
	}
	shown := e.String()
	fn := &Function{Name: "blindpattern", text: func([]string) string { return shown }}
	k := texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := a.text(0)
		return func(dst []byte, i int) ([]byte, error) { return append(append(dst, "(?ui)"...), s.at(i)...), nil }
	})
	return &Apply{Fn: fn, Args: []Expr{Uncollated(ctx, e)}, Typ: data.String, Null: e.Nullable(), Kernel: k, Consts: true}
}
