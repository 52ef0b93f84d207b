package expr

import (
	"math"
	"strconv"
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
	nulls bool // IGNORE NULLS may stand behind it
	null  bool // it may be null though it prescribes a frame
	// params are the parameters, where calls may name them; a default that is not given is no argument.
	params []Param
}

// windowForms are the functions that mean something only before OVER, with the frames they prescribe.
var windowForms = map[string]windowForm{
	"row_number":   {typ: data.Int, frame: GrowingFrame(true)},
	"rank":         {typ: data.Int, most: -1, frame: GrowingFrame(true)},
	"dense_rank":   {typ: data.Int, most: -1, frame: GrowingFrame(true)},
	"percent_rank": {typ: data.Double, most: -1, frame: GrowingFrame(true)},
	"cume_dist":    {typ: data.Double, frame: GrowingFrame(false)},
	"ntile":        {typ: data.Int, most: 1, frame: GrowingFrame(true), bind: bindTile},
	"lag":          {most: 4, bind: bindLag, nulls: true},
	"lead":         {most: 4, bind: bindLag, nulls: true},
	"nth_value":    {least: 2, most: 3, bind: bindNthValue, nulls: true},
	"counter_diff": {least: 1, most: 2, frame: GrowingFrame(true), bind: bindCounterDiff, null: true, params: paramsOf("value", "start_time=")},
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

// NullableRank tells whether a window function may be null.
func NullableRank(name string) bool {
	f := windowForms[strings.ToLower(name)]
	return f.frame == nil || f.null
}

// CountWindowArguments refuses a wrong number of arguments of a window function; it puts those that have
// names in their places.
func CountWindowArguments(c *Call) error {
	f := windowForms[strings.ToLower(c.Func)]
	if c.IgnoreNulls && !f.nulls {
		return noIgnoreNulls(c)
	}
	if f.params != nil {
		list, err := arranged(c, c.Args, f.params)
		if err != nil {
			return err
		}
		for n := len(list); n > len(c.Args) || n > 0 && n <= len(f.params) && list[n-1] == f.params[n-1].Default; n-- {
			list = list[:n-1]
		}
		c.Args, c.ArgNames = list, nil
	}
	err := checkCount(strings.ToLower(c.Func), len(c.Args), f.least, f.most, nil, c.At)
	if err == nil && c.Distinct {
		return noDistinct(strings.ToLower(c.Func), c.At)
	}
	return err
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
	out := *b.Call
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
	text := name + "(" + strings.Join(args, ", ") + ")"
	if name == "nth_value" && c.IgnoreNulls {
		text += " ignore nulls"
	}
	return text
}

// ShiftText is the frame of lag and lead as Spark spells it.
func ShiftText(c *Call) string {
	by := ShiftBy(c)
	return "ROWS BETWEEN " + by + " FOLLOWING AND " + by + " FOLLOWING"
}

// ShiftBy is how many rows lag and lead look ahead, as Spark spells it.
func ShiftBy(c *Call) string {
	by := "1"
	if len(c.Args) > 1 {
		by = c.Args[1].String()
	}
	if strings.EqualFold(c.Func, "lag") {
		n, ok := int32(1), true
		if len(c.Args) > 1 {
			l, literal := Fold(&Context{}, c.Args[1]).(*Literal)
			if ok = literal; ok {
				n, ok = l.Value.(int32)
			}
		}
		if by = "-" + by; ok {
			by = strconv.Itoa(-int(n))
		}
	}
	return by
}

// bindIgnoreNulls takes the last argument of lag, lead and nth_value, which tells whether nulls count.
func bindIgnoreNulls(b *Binding, at int) error {
	if len(b.Args) <= at {
		return nil
	}
	l, ok := b.Args[at].(*Literal)
	if !ok || l.Typ.Kind != data.KindBoolean || l.Value == nil {
		return Errorf("INVALID_PARAMETER_VALUE.BOOLEAN", "22023", b.at(), "The value of parameter(s) `ignoreNulls` in `%s` is invalid: expects a boolean literal, but got \"%s\".", b.name(), b.Args[at])
	}
	c := *b.Call
	c.IgnoreNulls = c.IgnoreNulls || l.Value == true
	c.Args = c.Args[:at]
	b.Call, b.Args = &c, b.Args[:at]
	return nil
}

// fixedOffset refuses an offset of lag and lead that is no INT: the frame that it makes is not the one
// that the function has then.
func (b *Binding) fixedOffset() error {
	switch t := b.typ(1); {
	case t.Kind == data.KindInt:
		return nil
	case t.Kind == data.KindString && b.name() == "lag":
		return Errorf("FAILED_FUNCTION_CALL", "38000", b.at(), "Failed preparing of the function `lag` for call. Please, double check function's arguments.")
	}
	return &Error{Message: "Cannot specify window frame for " + b.name() + " function.", Parsed: true}
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
	if err := bindIgnoreNulls(b, 3); err != nil {
		return err
	}
	text := WindowText(b.Call)
	offset := b.Args[1].String()
	if b.name() == "lag" {
		offset = "(- " + offset + ")"
	}
	if t := b.typ(1); !anInt.ok(t) && anInt.from(b.Ctx.Ansi, t) == nil {
		return mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The second parameter requires the \"INT\" type, however \"%s\" has the type %s.", offset, quoteType(t))
	}
	if _, ok := b.literal(1); !ok {
		return mismatch("NON_FOLDABLE_INPUT", text, b.at(), "the input `offset` should be a foldable \"INT\" expression; however, got \"%s\".", offset)
	}
	if err := b.fixedOffset(); err != nil {
		return err
	}
	if len(b.Args) < 3 {
		return nil
	}
	first, t := b.typ(0), b.typ(2)
	if t.Kind != data.KindNull && !t.Equal(first) && !castable(CastAnsi, t, first) {
		return mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The third parameter requires the (%s or \"VOID\") type, however \"%s\" has the type %s.", quoteType(first), b.Args[2], quoteType(t))
	}
	b.Args[2] = b.cast(b.Args[2], first)
	return nil
}

// bindCounterDiff checks counter_diff.
func bindCounterDiff(b *Binding) error {
	return b.acceptAll(aNumeric.strictly(), either(aTimestamp.strictly(), aTimestampNTZ.strictly()))
}

// bindNthValue checks nth_value.
func bindNthValue(b *Binding) error {
	if err := bindIgnoreNulls(b, 2); err != nil {
		return err
	}
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
