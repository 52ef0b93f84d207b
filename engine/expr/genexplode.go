package expr

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Generators is the table of functions that make rows, by name.
func Generators() []*GeneratorFunction {
	gen := func(param, name, usage, help, example string, minArgs, maxArgs int, bind func(b *Binding) (*Generator, error)) *GeneratorFunction {
		return &GeneratorFunction{Name: name, Aliases: []string{name + "_outer"}, Usage: usage, Help: help, Example: example, MinArgs: minArgs, MaxArgs: maxArgs, Params: paramsOf(param), Bind: bind}
	}
	variant := gen("input", "variant_explode", "variant_explode(expr)", "A row for each field of an object, or element of an array, in a VARIANT: its place (pos), name (key) and value.", "(SELECT count(*) FROM variant_explode(parse_json('[1,2]'))) -- 2", 1, 1, bindVariantExplode)
	variant.TableOnly = true
	return []*GeneratorFunction{
		gen("collection", "explode", "explode(expr)", "A row for each element of an array (col) or entry of a map (key, value).", "explode(array(10, 20)) -- 10, 20", 1, 1, bindExplode(false)),
		gen("collection", "posexplode", "posexplode(expr)", "Like explode, with the position (pos) in front.", "posexplode(array(10, 20)) -- {0,10}, {1,20}", 1, 1, bindExplode(true)),
		gen("input", "inline", "inline(expr)", "A row for each struct of an array, a column a field.", "inline(array(struct(1, 'a'))) -- {1,a}", 1, 1, bindInline),
		variant,
		{Name: "stack", Usage: "stack(n, expr1, ..., exprk)", Help: "The expressions as n rows.", Example: "stack(2, 1, 2, 3) -- {1,2}, {3,NULL}", MinArgs: 2, MaxArgs: -1, Bind: bindStack},
		{Name: "collations", Usage: "collations()", Help: "A row for each collation that a text may have. Texts by locales with rules of their own are carried, but not compared.", Example: "(SELECT count(*) FROM collations() WHERE NAME LIKE 'UTF8%') -- 4", TableOnly: true, Bind: bindCollations},
		{Name: "sql_keywords", Usage: "sql_keywords()", Help: "A row for each keyword of SQL. None is reserved.", Example: "(SELECT count(*) FROM sql_keywords() WHERE keyword LIKE 'WITH%') -- 3", TableOnly: true, Bind: bindKeywords},
		{Name: "json_tuple", Usage: "json_tuple(jsonStr, p1, p2, ...)", Help: "A row of the fields of a JSON object, as texts.", Example: "json_tuple('{\"a\":1, \"b\":2}', 'a', 'b') -- {1,2}", MinArgs: 2, MaxArgs: -1, Bind: bindJSONTuple},
	}
}

// outer tells whether the generator was called by its _outer name.
func (b *Binding) outer() bool { return strings.HasSuffix(b.Called, "_outer") }

// inner is the call as refusals spell it: without _outer.
func (b *Binding) inner() *Binding {
	n := b.frozen()
	n.Called = strings.TrimSuffix(b.Called, "_outer")
	return n
}

func (b *Binding) generator(outputs []data.Field, make func(ctx *Context, args []data.Column, n int, outer bool) ([]data.Column, []int32, error)) *Generator {
	return &Generator{Args: b.Args, Outputs: outputs, Generate: make, Outer: b.outer(), Called: b.Called, At: b.at()}
}

func bindExplode(position bool) func(b *Binding) (*Generator, error) {
	return func(b *Binding) (*Generator, error) {
		t := b.typ(0)
		if t.Kind != data.KindArray && t.Kind != data.KindMap {
			return nil, b.inner().unexpected(0, `("ARRAY" or "MAP")`)
		}
		var out []data.Field
		if position {
			out = append(out, data.Field{Name: "pos", Type: data.Int, Nullable: b.outer()})
		}
		if t.Kind == data.KindMap {
			out = append(out, data.Field{Name: "key", Type: t.Key, Nullable: b.outer()}, data.Field{Name: "value", Type: t.Elem, Nullable: true})
		} else {
			out = append(out, data.Field{Name: "col", Type: t.Elem, Nullable: t.ElemNull || b.outer()})
		}
		return b.generator(out, func(_ *Context, args []data.Column, n int, outer bool) ([]data.Column, []int32, error) {
			cols, from, pos := exploded(args[0], n, outer)
			if position {
				cols = append([]data.Column{pos}, cols...)
			}
			return cols, from, nil
		}), nil
	}
}

// exploded gives the elements of lists or maps, the row each came from, and its position.
func exploded(c data.Column, n int, outer bool) (cols []data.Column, from []int32, pos data.Column) {
	var offsets []int32
	var inner []data.Column
	switch c := expand(c).(type) {
	case *data.List:
		offsets, inner = c.Offsets, []data.Column{c.Elems}
	case *data.MapColumn:
		offsets, inner = c.Offsets, []data.Column{c.Keys, c.Items}
	}
	places := data.NewFixedBuilder[int32](data.Int, n)
	var elements []int32 // -1: a row of nulls
	for i := 0; i < n; i++ {
		first := len(elements)
		if offsets != nil && !data.IsNull(c, i) {
			for k := offsets[i]; k < offsets[i+1]; k++ {
				elements = append(elements, k)
				from = append(from, int32(i))
				places.Add(k - offsets[i])
			}
		}
		if outer && len(elements) == first {
			elements = append(elements, -1)
			from = append(from, int32(i))
			places.AppendNull()
		}
	}
	for _, in := range inner {
		cols = append(cols, takeOrNull(in, elements))
	}
	return cols, from, places.Finish()
}

func bindInline(b *Binding) (*Generator, error) {
	t := b.typ(0)
	if t.Kind != data.KindArray || t.Elem.Kind != data.KindStruct {
		return nil, b.inner().unexpected(0, `"ARRAY<STRUCT>"`)
	}
	out := append([]data.Field{}, t.Elem.Fields...)
	for i := range out {
		out[i].Nullable = out[i].Nullable || t.ElemNull || b.outer()
	}
	return b.generator(out, func(_ *Context, args []data.Column, n int, outer bool) ([]data.Column, []int32, error) {
		cols, from, _ := exploded(args[0], n, outer)
		s, ok := cols[0].(*data.Struct)
		if !ok {
			return nil, nil, failf("INTERNAL_ERROR", "XX000", "inline over %s", cols[0].Type())
		}
		fields := make([]data.Column, len(s.Fields))
		for i, f := range s.Fields {
			fields[i] = masked(f, s.Nulls)
		}
		return fields, from, nil
	}), nil
}

func bindStack(b *Binding) (*Generator, error) {
	if err := b.accept(0, anInt.present()); err != nil {
		return nil, err
	}
	v, foldable, err := b.constant(0)
	n, number := v.(int32)
	switch {
	case err != nil:
		return nil, err
	case !foldable:
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `n` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[0])
	case !number || n < 1:
		return nil, mismatch("VALUE_OUT_OF_RANGE", b.text(), b.at(), "The `n` must be between (0, 2147483647] (current value = %v).", v)
	}
	rest := append([]Expr{}, b.Args[1:]...)
	height := int(n)
	width := (len(rest) + height - 1) / height
	out := make([]data.Field, width)
	for k := range out {
		t := data.Void
		for i := k; i < len(rest); i += width {
			u := CommonType(t, rest[i].Type())
			if u == nil || t.Kind != data.KindNull && !t.Equal(rest[i].Type()) && rest[i].Type().Kind != data.KindNull {
				return nil, mismatch("STACK_COLUMN_DIFF_TYPES", b.text(), b.at(), "The data type of the column (%d) do not have the same type: %s (%d) <> %s (%d).", k, quoteType(t), k+1, quoteType(rest[i].Type()), i+1)
			}
			t = u
		}
		out[k] = data.Field{Name: "col" + strconv.Itoa(k), Type: t, Nullable: true}
		for i := k; i < len(rest); i += width {
			rest[i] = b.cast(rest[i], t)
		}
	}
	b.Args = rest
	return b.generator(out, func(_ *Context, args []data.Column, rows int, _ bool) ([]data.Column, []int32, error) {
		from := make([]int32, rows*height)
		for i := range from {
			from[i] = int32(i / height)
		}
		cols := make([]data.Column, width)
		for k := range cols {
			cols[k] = interleaved(out[k].Type, args, k, width, height, rows)
		}
		return cols, from, nil
	}), nil
}

// interleaved builds column k of stack: of each input row, the values k, k+width, ...
func interleaved(t *data.Type, args []data.Column, k, width, height, n int) data.Column {
	parts := make([]data.Column, height)
	for h := range parts {
		if i := h*width + k; i < len(args) {
			parts[h] = expand(args[i])
		} else {
			parts[h] = nulls(t, n)
		}
	}
	all := data.ConcatColumns(t, parts)
	sel := make([]int32, n*height)
	for i := range sel {
		sel[i] = int32(i%height*n + i/height)
	}
	return data.Take(all, sel)
}
