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
			p := numberPattern{group: 3, minWhole: 1, factor: 1, negativePrefix: "-"}
			if byText {
				var err error
				if p, err = readNumberPattern(a.text(1).str(i)); err != nil {
					return nil, err
				}
			} else {
				d := int(a.ints(1).at(i))
				if d < 0 {
					return nil, isNull
				}
				if d > 1<<28 { // Spark runs out of memory here
					return nil, javaf("java.lang.OutOfMemoryError: Java heap space")
				}
				if s.col.Type().Kind != data.KindDecimal {
					d = min(d, javaDigits)
				}
				p.minFraction, p.maxFraction = d, d
			}
			return p.format(dst, s.col, s.row(i)), nil
		}
	})), nil
}

// javaDigits is how many digits of a fraction Java's DecimalFormat writes at most of a double.
const javaDigits = 340

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
			return p.around(dst, negative, "∞")
		}
		u, scale = shortestDigits(f)
		if p.exponent > 0 && len(u.String()) > p.maxWhole+p.maxFraction || p.exponent == 0 && scale > p.maxFraction {
			u, scale = exactBinary(f)
		}
	default:
		u = big.NewInt(toInt(v))
		negative = u.Sign() < 0
	}
	u.Mul(u.Abs(u), big.NewInt(p.factor))
	if p.exponent > 0 {
		return p.around(dst, negative, p.scientific(u, scale))
	}
	return p.around(dst, negative, p.plain(u, scale))
}

// around puts what the pattern has for the sign around the digits.
func (p numberPattern) around(dst []byte, negative bool, digits string) []byte {
	if negative {
		return append(append(append(dst, p.negativePrefix...), digits...), p.negativeSuffix...)
	}
	return append(append(append(dst, p.prefix...), digits...), p.suffix...)
}

func (p numberPattern) plain(u *big.Int, scale int) string {
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
	if fraction != "" || p.point {
		return whole + "." + fraction
	}
	return whole
}

// scientific writes digits and an exponent, as many in front of the point as the pattern says, or so many that the
// exponent is a multiple of how many there may be.
func (p numberPattern) scientific(u *big.Int, scale int) string {
	digits, point := "", 0 // 0.digits times ten to the point
	if u.Sign() != 0 {
		digits = u.String()
		point = len(digits) - scale
		if most := p.maxWhole + p.maxFraction; most > 0 && len(digits) > most {
			r := roundBig(u, len(digits)-1, most-1, halfEven).String()
			point += len(r) - most
			digits = r
		}
		digits = strings.TrimRight(digits, "0")
	}
	exponent, whole := point-p.minWhole, p.minWhole
	if p.maxWhole > 1 && p.maxWhole > p.minWhole {
		exponent, whole = int(floorDiv(int64(point-1), int64(p.maxWhole)))*p.maxWhole, 1
	}
	if digits != "" {
		whole = point - exponent
	} else {
		exponent = 0
	}
	digits += strings.Repeat("0", max(0, max(p.minWhole+p.minFraction, whole)-len(digits)))
	text := digits[:whole]
	if len(digits) > whole {
		text += "." + digits[whole:]
	}
	text += "E"
	if exponent < 0 {
		text, exponent = text+"-", -exponent
	}
	return text + string(pad(nil, int64(exponent), p.exponent))
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
