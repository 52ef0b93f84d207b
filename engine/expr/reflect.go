package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// reflectFunctions call static methods of Java, of which there is a table here and no machine.
func reflectFunctions() []*Function {
	const g = "misc_funcs"
	return []*Function{
		def(g, "reflect", "reflect(class, method[, arg1, ...])", "What a static method of Java gives, as text. There is no Java here: the classes are "+javaClasses+".", "reflect('java.lang.Math', 'floorMod', -7, 3) -- 2", 2, -1, bindReflect(false)).also("java_method").unstable(),
		def(g, "try_reflect", "try_reflect(class, method[, arg1, ...])", "reflect, null where the method throws an exception.", "try_reflect('java.lang.Integer', 'parseInt', 'x') -- NULL", 2, -1, bindReflect(true)).unstable(),
	}
}

// anArgumentOfJava is what a method may be given.
var anArgumentOfJava = kinds("", nil, data.KindBoolean, data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindFloat, data.KindDouble, data.KindString).
	present().named(`("BOOLEAN" or "TINYINT" or "SMALLINT" or "INT" or "BIGINT" or "FLOAT" or "DOUBLE" or "STRING")`)

func bindReflect(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		c := b.frozen()
		if try {
			c.Called = "reflect" // as Spark's refusals name it
		}
		class, name, err := c.javaNames()
		if err != nil {
			return nil, err
		}
		m, err := c.javaMethod(class, name)
		if err != nil {
			return nil, err
		}
		if m == nil { // UUID.randomUUID
			drawn, err := b.call("uuid")
			a, ok := drawn.(*Apply)
			if err != nil || !ok {
				return nil, err
			}
			return b.as(a), nil
		}
		a := b.apply(data.String, javaKernel(m, try))
		a.Consts, a.At = false, Span{} // Spark tells no place of what a method throws
		return a, nil
	}
}

// javaNames are the constant names of the class and of the method.
func (b *Binding) javaNames() (class, method string, err error) {
	var names [2]string
	for i, what := range []string{"class", "method"} {
		v, foldable, err := b.constant(i)
		text, isText := v.(string)
		if err != nil {
			return "", "", err
		}
		if !foldable || !isText {
			return "", "", mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `%s` should be a foldable \"STRING\" expression; however, got \"%s\".", what, b.Args[i])
		}
		names[i] = text
	}
	for i := 2; i < len(b.Args); i++ {
		if err := b.accept(i, anArgumentOfJava); err != nil {
			return "", "", err
		}
	}
	return names[0], names[1], nil
}

// javaMethod finds the method whose parameters are of the arguments' types; nil for one that draws a UUID.
func (b *Binding) javaMethod(class, name string) (*javaMethod, error) {
	methods := javaMethods(class)
	if methods == nil {
		err := mismatch("UNEXPECTED_CLASS_TYPE", b.text(), b.at(), "class %s not found.", class)
		err.Hint = "There is no Java here: reflect knows " + javaClasses + "."
		return nil, err
	}
	var given []data.Kind
	for _, a := range b.Args[2:] {
		given = append(given, a.Type().Kind)
	}
	if class == "java.util.UUID" && name == "randomUUID" && given == nil {
		return nil, nil
	}
	for i := range methods {
		if methods[i].name == name && slices.Equal(methods[i].params, given) {
			return &methods[i], nil
		}
	}
	return nil, mismatch("UNEXPECTED_STATIC_METHOD", b.text(), b.at(), "cannot find a static method %s that matches the argument types in %s.", name, class)
}

// javaKernel calls the method for each row.
func javaKernel(m *javaMethod, try bool) Kernel {
	return func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		out := data.NewBuilder(data.String, n)
		args := make([]any, len(m.params))
		for i := range n {
			v, err := m.row(cols[2:], args, i)
			switch {
			case err == nil:
				out.Append(javaText(v))
			case try:
				out.AppendNull()
			default:
				return nil, err
			}
		}
		return out.Finish(), nil
	}
}

// failOnNull are the methods to which a null text is a null pointer.
var failOnNull = []string{"fromString", "parseDouble", "parseFloat", "encode", "decode"}

func (m *javaMethod) row(cols []data.Column, args []any, i int) (any, error) {
	for k, c := range cols {
		args[k] = data.ValueAt(c, i)
		switch {
		case args[k] != nil:
		case m.params[k] != data.KindString:
			return nil, javaf("java.lang.IllegalArgumentException")
		case slices.Contains(failOnNull, m.name):
			return nil, javaf("java.lang.NullPointerException")
		case m.null != nil:
			return m.null, nil
		default:
			return nil, javaf("java.lang.NumberFormatException: Cannot parse null string")
		}
	}
	return m.call(args)
}
