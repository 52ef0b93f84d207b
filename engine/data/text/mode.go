package text

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Mode is what becomes of records that do not parse, by Spark's names.
type Mode uint8

// The modes.
const (
	// Permissive keeps the record: null where a value is bad, its text in the corrupt column.
	Permissive Mode = iota
	// DropMalformed leaves bad records out.
	DropMalformed
	// FailFast stops at the first bad record with a [Malformed] error.
	FailFast
)

// ParseMode reads the option "mode"; an unknown name is Permissive, as in Spark.
func ParseMode(name string) Mode {
	switch strings.ToUpper(name) {
	case "DROPMALFORMED":
		return DropMalformed
	case "FAILFAST":
		return FailFast
	}
	return Permissive
}

// Malformed says which record a FailFast decoder refused. Line counts from 1 within what was
// decoded, 0 when there are no lines.
type Malformed struct {
	Record string
	Line   int64
	Cause  string
}

// Error implements error in Spark's words (MALFORMED_RECORD_IN_PARSING).
func (m *Malformed) Error() string {
	at := ""
	if m.Line > 0 {
		at = fmt.Sprintf(" (line %d)", m.Line)
	}
	return fmt.Sprintf("Malformed records are detected in record parsing: %s%s: %s", m.Record, at, m.Cause)
}

// Refused says why a file is not read on, whatever the mode. Condition is Spark's, "" where it has none.
type Refused struct{ Condition, Message string }

// Error implements error.
func (r *Refused) Error() string {
	if r.Condition == "" {
		return r.Message
	}
	return "[" + r.Condition + "] " + r.Message
}

// Times says how text becomes times. Nil functions mean Spark's default formats, which are those
// of CAST.
type Times struct {
	Zone         *time.Location // nil: UTC
	Timestamp    func(text []byte) (micros int64, ok bool)
	TimestampNTZ func(text []byte) (micros int64, ok bool)
	Date         func(text []byte) (days int32, ok bool)
	Time         func(text []byte) (nanos int64, ok bool)
	// Now is the time whose date a time of day alone has as a TIMESTAMP; nil: it is none.
	Now func() time.Time
	// Exact dates of JSON are no numbers of days since 1970, which they are otherwise where nothing else fits.
	Exact bool
}

// FallBack does what the option enableDateTimeParsingFallback says: with "true" text that a pattern does not fit is read
// as without the pattern, with "false" it is not; with neither it is where there is no pattern.
func (t *Times) FallBack(option string) {
	t.Exact = t.Date != nil
	if option != "" {
		t.Exact = !strings.EqualFold(option, "true")
	}
	if t.Exact {
		return
	}
	if by := t.Date; by != nil {
		t.Date = func(s []byte) (int32, bool) {
			if v, ok := by(s); ok {
				return v, ok
			}
			return ParseDate(s)
		}
	}
	if by := t.Timestamp; by != nil && option != "" {
		t.Timestamp = func(s []byte) (int64, bool) {
			if v, ok := by(s); ok {
				return v, ok
			}
			return t.instant(s)
		}
	}
}

// instant reads a TIMESTAMP as CAST does; a time of day alone is of today.
func (t *Times) instant(s []byte) (micros int64, ok bool) {
	if micros, _, ok = ParseTimestamp(s, t.Zone); ok || t.Now == nil {
		return micros, ok
	}
	s = bytes.TrimPrefix(trim(s), []byte{'T'})
	if i := bytes.IndexByte(s, ':'); i < 1 || i > 2 {
		return 0, false
	}
	zone := t.Zone
	if zone == nil {
		zone = time.UTC
	}
	micros, _, ok = ParseTimestamp(append(t.Now().In(zone).AppendFormat(nil, "2006-01-02T"), s...), zone)
	return micros, ok
}
