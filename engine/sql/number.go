package sql

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// numberLiteral reads a number token (negative when a minus stood before it) with Spark's types:
// INT, BIGINT or DECIMAL by size, DECIMAL with a point, DOUBLE with an exponent, or as the suffix says.
func (p *parser) numberLiteral(negative bool, from int) expr.Expr {
	t := p.next()
	at := p.span(from)
	body, suffix := splitSuffix(t.raw)
	if negative {
		body = "-" + body
	}
	l := &expr.Literal{At: at}
	switch {
	case suffix == "D" || suffix == "F":
		p.floating(l, body, suffix)
	case suffix == "BD":
		p.decimal(l, body)
	case suffix != "":
		p.integral(l, body, suffix)
	case strings.ContainsAny(body, "eE"):
		p.floating(l, body, "D")
	case strings.Contains(body, "."):
		p.decimal(l, body)
	default:
		p.integer(l, body)
	}
	return l
}

func splitSuffix(raw string) (body, suffix string) {
	k := len(raw)
	for k > 0 && letter(raw[k-1]) {
		k--
	}
	suffix = strings.ToUpper(raw[k:])
	if suffix == "E" { // cannot be: an exponent has digits
		return raw, ""
	}
	return raw[:k], suffix
}

// integer takes the smallest of INT, BIGINT and DECIMAL that holds the value.
func (p *parser) integer(l *expr.Literal, body string) {
	v, err := strconv.ParseInt(body, 10, 64)
	switch {
	case err != nil:
		p.decimal(l, body)
	case v >= math.MinInt32 && v <= math.MaxInt32:
		l.Value, l.Typ = int32(v), data.Int
	default:
		l.Value, l.Typ = v, data.Long
	}
}

func (p *parser) integral(l *expr.Literal, body, suffix string) {
	bits, name := 64, "bigint"
	switch suffix {
	case "S":
		bits, name = 16, "smallint"
	case "Y":
		bits, name = 8, "tinyint"
	}
	v, err := strconv.ParseInt(body, 10, bits)
	if err != nil {
		p.outOfRange(l, body, strconv.FormatInt(-1<<(bits-1), 10), strconv.FormatInt(1<<(bits-1)-1, 10), name)
	}
	switch suffix {
	case "S":
		l.Value, l.Typ = int16(v), data.Short
	case "Y":
		l.Value, l.Typ = int8(v), data.Byte
	default:
		l.Value, l.Typ = v, data.Long
	}
}

func (p *parser) outOfRange(l *expr.Literal, body, low, high, name string) {
	p.refuse("INVALID_NUMERIC_LITERAL_RANGE", "22003", l.At,
		"Numeric literal %s is outside the valid range for %s with minimum value of %s and maximum value of %s. Please adjust the value accordingly.", body, name, low, high)
}

func (p *parser) floating(l *expr.Literal, body, suffix string) {
	if suffix == "F" {
		v, err := strconv.ParseFloat(body, 32)
		if err != nil || beyond(body, maxFloat) {
			p.outOfRange(l, body, "-"+maxFloat, maxFloat, "float")
		}
		l.Value, l.Typ = float32(v), data.Float
		return
	}
	v, err := strconv.ParseFloat(body, 64)
	if err != nil || beyond(body, maxDouble) {
		p.outOfRange(l, body, "-"+maxDouble, maxDouble, "double")
	}
	l.Value, l.Typ = v, data.Double
}

// The largest numbers of FLOAT and DOUBLE, as Spark compares digits with them.
const maxFloat, maxDouble = "3.4028234663852886E+38", "1.7976931348623157E+308"

// beyond tells whether a number that has a nearest float is larger than the largest one all the same.
func beyond(body, limit string) bool {
	v, ok := new(big.Rat).SetString(body)
	most, _ := new(big.Rat).SetString(limit)
	return ok && v.Abs(v).Cmp(most) > 0
}

// decimal reads digits with a point and perhaps an exponent: precision counts the digits of the
// unscaled value, at least the scale.
func (p *parser) decimal(l *expr.Literal, body string) {
	mantissa, exponent := body, 0
	if k := strings.IndexAny(body, "eE"); k >= 0 {
		mantissa = body[:k]
		exponent, _ = strconv.Atoi(body[k+1:])
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	scale := len(fraction) - exponent
	if scale > 1000 || scale < -1000 {
		p.tooPrecise(l, max(scale, -scale))
		scale = 0 // a lenient parser goes on
	}
	unscaled, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		unscaled = new(big.Int)
	}
	for ; scale < 0; scale++ {
		unscaled.Mul(unscaled, big.NewInt(10))
	}
	precision := max(len(new(big.Int).Abs(unscaled).String()), scale)
	if precision > data.MaxPrecision {
		p.tooPrecise(l, precision)
	}
	v, _ := data.DecBig(unscaled)
	l.Value, l.Typ = v, data.DecimalOf(precision, scale)
}

func (p *parser) tooPrecise(l *expr.Literal, precision int) {
	p.refuse("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", "22003", expr.Span{}, "Decimal precision %d exceeds max precision %d.", precision, data.MaxPrecision)
}
