package expr

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func numberFormatFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "to_number", "to_number(expr, fmt)", "A number out of a text by a format of 0 9 . D , G $ S MI PR.", "to_number('454', '999') -- 454", 2, 2, bindToNumber(false)),
		def(stringFuncs, "try_to_number", "try_to_number(expr, fmt)", "to_number, null where the text does not fit.", "try_to_number('454', '999') -- 454", 2, 2, bindToNumber(true)),
		def(stringFuncs, "to_char", "to_char(expr, format)", "A number, date, timestamp or binary value as text by a format.", "to_char(454, '999') -- 454", 2, 2, bindToChar).also("to_varchar"),
	}
}

// numberFormat reads the format argument; given is false when it is NULL.
func (b *Binding) numberFormat() (f numberFormat, given bool, err error) {
	v, foldable, err := b.constant(1)
	text, isText := v.(string)
	switch {
	case err != nil:
		return f, false, err
	case v == nil && foldable:
		return f, false, nil
	case !isText:
		return f, false, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `%s` should be a foldable \"STRING\" expression; however, got \"%s\".", prettyName(b.Args[1]), b.Args[1])
	}
	f = readNumberFormat(text)
	if sub, why := f.refusal(); sub != "" {
		return f, true, planned(Errorf("INVALID_FORMAT."+sub, "42601", b.at(), "The format is invalid: %s. %s", quoteValue(strings.ToUpper(text)), why))
	}
	if f.whole+f.fraction > data.MaxPrecision && strings.HasSuffix(b.name(), "to_number") {
		return f, true, Errorf("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", "22003", Span{}, "Decimal precision %d exceeds max precision %d.", f.whole+f.fraction, data.MaxPrecision)
	}
	return f, true, nil
}

func bindToNumber(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aString); err != nil {
			return nil, err
		}
		f, given, err := b.numberFormat()
		if err != nil {
			return nil, err
		}
		if !given {
			return &Literal{Typ: data.DecimalOf(10, 0)}, nil
		}
		t := f.typ()
		text := b.text()
		fn := *b.Fn
		fn.text = func([]string) string { return text }
		b.Args = b.Args[:1]
		a := b.apply(t, rows(t, func(_ *Context, a args) func(i int) (data.Dec, error) {
			s := a.text(0)
			return func(i int) (data.Dec, error) {
				d, ok := f.parse(s.str(i))
				if ok && !d.Fits(t.Precision) {
					return d, decimalOverflow("0", t.Precision, t.Scale)
				}
				if ok {
					return d, nil
				}
				if try {
					return d, isNull
				}
				return d, failf("INVALID_FORMAT.MISMATCH_INPUT", "42601", "The format is invalid: %s. The input \"STRING\" %s does not match the format.", f.source, s.at(i))
			}
		}))
		a.Fn = &fn
		return a, nil
	}
}

func bindToChar(b *Binding) (Expr, error) {
	t := b.typ(0)
	switch {
	case instant(t) || t.Kind == data.KindTime:
		return b.call("date_format", b.Args...)
	case t.Kind == data.KindBinary:
		return bytesToChar(b)
	}
	b.Called = "to_char"
	text := b.text()
	if err := b.acceptAll(aDecimal, aString); err != nil {
		return nil, err
	}
	f, given, err := b.numberFormat()
	if err != nil {
		return nil, err
	}
	if !given {
		return &Literal{Typ: data.String}, nil
	}
	scale := b.typ(0).Scale
	fn := *b.Fn
	fn.text = func([]string) string { return text }
	b.Args = b.Args[:1]
	a := b.apply(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		v := a.decs(0)
		return func(dst []byte, i int) ([]byte, error) { return append(dst, f.text(v.at(i), scale)...), nil }
	}))
	a.Fn = &fn
	return a, nil
}

func bytesToChar(b *Binding) (Expr, error) {
	v, foldable, err := b.constant(1)
	format, isText := v.(string)
	switch {
	case err != nil:
		return nil, err
	case !isText && (!foldable || v == nil || b.typ(1).Kind != data.KindString):
		return nil, Errorf("NON_FOLDABLE_ARGUMENT", "42K08", b.at(), "The function `%s` requires the parameter `format` to be a foldable expression of the type %s, but the actual argument is a non-foldable.", b.name(), quoteType(b.typ(1)))
	}
	var f func(dst, s []byte) []byte
	format = strings.ToLower(strings.TrimSpace(format))
	switch format {
	case "base64":
		f = func(dst, s []byte) []byte { return base64.StdEncoding.AppendEncode(dst, s) }
	case "hex":
		f = func(dst, s []byte) []byte { return append(dst, strings.ToUpper(hex.EncodeToString(s))...) }
	case "utf-8":
	default:
		return nil, Errorf("INVALID_PARAMETER_VALUE.BINARY_FORMAT", "22023", b.at(), "The value of parameter(s) `format` in `%s` is invalid: expects one of binary formats 'base64', 'hex', 'utf-8', but got %s.", b.name(), quoteValue(format))
	}
	name, list := strings.ToLower(format), b.Args[0].String()
	if strings.HasPrefix(name, "utf") {
		name, list = "decode", list+", utf-8"
	}
	if b.name() == "to_varchar" { // what has another name keeps it
		name = b.name()
	}
	b.spelled = name + "(" + list + ")"
	if f == nil {
		return shown(b.apply(data.String, utf8Kernel), b), nil
	}
	return shown(b.apply(data.String, text1(data.String, f)), b), nil
}
