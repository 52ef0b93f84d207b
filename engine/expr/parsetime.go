package expr

import (
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// parseDate reads [+-]y..y[-m[-d]] and ignores what stands behind a blank or T.
func parseDate(s []byte, ctx *Context) (int32, bool) {
	s = trimSpace(s)
	if d, ok := specialDate(s, ctx); ok {
		return d, true
	}
	year, month, day, rest, ok := dateFields(s)
	if !ok || len(rest) > 0 && (rest[0] != ' ' && rest[0] != 'T' || strings.Count(string(s[:len(s)-len(rest)]), "-")-signs(s) < 2) {
		return 0, false
	}
	if !validDate(year, month, day) {
		return 0, false
	}
	n := dayNumber(year, month, day)
	return int32(n), n == int64(int32(n))
}

func signs(s []byte) int {
	if len(s) > 0 && s[0] == '-' {
		return 1
	}
	return 0
}

func specialDate(s []byte, ctx *Context) (int32, bool) {
	if len(s) < 3 || s[0] >= '0' && s[0] <= '9' {
		return 0, false
	}
	today := int32(floorDiv(toLocal(ctx.Zone, ctx.Now), microsPerDay))
	switch strings.ToLower(string(s)) {
	case "epoch":
		return 0, true
	case "today", "now":
		return today, true
	case "tomorrow":
		return today + 1, true
	case "yesterday":
		return today - 1, true
	}
	return 0, false
}

// dateFields reads the date in front of s; missing months and days are 1.
func dateFields(s []byte) (year int64, month, day int, rest []byte, ok bool) {
	month, day = 1, 1
	neg := false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	y, n, s := number(s, 7)
	if n < 4 {
		return 0, 0, 0, nil, false
	}
	year = y
	if neg {
		year = -y
	}
	for _, part := range []*int{&month, &day} {
		if len(s) == 0 || s[0] != '-' {
			return year, month, day, s, true
		}
		v, n, left := number(s[1:], 2)
		if n == 0 {
			return 0, 0, 0, nil, false
		}
		*part, s = int(v), left
	}
	return year, month, day, s, true
}

// number reads up to limit digits; n is how many there were, more than limit spoils it.
func number(s []byte, limit int) (v int64, n int, rest []byte) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		if n == limit {
			return 0, 0, s
		}
		v = v*10 + int64(s[n]-'0')
		n++
	}
	return v, n, s[n:]
}

// instantText is a parsed timestamp: the wall clock and the zone written behind it, if any.
type instantText struct {
	local    int64 // microseconds
	zone     Zone
	hasZone  bool
	onlyTime bool
}

// parseInstant reads date, time and zone in the forms of Spark's cast to TIMESTAMP.
func parseInstant(s []byte) (out instantText, ok bool) {
	s = trimSpace(s)
	rest := s
	var days int64
	if clockOnly(s) {
		out.onlyTime = true
		if s[0] == 'T' {
			rest = s[1:]
		}
	} else {
		year, month, day, left, fine := dateFields(s)
		if !fine || !validDate(year, month, day) {
			return out, false
		}
		days = dayNumber(year, month, day)
		if days > 1<<27 || days < -(1<<27) {
			return out, false
		}
		if len(left) == 0 {
			out.local = days * microsPerDay
			return out, days < 0 == (out.local < 0)
		}
		if left[0] != ' ' && left[0] != 'T' || len(left) == 1 && left[0] == ' ' || strings.Count(string(s[:len(s)-len(left)]), "-")-signs(s) < 2 {
			return out, false
		}
		rest = left[1:]
		if len(rest) == 0 {
			out.local = days * microsPerDay
			return out, false
		}
	}
	micros, zone, fine := clockFields(rest)
	if !fine {
		return out, false
	}
	if out.local = days*microsPerDay + micros; days < 0 != (out.local < 0) {
		return out, false // more than microseconds can say
	}
	if len(zone) > 0 {
		out.zone, out.hasZone = parseZone(string(zone))
		return out, out.hasZone
	}
	return out, true
}

func clockOnly(s []byte) bool {
	if len(s) > 0 && s[0] == 'T' {
		return true
	}
	_, n, rest := number(s, 2)
	return n > 0 && len(rest) > 0 && rest[0] == ':'
}

// clockFields reads h[:m[:s[.fraction]]] and returns what stands behind as the zone.
func clockFields(s []byte) (micros int64, zone []byte, ok bool) {
	limits := [3]int64{24, 60, 60}
	units := [3]int64{microsPerHour, microsPerMinute, microsPerSecond}
	k := 0
	for ; k < 3; k++ {
		if k > 0 {
			if len(s) == 0 || s[0] != ':' {
				break
			}
			s = s[1:]
		}
		v, n, rest := number(s, 2)
		if n == 0 || v >= limits[k] {
			return 0, nil, false
		}
		micros += v * units[k]
		s = rest
	}
	if k == 3 && len(s) > 0 && s[0] == '.' {
		s = s[1:]
		unit := int64(100000)
		n := 0
		for ; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ { // however many: what is less than a microsecond does not count
			micros += int64(s[n]-'0') * unit
			unit /= 10
		}
		s = s[n:]
	}
	if len(s) > 0 {
		zone = trimSpace(s)
		if len(zone) == 0 || k < 3 { // a zone stands behind seconds alone
			return 0, nil, false
		}
	}
	return micros, zone, true
}

// parseTimestamp reads an instant; without a zone in the text the session's counts.
func parseTimestamp(s []byte, ctx *Context) (int64, bool) {
	if c := firstByte(s); c > '9' && c != 'T' {
		if v, ok := specialTime(s, ctx); ok {
			return v, true
		}
	}
	v, ok := parseInstant(s)
	if !ok {
		return 0, false
	}
	zone := ctx.Zone
	if v.hasZone {
		zone = v.zone
	}
	if v.onlyTime {
		v.local += floorDiv(toLocal(zone, ctx.Now), microsPerDay) * microsPerDay
	}
	at := toInstant(zone, v.local)
	return at, max(at, v.local)-min(at, v.local) >= 0 // the zone's offset may lead out of the range
}

func firstByte(s []byte) byte {
	s = trimSpace(s)
	if len(s) == 0 {
		return 0
	}
	return s[0]
}

func specialTime(s []byte, ctx *Context) (int64, bool) {
	if strings.EqualFold(string(trimSpace(s)), "now") {
		return ctx.Now, true
	}
	d, ok := specialDate(trimSpace(s), ctx)
	if !ok {
		return 0, false
	}
	if d == 0 && strings.EqualFold(string(trimSpace(s)), "epoch") {
		return 0, true
	}
	return toInstant(ctx.Zone, int64(d)*microsPerDay), true
}

// parseLocal reads a TIMESTAMP_NTZ; a zone in the text is ignored.
func parseLocal(s []byte, ctx *Context) (int64, bool) {
	if c := firstByte(s); c > '9' && c != 'T' {
		if v, ok := specialTime(s, ctx); ok {
			return toLocal(ctx.Zone, v), true
		}
	}
	v, ok := parseInstant(s)
	return v.local, ok && !v.onlyTime
}

// parseClock reads a TIME in nanoseconds of the day; digits stand behind the point.
func parseClock(s []byte) (nanos int64, digits int, ok bool) { return text.ParseClock(s) }

// ParseTyped reads the text of a typed literal (DATE '...', TIMESTAMP '...'): the physical
// value, and false when it is invalid. A TIMESTAMP literal with ntz text keeps the session zone.
func ParseTyped(ctx *Context, t *data.Type, text string) (any, bool) {
	s := []byte(text)
	switch t.Kind {
	case data.KindDate:
		v, ok := parseDate(s, ctx)
		return v, ok
	case data.KindTimestamp:
		v, ok := parseTimestamp(s, ctx)
		return v, ok
	case data.KindTimestampNTZ:
		v, ok := parseLocal(s, ctx)
		return v, ok
	case data.KindTime:
		v, _, ok := parseClock(s)
		return v, ok
	}
	return nil, false
}

// ParseZone finds a time zone by a region name (Europe/Paris), an offset (+05:30), a
// GMT+1 form or one of Java's short names (PST).
func ParseZone(name string) (Zone, bool) { return parseZone(name) }

func parseZone(name string) (Zone, bool) {
	if full, ok := text.ShortZones[name]; ok {
		name = full
	}
	switch name {
	case "Z", "UTC", "GMT", "UT", "Etc/UTC":
		return time.UTC, true
	case "", "Local":
		return nil, false
	}
	text := name
	for _, prefix := range []string{"UTC", "GMT", "UT"} {
		if strings.HasPrefix(text, prefix) && len(text) > len(prefix) && (text[len(prefix)] == '+' || text[len(prefix)] == '-') {
			text = text[len(prefix):]
			break
		}
	}
	if text[0] == '+' || text[0] == '-' {
		sec, ok := parseOffset(text)
		return time.FixedZone(name, sec), ok
	}
	z, err := time.LoadLocation(name)
	return z, err == nil
}

// parseOffset reads +h, +hh, +h:mm, +hhmm, +hh:mm:ss in seconds.
func parseOffset(s string) (int, bool) {
	sign := 1
	if s[0] == '-' {
		sign = -1
	}
	s = s[1:]
	if len(s) == 4 && !strings.Contains(s, ":") {
		s = s[:2] + ":" + s[2:]
	}
	if len(s) == 6 && !strings.Contains(s, ":") {
		s = s[:2] + ":" + s[2:4] + ":" + s[4:]
	}
	total, unit := int64(0), int64(3600)
	parts := strings.Split(s, ":")
	for _, p := range parts {
		v, n, rest := number([]byte(p), 2)
		if n == 0 || len(rest) > 0 || unit == 0 || unit < 3600 && v > 59 {
			return 0, false
		}
		total += v * unit
		unit /= 60
	}
	return sign * int(total), total <= 18*3600
}
