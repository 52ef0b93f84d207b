package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// relation is a comparison operator.
type relation uint8

const (
	eq relation = iota
	ne
	lt
	le
	gt
	ge
)

func compareFunctions() []*Function {
	g := "predicate_funcs"
	return []*Function{
		def(g, "=", "expr1 = expr2", "True where both are equal, null where one is null.", "2 = 2 -- true", 2, 2, bindRelation(eq)).spelled(infix("=")).harmless().also("=="),
		def(g, "!=", "expr1 != expr2", "True where both differ, null where one is null.", "1 != 2 -- true", 2, 2, bindRelation(ne)).spelled(func(a []string) string { return "(NOT (" + a[0] + " = " + a[1] + "))" }).harmless().also("<>"),
		def(g, "<", "expr1 < expr2", "True where the first is smaller.", "1 < 2 -- true", 2, 2, bindRelation(lt)).spelled(infix("<")).harmless(),
		def(g, "<=", "expr1 <= expr2", "True where the first is smaller or equal.", "2 <= 2 -- true", 2, 2, bindRelation(le)).spelled(infix("<=")).harmless(),
		def(g, ">", "expr1 > expr2", "True where the first is larger.", "2 > 1 -- true", 2, 2, bindRelation(gt)).spelled(infix(">")).harmless(),
		def(g, ">=", "expr1 >= expr2", "True where the first is larger or equal.", "2 >= 1 -- true", 2, 2, bindRelation(ge)).spelled(infix(">=")).harmless(),
		def(g, "<=>", "expr1 <=> expr2", "Equality in which null equals null; never null.", "NULL <=> NULL -- true", 2, 2, bindSame(true)).spelled(infix("<=>")).harmless(),
		def(g, "equal_null", "equal_null(expr1, expr2)", "Equality in which null equals null; never null.", "equal_null(3, 3) -- true", 2, 2, bindSame(true)).harmless().also("is not distinct from"),
		def(g, "is distinct from", "expr1 IS DISTINCT FROM expr2", "True where both differ; null is a value.", "1 is distinct from 2 -- true", 2, 2, bindSame(false)).spelled(func(a []string) string { return "(NOT (" + a[0] + " <=> " + a[1] + "))" }).harmless(),
		def(g, "between", "input BETWEEN lower AND upper", "True where input lies within the bounds, which count.", "0.5 between 0.1 and 1.0 -- true", 3, 3, bindBetween).harmless(),
		def(g, "in", "expr1 IN (expr2, ...)", "True where the value is among the list; null where it is not and a null takes part.", "1 in (1, 2, 3) -- true", 1, -1, bindIn).spelled(func(a []string) string { return "(" + a[0] + " IN (" + joinTexts(a[1:]) + "))" }).harmless(),
		def(g, "not in", "expr1 NOT IN (expr2, ...)", "The opposite of IN.", "1 not in (2, 3) -- true", 1, -1, negated("in")).harmless(),
		def(g, "not between", "input NOT BETWEEN lower AND upper", "The opposite of BETWEEN.", "5 not between 1 and 3 -- true", 3, 3, negated("between")).harmless(),
	}
}

// negated binds NOT f(...).
func negated(name string) bindFn {
	return func(b *Binding) (Expr, error) {
		e, err := b.call(name, b.Args...)
		if err != nil {
			return nil, err
		}
		return b.call("not", e)
	}
}

// comparable brings both sides of a comparison to one type.
func (b *Binding) comparable() error {
	b.Args = append([]Expr{}, b.Args...)
	l, r := b.typ(0), b.typ(1)
	if l.Alike(r) {
		return nil
	}
	t := tightest(b.Ctx.Ansi, l, r)
	if t == nil {
		t = widerDecimal(l, r)
	}
	if t == nil {
		t = comparableString(b.Ctx.Ansi, l, r)
	}
	if t == nil {
		t = nestedTightest(b.Ctx.Ansi, l, r)
	}
	switch {
	case t == nil && sameStructure(l, r):
		return nil
	case t == nil:
		return differ(b)
	}
	b.Args[0], b.Args[1] = b.cast(b.Args[0], t), b.cast(b.Args[1], t)
	return nil
}

// sameStructure tells whether two types differ in the names of fields only.
func sameStructure(a, b *data.Type) bool {
	if a.Kind != b.Kind || !a.Nested() {
		return a.Equal(b)
	}
	switch a.Kind {
	case data.KindMap:
		return sameStructure(a.Key, b.Key) && sameStructure(a.Elem, b.Elem)
	case data.KindStruct:
		for i := range a.Fields {
			if len(a.Fields) != len(b.Fields) || !sameStructure(a.Fields[i].Type, b.Fields[i].Type) {
				return false
			}
		}
		return len(a.Fields) == len(b.Fields)
	}
	return sameStructure(a.Elem, b.Elem)
}

// booleans turns, outside ANSI, the boolean side of an equation with a number into a number: 1 or 0.
func (b *Binding) booleans() {
	for i := range 2 {
		if n := b.typ(1 - i); !b.Ctx.Ansi && b.typ(i).Kind == data.KindBoolean && n.Numeric() {
			b.Args = append([]Expr{}, b.Args...)
			b.Args[i] = b.cast(b.Args[i], n)
		}
	}
}

// comparableString is the type in which a string and another value are compared.
func comparableString(ansi bool, l, r *data.Type) *data.Type {
	if l.Kind != data.KindString {
		l, r = r, l
	}
	if l.Kind != data.KindString {
		return nil
	}
	if ansi || r.Kind == data.KindBinary {
		if r.Kind == data.KindBinary {
			return data.Binary
		}
		return widerString(true, l, r)
	}
	switch {
	case r.Numeric() && r.Kind == data.KindDecimal:
		return data.Double
	case r.Nested(), r.Kind == data.KindVariant, ansiInterval(r):
		return nil
	}
	return r // outside ANSI the string becomes the other type
}

func unordered(b *Binding, name string, t *data.Type) error {
	return mismatch("INVALID_ORDERING_TYPE", b.text(), b.at(), "The `%s` does not support ordering on type %s.", name, quoteType(t))
}

func bindRelation(rel relation) bindFn {
	return func(b *Binding) (Expr, error) {
		if rel <= ne {
			b.booleans()
		}
		if err := b.comparable(); err != nil {
			return nil, err
		}
		if t := b.typ(0); !orderable(t) && !(rel <= ne && t.Kind == data.KindCalendarInterval) {
			name := b.Fn.Name
			if rel == ne {
				name = "="
			}
			return nil, unordered(b, name, t)
		}
		return b.apply(data.Boolean, compareKernel(rel)), nil
	}
}

func bindSame(same bool) bindFn {
	return func(b *Binding) (Expr, error) {
		given := b.text()
		b.booleans()
		if b.Called == "equal_null" {
			b.Called, b.Fn = "<=>", LookupFunction(&Context{}, "<=>")
		}
		if err := b.comparable(); err != nil {
			return nil, err
		}
		b.spelled = given
		if t := b.typ(0); !orderable(t) && t.Kind != data.KindCalendarInterval {
			return nil, unordered(b, "<=>", t)
		}
		a := b.apply(data.Boolean, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			x, y := sideOf(cols[0]), sideOf(cols[1])
			out := make([]bool, n)
			for i := range out {
				out[i] = data.Equal(x.col, x.row(i), y.col, y.row(i)) == same
			}
			return &data.Bools{T: data.Boolean, Values: out}, nil
		})
		a.Null = false
		return b.as(a), nil
	}
}

func bindBetween(b *Binding) (Expr, error) {
	low, err := b.call(">=", b.Args[0], b.Args[1])
	if err != nil {
		return nil, b.once(err)
	}
	high, err := b.call("<=", b.Args[0], b.Args[2])
	if err != nil {
		return nil, b.once(err)
	}
	both, err := b.call("and", low, high)
	if err != nil {
		return nil, err
	}
	return shown(both, b), nil
}

// once words the refusal of a comparison as Spark does where it computes the first argument once
// for several comparisons.
func (b *Binding) once(err error) error {
	e, ok := err.(*Error)
	if !ok {
		return err
	}
	c := *e
	c.Message = strings.Replace(e.Message, `"(`+b.Args[0].String()+" ", `"(commonexpressionref() `, 1)
	return &c
}

// shown keeps the text of the call that e was written as.
func shown(e Expr, b *Binding) Expr {
	a, ok := e.(*Apply)
	if !ok {
		return e
	}
	text := b.text()
	n := *a
	f := *a.Fn
	f.text = func([]string) string { return text }
	n.Fn = &f
	return &n
}

// compareKernel compares columns of one type.
func compareKernel(rel relation) Kernel {
	return func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(data.Boolean, n), nil
		}
		out := make([]bool, n)
		l, r := cols[0], cols[1]
		switch sideOf(l).col.(type) {
		case *data.Fixed[int8]:
			compareFixed(rel, vecOf[int8](l), vecOf[int8](r), out)
		case *data.Fixed[int16]:
			compareFixed(rel, vecOf[int16](l), vecOf[int16](r), out)
		case *data.Fixed[int32]:
			compareFixed(rel, vecOf[int32](l), vecOf[int32](r), out)
		case *data.Fixed[int64]:
			compareFixed(rel, vecOf[int64](l), vecOf[int64](r), out)
		case *data.Fixed[float64]:
			compareFloats(rel, vecOf[float64](l), vecOf[float64](r), out)
		case *data.Fixed[float32]:
			compareFloats(rel, vecOf[float32](l), vecOf[float32](r), out)
		case *data.Bytes:
			compareTexts(rel, textOf(l), textOf(r), out)
		default:
			x, y := sideOf(l), sideOf(r)
			for i := range out {
				if valid.Get(i) {
					out[i] = rel.holds(data.Compare(x.col, x.row(i), y.col, y.row(i)))
				}
			}
		}
		return &data.Bools{T: data.Boolean, Values: out, Nulls: valid}, nil
	}
}

// holds tells whether a three-way result satisfies the relation.
func (r relation) holds(c int) bool {
	switch r {
	case eq:
		return c == 0
	case ne:
		return c != 0
	case lt:
		return c < 0
	case le:
		return c <= 0
	case gt:
		return c > 0
	}
	return c >= 0
}
