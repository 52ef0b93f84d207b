package expr

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func numberFormatFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "to_number", "to_number(expr, fmt)", "A number out of a text by a format of 0 9 . D , G $ S MI PR.", "to_number('454', '999') -- 454", 2, 2, bindToNumber(false)),
		def(stringFuncs, "try_to_number", "try_to_number(expr, fmt)", "to_number, null where the text does not fit.", "try_to_number('454', '999') -- 454", 2, 2, bindToNumber(true)),
		def(stringFuncs, "to_char", "to_char(expr, format)", "A number, date, timestamp or binary value as text by a format.", "to_char(454, '999') -- 454", 2, 2, bindToChar).also("to_varchar"),
	}
}

// numberFormat is a format of to_number and to_char.
type numberFormat struct {
	source   string
	dollar   bool
	sign     byte // 0, 'S' or 'M'
	signLast bool
	brackets bool   // PR
	whole    string // of 0 9 , in front of the point
	fraction string
	point    bool
}

func readNumberFormat(s string) (f numberFormat, ok bool) {
	f.source = s
	s = strings.NewReplacer("D", ".", "G", ",").Replace(strings.ToUpper(s))
	take := func(prefix string) bool {
		if strings.HasPrefix(s, prefix) {
			s = s[len(prefix):]
			return true
		}
		return false
	}
	if take("S") {
		f.sign = 'S'
	} else if take("MI") {
		f.sign = 'M'
	}
	f.dollar = take("$")
	n := 0
	for n < len(s) && strings.IndexByte("09,", s[n]) >= 0 {
		n++
	}
	f.whole, s = s[:n], s[n:]
	if take(".") {
		f.point = true
		n = 0
		for n < len(s) && (s[n] == '0' || s[n] == '9') {
			n++
		}
		f.fraction, s = s[:n], s[n:]
	}
	switch {
	case take("S"):
		f.sign, f.signLast = 'S', true
	case take("MI"):
		f.sign, f.signLast = 'M', true
	}
	f.brackets = take("PR")
	digits := strings.Count(f.whole, "0") + strings.Count(f.whole, "9") + len(f.fraction)
	return f, s == "" && digits > 0
}

func (f numberFormat) typ() *data.Type {
	whole := len(strings.ReplaceAll(f.whole, ",", ""))
	return data.DecimalOf(min(data.MaxPrecision, whole+len(f.fraction)), len(f.fraction))
}

func (b *Binding) numberFormat() (numberFormat, error) {
	v, ok := b.literal(1)
	text, isText := v.(string)
	if !ok || !isText {
		return numberFormat{}, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `format` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[1])
	}
	f, ok := readNumberFormat(text)
	switch {
	case ok:
	case text == "":
		return f, planned(Errorf("INVALID_FORMAT.EMPTY", "42601", b.at(), "The format is invalid: ''. The number format string cannot be empty."))
	case !strings.ContainsAny(text, "09"):
		return f, planned(Errorf("INVALID_FORMAT.WRONG_NUM_DIGIT", "42601", b.at(), "The format is invalid: %s. The format string requires at least one number digit.", quoteValue(strings.ToUpper(text))))
	default:
		found := "character"
		if k := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("09GD,.$SMIPR", unicode.ToUpper(r)) }); k >= 0 {
			r, _ := utf8.DecodeRuneInString(text[k:])
			found = fmt.Sprintf("character '%c''", r) // both quotes as Spark has them
		}
		return f, planned(Errorf("INVALID_FORMAT.UNEXPECTED_TOKEN", "42601", b.at(), "The format is invalid: %s. Found the unexpected "+found+" in the format string; the structure of the format string must match: `[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`.", quoteValue(strings.ToUpper(text))))
	}
	return f, nil
}

func bindToNumber(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aString); err != nil {
			return nil, err
		}
		f, err := b.numberFormat()
		if err != nil {
			return nil, err
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

// parse reads a text: at most as many digits as the format has, commas where it has them.
func (f numberFormat) parse(s string) (d data.Dec, ok bool) {
	s = strings.TrimSpace(s)
	negative := false
	if f.brackets && strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		negative, s = true, s[1:len(s)-1]
	}
	if f.sign != 0 && s != "" {
		at := 0
		if f.signLast {
			at = len(s) - 1
		}
		if c := s[at]; c == '-' || c == '+' && f.sign == 'S' {
			negative = c == '-'
			s = s[:at] + s[at+1:]
		}
	}
	if f.dollar {
		if !strings.HasPrefix(s, "$") {
			return d, false
		}
		s = s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if len(fraction) > len(f.fraction) || !digitsOnly([]byte(fraction)) || whole == "" && fraction == "" {
		return d, false
	}
	digits, ok := f.matchWhole(whole)
	if !ok {
		return d, false
	}
	u, fine := new(big.Int).SetString("0"+digits+fraction+strings.Repeat("0", len(f.fraction)-len(fraction)), 10)
	if !fine {
		return d, false
	}
	if negative {
		u.Neg(u)
	}
	return data.DecBig(u)
}

// matchWhole compares the digits in front of the point with the format, from the right.
func (f numberFormat) matchWhole(s string) (digits string, ok bool) {
	k := len(f.whole)
	for i := len(s) - 1; i >= 0; i-- {
		k--
		switch {
		case k < 0:
			return "", false
		case s[i] == ',' && f.whole[k] == ',':
		case s[i] >= '0' && s[i] <= '9' && f.whole[k] != ',':
			digits = s[i:i+1] + digits
		default:
			return "", false
		}
	}
	group := strings.Split(s, ",")
	return digits, len(group) == 1 || group[0] != ""
}

func bindToChar(b *Binding) (Expr, error) {
	t := b.typ(0)
	switch {
	case instant(t):
		e, err := b.call("date_format", b.Args...)
		if err != nil {
			return nil, err
		}
		return shown(e, b), nil
	case t.Kind == data.KindBinary:
		return bytesToChar(b)
	}
	f, err := b.numberFormat()
	if err != nil {
		return nil, err
	}
	if err := b.accept(0, either(aDecimal, anIntegral, aDouble)); err != nil {
		return nil, err
	}
	if t = b.typ(0); t.Kind != data.KindDecimal {
		b.Args[0] = b.cast(b.Args[0], decimalFor(t))
	}
	scale := b.typ(0).Scale
	text := b.text()
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
	v, _ := b.literal(1)
	format, _ := v.(string)
	var f func(dst, s []byte) []byte
	switch strings.ToLower(format) {
	case "base64":
		f = func(dst, s []byte) []byte { return base64.StdEncoding.AppendEncode(dst, s) }
	case "hex":
		f = func(dst, s []byte) []byte { return append(dst, strings.ToUpper(hex.EncodeToString(s))...) }
	case "utf-8", "utf8":
		f = func(dst, s []byte) []byte { return append(dst, s...) }
	default:
		return nil, Errorf("INVALID_PARAMETER_VALUE.BINARY_FORMAT", "22023", b.at(), "The value of parameter(s) `format` in `%s` is invalid: expects one of binary formats 'base64', 'hex', 'utf-8', but got '%s'.", b.name(), format)
	}
	return b.apply(data.String, text1(data.String, f)), nil
}

// text writes a value by the format; # stand for one that does not fit.
func (f numberFormat) text(v data.Dec, scale int) string {
	negative := v.Sign() < 0
	u := v.Big()
	u.Abs(u)
	r := roundBig(u, scale, len(f.fraction), halfUp)
	if scale < len(f.fraction) {
		r.Mul(r, data.PowerOf10(len(f.fraction)-scale))
	}
	whole, fraction, _ := strings.Cut(bigText(r, len(f.fraction)), ".")
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > len(strings.ReplaceAll(f.whole, ",", "")) {
		return strings.Map(func(c rune) rune {
			if strings.ContainsRune("09SMIPR$", c) {
				return '#'
			}
			return c
		}, strings.NewReplacer("D", ".", "G", ",", "MI", "#", "PR", "##").Replace(strings.ToUpper(f.source)))
	}
	out := f.wholeText(whole)
	if f.point {
		out += "." + fraction
	}
	if f.dollar {
		k := len(out) - len(strings.TrimLeft(out, " "))
		out = out[:k] + "$" + out[k:]
	}
	return f.signedText(out, negative)
}

// wholeText fills the places in front of the point: zeros behind the first 0, else blanks.
func (f numberFormat) wholeText(digits string) string {
	var out []byte
	k := len(digits)
	zeros := strings.IndexByte(f.whole, '0')
	for i := len(f.whole) - 1; i >= 0; i-- {
		switch {
		case f.whole[i] == ',':
			if k > 0 || zeros >= 0 && zeros < i {
				out = append(out, ',')
			} else {
				out = append(out, ' ')
			}
		case k > 0:
			k--
			out = append(out, digits[k])
		case zeros >= 0 && zeros <= i, f.fraction == "" && i == len(f.whole)-1 && !f.point:
			out = append(out, '0')
		default:
			out = append(out, ' ')
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

func (f numberFormat) signedText(out string, negative bool) string {
	front := len(out) - len(strings.TrimLeft(out, " "))
	if f.brackets {
		if negative {
			return out[:front] + "<" + out[front:] + ">"
		}
		return " " + out + " "
	}
	if f.sign == 0 {
		if negative {
			return out[:front] + "-" + out[front:]
		}
		return out
	}
	mark := map[bool]string{true: "-", false: "+"}[negative]
	if f.sign == 'M' && !negative {
		mark = " "
	}
	if f.signLast {
		return out + mark
	}
	return out[:front] + mark + out[front:]
}
