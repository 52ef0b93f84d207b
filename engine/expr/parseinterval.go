package expr

import (
	"math"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// The literal forms of ANSI intervals in strings: '1 02:03:04.5', '-1-2', or the whole
// INTERVAL '...' DAY TO SECOND.

func (c caster) textToInterval(src *data.Bytes) (data.Column, error) {
	switch c.to.Kind {
	case data.KindYearMonthInterval:
		return spans(c, src, func(s string) (int32, error) {
			v, err := ParseANSIInterval(s, c.to)
			return int32(v), err
		})
	case data.KindDayTimeInterval:
		return spans(c, src, func(s string) (int64, error) { return ParseANSIInterval(s, c.to) })
	case data.KindCalendarInterval:
		return spans(c, src, func(s string) (data.Interval, error) {
			v, ok := ParseCalendarInterval(s)
			if !ok {
				return v, isNull
			}
			return v, nil
		})
	}
	return nil, c.impossible()
}

func spans[R data.Value](c caster, src *data.Bytes, parse func(s string) (R, error)) (data.Column, error) {
	n := src.Len()
	out := make([]R, n)
	valid, mine := src.Nulls, false
	for i := range out {
		if valid != nil && !valid.Get(i) {
			continue
		}
		v, err := parse(string(src.At(i)))
		if err != nil {
			if err != isNull && c.mode != CastTry {
				return nil, err
			}
			valid, mine = voidRow(valid, mine, i, n)
			continue
		}
		out[i] = v
	}
	return &data.Fixed[R]{T: c.to, Values: out, Nulls: valid}, nil
}

const intervalHelp = "Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format."

func badInterval(text string, t *data.Type) error {
	family, notice := "day-time", ` Set "spark.sql.legacy.fromDayTimeString.enabled" to "true" to restore the behavior before Spark 3.0.`
	if t.Kind == data.KindYearMonthInterval {
		family, notice = "year-month", ""
	}
	condition := "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING"
	if notice != "" {
		condition += "_WITH_NOTICE"
	}
	name := strings.ToLower(strings.TrimPrefix(t.String(), "INTERVAL "))
	return failf(condition, "22006", "Error parsing '%s' to interval. %s Interval string does not match %s format of %s when cast to interval %s: %s.%s",
		text, intervalHelp, family, intervalFormats(t), name, text, notice)
}

// intervalFormats spells the accepted forms: `[+|-]d h`, `INTERVAL [+|-]'[+|-]d h' DAY TO HOUR`.
func intervalFormats(t *data.Type) string {
	var body string
	if t.Kind == data.KindYearMonthInterval {
		body = map[bool]string{true: "y-m", false: strings.ToLower(t.From.String()[:1])}[t.From != t.To]
	} else {
		parts := ""
		for u := t.From; u <= t.To; u++ {
			if u > t.From {
				parts += " ::"[u-data.Hour : u-data.Hour+1]
			}
			parts += [...]string{"d", "h", "m", "s.n"}[u-data.Day]
		}
		body = parts
	}
	return "`[+|-]" + body + "`, `INTERVAL [+|-]'[+|-]" + body + "' " + strings.TrimPrefix(t.String(), "INTERVAL ") + "`"
}

// unwrap cuts INTERVAL '...' UNIT around the body and returns the sign in front of the quote.
func unwrap(s string, t *data.Type) (body string, sign int64, ok bool) {
	s = strings.TrimSpace(s)
	sign = 1
	upper := strings.ToUpper(s)
	if !strings.HasPrefix(upper, "INTERVAL") {
		return s, 1, true
	}
	rest := strings.TrimSpace(s[len("INTERVAL"):])
	if strings.HasPrefix(rest, "-") {
		sign, rest = -1, strings.TrimSpace(rest[1:])
	} else if strings.HasPrefix(rest, "+") {
		rest = strings.TrimSpace(rest[1:])
	}
	if !strings.HasPrefix(rest, "'") {
		return "", 0, false
	}
	end := strings.LastIndexByte(rest, '\'')
	unit := strings.Join(strings.Fields(strings.ToUpper(rest[end+1:])), " ")
	return rest[1:max(1, end)], sign, end > 0 && unit == strings.TrimPrefix(t.String(), "INTERVAL ")
}

// ParseANSIInterval reads the text of an ANSI interval of type t: months, or microseconds. The errors
// are Spark's.
func ParseANSIInterval(text string, t *data.Type) (int64, error) {
	body, sign, ok := unwrap(text, t)
	if ok && body != "" && (body[0] == '-' || body[0] == '+') {
		if body[0] == '-' {
			sign = -sign
		}
		body = body[1:]
	}
	values, fraction, ok := splitInterval(body, t, ok)
	if !ok {
		return 0, badInterval(text, t)
	}
	total := fraction
	for k, digits := range values {
		u := t.From + data.Unit(k)
		low, high := int64(0), intervalLimits[u]
		if k > 0 {
			high = [...]int64{0, 11, 0, 23, 59, 59}[u]
		}
		v, fits := parseLong([]byte(digits), low, high, false)
		switch {
		case fits:
		case t.Kind == data.KindYearMonthInterval && t.From != t.To:
			return 0, failf("INVALID_INTERVAL_FORMAT.INTERVAL_PARSING", "22006", "Error parsing '%s' to interval. %s Error parsing interval year-month string.", text, intervalHelp)
		default:
			return 0, javaf("java.lang.IllegalArgumentException: requirement failed: %s %s outside range [%d, %d]", strings.ToLower(u.String()), digits, low, high)
		}
		total += v * unitSize(u)
	}
	least := sign < 0 && total == math.MinInt64
	total *= sign
	if total < 0 != (sign < 0) && total != 0 && !least || t.Kind == data.KindYearMonthInterval && total != int64(int32(total)) {
		return 0, badInterval(text, t)
	}
	return total, nil
}

// intervalLimits are the largest numbers of each field where it stands first.
var intervalLimits = [...]int64{math.MaxInt32 / 12, math.MaxInt32, math.MaxInt64 / microsPerDay, math.MaxInt64 / microsPerHour, math.MaxInt64 / microsPerMinute, math.MaxInt64 / microsPerSecond}

// splitInterval cuts a body into the digits of its fields and the microseconds behind the point.
func splitInterval(body string, t *data.Type, ok bool) (values []string, fraction int64, fine bool) {
	rest := []byte(body)
	for u := t.From; u <= t.To && ok; u++ {
		if u > t.From {
			if len(rest) == 0 || rest[0] != "-- ::"[u-data.Month] {
				return nil, 0, false
			}
			rest = rest[1:]
		}
		n := 0
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		if n == 0 || u > t.From && u > data.Month && n > 2 {
			return nil, 0, false
		}
		values, rest = append(values, string(rest[:n])), rest[n:]
		if u == data.Second && len(rest) > 0 && rest[0] == '.' {
			f, n, left := number(rest[1:], 9)
			if n == 0 {
				return nil, 0, false
			}
			for ; n < 6; n++ {
				f *= 10
			}
			for ; n > 6; n-- {
				f /= 10
			}
			fraction, rest = f, left
		}
	}
	return values, fraction, ok && len(rest) == 0
}

// ParseCalendarInterval reads "1 year 2 days 3.5 seconds", with or without INTERVAL in front.
func ParseCalendarInterval(text string) (out data.Interval, ok bool) {
	fields := strings.Fields(strings.ToLower(text))
	if len(fields) > 0 && fields[0] == "interval" {
		fields = fields[1:]
	}
	if len(fields) == 0 || len(fields)%2 != 0 {
		return out, false
	}
	for i := 0; i < len(fields); i += 2 {
		unit := strings.TrimSuffix(fields[i+1], "s")
		amount, fraction, hasFraction := strings.Cut(fields[i], ".")
		if hasFraction && unit != "second" {
			return out, false
		}
		negative := strings.HasPrefix(amount, "-")
		if amount == "" || amount == "-" || amount == "+" {
			amount += "0"
		}
		n, fine := parseLong([]byte(amount), math.MinInt64, math.MaxInt64, false)
		if !fine || !addUnit(&out, n, unit) {
			return out, false
		}
		if hasFraction {
			micros, digits, rest := number([]byte(fraction), 9)
			if len(rest) > 0 {
				return out, false
			}
			for ; digits < 6; digits++ {
				micros *= 10
			}
			for ; digits > 6; digits-- {
				micros /= 10
			}
			if negative {
				micros = -micros
			}
			out.Micros += micros
		}
	}
	return out, true
}

func addUnit(v *data.Interval, n int64, unit string) bool {
	micros := map[string]int64{"hour": microsPerHour, "minute": microsPerMinute, "second": microsPerSecond, "millisecond": 1000, "microsecond": 1}
	switch unit {
	case "year", "month", "week", "day":
		if n != int64(int32(n)) {
			return false
		}
	}
	switch unit {
	case "year":
		v.Months += int32(n) * 12
	case "month":
		v.Months += int32(n)
	case "week":
		v.Days += int32(n) * 7
	case "day":
		v.Days += int32(n)
	default:
		size, ok := micros[unit]
		if !ok {
			return false
		}
		v.Micros += n * size
	}
	return true
}
