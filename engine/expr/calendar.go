package expr

import (
	"strconv"
	"time"
)

const (
	microsPerSecond = 1_000_000
	microsPerMinute = 60 * microsPerSecond
	microsPerHour   = 60 * microsPerMinute
	microsPerDay    = 24 * microsPerHour
)

// civil gives the proleptic Gregorian date of a number of days since 1970-01-01.
func civil(days int64) (year int64, month, day int) {
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	month = int(mp) + 3
	year = yoe + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

// dayNumber is the inverse of [civil]; the day may lie outside the month.
func dayNumber(year int64, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(year, 400)
	yoe := year - era*400
	doy := int64((153*(month-3)+2)/5 + day - 1)
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

func leap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func monthLength(year int64, month int) int {
	switch month {
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func validDate(year int64, month, day int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }

// offsetAt is the zone's offset from UTC in seconds at an instant in microseconds.
func offsetAt(z Zone, micros int64) int64 {
	if z == nil || z == time.UTC {
		return 0
	}
	_, offset := time.Unix(floorDiv(micros, microsPerSecond), 0).In(z).Zone()
	return int64(offset)
}

// toLocal turns an instant into the wall clock of the zone, toInstant the other way: a time
// in a gap moves forward by the gap, one in an overlap takes the earlier offset.
func toLocal(z Zone, micros int64) int64 { return micros + offsetAt(z, micros)*microsPerSecond }

func toInstant(z Zone, local int64) int64 {
	if z == nil || z == time.UTC {
		return local
	}
	before := offsetAt(z, local-microsPerDay)
	early := local - before*microsPerSecond
	if offsetAt(z, early) == before {
		return early
	}
	after := offsetAt(z, local+microsPerDay)
	late := local - after*microsPerSecond
	if offsetAt(z, late) == after {
		return late
	}
	return early
}

// appendDate appends yyyy-MM-dd; years beyond four digits get a sign.
func appendDate(dst []byte, days int64) []byte {
	y, m, d := civil(days)
	dst = appendYear(dst, y)
	dst = append(dst, '-')
	dst = appendTwo(dst, m)
	dst = append(dst, '-')
	return appendTwo(dst, d)
}

func appendYear(dst []byte, y int64) []byte {
	switch {
	case y > 9999:
		return strconv.AppendInt(append(dst, '+'), y, 10)
	case y < 0:
		dst = append(dst, '-')
		y = -y
	}
	for pad := int64(1000); pad > y && pad > 1; pad /= 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, y, 10)
}

func appendTwo(dst []byte, v int) []byte { return append(dst, byte('0'+v/10), byte('0'+v%10)) }

// appendLocal appends yyyy-MM-dd HH:mm:ss and the fraction without trailing zeros.
func appendLocal(dst []byte, local int64) []byte {
	days := floorDiv(local, microsPerDay)
	dst = append(appendDate(dst, days), ' ')
	return appendClock(dst, (local-days*microsPerDay)*1000)
}

// appendClock appends HH:mm:ss[.fraction] of the nanoseconds of a day.
func appendClock(dst []byte, nanos int64) []byte {
	sec := nanos / 1e9
	dst = append(appendTwo(dst, int(sec/3600)), ':')
	dst = append(appendTwo(dst, int(sec/60%60)), ':')
	dst = appendTwo(dst, int(sec%60))
	return appendFraction(dst, nanos%1e9, 9)
}

// appendFraction appends ".ddd" of a fraction with width digits, without trailing zeros.
func appendFraction(dst []byte, fraction int64, width int) []byte {
	if fraction == 0 {
		return dst
	}
	digits := strconv.FormatInt(fraction, 10)
	dst = append(dst, '.')
	for i := len(digits); i < width; i++ {
		dst = append(dst, '0')
	}
	for digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return append(dst, digits...)
}

// addMonths moves a day number by months; a day the month lacks becomes its last.
func addMonths(days, months int64) int64 {
	y, m, d := civil(days)
	total := y*12 + int64(m-1) + months
	y, m = floorDiv(total, 12), int(floorMod(total, 12))+1
	return dayNumber(y, m, min(d, monthLength(y, m)))
}
