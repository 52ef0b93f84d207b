package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// drawnFunctions draw values by a seed and the row, as rand does.
func drawnFunctions() []*Function {
	return []*Function{
		def(mathFuncs, "uniform", "uniform(min, max[, seed])", "A number from min up to max, by the seed and the row, of the wider of the two types.", "uniform(5, 5, 0) -- 5", 2, 3, bindUniform).unstable(),
		def(stringFuncs, "randstr", "randstr(length[, seed])", "Letters and digits by the seed and the row.", "length(randstr(5, 0)) -- 5", 1, 2, bindRandomText).unstable(),
	}
}

// constantArg is a number that must be known at planning.
func (b *Binding) constantArg(i int, name, kind string) (any, error) {
	v, ok := b.literal(i)
	if !ok {
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `%s` should be a foldable %s expression; however, got \"%s\".", name, kind, b.Args[i])
	}
	return v, nil
}

// seedArg is the seed of argument i, the session's where there is none.
func (b *Binding) seedArg(i int) (uint64, error) {
	if len(b.Args) <= i {
		return uint64(b.Ctx.Seed), nil
	}
	v, err := b.constantArg(i, "seed", "integer")
	if err != nil || v == nil {
		return 0, err
	}
	return uint64(toInt(v)), nil
}

// literalSeed is the seed of argument i for functions that take no expression there; without one, and for NULL, it is
// the session's.
func (b *Binding) literalSeed(i int, name string) (uint64, error) {
	if len(b.Args) <= i {
		return uint64(b.Ctx.Seed), nil
	}
	l, ok := b.Args[i].(*Literal)
	switch {
	case ok && !l.folded && l.Typ.Kind == data.KindNull:
		return uint64(b.Ctx.Seed), nil
	case ok && !l.folded && (l.Typ.Kind == data.KindInt || l.Typ.Kind == data.KindLong):
		return uint64(toInt(l.Value)), nil
	}
	return 0, Errorf("INVALID_PARAMETER_VALUE.LONG", "22023", b.at(), "The value of parameter(s) `seed` in `%s` is invalid: expects a long literal, but got \"%s\".", name, b.Args[i])
}

func bindUniform(b *Binding) (Expr, error) {
	shown := b.frozen()
	for i, w := range []want{aNumeric.strictly(), aNumeric.strictly(), anIntegral.strictly()}[:len(b.Args)] {
		if err := shown.accept(i, w); err != nil {
			return nil, err
		}
	}
	for i, name := range []string{"min", "max"} {
		if _, err := b.constantArg(i, name, "integer or floating-point"); err != nil {
			return nil, err
		}
	}
	seed, err := b.seedArg(2)
	if err != nil {
		return nil, err
	}
	t := uniformType(b.Args[0].Type(), b.Args[1].Type())
	list := append([]Expr{}, b.Args...)
	if len(list) > 2 { // a null seed is 0, and makes no null
		list[2] = &Literal{Value: int64(seed), Typ: data.Long, Text: list[2].String()}
	}
	list[0], list[1] = b.cast(list[0], data.Double), b.cast(list[1], data.Double)
	draw := &Apply{Fn: b.Fn, Called: b.Called, Args: list, Typ: data.Double, Null: true, Kernel: rows(data.Double, func(ctx *Context, a args) func(i int) (float64, error) {
		x, y := a.doubles(0), a.doubles(1)
		r := newXorShift(ctx.drawn(seed))
		return func(i int) (float64, error) {
			v := x.at(i) + (y.at(i)-x.at(i))*r.uniform()
			if t.Kind != data.KindDouble && t.Kind != data.KindFloat && t.Kind != data.KindDecimal {
				v = math.Trunc(v)
			}
			return v, nil
		}
	})}
	return b.cast(draw, t), nil
}

// uniformType is the type of a number between two: the decimal one's, else the wider.
func uniformType(a, b *data.Type) *data.Type {
	switch {
	case a.Kind == data.KindNull || b.Kind == data.KindNull:
		return data.Double
	case a.Kind == data.KindDecimal && b.Kind != data.KindDecimal:
		return a
	case b.Kind == data.KindDecimal && a.Kind != data.KindDecimal:
		return b
	case a.Kind == data.KindFloat && b.Kind != data.KindDouble, b.Kind == data.KindFloat && a.Kind != data.KindDouble:
		return data.Float
	}
	return CommonType(a, b)
}

const randomLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func bindRandomText(b *Binding) (Expr, error) {
	if err := b.acceptAll(anIntegral.strictly()); err != nil {
		return nil, err
	}
	v, err := b.constantArg(0, "length", "integer")
	if err != nil {
		return nil, err
	}
	length := int64(0)
	if v != nil {
		length = toInt(v)
	}
	if length < 0 || length > math.MaxInt32 {
		return nil, mismatch("VALUE_OUT_OF_RANGE", b.text(), b.at(), "The `length` must be between [0, 2147483647] (current value = %d).", length)
	}
	seed, err := b.seedArg(1)
	if err != nil {
		return nil, err
	}
	return b.apply(data.String, texts(data.String, func(ctx *Context, _ args) func(dst []byte, i int) ([]byte, error) {
		r := newXorShift(ctx.drawn(seed))
		return func(dst []byte, _ int) ([]byte, error) {
			for range length {
				dst = append(dst, r.letter())
			}
			return dst, nil
		}
	})), nil
}
