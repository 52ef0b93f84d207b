package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// castFunctions are the types that can be called: int('12').
func castFunctions() []*Function {
	var out []*Function
	for _, c := range []struct {
		name, example string
		to            *data.Type
	}{
		{"boolean", "boolean('t') -- true", data.Boolean}, {"tinyint", "tinyint('12') -- 12", data.Byte}, {"smallint", "smallint('12') -- 12", data.Short},
		{"int", "int('12') -- 12", data.Int}, {"bigint", "bigint('12') -- 12", data.Long}, {"float", "float('1.5') -- 1.5", data.Float},
		{"double", "double('1.5') -- 1.5", data.Double}, {"decimal", "decimal('12') -- 12", data.DecimalOf(10, 0)}, {"date", "date('2024-03-01') -- 2024-03-01", data.Date},
		{"timestamp", "timestamp('2024-03-01 10:00:00') -- 2024-03-01 10:00:00", data.Timestamp}, {"time", "time('09:32:05.359') -- 09:32:05.359", data.Time}, {"binary", "binary('a') -- a", data.Binary}, {"string", "string(1.5) -- 1.5", data.String},
	} {
		to, help := c.to, "The value cast to "+c.to.String()+"."
		if holdsTime(to) {
			help += timeNote
		}
		out = append(out, def("conversion_funcs", c.name, c.name+"(expr)", help, c.example, 1, 1, func(b *Binding) (Expr, error) {
			mode := b.mode(false)
			if err := typeAllowed(b.Ctx, to); err != nil {
				return nil, err
			}
			n := &Cast{Child: b.Args[0], To: to, Mode: mode, Implicit: true, At: b.at()}
			return n, checkCast(n)
		}))
	}
	return out
}

func sessionFunctions() []*Function {
	g := "misc_funcs"
	text := func(name, help, value string) *Function {
		return def(g, name, name+"()", help, name+"() -- "+value, 0, 0, func(b *Binding) (Expr, error) {
			return &Literal{Value: value, Typ: data.String, Text: b.Called + "()", folded: true}, nil
		})
	}
	return []*Function{
		def(g, "typeof", "typeof(expr)", "The type of the value.", "typeof(1) -- int", 1, 1, bindTypeof),
		def(g, "assert_true", "assert_true(expr [, message])", "Fails where the condition is not true.", "assert_true(0 < 1) -- NULL", 1, 2, bindAssert),
		def(g, "raise_error", "raise_error(expr)", "Fails with the message.", "if(true, 1, raise_error('no')) -- 1", 1, 1, bindRaise),
		text("current_catalog", "The catalog.", "spark_catalog"),
		def(g, "current_database", "current_database()", "The database.", "current_database() -- default", 0, 0, func(*Binding) (Expr, error) {
			return &Literal{Value: "default", Typ: data.String, Text: "current_schema()", folded: true}, nil
		}).also("current_schema"),
		text("current_path", "Where functions are looked for.", "system.builtin,system.session,spark_catalog.default"),
		text("version", "The version of Spark whose answers these are.", "4.3.0"), text("current_user", "The user.", "sparkrepl").also("user", "session_user"),
		def(g, "monotonically_increasing_id", "monotonically_increasing_id()", "The number of the row in the run.", "monotonically_increasing_id() -- 0", 0, 0, func(b *Binding) (Expr, error) {
			a := b.apply(data.Long, func(_ *Context, _ []data.Column, n int) (data.Column, error) {
				out := make([]int64, n)
				for i := range out {
					out[i] = int64(i)
				}
				return &data.Longs{T: data.Long, Values: out}, nil
			})
			a.Null = false
			return a, nil
		}).unstable(),
		def(g, "spark_partition_id", "spark_partition_id()", "The partition: always 0 here.", "spark_partition_id() -- 0", 0, 0, func(b *Binding) (Expr, error) {
			return &Literal{Value: int32(0), Typ: data.Int, Text: b.text(), folded: true}, nil
		}),
		def(mathFuncs, "rand", "rand([seed])", "A number of [0, 1) by the seed and the row.", "rand(0) < 1 -- true", 0, 1, bindRandom((*xorShift).uniform)).unstable().also("random"),
		def(mathFuncs, "randn", "randn([seed])", "A normally distributed number by the seed and the row.", "randn(0) < 100 -- true", 0, 1, bindRandom((*xorShift).normal)).unstable(),
		def(g, "uuid", "uuid()", "A random UUID by the session's seed and the row.", "length(uuid()) -- 36", 0, 1, bindUUID).unstable(),
	}
}

// CatalogName is a type as typeof names it: array<int>, struct<a:int>, interval day to second.
func CatalogName(t *data.Type) string {
	switch t.Kind {
	case data.KindArray:
		return "array<" + CatalogName(t.Elem) + ">"
	case data.KindMap:
		return "map<" + CatalogName(t.Key) + "," + CatalogName(t.Elem) + ">"
	case data.KindStruct:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Name + ":" + CatalogName(f.Type)
		}
		return "struct<" + strings.Join(parts, ",") + ">"
	}
	if t.Kind == data.KindString && t.Collation != "" {
		return "string collate " + t.Collation
	}
	return strings.ToLower(t.String())
}

func bindAssert(b *Binding) (Expr, error) {
	plain := "'" + b.Args[0].String() + "' is not true!"
	shown := b.frozen()
	message := plain
	if len(b.Args) > 1 {
		message = b.Args[1].String()
	}
	shown.spelled = "(IF(" + b.Args[0].String() + ", NULL, raise_error(USER_RAISED_EXCEPTION, map(errorMessage, " + message + "))))"
	if err := shown.accept(0, aBoolean); err != nil {
		return nil, err
	}
	if err := b.acceptAll(aBoolean, aString); err != nil {
		return nil, err
	}
	return b.lazily(data.Void, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
		message := plain
		hit, err := filterFrame(ctx, a.Args[0], f)
		if err != nil {
			return nil, err
		}
		if hit != nil && len(hit) < f.n {
			if len(a.Args) > 1 {
				c, err := eval(ctx, a.Args[1], f.narrow(others(hit, f.n)[:1]))
				if err != nil {
					return nil, err
				}
				if message = "null"; !data.IsNull(expand(c), 0) {
					message = TextOf(ctx, expand(c), 0)
				}
			}
			return nil, failf("USER_RAISED_EXCEPTION", "P0001", "%s", message)
		}
		return &data.Voids{N: f.n}, nil
	}), nil
}

// bindRaise binds raise_error, which Spark takes for another function of two arguments where the message is no text.
func bindRaise(b *Binding) (Expr, error) {
	if t := b.typ(0); !aString.ok(t) && aString.from(b.Ctx.Ansi, t) == nil {
		message := data.MapOf(data.String, t, b.Args[0].Nullable())
		text := "map(errorMessage, " + b.Args[0].String() + ")"
		return nil, mismatch("UNEXPECTED_INPUT_TYPE", b.name()+"(USER_RAISED_EXCEPTION, "+text+")", b.at(), "The second parameter requires the \"MAP<STRING, STRING>\" type, however \"%s\" has the type %s.", text, quoteType(message))
	}
	return sig(data.Void, raiseKernel, aString)(b)
}

func raiseKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	if n == 0 {
		return &data.Voids{}, nil
	}
	s := sideOf(cols[0])
	message := "null"
	if !data.IsNull(s.col, s.row(0)) {
		message = TextOf(ctx, s.col, s.row(0))
	}
	return nil, failf("USER_RAISED_EXCEPTION", "P0001", "%s", message)
}

// splitmix gives 64 random bits of a seed and a row: the same ones again in a replay.
func splitmix(seed, row uint64) uint64 {
	z := seed + (row+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// drawn is the seed that a batch draws with.
func (c *Context) drawn(seed uint64) uint64 {
	if c.Draw == 0 {
		return seed
	}
	return splitmix(seed, c.Draw)
}

func bindRandom(next func(r *xorShift) float64) bindFn {
	return func(b *Binding) (Expr, error) {
		seed := uint64(b.Ctx.Seed)
		if len(b.Args) > 0 {
			if err := b.acceptAll(either(anInt, aLong)); err != nil {
				return nil, err
			}
			v, ok := b.literal(0)
			if !ok {
				return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `seed` should be a foldable \"INT\" or \"BIGINT\" expression; however, got \"%s\".", b.Args[0])
			}
			if seed = 0; v != nil {
				seed = uint64(toInt(v))
			}
		}
		a := b.apply(data.Double, func(ctx *Context, _ []data.Column, n int) (data.Column, error) {
			out := make([]float64, n)
			r := newXorShift(ctx.drawn(seed))
			for i := range out {
				out[i] = next(r)
			}
			return &data.Doubles{T: data.Double, Values: out}, nil
		})
		a.Null = false
		return a, nil
	}
}

func bindUUID(b *Binding) (Expr, error) {
	seed, err := b.literalSeed(0, "UUID")
	if err != nil {
		return nil, err
	}
	b.Args = nil
	a := b.apply(data.String, func(ctx *Context, _ []data.Column, n int) (data.Column, error) {
		out, r := data.NewBytesBuilder(data.String, n), newMersenne(ctx.drawn(seed))
		for range n {
			out.AddString(r.uuid())
		}
		return out.Finish(), nil
	})
	a.Null = false
	return a, nil
}

// bindTypeof names the type of its argument, which is not computed; an aggregate in it still makes
// the query one of groups.
func bindTypeof(b *Binding) (Expr, error) {
	name := &Literal{Value: CatalogName(b.typ(0)), Typ: data.String, Text: b.text(), folded: true}
	grouped := false
	Walk(b.Args[0], func(e Expr) bool {
		_, is := e.(*Agg)
		grouped = grouped || is
		return !grouped
	})
	if !grouped {
		return name, nil
	}
	return b.lazily(data.String, func(_ *Context, _ *Apply, f *frame) (data.Column, error) {
		return &constant{literalColumn(name), f.n}, nil
	}), nil
}
