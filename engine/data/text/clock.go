package text

import "bytes"

// ParseClock reads a time of the day as CAST(text AS TIME) does: [T]h[h]:m[m][:s[s][.f]], where h counts
// to 12 before AM or PM. digits is how many stand behind the point; beyond nine they are cut off.
func ParseClock(s []byte) (nanos int64, digits int, ok bool) {
	s = trim(s)
	half := byte(0)
	if n := len(s); n > 2 && (s[n-1] == 'M' || s[n-1] == 'm') {
		if half = s[n-2] &^ 0x20; half != 'A' && half != 'P' {
			return 0, 0, false
		}
		s = trim(s[:n-2])
	}
	bare := bytes.IndexByte(s, ':') < 0
	if len(s) > 0 && s[0] == 'T' {
		s, bare = s[1:], false
	}
	if bare {
		return 0, 0, false
	}
	var field [3]int64
	for k := range field {
		n := 0
		for ; n < len(s) && n < 2 && s[n]-'0' <= 9; n++ {
			field[k] = field[k]*10 + int64(s[n]-'0')
		}
		if n == 0 {
			return 0, 0, false
		}
		if s = s[n:]; len(s) == 0 || s[0] != ':' || k == 2 {
			break
		}
		s = s[1:]
	}
	if half != 0 {
		if field[0] < 1 || field[0] > 12 {
			return 0, 0, false
		}
		if field[0] %= 12; half == 'P' {
			field[0] += 12
		}
	}
	if len(s) > 0 && s[0] == '.' {
		for s = s[1:]; len(s) > 0 && s[0]-'0' <= 9; s = s[1:] {
			if digits++; digits <= 9 {
				nanos = nanos*10 + int64(s[0]-'0')
			}
		}
		for k := digits; k < 9; k++ {
			nanos *= 10
		}
	}
	if len(s) > 0 || field[0] > 23 || field[1] > 59 || field[2] > 59 {
		return 0, 0, false
	}
	return nanos + (field[0]*3600+field[1]*60+field[2])*1e9, digits, true
}
