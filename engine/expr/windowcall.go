package expr

import (
	"math"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// windowForm is a function that only OVER gives a meaning.
type windowForm struct {
	most  int // arguments; -1 any
	least int
	typ   *data.Type // nil: that of the first argument
	frame *WindowFrame
	bind  func(b *Binding) error
}

// windowForms are the functions that mean something only before OVER, with the frames they prescribe.
var windowForms = map[string]windowForm{
	"row_number":   {typ: data.Int, frame: GrowingFrame(true)},
	"rank":         {typ: data.Int, most: -1, frame: GrowingFrame(true)},
	"dense_rank":   {typ: data.Int, most: -1, frame: GrowingFrame(true)},
	"percent_rank": {typ: data.Double, most: -1, frame: GrowingFrame(true)},
	"cume_dist":    {typ: data.Double, frame: GrowingFrame(false)},
	"ntile":        {typ: data.Int, most: 1, frame: GrowingFrame(true), bind: bindTile},
	"lag":          {most: 4, bind: bindLag},
	"lead":         {most: 4, bind: bindLag},
	"nth_value":    {least: 2, most: 3, bind: bindNthValue},
}

// WindowOnly tells whether the name is that of a function that needs OVER.
func WindowOnly(name string) bool {
	_, ok := windowForms[strings.ToLower(name)]
	return ok
}

// RequiredFrame is the frame that a window function prescribes, nil when it takes any. Lag and lead take
// none: see [FixedFrame].
func RequiredFrame(name string) *WindowFrame { return windowForms[strings.ToLower(name)].frame }

// FixedFrame tells whether a window function may have no frame clause at all.
func FixedFrame(name string) bool {
	return strings.EqualFold(name, "lag") || strings.EqualFold(name, "lead")
}

// CountWindowArguments refuses a wrong number of arguments of a window function.
func CountWindowArguments(c *Call) error {
	f := windowForms[strings.ToLower(c.Func)]
	return checkCount(strings.ToLower(c.Func), len(c.Args), f.least, f.most, nil, c.At)
}

// BindWindowCall checks the call of a window function over resolved arguments; it gives the call with
// its arguments coerced and its type.
func BindWindowCall(ctx *Context, scope Scope, c *Call) (*Call, *data.Type, error) {
	f := windowForms[strings.ToLower(c.Func)]
	b := &Binding{Args: append([]Expr{}, c.Args...), Call: c, Called: strings.ToLower(c.Func), Scope: scope, Ctx: ctx}
	if f.bind != nil {
		if err := f.bind(b); err != nil {
			return nil, nil, err
		}
	}
	out := *c
	out.Args = b.Args
	t := f.typ
	if len(b.Args) == 0 && t == nil {
		t = data.Void
	}
	if t == nil {
		t = b.Args[0].Type()
	}
	return &out, t, nil
}

// WindowText spells the call of a window function as Spark does.
func WindowText(c *Call) string {
	args := textsOf(c.Args)
	name := strings.ToLower(c.Func)
	switch name {
	case "rank", "dense_rank", "percent_rank":
		return strings.ToUpper(name) + "()"
	case "lag", "lead":
		args = append(args, []string{"NULL", "1", "NULL"}[min(len(args), 3):]...)
	case "ntile":
		if len(args) == 0 {
			args = []string{"1"}
		}
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

// bindTile checks ntile.
func bindTile(b *Binding) error {
	if len(b.Args) == 0 {
		return nil
	}
	text := WindowText(b.Call)
	v, ok := b.literal(0)
	if !ok {
		return mismatch("NON_FOLDABLE_INPUT", text, b.at(), "the input `buckets` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[0])
	}
	if t := b.typ(0); t.Kind != data.KindInt {
		return mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The first parameter requires the \"INT\" type, however \"%s\" has the type %s.", b.Args[0], quoteType(t))
	}
	if n, _ := v.(int32); n <= 0 {
		return mismatch("VALUE_OUT_OF_RANGE", text, b.at(), "The buckets must be between (0, %d] (current value = %d).", math.MaxInt32, n)
	}
	return nil
}

// bindLag checks lag and lead.
func bindLag(b *Binding) error {
	if len(b.Args) < 2 {
		return nil
	}
	text := WindowText(b.Call)
	offset := b.Args[1].String()
	if b.name() == "lag" {
		offset = "(- " + offset + ")"
	}
	if t := b.typ(1); !anInt.ok(t) && anInt.from(b.Ctx.Ansi, t) == nil {
		return mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The second parameter requires the \"INT\" type, however \"%s\" has the type %s.", offset, quoteType(t))
	}
	b.Args[1] = b.cast(b.Args[1], data.Int)
	if _, ok := b.literal(1); !ok {
		return mismatch("NON_FOLDABLE_INPUT", text, b.at(), "the input `offset` should be a foldable \"INT\" expression; however, got \"%s\".", offset)
	}
	return nil
}

// bindNthValue checks nth_value.
func bindNthValue(b *Binding) error {
	text := WindowText(b.Call)
	if t := b.typ(1); !anInt.ok(t) && anInt.from(b.Ctx.Ansi, t) == nil {
		return mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The second parameter requires the \"INT\" type, however \"%s\" has the type %s.", b.Args[1], quoteType(t))
	}
	b.Args[1] = b.cast(b.Args[1], data.Int)
	v, ok := b.literal(1)
	if !ok {
		return mismatch("NON_FOLDABLE_INPUT", text, b.at(), "the input `offset` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[1])
	}
	if n, _ := v.(int32); n <= 0 {
		return mismatch("VALUE_OUT_OF_RANGE", text, b.at(), "The offset must be between (0, %d] (current value = %dL).", int64(math.MaxInt64), n)
	}
	return nil
}
