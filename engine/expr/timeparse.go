package expr

import (
	"strconv"
	"strings"
)

// timeFields are the fields a pattern found in a text; -1 is absent.
type timeFields struct {
	year, month, day, doy int64
	hour, minute, second  int64
	half                  int64 // AM 0, PM 1
	nanos                 int64
	twelve                bool // hour counts 1 to 12,
	zero                  bool // or 0 to 11
	zone                  Zone
	hasZone               bool
	before                bool // the year counts back from 1 BC
}

func emptyFields() timeFields {
	return timeFields{year: 1970, month: -1, day: -1, doy: -1, half: -1}
}

// unparsed is the failure to read a text: Spark's words behind "could not be parsed".
type unparsed string

// parse reads a text by the pattern; the whole text must match.
func (p *timePattern) parse(text string) (timeFields, unparsed) {
	f := emptyFields()
	at := 0
	skip := 0 // depth of an optional part that did not match
	for k, it := range p.items {
		if skip > 0 && it.optional >= skip {
			continue
		}
		skip = 0
		next, ok := p.item(&f, text, at, it, k)
		if ok {
			at = next
			continue
		}
		if it.optional == 0 {
			return f, unparsed(" at index " + strconv.Itoa(at))
		}
		skip = it.optional
	}
	if at < len(text) {
		return f, unparsed(", unparsed text found at index " + strconv.Itoa(at))
	}
	return f, f.check()
}

// item reads one piece at a place and returns the place behind it.
func (p *timePattern) item(f *timeFields, text string, at int, it timeItem, k int) (int, bool) {
	rest := text[at:]
	if it.letter == 0 {
		return at + len(it.text), strings.HasPrefix(rest, it.text)
	}
	adjacent := k+1 < len(p.items) && p.items[k+1].letter != 0 && strings.IndexByte("yMdHhmsSDkK", p.items[k+1].letter) >= 0
	switch it.letter {
	case 'M', 'L':
		if it.count >= 3 {
			return f.name(&f.month, monthNames[:], rest, at, it.count)
		}
	case 'E':
		var ignored int64
		return f.name(&ignored, dayNames[:], rest, at, it.count)
	case 'a':
		if len(rest) < 2 {
			return at, false
		}
		switch strings.ToUpper(rest[:2]) {
		case "AM":
			f.half = 0
		case "PM":
			f.half = 1
		default:
			return at, false
		}
		return at + 2, true
	case 'S':
		return f.fraction(rest, at, it.count)
	case 'G':
		for _, era := range []string{"Anno Domini", "Before Christ", "AD", "BC"} {
			if len(rest) >= len(era) && strings.EqualFold(rest[:len(era)], era) && (it.count == 4) == (len(era) > 2) {
				f.before = era[0] == 'B'
				return at + len(era), true
			}
		}
		return at, false
	case 'x':
		if rest == "" || rest[0] != '+' && rest[0] != '-' {
			return at, false
		}
		return f.zoneAt(rest, at)
	case 'V', 'z', 'O', 'X', 'Z':
		return f.zoneAt(rest, at)
	}
	if it.letter == 'y' && adjacent && it.count > 3 && p.yearTooLong(rest, k) {
		return at, false
	}
	return f.digits(rest, at, it, adjacent)
}

// yearTooLong tells whether a year without a sign would take more digits than it has letters: those of the run that the
// fields right behind it leave.
func (p *timePattern) yearTooLong(rest string, k int) bool {
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	for ; k < len(p.items) && p.items[k].letter != 0 && p.items[k].letter != 'S'; k++ {
		digits -= p.items[k].count
	}
	return digits > 0 && (k == len(p.items) || p.items[k].letter == 0)
}

func (f *timeFields) digits(rest string, at int, it timeItem, adjacent bool) (int, bool) {
	low, high := it.count, 2
	switch {
	case it.letter == 'y' && it.count == 2:
		high = 2
	case it.letter == 'y':
		high = 9
	case it.letter == 'D':
		high = 3
	}
	if it.count == 1 {
		low = 1
		if it.letter != 'y' && !adjacent {
			high = 18 // Java reads 19, which fit no field either
		}
	} else if it.letter != 'y' || adjacent {
		high = it.count
	}
	sign := int64(1)
	n := 0
	if it.letter == 'y' && len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') && it.count != 2 {
		if rest[0] == '-' {
			sign = -1
		}
		n = 1
	}
	start := n
	v := int64(0)
	for n < len(rest) && n-start < high && rest[n] >= '0' && rest[n] <= '9' {
		v = v*10 + int64(rest[n]-'0')
		n++
	}
	if n-start < low || it.letter == 'y' && it.count > 3 && !adjacent && (n-start > it.count) != (rest[0] == '+') && rest[0] != '-' {
		return at, false // a year of more digits than letters has a plus sign, and no other has
	}
	f.set(it, v*sign)
	return at + n, true
}

func (f *timeFields) set(it timeItem, v int64) {
	switch it.letter {
	case 'y':
		if it.count == 2 {
			v += 2000
		}
		f.year = v
	case 'M', 'L':
		f.month = v
	case 'd':
		f.day = v
	case 'D':
		f.doy = v
	case 'H':
		f.hour = v
	case 'k':
		f.hour = v % 24
	case 'h':
		f.hour, f.twelve = v, true
	case 'K':
		f.hour, f.twelve, f.zero = v, true, true
	case 'm':
		f.minute = v
	case 's':
		f.second = v
	case 'Q', 'q':
		if f.month < 0 {
			f.month = (v-1)*3 + 1
		}
	}
}

func (f *timeFields) name(into *int64, names []string, rest string, at, count int) (int, bool) {
	for k, name := range names {
		if count < 4 {
			name = name[:3]
		}
		if len(rest) >= len(name) && rest[:len(name)] == name {
			*into = int64(k + 1)
			return at + len(name), true
		}
	}
	return at, false
}

// fraction reads up to count digits behind the second.
func (f *timeFields) fraction(rest string, at, count int) (int, bool) {
	n := 0
	v := int64(0)
	for n < len(rest) && n < count && rest[n] >= '0' && rest[n] <= '9' {
		v = v*10 + int64(rest[n]-'0')
		n++
	}
	if n == 0 {
		return at, false
	}
	for k := n; k < 9; k++ {
		v *= 10
	}
	f.nanos = v
	return at + n, true
}

func (f *timeFields) zoneAt(rest string, at int) (int, bool) {
	n := 0
	for n < len(rest) && (rest[n] == '+' || rest[n] == '-' || rest[n] == ':' || rest[n] == '/' || rest[n] == '_' ||
		rest[n] >= '0' && rest[n] <= '9' || rest[n] >= 'A' && rest[n] <= 'Z' || rest[n] >= 'a' && rest[n] <= 'z') {
		n++
	}
	for ; n > 0; n-- {
		if z, ok := parseZone(rest[:n]); ok {
			f.zone, f.hasZone = z, true
			return at + n, true
		}
	}
	return at, false
}

var monthUpper = [...]string{"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"}

// check settles absent fields and refuses values outside their range, in java.time's words.
func (f *timeFields) check() unparsed {
	bad := func(name string, low, high, v int64) unparsed {
		return unparsed(": " + rangeText(name, low, high, v))
	}
	if f.before {
		f.year = 1 - f.year
	}
	if f.doy > 366 {
		return unparsed(": Invalid value for DayOfYear (valid values 1 - 365/366): " + strconv.FormatInt(f.doy, 10))
	}
	if f.doy >= 0 && f.month < 0 {
		_, m, d := civil(dayNumber(f.year, 1, 1) + f.doy - 1)
		f.month, f.day = int64(m), int64(d)
	}
	if f.month < 0 {
		f.month = 1
	}
	if f.day < 0 {
		f.day = 1
	}
	if f.twelve {
		switch {
		case f.zero && f.hour > 11:
			return bad("HourOfAmPm", 0, 11, f.hour)
		case f.hour < 0 || f.hour > 12:
			return bad("ClockHourOfAmPm", 1, 12, f.hour)
		}
		f.hour = f.hour%12 + max(0, f.half)*12
	}
	switch {
	case f.month < 1 || f.month > 12:
		return bad("MonthOfYear", 1, 12, f.month)
	case f.day < 1 || f.day > 31:
		return unparsed(": Invalid value for DayOfMonth (valid values 1 - 28/31): " + strconv.FormatInt(f.day, 10))
	case f.hour > 23:
		return bad("HourOfDay", 0, 23, f.hour)
	case f.minute > 59:
		return bad("MinuteOfHour", 0, 59, f.minute)
	case f.second > 59:
		return bad("SecondOfMinute", 0, 59, f.second)
	case !validDate(f.year, int(f.month), int(f.day)):
		return unparsed(": " + invalidDate(f.year, f.month, f.day))
	}
	return ""
}

func rangeText(name string, low, high, v int64) string {
	return "Invalid value for " + name + " (valid values " + strconv.FormatInt(low, 10) + " - " + strconv.FormatInt(high, 10) + "): " + strconv.FormatInt(v, 10)
}

// invalidDate is java.time's text for a day its month does not have.
func invalidDate(year, month, day int64) string {
	if day == 29 {
		return "Invalid date 'February 29' as '" + strconv.FormatInt(year, 10) + "' is not a leap year"
	}
	return "Invalid date '" + monthUpper[month-1] + " " + strconv.FormatInt(day, 10) + "'"
}

// local is the wall clock of the fields in microseconds.
func (f *timeFields) local() int64 {
	days := dayNumber(f.year, int(f.month), int(f.day))
	return days*microsPerDay + f.hour*microsPerHour + f.minute*microsPerMinute + f.second*microsPerSecond + f.nanos/1000
}
