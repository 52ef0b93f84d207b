package text

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"
)

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
)

// Days gives the days since 1970 of a date in the proleptic Gregorian calendar; ok is false
// when there is no such day.
func Days(year, month, day int) (days int32, ok bool) {
	if month < 1 || month > 12 || day < 1 || day > monthDays(year, month) {
		return 0, false
	}
	y := year
	if month <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := (153*((month+9)%12)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return int32(era*146097 + doe - 719468), true
}

// gregorian is the first day of the Gregorian calendar, 15 October 1582, in days since 1970.
const gregorian = -141427

// julianDays gives the day that has the same date as day v of the calendar that is Julian before 1582.
func julianDays(v int32) int32 {
	if v >= gregorian {
		return v
	}
	// Years of the Julian calendar begin in March here, and its eras are of four years.
	z := int64(v) + 719470 // days since 1 March of the year 0
	era := floorDiv(z, 1461)
	doe := z - era*1461
	yoe := min(doe/365, 3)
	doy := doe - yoe*365
	mp := (5*doy + 2) / 153
	year, month, day := era*4+yoe, (mp+2)%12+1, doy-(153*mp+2)/5+1
	if month <= 2 {
		year++
	}
	days, ok := Days(int(year), int(month), int(day))
	if !ok { // 29 February of a year that has none in the other calendar
		days, _ = Days(int(year), int(month)+1, 1)
	}
	return days
}

func floorDiv(a, b int64) int64 {
	if q := a / b; q*b > a {
		return q - 1
	} else {
		return q
	}
}

func monthDays(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// ParseDate reads a date as CAST(text AS DATE) does: yyyy[-m[m][-d[d]]], then nothing or a
// blank or T and anything.
func ParseDate(s []byte) (days int32, ok bool) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		if y, m, d := four(s), two(s[5:]), two(s[8:]); y >= 0 && m >= 0 && d >= 0 {
			return Days(y, m, d)
		}
	}
	y, m, d, rest, ok := datePart(trim(s), 7)
	if !ok || len(rest) > 0 && rest[0] != ' ' && rest[0] != 'T' {
		return 0, false
	}
	return Days(y, m, d)
}

// isoDate reads [-]yyyy-MM-dd and nothing else.
func isoDate(s []byte) (days int32, ok bool) {
	sign := 1
	if len(s) > 0 && s[0] == '-' {
		sign, s = -1, s[1:]
	}
	if len(s) != len("2024-01-01") || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, m, d := four(s), two(s[5:]), two(s[8:])
	if y|m|d < 0 {
		return 0, false
	}
	return Days(sign*y, m, d)
}

// ParseTimestamp reads a timestamp as CAST(text AS TIMESTAMP) does. zoned tells that the text
// named a zone of its own; without one zone (nil: UTC) counts. Time alone is refused, because
// it would need today's date.
func ParseTimestamp(s []byte, zone *time.Location) (micros int64, zoned, ok bool) {
	if micros, zoned, ok = quickTimestamp(s); ok && (zoned || zone == nil || zone == time.UTC) {
		return micros, zoned, true
	}
	return slowTimestamp(trim(s), zone)
}

// quickTimestamp reads yyyy-MM-dd[T ]HH:mm:ss[.f][Z]; without a zone as UTC.
func quickTimestamp(s []byte) (micros int64, zoned, ok bool) {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return 0, false, false
	}
	y, mo, d, h, mi, se := four(s), two(s[5:]), two(s[8:]), two(s[11:]), two(s[14:]), two(s[17:])
	if y|mo|d|h|mi|se < 0 || h > 23 || mi > 59 || se > 59 {
		return 0, false, false
	}
	day, ok := Days(y, mo, d)
	if !ok {
		return 0, false, false
	}
	frac, p := 0, 19
	if len(s) > p && s[p] == '.' {
		scale := 100_000
		for p++; p < len(s) && s[p]-'0' <= 9; p++ {
			frac += int(s[p]-'0') * scale
			scale /= 10
		}
	}
	if p < len(s) {
		if p != len(s)-1 || s[p] != 'Z' {
			return 0, false, false
		}
		zoned = true
	}
	return int64(day)*microsPerDay + int64(h*3600+mi*60+se)*microsPerSecond + int64(frac), zoned, true
}

func slowTimestamp(s []byte, zone *time.Location) (micros int64, zoned, ok bool) {
	y, mo, d, rest, ok := datePart(s, 6)
	day, valid := Days(y, mo, d)
	if !ok || !valid {
		return 0, false, false
	}
	var clock [3]int
	frac := 0
	if len(rest) > 0 {
		if rest[0] != ' ' && rest[0] != 'T' {
			return 0, false, false
		}
		var fields int
		if clock, fields, frac, rest, ok = clockPart(rest[1:]); !ok || fields < 3 && len(rest) > 0 {
			return 0, false, false // a zone stands behind seconds alone
		}
	}
	if len(rest) > 0 {
		if zone, ok = ParseZone(string(trim(rest))); !ok {
			return 0, false, false
		}
		zoned = true
	}
	if day < -106751991 || day > 106751991 {
		return 0, false, false
	}
	local := int64(day)*microsPerDay + int64(clock[0]*3600+clock[1]*60+clock[2])*microsPerSecond + int64(frac)
	return InZone(local, zone), zoned, true
}

// clockPart reads h[h][:m[m][:s[s][.f]]] and gives how many fields there are, and what follows.
func clockPart(s []byte) (clock [3]int, fields, frac int, rest []byte, ok bool) {
	for i := 0; i < 3; i++ {
		v, n := digits(s, 2)
		if n == 0 || i == 0 && v > 23 || v > 59 {
			return clock, 0, 0, nil, false
		}
		clock[i], s = v, s[n:]
		fields++
		if i == 2 || len(s) == 0 || s[0] != ':' {
			break
		}
		s = s[1:]
	}
	if fields == 3 && len(s) > 0 && s[0] == '.' {
		scale := 100_000
		for s = s[1:]; len(s) > 0 && s[0]-'0' <= 9; s = s[1:] {
			frac += int(s[0]-'0') * scale
			scale /= 10
		}
	}
	return clock, fields, frac, s, true
}

// datePart reads [+-]yyyy[-m[m][-d[d]]] with at most maxYear digits of year.
func datePart(s []byte, maxYear int) (y, m, d int, rest []byte, ok bool) {
	sign := 1
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	y, n := digits(s, maxYear)
	if n < 4 {
		return 0, 0, 0, nil, false
	}
	parts := [2]int{1, 1}
	s = s[n:]
	for i := range parts {
		if len(s) == 0 || s[0] != '-' {
			return sign * y, parts[0], parts[1], s, len(s) == 0
		}
		if parts[i], n = digits(s[1:], 2); n == 0 {
			return 0, 0, 0, nil, false
		}
		s = s[1+n:]
	}
	return sign * y, parts[0], parts[1], s, true
}

// digits reads at most max digits.
func digits(s []byte, max int) (v, n int) {
	for n < len(s) && n < max && s[n]-'0' <= 9 {
		v = v*10 + int(s[n]-'0')
		n++
	}
	return v, n
}

// two reads two digits, -1 when they are none.
func two(s []byte) int {
	a, b := s[0]-'0', s[1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

func four(s []byte) int {
	a, b := two(s), two(s[2:])
	if a < 0 || b < 0 {
		return -1
	}
	return a*100 + b
}

func trim(s []byte) []byte {
	return bytes.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// InZone turns a local time, given as if it were UTC, into the instant it names in zone. A time
// in a gap moves forward by the gap, one in an overlap takes the earlier offset, as java.time does.
func InZone(local int64, zone *time.Location) int64 {
	if zone == nil || zone == time.UTC {
		return local
	}
	at := time.UnixMicro(local)
	_, before := at.Add(-24 * time.Hour).In(zone).Zone()
	_, after := at.Add(24 * time.Hour).In(zone).Zone()
	early := local - int64(before)*microsPerSecond
	if before == after {
		return early
	}
	if _, o := time.UnixMicro(early).In(zone).Zone(); o == before {
		return early
	}
	late := local - int64(after)*microsPerSecond
	if _, o := time.UnixMicro(late).In(zone).Zone(); o == after {
		return late
	}
	return early
}

// ShortZones are the names of three letters that java.time.ZoneId knows.
var ShortZones = map[string]string{
	"ACT": "Australia/Darwin", "AET": "Australia/Sydney", "AGT": "America/Argentina/Buenos_Aires", "ART": "Africa/Cairo",
	"AST": "America/Anchorage", "BET": "America/Sao_Paulo", "BST": "Asia/Dhaka", "CAT": "Africa/Harare", "CNT": "America/St_Johns",
	"CST": "America/Chicago", "CTT": "Asia/Shanghai", "EAT": "Africa/Addis_Ababa", "ECT": "Europe/Paris", "EST": "-05:00",
	"HST": "-10:00", "IET": "America/Indiana/Indianapolis", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "MIT": "Pacific/Apia",
	"MST": "-07:00", "NET": "Asia/Yerevan", "NST": "Pacific/Auckland", "PLT": "Asia/Karachi", "PNT": "America/Phoenix",
	"PRT": "America/Puerto_Rico", "PST": "America/Los_Angeles", "SST": "Pacific/Guadalcanal", "VST": "Asia/Ho_Chi_Minh",
}

// ParseZone reads a zone id as Java does: Z, UTC, GMT+1, +01:00, +1:0, Europe/Berlin, PST.
func ParseZone(id string) (*time.Location, bool) {
	if full, ok := ShortZones[id]; ok {
		id = full
	}
	rest := id
	for _, prefix := range []string{"UTC", "GMT", "UT", "Z"} {
		if r, found := strings.CutPrefix(id, prefix); found {
			if r == "" {
				return time.UTC, true
			}
			rest = r
			break
		}
	}
	if rest[0:min(1, len(rest))] == "+" || rest[0:min(1, len(rest))] == "-" {
		return offsetZone(rest)
	}
	if id == "" || id == "Local" || strings.ContainsAny(id, `\ `) || id[0] == '.' || id[0] == '/' {
		return nil, false
	}
	z, err := time.LoadLocation(id)
	return z, err == nil
}

// offsetZone reads +h, +hh, +hhmm, +h:m, +hh:mm and +hh:mm:ss.
func offsetZone(s string) (*time.Location, bool) {
	sign, body := 1, []byte(s[1:])
	if s[0] == '-' {
		sign = -1
	}
	var part [3]int
	if n := len(body); (n == 4 || n == 6) && !bytes.ContainsRune(body, ':') {
		body = []byte(string(body[:2]) + ":" + string(body[2:4]) + strings.Repeat(":"+string(body[4:]), (n-4)/2))
	}
	for i := range part {
		v, n := digits(body, 2)
		if n == 0 {
			return nil, false
		}
		part[i], body = v, body[n:]
		if len(body) == 0 {
			break
		}
		if body[0] != ':' || i == 2 {
			return nil, false
		}
		body = body[1:]
	}
	total := part[0]*3600 + part[1]*60 + part[2]
	if part[1] > 59 || part[2] > 59 || total > 18*3600 {
		return nil, false
	}
	return time.FixedZone(s, sign*total), true
}

// dayCache remembers the last day it read: rows of a stream mostly share theirs.
type dayCache struct {
	year   uint64 // the text yyyy-MM-
	day    uint16 // dd
	micros int64
	// the last minute: its text yyyy-MM-ddTHH:mm, and where it begins
	minute [2]uint64
	begins int64
}

// quoted reads an instant of the form yyyy-MM-dd[T ]HH:mm:ss.SSSZ that begins at p and ends in a quote, and gives the
// place behind that; -1 means that the text may have another form.
func (d *dayCache) quoted(b []byte, p int) (micros int64, next int) {
	if len(b)-p < 25 || b[p+24] != '"' {
		return 0, -1
	}
	s := b[p : p+24]
	day, minute, rest := binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint64(s[8:]), binary.LittleEndian.Uint64(s[16:])
	if day != d.minute[0] || minute != d.minute[1] || day == 0 {
		at, ok := d.timestamp(s)
		if !ok {
			return 0, -1
		}
		d.minute = [2]uint64{day, minute}
		d.begins = at - at%(60*microsPerSecond)
		if at < d.begins {
			d.begins -= 60 * microsPerSecond
		}
		return at, p + 25
	}
	// The text :ss.SSSZ, each digit its value and all else zero.
	const form, isDigit = 0x5a3030302e30303a, 0x0076767600767600
	v := rest ^ form
	if (v|(v+isDigit))&highs != 0 || v&^0x000f0f0f000f0f00 != 0 {
		return 0, -1
	}
	sec := v>>8&15*10 + v>>16&15
	if sec > 59 {
		return 0, -1
	}
	return d.begins + int64(sec)*microsPerSecond + int64(v>>32&15*100+v>>40&15*10+v>>48&15)*1000, p + 25
}

// timestamp reads yyyy-MM-dd[T ]HH:mm:ss[.SSS]Z; false means that the text may have another form.
func (d *dayCache) timestamp(s []byte) (int64, bool) {
	if len(s) != 24 && len(s) != 20 || s[len(s)-1] != 'Z' || s[10] != 'T' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	year, day := binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint16(s[8:])
	if year != d.year || day != d.day || year == 0 {
		y, m, n := four(s), two(s[5:]), two(s[8:])
		if y|m|n < 0 || s[4] != '-' || s[7] != '-' {
			return 0, false
		}
		days, ok := Days(y, m, n)
		if !ok {
			return 0, false
		}
		d.year, d.day, d.micros = year, day, int64(days)*microsPerDay
	}
	h, m, sec, frac := two(s[11:]), two(s[14:]), two(s[17:]), 0
	if len(s) == 24 {
		last := s[22] - '0'
		if frac = two(s[20:]); s[19] != '.' || frac < 0 || last > 9 {
			return 0, false
		}
		frac = frac*10 + int(last)
	}
	if h|m|sec < 0 || h > 23 || m > 59 || sec > 59 {
		return 0, false
	}
	return d.micros + int64(h*3600+m*60+sec)*microsPerSecond + int64(frac)*1000, true
}
