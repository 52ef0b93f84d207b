package expr

import "strings"

// numberPattern is a pattern of Java's DecimalFormat: #,##0.00, 0.00E0, perhaps with another one for negative numbers.
type numberPattern struct {
	prefix, suffix                     string
	negativePrefix, negativeSuffix     string
	group                              int // digits between commas, 0 without
	minWhole, minFraction, maxFraction int
	maxWhole                           int  // with an exponent
	exponent                           int  // the least digits of an exponent, 0 without one
	point                              bool // shows without a fraction too
	factor                             int64
}

// readNumberPattern reads a pattern; one with two points, or with an E that no zeros follow, is refused.
func readNumberPattern(s string) (p numberPattern, err error) {
	p = numberPattern{minWhole: 1, factor: 1, negativePrefix: "-"}
	if s == "" {
		p.group = 3
		return p, nil
	}
	var digits, rest string
	p.prefix, digits, rest = p.affix(s)
	if from := len(digits) - len(strings.TrimLeft(digits, "#0,.")); from > 0 {
		digits, rest = digits[:from], digits[from:]
		if strings.Count(digits, ".") > 1 {
			return p, javaf("java.lang.IllegalArgumentException: Multiple decimal separators in pattern \"%s\"", s)
		}
		if after, is := strings.CutPrefix(rest, "E"); is {
			rest = strings.TrimLeft(after, "0")
			if p.exponent = len(after) - len(rest); p.exponent == 0 {
				return p, javaf("java.lang.IllegalArgumentException: Malformed exponential pattern \"%s\"", s)
			}
		}
		p.digits(digits)
		p.suffix, _, rest = p.affix(rest)
	}
	p.negativePrefix, p.negativeSuffix = "-"+p.prefix, p.suffix
	if rest == "" {
		return p, nil
	}
	var plain numberPattern
	prefix, digits, _ := plain.affix(rest[1:])
	digits = strings.TrimLeft(digits, "#0,.")
	if p.exponent > 0 {
		digits = strings.TrimLeft(strings.TrimPrefix(digits, "E"), "0")
	}
	suffix, _, _ := plain.affix(digits)
	if prefix != p.prefix || suffix != p.suffix {
		p.negativePrefix, p.negativeSuffix = prefix, suffix
	}
	return p, nil
}

// affix reads what stands around the digits: up to them, or to a semicolon, from where the rest begins. Between
// quotes nothing has a meaning.
func (p *numberPattern) affix(s string) (text, digits, rest string) {
	quoted := false
	for i, r := range s {
		switch {
		case r == '\'' && strings.HasPrefix(s[i+1:], "'"):
			text += "'" // the second one of a pair ends and begins a quotation
			quoted = !quoted
		case r == '\'':
			quoted = !quoted
		case quoted:
			text += string(r)
		case strings.ContainsRune("#0,.", r):
			return text, s[i:], ""
		case r == ';':
			return text, "", s[i:]
		default:
			switch r {
			case '%':
				p.factor = 100
			case '‰':
				p.factor = 1000
			case '¤':
				r = '$'
			}
			text += string(r)
		}
	}
	return text, "", ""
}

func (p *numberPattern) digits(s string) {
	whole, fraction, point := strings.Cut(s, ".")
	if k := strings.LastIndexByte(whole, ','); k >= 0 {
		p.group = len(whole) - k - 1
	}
	p.minWhole = strings.Count(whole, "0")
	p.maxWhole = len(strings.ReplaceAll(whole, ",", ""))
	p.point = point && fraction == ""
	p.minFraction = strings.Count(fraction, "0")
	p.maxFraction = len(fraction)
	switch { // Java makes the digit beside the point one that shows
	case !point || p.minWhole+p.minFraction > 0:
	case whole != "":
		p.minWhole = 1
	case fraction != "":
		p.minFraction = 1
	}
}
