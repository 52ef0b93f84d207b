package expr

import (
	"math"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// appendYearMonth appends INTERVAL '1-2' YEAR TO MONTH.
func appendYearMonth(dst []byte, months int64, t *data.Type) []byte {
	sign := ""
	if months < 0 {
		sign, months = "-", -months
	}
	dst = append(append(dst, "INTERVAL '"...), sign...)
	switch {
	case t.From == data.Year && t.To == data.Year:
		dst = strconv.AppendInt(dst, months/12, 10)
	case t.From == data.Month:
		dst = strconv.AppendInt(dst, months, 10)
	default:
		dst = strconv.AppendInt(append(strconv.AppendInt(dst, months/12, 10), '-'), months%12, 10)
	}
	return appendUnits(dst, t)
}

func appendUnits(dst []byte, t *data.Type) []byte {
	dst = append(append(dst, "' "...), t.From.String()...)
	if t.From != t.To {
		dst = append(append(dst, " TO "...), t.To.String()...)
	}
	return dst
}

// appendDayTime appends INTERVAL '1 02:03:04.5' DAY TO SECOND.
func appendDayTime(dst []byte, micros int64, t *data.Type) []byte {
	dst = append(dst, "INTERVAL '"...)
	rest := uint64(micros)
	if micros < 0 {
		dst = append(dst, '-')
		rest = -rest
	}
	dst = appendDayTimeFields(dst, rest, t)
	return appendUnits(dst, t)
}

func appendDayTimeFields(dst []byte, rest uint64, t *data.Type) []byte {
	size := map[data.Unit]uint64{data.Day: microsPerDay, data.Hour: microsPerHour, data.Minute: microsPerMinute, data.Second: microsPerSecond}
	for u := t.From; u <= t.To; u++ {
		v := rest / size[u]
		rest %= size[u]
		switch {
		case u == data.Day:
			dst = strconv.AppendUint(dst, v, 10)
		default:
			if u > t.From {
				dst = append(dst, " ::"[u-data.Hour])
			}
			if v < 10 {
				dst = append(dst, '0')
			}
			dst = strconv.AppendUint(dst, v, 10)
			if u == data.Second {
				dst = appendFraction(dst, int64(rest), 6)
			}
		}
	}
	return dst
}

// appendInterval appends a calendar interval: "1 years 2 months 25 days 5 hours".
func appendInterval(dst []byte, v data.Interval) []byte {
	start := len(dst)
	add := func(n int64, unit string) {
		if n == 0 {
			return
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(strconv.AppendInt(dst, n, 10), " "+unit...)
	}
	add(int64(v.Months)/12, "years")
	add(int64(v.Months)%12, "months")
	add(int64(v.Days), "days")
	add(v.Micros/microsPerHour, "hours")
	add(v.Micros/microsPerMinute%60, "minutes")
	if rest := v.Micros % microsPerMinute; rest != 0 {
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		if rest < 0 {
			dst, rest = append(dst, '-'), -rest
		}
		dst = strconv.AppendInt(dst, rest/microsPerSecond, 10)
		dst = append(appendFraction(dst, rest%microsPerSecond, 6), " seconds"...)
	}
	if len(dst) == start {
		return append(dst, "0 seconds"...)
	}
	return dst
}

// saturate reports whether a float fits a 64-bit integer.
func fitsLong(v float64) bool { return v >= math.MinInt64 && v < math.MaxInt64 }
