package text

import (
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
}
