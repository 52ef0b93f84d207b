package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// directive is one % of a format: %[index$][flags][width][.precision]verb; or text between them, with no verb.
type directive struct {
	text             string
	index            int // 0: the next argument
	flags            string
	width, precision int // -1: none
	verb             byte
	part             byte // the letter behind %t
}

// noIndex is the index 0, which no argument has.
const noIndex = -1

// formatFlags are the flags, in the order in which Java lists them.
const formatFlags = "-#+ 0,(<"

// readFormat reads a whole format and refuses what java.util.Formatter refuses in it, whatever the arguments.
func readFormat(s string) (list []directive, err error) {
	for s != "" {
		k := strings.IndexByte(s, '%')
		if k < 0 {
			k = len(s)
		}
		if k > 0 {
			list = append(list, directive{text: s[:k]})
		}
		if s = s[k:]; s == "" {
			break
		}
		d, n, ok := readDirective(s[1:])
		if !ok {
			wrong := []rune(s[1:] + "%")[0]
			return nil, javaf("java.util.UnknownFormatConversionException: Conversion = '%c'", wrong)
		}
		if err := d.check(); err != nil {
			return nil, err
		}
		if err := room(max(0, d.width, d.precision)); err != nil {
			return nil, err
		}
		list = append(list, d)
		s = s[1+n:]
	}
	return list, nil
}

// readDirective reads what stands behind a %.
func readDirective(s string) (d directive, n int, ok bool) {
	number := func(from int) (v, to int) { // -1 where there are no digits
		to = from
		for to < len(s) && s[to] >= '0' && s[to] <= '9' {
			to++
		}
		if to == from {
			return -1, to
		}
		v, err := strconv.Atoi(s[from:to])
		if err != nil || v > math.MaxInt32 {
			v = math.MinInt32
		}
		return v, to
	}
	if v, to := number(0); to > 0 && strings.HasPrefix(s[to:], "$") {
		if d.index, n = v, to+1; v == 0 {
			d.index = noIndex
		}
	}
	for n < len(s) && strings.IndexByte(formatFlags, s[n]) >= 0 {
		d.flags += s[n : n+1]
		n++
	}
	d.width, n = number(n)
	d.precision = -1
	if strings.HasPrefix(s[n:], ".") {
		if d.precision, n = number(n + 1); d.precision == -1 {
			return d, n, false
		}
	}
	letter := func() byte {
		if n == len(s) || (s[n]|32 < 'a' || s[n]|32 > 'z') && s[n] != '%' {
			return 0
		}
		n++
		return s[n-1]
	}
	d.verb = letter()
	if d.verb|32 == 't' {
		if d.part = letter(); d.part == 0 { // a t that no letter follows is the verb itself, and none that Java knows
			return d, n, true
		}
	}
	return d, n, d.verb != 0
}

// check refuses flags, width and precision that do not go with the verb.
func (d directive) check() error {
	for i := range d.flags {
		if strings.Contains(d.flags[i+1:], d.flags[i:i+1]) {
			return javaf("java.util.DuplicateFormatFlagsException: Flags = '%c'", d.flags[i])
		}
	}
	switch {
	case d.index == noIndex:
		return javaf("java.util.IllegalFormatArgumentIndexException: Illegal format argument index = 0")
	case d.index == math.MinInt32:
		return javaf("java.util.IllegalFormatArgumentIndexException: Format argument index: (not representable as int)")
	case d.width == math.MinInt32:
		return javaf("java.util.IllegalFormatWidthException: %d", d.width)
	case d.precision == math.MinInt32:
		return javaf("java.util.IllegalFormatPrecisionException: %d", d.precision)
	}
	switch d.verb {
	case 't', 'T':
		if d.part == 0 {
			return javaf("java.util.UnknownFormatConversionException: Conversion = '%c'", d.verb)
		}
		return d.checkPlain("#+ 0,(", true)
	case 'b', 'B', 'h', 'H':
		return d.checkPlain("#+ 0,(", false)
	case 's', 'S':
		return d.checkPlain("+ 0,(", false)
	case 'c', 'C':
		return d.checkPlain("#+ 0,(", true)
	case 'd':
		return d.checkNumber("#", true)
	case 'o', 'x', 'X':
		return d.checkNumber(",", true)
	case 'e', 'E':
		return d.checkNumber(",", false)
	case 'g', 'G':
		return d.checkNumber("#", false)
	case 'a', 'A':
		return d.checkNumber("(,", false)
	case 'f':
		return d.checkNumber("", false)
	case '%', 'n':
		return d.checkText()
	}
	return javaf("java.util.UnknownFormatConversionException: Conversion = '%c'", d.verb)
}

// checkPlain checks a verb that is no number's: bad are the flags it does not have.
func (d directive) checkPlain(bad string, unprecise bool) error {
	if unprecise && d.precision >= 0 {
		return javaf("java.util.IllegalFormatPrecisionException: %d", d.precision)
	}
	general := strings.IndexByte("bh", d.verb|32) >= 0
	if general && d.has('#') {
		return d.conflict('#')
	}
	lone := d.width < 0 && d.has('-')
	if lone && !unprecise {
		return d.noWidth()
	}
	if err := d.without(bad); err != nil || !lone {
		return err
	}
	return d.noWidth()
}

func (d directive) checkNumber(bad string, unprecise bool) error {
	switch {
	case d.width < 0 && (d.has('-') || d.has('0')):
		return d.noWidth()
	case d.has('+') && d.has(' '), d.has('-') && d.has('0'):
		return d.badFlags()
	case unprecise && d.precision >= 0:
		return javaf("java.util.IllegalFormatPrecisionException: %d", d.precision)
	}
	return d.without(bad)
}

func (d directive) checkText() error {
	switch {
	case d.precision >= 0:
		return javaf("java.util.IllegalFormatPrecisionException: %d", d.precision)
	case d.verb == 'n' && d.width >= 0:
		return javaf("java.util.IllegalFormatWidthException: %d", d.width)
	case d.verb == 'n' && d.flags != "", strings.Trim(d.flags, "-") != "":
		return d.badFlags()
	case d.width < 0 && d.flags != "":
		return d.noWidth()
	}
	return nil
}

func (d directive) has(flag byte) bool { return strings.IndexByte(d.flags, flag) >= 0 }

// without refuses the first of the flags that the directive has.
func (d directive) without(bad string) error {
	for i := range bad {
		if d.has(bad[i]) {
			return d.conflict(bad[i])
		}
	}
	return nil
}

func (d directive) conflict(flag byte) error {
	verb := d.verb
	if d.part != 0 {
		verb = d.part
	} else if verb >= 'A' && verb <= 'Z' {
		verb |= 32
	}
	return javaf("%s", strings.TrimRight(fmt.Sprintf("java.util.FormatFlagsConversionMismatchException: Conversion = %c, Flags = %c", verb, flag), " "))
}

func (d directive) noWidth() error {
	return javaf("java.util.MissingFormatWidthException: %s", d)
}

func (d directive) badFlags() error {
	return javaf("java.util.IllegalFormatFlagsException: Flags = '%s'", d.ordered())
}

// ordered are the flags in Java's order.
func (d directive) ordered() string {
	return strings.Map(func(r rune) rune {
		if d.has(byte(r)) {
			return r
		}
		return -1
	}, formatFlags)
}

// String spells the directive as Java does.
func (d directive) String() string {
	s := "%" + d.ordered()
	if d.index > 0 {
		s += fmt.Sprintf("%d$", d.index)
	}
	if d.width >= 0 {
		s += strconv.Itoa(d.width)
	}
	if d.precision >= 0 {
		s += "." + strconv.Itoa(d.precision)
	}
	s += string(d.verb)
	if d.part != 0 {
		s += string(d.part)
	}
	return s
}
