package expr

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

var dayNames = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// timeItem is one piece of a datetime pattern: a run of one letter, or a text.
type timeItem struct {
	letter    byte // 0 for a text
	count     int
	text      string
	optional  int  // depth of [ ] around it
	proleptic bool // of y where no era is written: years before 1 have a sign
}

// timePattern is a java.time pattern made ready, as Spark accepts it.
type timePattern struct {
	source string
	items  []timeItem
}

func badPattern(pattern string) *Error {
	return failf("INVALID_DATETIME_PATTERN.WITH_SUGGESTION", "22007", "Unrecognized datetime pattern: '%s'. You can form a valid datetime pattern with the guide from 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html'.", pattern)
}

// newTimePattern reads a pattern. What Spark 3 refuses and Spark 2 took is refused in other words
// than what neither knows.
func newTimePattern(pattern string, parsing bool) (*timePattern, error) {
	p, err := readTimePattern(pattern, parsing)
	var known *Error
	if errors.As(err, &known) && known.Condition == "INVALID_DATETIME_PATTERN.WITH_SUGGESTION" {
		err = wrongLetters(pattern, known)
	}
	if err != nil && strings.Count(pattern, "'")%2 == 0 && strings.IndexFunc(unquoted(pattern), func(r rune) bool {
		return (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') && !strings.ContainsRune("GyYMLwWDdFEuaHkKhmsSzZX", r)
	}) < 0 {
		return nil, legacyPattern(pattern)
	}
	return p, err
}

// wrongLetters tells what Spark looks for before Java reads a pattern: letters it does not take, then too
// many of one letter. Without any it is err.
func wrongLetters(pattern string, err error) error {
	for i, part := range strings.Split(pattern, "'") {
		if i%2 == 1 {
			continue
		}
		if k := strings.IndexAny(part, "ABnNp"); k >= 0 {
			return illegal(pattern, part[k])
		}
		for _, many := range []string{"GGGGG", "MMMMM", "LLLLL", "EEEEE", "uuuuu", "QQQQQ", "qqqqq", "yyyyyyy"} {
			if strings.Contains(part, many) {
				return failf("INVALID_DATETIME_PATTERN.LENGTH", "22007", "Unrecognized datetime pattern: %s. Too many letters in datetime pattern: %s. Please reduce pattern length.", many, many)
			}
		}
	}
	return err
}

func readTimePattern(pattern string, parsing bool) (*timePattern, error) {
	p := &timePattern{source: pattern}
	if text := unquoted(pattern); strings.ContainsAny(text, "YWwuec") {
		return nil, weekPattern(text[strings.IndexAny(text, "YWwuec")])
	}
	depth := 0
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\'':
			end := strings.IndexByte(pattern[i+1:], '\'')
			if end < 0 {
				return nil, badPattern(pattern)
			}
			text := pattern[i+1 : i+1+end]
			i += end + 1
			for i+1 < len(pattern) && pattern[i+1] == '\'' && text != "" {
				next := strings.IndexByte(pattern[i+2:], '\'')
				if next < 0 {
					return nil, badPattern(pattern)
				}
				text += "'" + pattern[i+2:i+2+next]
				i += next + 2
			}
			if text == "" {
				text = "'"
			}
			p.items = append(p.items, timeItem{text: text, optional: depth})
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth < 0 {
				return nil, badPattern(pattern)
			}
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			i += n - 1
			if err := checkLetter(pattern, c, n, parsing); err != nil {
				return nil, err
			}
			p.items = append(p.items, timeItem{letter: c, count: n, optional: depth})
		case c == '#' || c == '{' || c == '}':
			return nil, illegal(pattern, c)
		default:
			_, n := utf8.DecodeRuneInString(pattern[i:])
			p.items = append(p.items, timeItem{text: pattern[i : i+n], optional: depth})
			i += n - 1
		}
	}
	era := slices.ContainsFunc(p.items, func(it timeItem) bool { return it.letter == 'G' })
	for i := range p.items {
		p.items[i].proleptic = !era
	}
	return p, nil
}

// unquoted is what stands outside quotes.
func unquoted(pattern string) string {
	var b strings.Builder
	for i, part := range strings.Split(pattern, "'") {
		if i%2 == 0 {
			b.WriteString(part)
		}
	}
	return b.String()
}

func illegal(pattern string, c byte) *Error {
	return failf("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", "22007", "Unrecognized datetime pattern: %s. Illegal pattern character found in datetime pattern: %c. Please provide legal character.", pattern, c)
}

// checkLetter refuses the letters that Spark 3 refuses, with the reason it gives.
func checkLetter(pattern string, c byte, n int, parsing bool) error {
	limit, known := map[byte]int{'G': 4, 'y': 6, 'D': 3, 'M': 4, 'L': 4, 'd': 2, 'Q': 4, 'E': 4, 'F': 1, 'a': 1, 'h': 2, 'K': 2, 'k': 2, 'H': 2, 'm': 2, 's': 2, 'S': 9, 'V': 2, 'z': 4, 'O': 4, 'X': 5, 'x': 5, 'Z': 5, 'q': 4}[c]
	switch {
	case strings.IndexByte("ABnNp", c) >= 0, parsing && strings.IndexByte("EFqQ", c) >= 0:
		return illegal(pattern, c)
	case !known, n > limit, c == 'V' && n != 2, c == 'O' && n != 1 && n != 4:
		return badPattern(pattern)
	}
	return nil
}

func weekPattern(c byte) error {
	return failf("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN", "42K0B", "You may get a different result due to the upgrading to Spark >= 3.0:\nAll week-based patterns are unsupported since Spark 3.0, detected week-based character: %c.\nPlease use the SQL function EXTRACT instead.", c)
}

func legacyPattern(pattern string) error {
	return failf("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", "42K0B", "You may get a different result due to the upgrading to Spark >= 3.0:\nFail to recognize '%s' pattern in the DateTimeFormatter.\n1) You can set \"spark.sql.legacy.timeParserPolicy\" to \"LEGACY\" to restore the behavior before Spark 3.0.\n2) You can form a valid datetime pattern with the guide from 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html'.", pattern)
}

// format appends an instant whose wall clock in the zone is local.
func (p *timePattern) format(dst []byte, local int64, zone Zone, instant int64) []byte {
	days := floorDiv(local, microsPerDay)
	clock := local - days*microsPerDay
	for _, it := range p.items {
		if it.letter == 0 {
			dst = append(dst, it.text...)
			continue
		}
		if out, done := formatDay(dst, it, days); done {
			dst = out
			continue
		}
		dst = formatClock(dst, it, clock*1000, zone, instant)
	}
	return dst
}

// clockLetters are the letters of a pattern that tell the time of the day.
const clockLetters = "HhKkmsSa"

// tellsTime tells whether a text by the pattern has a time of the day.
func (p *timePattern) tellsTime() bool {
	return slices.ContainsFunc(p.items, func(it timeItem) bool { return it.letter != 0 && strings.IndexByte(clockLetters, it.letter) >= 0 })
}

// formatTime appends a time of the day in nanoseconds; false where the pattern wants more.
func (p *timePattern) formatTime(dst []byte, nanos int64) ([]byte, bool) {
	for _, it := range p.items {
		switch {
		case it.letter == 0:
			dst = append(dst, it.text...)
		case strings.IndexByte(clockLetters, it.letter) < 0:
			return nil, false
		default:
			dst = formatClock(dst, it, nanos, nil, 0)
		}
	}
	return dst, true
}

func pad(dst []byte, v int64, width int) []byte {
	text := strconv.FormatInt(v, 10)
	for k := len(text); k < width; k++ {
		dst = append(dst, '0')
	}
	return append(dst, text...)
}

// named appends a name by the count of letters: 3 short, 4 long, 5 one letter; else the number.
func named(dst []byte, name string, v int64, count int) []byte {
	switch count {
	case 3:
		return append(dst, name[:3]...)
	case 4:
		return append(dst, name...)
	}
	return pad(dst, v, count)
}

func formatDay(dst []byte, it timeItem, days int64) ([]byte, bool) {
	y, m, d := civil(days)
	switch it.letter {
	case 'G':
		era := "AD"
		if y <= 0 {
			era = "BC"
		}
		if it.count == 4 {
			era = map[string]string{"AD": "Anno Domini", "BC": "Before Christ"}[era]
		}
		return append(dst, era...), true
	case 'y':
		sign := ""
		switch {
		case y > 0:
		case !it.proleptic:
			y = 1 - y
		case y < 0:
			sign, y = "-", -y
		}
		if it.count == 2 {
			return pad(dst, y%100, 2), true
		}
		if it.count >= 4 && y > 9999 && sign == "" {
			sign = "+"
		}
		return pad(append(dst, sign...), y, it.count), true
	case 'M', 'L':
		return named(dst, monthNames[m-1], int64(m), it.count), true
	case 'd':
		return pad(dst, int64(d), it.count), true
	case 'D':
		return pad(dst, dayParts["doy"](days), it.count), true
	case 'Q', 'q':
		q := int64(m-1)/3 + 1
		switch it.count {
		case 3:
			return append(dst, "Q"+strconv.FormatInt(q, 10)...), true
		case 4:
			return append(dst, [...]string{"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"}[q-1]...), true
		}
		return pad(dst, q, it.count), true
	case 'E':
		name := dayNames[floorMod(days+3, 7)]
		if it.count < 4 {
			name = name[:3]
		}
		return append(dst, name...), true
	case 'F':
		return pad(dst, int64(d-1)%7+1, it.count), true
	}
	return dst, false
}

// formatClock appends a field of the nanoseconds of a day, or of the zone.
func formatClock(dst []byte, it timeItem, nanos int64, zone Zone, instant int64) []byte {
	clock := nanos / 1000
	hour := clock / microsPerHour
	switch it.letter {
	case 'a':
		return append(dst, [...]string{"AM", "PM"}[hour/12]...)
	case 'H':
		return pad(dst, hour, it.count)
	case 'k':
		return pad(dst, (hour+23)%24+1, it.count)
	case 'K':
		return pad(dst, hour%12, it.count)
	case 'h':
		return pad(dst, (hour+11)%12+1, it.count)
	case 'm':
		return pad(dst, clock/microsPerMinute%60, it.count)
	case 's':
		return pad(dst, clock/microsPerSecond%60, it.count)
	case 'S':
		text := strconv.FormatInt(1_000_000_000+nanos%1_000_000_000, 10)
		return append(dst, text[1:1+it.count]...)
	}
	return formatZone(dst, it, zone, instant)
}

func formatZone(dst []byte, it timeItem, zone Zone, instant int64) []byte {
	if zone == nil {
		zone = time.UTC
	}
	offset := offsetAt(zone, instant)
	switch it.letter {
	case 'V':
		if zone == time.UTC {
			return append(dst, "UTC"...)
		}
		return append(dst, zone.String()...)
	case 'z':
		return append(dst, zoneName(zone, floorDiv(instant, microsPerSecond), it.count == 4)...)
	case 'O':
		dst = append(dst, "GMT"...)
		if offset == 0 {
			return dst
		}
		if it.count == 4 {
			return appendSeconds(dst, offset, ":")
		}
		dst = append(dst, sign(offset))
		dst = strconv.AppendInt(dst, abs64(offset)/3600, 10)
		m, s := abs64(offset)/60%60, abs64(offset)%60
		if m != 0 || s != 0 {
			dst = appendTwo(append(dst, ':'), int(m))
		}
		if s != 0 {
			dst = appendTwo(append(dst, ':'), int(s))
		}
		return dst
	}
	return formatOffset(dst, it, offset)
}

func formatOffset(dst []byte, it timeItem, offset int64) []byte {
	if offset == 0 && (it.letter == 'X' || it.letter == 'Z' && it.count == 5) {
		return append(dst, 'Z')
	}
	if it.letter == 'Z' {
		switch it.count {
		case 4:
			if dst = append(dst, "GMT"...); offset == 0 {
				return dst
			}
			return appendSeconds(dst, offset, ":")
		case 5:
			return appendSeconds(dst, offset, ":")
		}
		return appendOffset(dst, offset, true, "")
	}
	switch it.count {
	case 1:
		return appendOffset(dst, offset, offset/60%60 != 0, "")
	case 2:
		return appendOffset(dst, offset, true, "")
	case 4:
		return appendSeconds(dst, offset, "")
	case 5:
		return appendSeconds(dst, offset, ":")
	}
	return appendOffset(dst, offset, true, ":")
}

func sign(v int64) byte {
	if v < 0 {
		return '-'
	}
	return '+'
}

func abs64(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

func appendOffset(dst []byte, offset int64, minutes bool, sep string) []byte {
	dst = append(dst, sign(offset))
	offset = abs64(offset)
	dst = appendTwo(dst, int(offset/3600))
	if minutes {
		dst = appendTwo(append(dst, sep...), int(offset/60%60))
	}
	return dst
}

// appendSeconds is appendOffset with the seconds of local mean times.
func appendSeconds(dst []byte, offset int64, sep string) []byte {
	dst = appendOffset(dst, offset, true, sep)
	if s := abs64(offset) % 60; s != 0 {
		dst = appendTwo(append(dst, sep...), int(s))
	}
	return dst
}
