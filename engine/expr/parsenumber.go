package expr

import (
	"bytes"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// trimSpace cuts what Spark's casts ignore around a value: whitespace and ISO control
// characters of ASCII.
func trimSpace(s []byte) []byte {
	for len(s) > 0 && (s[0] <= ' ' || s[0] == 0x7f) {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] <= ' ' || s[len(s)-1] == 0x7f) {
		s = s[:len(s)-1]
	}
	return s
}

// parseLong reads a whole number in [low, high]. With fraction, digits behind a point are
// allowed and dropped (the rule outside ANSI).
func parseLong(s []byte, low, high int64, fraction bool) (int64, bool) {
	s = trimSpace(s)
	neg := false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if len(s) == 0 {
		return 0, false
	}
	v := int64(0)
	for i, c := range s {
		if c == '.' && fraction {
			if !digitsOnly(s[i+1:]) {
				return 0, false
			}
			break
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		d := int64(c - '0')
		if v < (math.MinInt64+d)/10 {
			return 0, false
		}
		v = v*10 - d // negative, because it reaches further
	}
	if !neg {
		if v == math.MinInt64 {
			return 0, false
		}
		v = -v
	}
	return v, v >= low && v <= high
}

func digitsOnly(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// parseDouble reads what Java's Double.parseDouble reads, and Spark's words of infinity.
func parseDouble(s []byte, size int) (float64, bool) {
	s = trimSpace(s)
	if len(s) == 0 {
		return 0, false
	}
	last := s[len(s)-1]
	if last >= '0' && last <= '9' && !bytes.ContainsAny(s, "xX_pPnN") {
		v, err := strconv.ParseFloat(string(s), size)
		if err == nil || v != 0 && math.IsInf(v, 0) {
			return v, true
		}
		return 0, false
	}
	switch strings.ToLower(string(s)) {
	case "inf", "+inf", "infinity", "+infinity":
		return math.Inf(1), true
	case "-inf", "-infinity":
		return math.Inf(-1), true
	case "nan":
		return math.NaN(), true
	}
	return parseDoubleTail(s, size)
}

// parseDoubleTail reads numbers that end in a point or in Java's suffixes f and d, and Java's
// hexadecimal ones, which have an exponent: 0x1.8p3.
func parseDoubleTail(s []byte, size int) (float64, bool) {
	text := string(s)
	if strings.ContainsAny(text, "_nNiI") || strings.ContainsAny(text, "xX") != strings.ContainsAny(text, "pP") {
		return 0, false
	}
	if c := text[len(text)-1]; strings.IndexByte("fFdD", c) >= 0 {
		text = text[:len(text)-1]
	}
	v, err := strconv.ParseFloat(text, size)
	if err != nil && !math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

// westernDigits writes the digits of other scripts as Java reads them: 0 to 9.
func westernDigits(s []byte) []byte {
	if bytes.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return s
	}
	return bytes.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r) {
			return r
		}
		for zero := r; ; zero-- { // ten follow each other from a zero
			if !unicode.Is(unicode.Nd, zero-1) || (r-zero) == 9 {
				return '0' + (r - zero)
			}
		}
	}, s)
}

// parseDec reads a decimal number and gives its unscaled value and scale.
func parseDec(s []byte) (v *big.Int, scale int, ok bool) {
	s = westernDigits(s)
	s = trimSpace(s)
	neg := false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	digits := make([]byte, 0, len(s))
	exp, point, i := 0, false, 0
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
			if point {
				scale++
			}
			continue
		case c == '.' && !point:
			point = true
			continue
		case c == 'e' || c == 'E':
			e, fine := parseLong(s[i+1:], -10000, 10000, false)
			if !fine || s[i+1] == ' ' {
				return nil, 0, false
			}
			exp = int(e)
			i = len(s)
		default:
			return nil, 0, false
		}
	}
	if len(digits) == 0 {
		return nil, 0, false
	}
	v, _ = new(big.Int).SetString(string(digits), 10)
	if neg {
		v.Neg(v)
	}
	return v, scale - exp, true
}

// fitDec rounds an unscaled value to DECIMAL(p,s).
func fitDec(v *big.Int, scale int, t *data.Type) (data.Dec, bool) {
	if scale-t.Scale > 4000 {
		return data.Dec{}, true
	}
	if t.Scale-scale > 4000 {
		return data.Dec{}, v.Sign() == 0
	}
	var out *big.Int
	if scale < 0 {
		v, scale = new(big.Int).Mul(v, data.PowerOf10(-scale)), 0
	}
	out = data.RescaleBig(new(big.Int).Set(v), scale, t.Scale)
	d, ok := data.DecBig(out)
	return d, ok && d.Fits(t.Precision)
}

// decFloat is the double nearest to a decimal.
func decFloat(d data.Dec, scale int) float64 {
	if d.Small() && scale <= 22 {
		if v := d.Int64(); v < 1<<53 && v > -(1<<53) {
			return float64(v) / math.Pow10(scale)
		}
	}
	v, _ := strconv.ParseFloat(d.Text(scale), 64)
	return v
}
