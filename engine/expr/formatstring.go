package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func printFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "format_string", "format_string(strfmt, obj, ...)", "Text by a pattern like printf.", "format_string('Hello World %d %s', 100, 'days') -- Hello World 100 days", 1, -1, bindFormatString).also("printf"),
		def(stringFuncs, "format_number", "format_number(expr1, expr2)", "A number like #,###,###.##, rounded to expr2 digits or by a pattern.", "format_number(12332.123456, 4) -- 12,332.1235", 2, 2, bindFormatNumber),
	}
}

func bindFormatString(b *Binding) (Expr, error) {
	if err := b.accept(0, aString); err != nil {
		return nil, err
	}
	if v, ok := b.literal(0); ok {
		if s, _ := v.(string); strings.Contains(s, "%0$") {
			e := invalidParameter("ZERO_INDEX", "format_string", "strfmt", "expects %%1$, %%2$ and so on, but got %%0$.")
			e.Runtime, e.At = false, b.at()
			return nil, e
		}
	}
	a := b.apply(data.String, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			pattern := a.text(0)
			var read string
			var list []directive
			var wrong error
			return func(dst []byte, i int) ([]byte, error) {
				if p := pattern.at(i); list == nil || string(p) != read {
					read = string(p)
					list, wrong = readFormat(read)
				}
				if wrong != nil {
					return nil, wrong
				}
				return formatRow(dst, list, cols[1:], i)
			}
		})(ctx, cols[:1], n)
	})
	return a, nil
}

func formatRow(dst []byte, list []directive, cols []data.Column, i int) ([]byte, error) {
	next, last := 0, -1
	for _, d := range list {
		switch d.verb {
		case 0:
			dst = append(dst, d.text...)
			continue
		case '%':
			dst = append(dst, padField("%", d)...)
			continue
		case 'n':
			dst = append(dst, '\n')
			continue
		}
		at := d.index - 1
		switch {
		case d.has('<'):
			at = last
		case d.index == 0:
			at = next
			next++
		}
		last = at
		if at < 0 || at >= len(cols) {
			return nil, javaf("java.util.MissingFormatArgumentException: Format specifier '%s'", d)
		}
		s := sideOf(cols[at])
		text, err := d.apply(s.col, s.row(i))
		if err != nil {
			return nil, err
		}
		dst = append(dst, text...)
	}
	return dst, nil
}

func padField(text string, d directive) string {
	missing := d.width - utf8.RuneCountInString(text)
	if missing <= 0 {
		return text
	}
	if strings.Contains(d.flags, "-") {
		return text + strings.Repeat(" ", missing)
	}
	return strings.Repeat(" ", missing) + text
}

// javaClass is the class of a value in Java, as its formatter names it.
func javaClass(t *data.Type) string {
	switch t.Kind {
	case data.KindString:
		return "org.apache.spark.unsafe.types.UTF8String"
	case data.KindDecimal:
		return "org.apache.spark.sql.types.Decimal"
	case data.KindBoolean:
		return "java.lang.Boolean"
	case data.KindDouble:
		return "java.lang.Double"
	case data.KindFloat:
		return "java.lang.Float"
	case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval:
		return "java.lang.Long"
	case data.KindByte:
		return "java.lang.Byte"
	case data.KindShort:
		return "java.lang.Short"
	case data.KindBinary:
		return "[B"
	case data.KindCalendarInterval:
		return "org.apache.spark.unsafe.types.CalendarInterval"
	case data.KindArray:
		return "org.apache.spark.sql.catalyst.util.GenericArrayData"
	case data.KindMap:
		return "org.apache.spark.sql.catalyst.util.ArrayBasedMapData"
	case data.KindStruct:
		return "org.apache.spark.sql.catalyst.expressions.GenericInternalRow"
	case data.KindVariant:
		return "org.apache.spark.unsafe.types.VariantVal"
	}
	return "java.lang.Integer"
}

func (d directive) apply(c data.Column, i int) (string, error) {
	upper := d.verb >= 'A' && d.verb <= 'Z'
	verb := d.verb | 32
	text := "null"
	switch {
	case verb == 'b':
		text = "false"
	case verb == 's' && d.has('#'):
		return "", d.conflict('#')
	}
	if !data.IsNull(c, i) {
		wrong := javaf("java.util.IllegalFormatConversionException: %c != %s", d.verb, javaClass(c.Type()))
		var ok bool
		switch verb {
		case 't':
			var err error
			if text, err = d.moment(c, i); err != nil {
				return "", err
			}
		case 's', 'b', 'h':
			if text, ok = d.words(c, i, verb), true; !ok {
				return "", wrong
			}
		case 'c':
			var err error
			if text, ok, err = d.character(c, i); !ok {
				return "", wrong
			}
			if err != nil {
				return "", err
			}
		case 'd', 'o', 'x':
			if text, ok = d.whole(c, i, verb); !ok {
				return "", wrong
			}
			if err := d.without("( +"); err != nil && verb != 'd' {
				return "", err
			}
		default:
			if text, ok = d.real(c, i, verb); !ok {
				return "", wrong
			}
		}
	} else if d.precision >= 0 && d.precision < len(text) {
		text = text[:d.precision]
	}
	if upper {
		text = strings.ToUpper(text)
	}
	return padField(text, d), nil
}

func (d directive) words(c data.Column, i int, verb byte) string {
	text := string(appendInternal(nil, c, i))
	switch {
	case verb == 'b' && c.Type().Kind != data.KindBoolean:
		text = "true"
	case verb == 'h':
		h, known := javaHash(c, i)
		if !known {
			h = int32(murmur(c, i, 42))
		}
		text = strconv.FormatUint(uint64(uint32(h)), 16)
	}
	if d.precision >= 0 {
		if runes := []rune(text); len(runes) > d.precision {
			text = string(runes[:d.precision])
		}
	}
	return text
}

func (d directive) character(c data.Column, i int) (text string, ok bool, err error) {
	if !c.Type().Integral() || c.Type().Kind == data.KindLong {
		return "", false, nil
	}
	v := int32(toInt(data.ValueAt(c, i)))
	if v < 0 || v > utf8.MaxRune {
		return "", true, javaf("java.util.IllegalFormatCodePointException: Code point = 0x%x", uint32(v))
	}
	return string(rune(v)), true, nil
}

func (d directive) whole(c data.Column, i int, verb byte) (string, bool) {
	t := c.Type()
	switch t.Kind {
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindDate, data.KindTimestamp, data.KindTimestampNTZ, data.KindDayTimeInterval, data.KindYearMonthInterval:
	default:
		return "", false
	}
	v := toInt(data.ValueAt(c, i))
	if verb == 'd' {
		return d.signed(strconv.FormatUint(uint64(abs64(v)), 10), v < 0), true
	}
	bits := map[data.Kind]uint{data.KindByte: 8, data.KindShort: 16, data.KindInt: 32, data.KindDate: 32}[t.Kind]
	u := uint64(v)
	if bits > 0 {
		u &= 1<<bits - 1
	}
	base, prefix := 16, "0x"
	if verb == 'o' {
		base, prefix = 8, "0"
	}
	text := strconv.FormatUint(u, base)
	if strings.Contains(d.flags, "#") {
		text = prefix + text
	}
	if strings.Contains(d.flags, "0") {
		text = strings.Repeat("0", max(0, d.width-len(text))) + text
	}
	return text, true
}

// signed puts grouping, sign, brackets and zeros around the digits of a number.
func (d directive) signed(digits string, negative bool) string {
	if strings.Contains(d.flags, ",") {
		digits = grouped(digits)
	}
	front, back := "", ""
	switch {
	case negative && strings.Contains(d.flags, "("):
		front, back = "(", ")"
	case negative:
		front = "-"
	case strings.Contains(d.flags, "+"):
		front = "+"
	case strings.Contains(d.flags, " "):
		front = " "
	}
	if strings.Contains(d.flags, "0") {
		digits = strings.Repeat("0", max(0, d.width-len(digits)-len(front)-len(back))) + digits
	}
	return front + digits + back
}

// grouped puts commas between groups of three digits in front of the point.
func grouped(digits string) string {
	whole, rest := digits, ""
	if k := strings.IndexByte(digits, '.'); k >= 0 {
		whole, rest = digits[:k], digits[k:]
	}
	for k := len(whole) - 3; k > 0; k -= 3 {
		whole = whole[:k] + "," + whole[k:]
	}
	return whole + rest
}

func (d directive) real(c data.Column, i int, verb byte) (string, bool) {
	var v float64
	switch x := data.ValueAt(c, i).(type) {
	case float64:
		v = x
	case float32:
		v, _ = strconv.ParseFloat(string(appendFloat(nil, x)), 64)
	default:
		return "", false
	}
	if v != v {
		return "NaN", true
	}
	negative := math.Signbit(v)
	if math.IsInf(v, 0) {
		n := d
		n.flags = strings.NewReplacer("0", "", ",", "").Replace(d.flags)
		return n.signed("Infinity", negative), true
	}
	if verb == 'a' { // zeros stand behind the 0x
		n := d
		n.width -= 2
		text := n.signed(hexReal(math.Abs(v), d.precision), negative)
		k := strings.IndexAny(text, "0123456789")
		return text[:k] + "0x" + text[k:], true
	}
	precision := d.precision
	if precision < 0 {
		precision = 6
	}
	return d.signed(realDigits(math.Abs(v), verb, precision), negative), true
}

// hexReal is Java's hexadecimal text of a double, without its 0x.
func hexReal(v float64, precision int) string {
	if precision == 0 {
		precision = 1
	}
	exp := 0
	if v != 0 && v < 0x1p-1022 { // Java leaves these with a first digit of 0
		v, exp = v+0x1p-1022, -1022
	}
	text := strconv.FormatFloat(v, 'x', precision, 64)
	mantissa, power, _ := strings.Cut(text[2:], "p")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	if exp != 0 {
		return "0" + mantissa[1:] + "p-1022"
	}
	exp, _ = strconv.Atoi(power)
	return mantissa + "p" + strconv.Itoa(exp)
}

// realDigits rounds the decimal text of a double half up, as Java does.
func realDigits(v float64, verb byte, precision int) string {
	u, scale, _ := parseDec(appendDouble(nil, v))
	if verb == 'g' {
		precision = max(precision, 1)
		exp := 0 // of the first digit, once rounded
		if digits := len(u.String()); v != 0 {
			exp = digits - 1 - scale
			if digits > precision && roundBig(u, digits-1, precision-1, halfUp).Cmp(data.PowerOf10(precision)) >= 0 {
				exp++
			}
		}
		if exp < -4 || exp >= precision {
			return realDigits(v, 'e', precision-1)
		}
		return realDigits(v, 'f', precision-1-exp)
	}
	if verb == 'e' {
		if v == 0 {
			return strconv.FormatFloat(0, 'e', precision, 64)
		}
		digits := u.String()
		exp := len(digits) - 1 - scale
		r := roundBig(u, len(digits)-1, precision, halfUp)
		if r.Cmp(data.PowerOf10(precision+1)) >= 0 {
			r.Quo(r, big.NewInt(10))
			exp++
		}
		r.Mul(r, data.PowerOf10(max(0, precision-(len(digits)-1))))
		if len(digits)-1 < precision {
			r = new(big.Int).Mul(u, data.PowerOf10(precision-(len(digits)-1)))
		}
		sign := "+"
		if exp < 0 {
			sign, exp = "-", -exp
		}
		return bigText(r, precision) + "e" + sign + string(pad(nil, int64(exp), 2))
	}
	r := roundBig(u, scale, precision, halfUp)
	if scale < precision {
		r.Mul(r, data.PowerOf10(precision-scale))
	}
	return bigText(r, precision)
}
