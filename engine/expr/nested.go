package expr

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// fieldOf resolves e.name: a field of a struct, of each struct of an array, or the value of
// a map.
func fieldOf(ctx *Context, e Expr, name string, at Span) (Expr, error) {
	t := e.Type()
	if t == nil {
		return &Call{Func: ".", Args: []Expr{e, &Literal{Value: name, Typ: data.String}}, At: at}, nil
	}
	switch {
	case t.Kind == data.KindStruct:
		k, err := fieldIndex(ctx, t, name, at)
		if err != nil {
			return nil, err
		}
		f := t.Fields[k]
		return &Apply{Fn: fieldFunction(f.Name), Args: []Expr{e}, Typ: f.Type, Null: true, Consts: true, At: at, Kernel: fieldKernel(k), field: k + 1}, nil
	case t.Kind == data.KindArray && t.Elem.Kind == data.KindStruct:
		k, err := fieldIndex(ctx, t.Elem, name, at)
		if err != nil {
			return nil, err
		}
		f := t.Elem.Fields[k]
		typ := data.ArrayOf(f.Type, true)
		return &Apply{Fn: fieldFunction(f.Name), Args: []Expr{e}, Typ: typ, Null: true, At: at,
			Kernel: func(_ *Context, cols []data.Column, _ int) (data.Column, error) {
				l := cols[0].(*data.List)
				return &data.List{T: typ, Offsets: l.Offsets, Elems: structField(l.Elems.(*data.Struct), k), Nulls: l.Nulls}, nil
			}}, nil
	case t.Kind == data.KindMap:
		return bindCall(ctx, nil, &Call{Func: "[]", At: at}, []Expr{e, &Literal{Value: name, Typ: data.String}})
	}
	return nil, Errorf("INVALID_EXTRACT_BASE_FIELD_TYPE", "42000", at, "Can't extract a value from \"%s\". Need a complex type [STRUCT, ARRAY, MAP] but got %s.", e, quoteType(t))
}

// FieldName is the name of the field that a takes out of a struct, "" where it does something else.
func (a *Apply) FieldName() string {
	if a.field == 0 {
		return ""
	}
	return a.Args[0].Type().Fields[a.field-1].Name
}

func fieldFunction(name string) *Function {
	return &Function{Name: ".", safe: true, text: func(a []string) string { return a[0] + "." + name }}
}

func fieldIndex(ctx *Context, t *data.Type, name string, at Span) (int, error) {
	found := -1
	for k, f := range t.Fields {
		if sameName(ctx, f.Name, name) {
			if found >= 0 {
				return 0, Errorf("AMBIGUOUS_REFERENCE_TO_FIELDS", "42000", at, "Ambiguous reference to the field `%s`. It appears 2 times in the schema.", name)
			}
			found = k
		}
	}
	if found < 0 {
		names := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			names[i] = "`" + f.Name + "`"
		}
		return 0, Errorf("FIELD_NOT_FOUND", "42704", at, "No such struct field `%s` in %s.", name, strings.Join(names, ", "))
	}
	return found, nil
}

func fieldKernel(k int) Kernel {
	return func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		if c, ok := cols[0].(*constant); ok {
			return expand(&constant{structField(c.one.(*data.Struct), k), n}), nil
		}
		return structField(cols[0].(*data.Struct), k), nil
	}
}

// structField is the column of a field, null where the struct is.
func structField(s *data.Struct, k int) data.Column {
	if s.Nulls == nil {
		return s.Fields[k]
	}
	return masked(s.Fields[k], s.Nulls)
}

// masked makes rows null that are not set in valid.
func masked(c data.Column, valid data.Bitmap) data.Column {
	switch c := c.(type) {
	case *data.Fixed[bool]:
		return maskFixed(c, valid)
	case *data.Fixed[int8]:
		return maskFixed(c, valid)
	case *data.Fixed[int16]:
		return maskFixed(c, valid)
	case *data.Fixed[int32]:
		return maskFixed(c, valid)
	case *data.Fixed[int64]:
		return maskFixed(c, valid)
	case *data.Fixed[float32]:
		return maskFixed(c, valid)
	case *data.Fixed[float64]:
		return maskFixed(c, valid)
	case *data.Fixed[data.Dec]:
		return maskFixed(c, valid)
	case *data.Fixed[data.Interval]:
		return maskFixed(c, valid)
	case *data.Bytes:
		n := *c
		n.Nulls = c.Nulls.And(valid)
		return &n
	case *data.List:
		n := *c
		n.Nulls = c.Nulls.And(valid)
		return &n
	case *data.MapColumn:
		n := *c
		n.Nulls = c.Nulls.And(valid)
		return &n
	case *data.Struct:
		n := *c
		n.Nulls = c.Nulls.And(valid)
		return &n
	}
	return c
}

func maskFixed[T data.Value](c *data.Fixed[T], valid data.Bitmap) data.Column {
	return &data.Fixed[T]{T: c.T, Values: c.Values, Nulls: c.Nulls.And(valid)}
}

func structFunctions() []*Function {
	g := "struct_funcs"
	return []*Function{
		def(g, "named_struct", "named_struct(name1, val1, ...)", "A struct of the names and values given.", "named_struct('a', 1, 'b', 2) -- {1, 2}", 0, -1, bindNamedStruct).harmless(),
		def(g, "(,)", "(expr1, expr2, ...)", "A struct of the values, named after them.", "(1, 2) -- {1, 2}", 2, -1, bindRow).harmless(),
		def(g, "struct", "struct(col1, col2, ...)", "A struct of the columns, named after them.", "struct(1, 2) -- {1, 2}", 0, -1, bindStruct).harmless(),
	}
}

func bindNamedStruct(b *Binding) (Expr, error) {
	if len(b.Args)%2 != 0 {
		return nil, WrongCount(b.name(), "2n (n > 0)", len(b.Args), Span{})
	}
	fields := make([]data.Field, len(b.Args)/2)
	for i := range fields {
		v, ok, err := b.constant(2 * i)
		if a, call := b.Args[2*i].(*Apply); call && a.Fn.Name == "split_part" { // not yet what Spark puts in its place
			ok = false
		}
		if err != nil && ok && b.typ(2*i).Kind == data.KindString {
			return nil, err
		}
		name, isText := v.(string)
		if !ok || !isText {
			if ok && v == nil && b.typ(2*i).Kind == data.KindString {
				return nil, mismatch("UNEXPECTED_NULL", b.text(), b.at(), "The [\"%s\"] must not be null.", b.Args[2*i])
			}
			return nil, mismatch("CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING", b.text(), b.at(), "Only foldable `STRING` expressions are allowed to appear at odd position, but they are %s.", oddNames(b))
		}
		e := b.Args[2*i+1]
		fields[i] = data.Field{Name: name, Type: e.Type(), Nullable: e.Nullable()}
	}
	return b.structOf(fields, 1), nil
}

// oddNames lists the names that are no constant texts.
func oddNames(b *Binding) string {
	var list []string
	for i := 0; i < len(b.Args); i += 2 {
		a, call := b.Args[i].(*Apply)
		if b.typ(i).Kind != data.KindString || !Foldable(b.Args[i]) || call && a.Fn.Name == "split_part" {
			list = append(list, `"`+b.Args[i].String()+`"`)
		}
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// structOf is the struct of every second argument, starting at the first-th, or of all when
// first is 0.
func (b *Binding) structOf(fields []data.Field, first int) Expr {
	t := data.StructOf(fields...)
	a := b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		out := &data.Struct{T: t, N: n}
		for i := first; i < len(cols); i += first + 1 {
			out.Fields = append(out.Fields, expand(cols[i]))
		}
		return out, nil
	})
	a.Null = false
	return a
}

func bindStruct(b *Binding) (Expr, error) {
	fields := make([]data.Field, len(b.Args))
	for i, e := range b.Args {
		fields[i] = data.Field{Name: FieldName(e, i), Type: e.Type(), Nullable: e.Nullable()}
	}
	return b.structOf(fields, 0), nil
}

// bindRow makes named_struct of (a, b), as Spark's parser does.
func bindRow(b *Binding) (Expr, error) {
	var list []Expr
	for i, e := range b.Args {
		list = append(list, &Literal{Value: FieldName(e, i), Typ: data.String}, e)
	}
	return b.call("named_struct", list...)
}

// FieldName names a field of struct(): after a column, an alias, or colN.
func FieldName(e Expr, i int) string {
	switch e := e.(type) {
	case *Alias:
		return e.Name
	case *Ref:
		if !e.Slot {
			return e.Name
		}
	case *Outer:
		return e.Name
	case *Var:
		return e.Name
	case *Apply:
		if e.Fn.Name == "." {
			text := e.String()
			return text[strings.LastIndexByte(text, '.')+1:]
		}
	}
	return "col" + strconv.Itoa(i+1)
}
