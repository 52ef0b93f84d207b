package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func bindFormatNumber(b *Binding) (Expr, error) {
	if err := b.acceptAll(aNumeric.strictly(), either(anInt.strictly(), aString.strictly())); err != nil {
		return nil, err
	}
	byText := b.typ(1).Kind == data.KindString
	return b.apply(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := sideOf(a[0])
		return func(dst []byte, i int) ([]byte, error) {
			p := numberPattern{group: 3, minWhole: 1}
			if byText {
				p = readNumberPattern(a.text(1).str(i))
			} else {
				d := int(a.ints(1).at(i))
				if d < 0 {
					return nil, isNull
				}
				if d > 1<<28 { // Spark runs out of memory here
					return nil, javaf("java.lang.OutOfMemoryError: Java heap space")
				}
				p.minFraction, p.maxFraction = min(d, javaDigits), min(d, javaDigits)
			}
			return p.format(dst, s.col, s.row(i)), nil
		}
	})), nil
}

// javaDigits is how many digits of a fraction Java's DecimalFormat writes at most.
const javaDigits = 340

// numberPattern is a pattern of Java's DecimalFormat: #,##0.00.
type numberPattern struct {
	prefix, suffix                     string
	group                              int // digits between commas, 0 without
	minWhole, minFraction, maxFraction int
	percent                            bool
}

func readNumberPattern(s string) (p numberPattern) {
	if s == "" {
		return numberPattern{group: 3, minWhole: 1}
	}
	s, _, _ = strings.Cut(s, ";")
	from := strings.IndexAny(s, "#0,.")
	if from < 0 {
		return numberPattern{prefix: s, minWhole: 1}
	}
	to := from
	for to < len(s) && strings.IndexByte("#0,.", s[to]) >= 0 {
		to++
	}
	p.prefix, p.suffix = s[:from], s[to:]
	p.percent = strings.Contains(p.prefix+p.suffix, "%")
	whole, fraction, _ := strings.Cut(s[from:to], ".")
	if k := strings.LastIndexByte(whole, ','); k >= 0 {
		p.group = len(whole) - k - 1
	}
	p.minWhole = strings.Count(whole, "0")
	p.minFraction = strings.Count(fraction, "0")
	p.maxFraction = len(fraction)
	switch point := strings.Contains(s[from:to], "."); { // Java makes the digit beside the point one that shows
	case !point || p.minWhole+p.minFraction > 0:
	case whole != "":
		p.minWhole = 1
	case fraction != "":
		p.minFraction = 1
	}
	return p
}

// format rounds half to even the exact value, as DecimalFormat does.
func (p numberPattern) format(dst []byte, c data.Column, i int) []byte {
	var u *big.Int
	scale := 0
	negative := false
	switch v := data.ValueAt(c, i).(type) {
	case data.Dec:
		u, scale = v.Big(), c.Type().Scale
		negative = v.Sign() < 0
	case float32, float64:
		f := toFloat(v)
		negative = math.Signbit(f)
		switch {
		case f != f:
			return append(dst, "NaN"...)
		case math.IsInf(f, 0):
			if negative {
				dst = append(dst, '-')
			}
			return append(append(append(dst, p.prefix...), "∞"...), p.suffix...)
		}
		if u, scale = shortestDigits(f); scale > p.maxFraction {
			u, scale = exactBinary(f)
		}
	default:
		u = big.NewInt(toInt(v))
		negative = u.Sign() < 0
	}
	u.Abs(u)
	if p.percent {
		u.Mul(u, big.NewInt(100))
	}
	r := roundBig(u, scale, p.maxFraction, halfEven)
	if scale < p.maxFraction {
		r.Mul(r, data.PowerOf10(p.maxFraction-scale))
	}
	text := bigText(r, p.maxFraction)
	whole, fraction, _ := strings.Cut(text, ".")
	for len(fraction) > p.minFraction && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	whole = strings.TrimLeft(whole, "0")
	for len(whole) < p.minWhole || whole == "" && fraction == "" {
		whole = "0" + whole
	}
	for k := len(whole) - p.group; p.group > 0 && k > 0; k -= p.group {
		whole = whole[:k] + "," + whole[k:]
	}
	if negative {
		dst = append(dst, '-')
	}
	dst = append(append(dst, p.prefix...), whole...)
	if fraction != "" {
		dst = append(append(dst, '.'), fraction...)
	}
	return append(dst, p.suffix...)
}

// shortestDigits is the decimal number that Java writes a double as.
func shortestDigits(f float64) (*big.Int, int) {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'e', -1, 64), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	u, _ := new(big.Int).SetString(whole+fraction, 10)
	exp, _ := strconv.Atoi(exponent)
	if scale := len(fraction) - exp; scale >= 0 {
		return u, scale
	}
	return u.Mul(u, data.PowerOf10(exp-len(fraction))), 0
}

// exactBinary is the exact decimal value of a double.
func exactBinary(f float64) (*big.Int, int) {
	m, exp := math.Frexp(f)
	u := big.NewInt(int64(m * (1 << 53)))
	exp -= 53
	if exp >= 0 {
		return u.Lsh(u, uint(exp)), 0
	}
	return u.Mul(u, new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(-exp)), nil)), -exp
}
