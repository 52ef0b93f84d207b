package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// collatedCall tells whether an argument of a call has a collation of its own.
func collatedCall(list []Expr) bool {
	for _, e := range list {
		if t := e.Type(); t != nil && t.Collated() {
			return true
		}
	}
	return false
}

// bindCollated binds a call with collated arguments: they get one collation, what compares texts compares
// their keys, what searches them searches by their rules, and texts that come out keep the collation.
func bindCollated(b *Binding, name string, bind func(*Binding) (Expr, error)) (Expr, error) {
	name = strings.TrimSuffix(name, " from")
	given := b.frozen()
	if err := b.mergeArguments(name); err != nil {
		return nil, err
	}
	if err := given.refuseIndeterminate(name, b.Args); err != nil {
		return nil, err
	}
	if err := b.refuseRules(name); err != nil {
		return nil, err
	}
	switch {
	case compares[name]:
		return b.overKeys(bind)
	case givesBack[name] && !(name == "array_sort" && len(b.Args) > 1):
		return b.restored(name, bind)
	}
	merged := b.frozen().Args
	e, err := bind(b)
	if err != nil {
		return nil, err
	}
	if e, err = searching(name, e, merged); err != nil {
		return nil, err
	}
	if to := keptCollation(name, merged); to != "" && e.Type() != nil && !e.Type().Collated() {
		e = castTo(b.Ctx, e, withCollation(e.Type(), to), b.at())
	}
	if name == "str_to_map" {
		text := e.String()
		if e, err = b.call("map_concat", e); err != nil { // refuses keys that are equal now
			return nil, err
		}
		return spelledAs(e, text), nil
	}
	return e, nil
}

func (b *Binding) mergeArguments(name string) (err error) {
	if name == "map" {
		for k := range 2 {
			var which []int
			for i := k; i < len(b.Args); i += 2 {
				which = append(which, i)
			}
			if b.Args, err = mergeCollations(b.Ctx, b.Args, which); err != nil {
				return err
			}
		}
		return nil
	}
	if which := mergedArguments(name, len(b.Args)); which != nil {
		b.Args, err = mergeCollations(b.Ctx, b.Args, which)
	}
	return err
}

// The functions by what they do with collated texts. Those that compare one value with others get keys;
// those that give one of the values back find it again by its key.
var (
	compares = nameSet(`=, ==, !=, <>, <=>, equal_null, is distinct from, is not distinct from, in, not in, array_contains, array_position, arrays_overlap,
map_contains_key, element_at, try_element_at, [], <, <=, >, >=`)
	givesBack = nameSet(`array_distinct, array_union, array_intersect, array_except, array_remove, sort_array, array_sort, array_min, array_max, greatest, least`)
	// sensitive functions refuse a text whose collation is not known.
	sensitive = nameSet(`=, ==, !=, <>, <=>, equal_null, is distinct from, is not distinct from, in, not in, between, not between, <, <=, >, >=, contains, startswith, endswith,
upper, lower, ucase, lcase, initcap, substring_index, replace, locate, position, instr, translate, find_in_set, trim, ltrim, rtrim, btrim, split_part`)
)

// refuseIndeterminate refuses an argument with two collations, given or merged, in Spark's words.
func (b *Binding) refuseIndeterminate(name string, merged []Expr) error {
	if !sensitive[name] {
		return nil
	}
	for i, e := range merged {
		for _, x := range []Expr{e, b.Args[i]} {
			if x.Type() == nil {
				continue
			}
			if c, ok := collationOf(x.Type()); ok && c == collation.Indeterminate {
				return Errorf("INDETERMINATE_COLLATION_IN_EXPRESSION", "42P22", b.at(), "Data type of %q has indeterminate collation. Use COLLATE clause to set the collation explicitly.", b.shownCall(name))
			}
		}
	}
	return nil
}

// shownCall is the text of the call before it is bound.
func (b *Binding) shownCall(name string) string {
	return callText(LookupFunction(&Context{}, name), name, b.Args)
}

// overKeys binds the function over the keys of its arguments, where all that have texts have the same type.
func (b *Binding) overKeys(bind func(*Binding) (Expr, error)) (Expr, error) {
	name := b.Called
	args := b.frozen().Args
	for i, e := range args {
		t := e.Type()
		if (name == "element_at" || name == "try_element_at" || name == "[]" || name == "map_contains_key") && args[0].Type().Kind == data.KindMap {
			return b.overMapKeys(bind)
		}
		if t.Kind == data.KindArray && (name == "element_at" || name == "try_element_at" || name == "[]") || t.Kind == data.KindStruct && name == "[]" {
			return bind(b)
		}
		if i > 0 && collatedCall(args) && !sameKeys(args[0].Type(), t) {
			return bind(b) // compared as another type
		}
	}
	keys, err := keyedAll(args, name)
	if err != nil {
		return nil, err
	}
	b.Args = keys
	e, err := bind(b)
	if err == nil {
		return e, nil
	}
	b.Args = args // what is refused is refused with the types that were given
	if _, given := bind(b); given != nil {
		err = given
	}
	return nil, err
}

// sameKeys tells whether two types are compared by keys of one kind; an element beside its array counts.
func sameKeys(a, b *data.Type) bool {
	if a.Kind == data.KindArray && b.Kind != data.KindArray {
		a = a.Elem
	}
	return a.Kind == data.KindNull || b.Kind == data.KindNull || keyType(a).Alike(keyType(b)) || a.Kind != data.KindString && b.Kind != data.KindString
}

func keyedAll(list []Expr, name string) ([]Expr, error) {
	out := make([]Expr, len(list))
	for i, e := range list {
		k, err := keyed(e, name)
		if err != nil {
			return nil, err
		}
		out[i] = k
	}
	return out, nil
}

// overMapKeys binds a look into a map by its keys; the values stay what they are.
func (b *Binding) overMapKeys(bind func(*Binding) (Expr, error)) (Expr, error) {
	t, key := b.typ(0), b.typ(1)
	if b.Called == "[]" && key.Kind == data.KindString {
		key, b.Args = t.Key, []Expr{b.Args[0], collateTo(b.Ctx, b.Args[1], t.Key, t.Key.Collation)}
	}
	if key.Kind == data.KindString && !key.Equal(t.Key) && t.Key.Kind == data.KindString {
		return nil, mismatch("MAP_FUNCTION_DIFF_TYPES", strings.TrimPrefix(b.text(), "try_"), b.at(), "Input to `%s` should have been \"MAP\" followed by a value with same key type, but it's [%s, %s].",
			strings.TrimPrefix(b.Called, "try_"), quoteType(t), quoteType(key))
	}
	if !t.Key.Collated() {
		return bind(b)
	}
	if err := refuseCollation(t.Key, b.Called); err != nil {
		return nil, err
	}
	to := data.MapOf(keyType(t.Key), t.Elem, t.ElemNull)
	fn := &Function{Name: keyFunction, safe: true, text: func(args []string) string { return args[0] }}
	m := &Apply{Fn: fn, Args: []Expr{b.Args[0]}, Typ: to, Null: b.Args[0].Nullable(), Kernel: func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		c, ok := cols[0].(*data.MapColumn)
		if !ok {
			return nulls(to, n), nil
		}
		return &data.MapColumn{T: to, Offsets: c.Offsets, Keys: keyColumn(c.Keys, t.Key), Items: c.Items, Nulls: c.Nulls}, nil
	}}
	k, err := keyed(b.Args[1], b.Called)
	if err != nil {
		return nil, err
	}
	b.Args = []Expr{m, k}
	return bind(b)
}

// keeping are the functions whose texts have the collation of the first text among their arguments.
var keeping = nameSet(`array_join, btrim, trim, ltrim, rtrim, concat, ||, concat_ws, conv, elt, format_string, printf, initcap, left, right, lcase, lower, lpad, rpad, ucase, upper, mask, overlay,
regexp_extract, regexp_extract_all, regexp_replace, regexp_substr, repeat, replace, reverse, sentences, split, split_part, str_to_map, substr, substring, substring_index, translate,
hex, make_valid_utf8, validate_utf8, try_validate_utf8, listagg, string_agg, greatest, least`)

// keptCollation is the collation of the texts that a function gives; "" for UTF8_BINARY.
func keptCollation(name string, args []Expr) string {
	if !keeping[name] {
		return ""
	}
	for _, e := range args {
		if e.Type() == nil {
			continue
		}
		c, texts := collationOf(e.Type())
		switch {
		case !texts:
		case c != "", name == "format_string" || name == "printf" || name == "conv":
			return c
		}
	}
	return ""
}
