package data

import (
	"fmt"
	"strconv"
	"strings"
)

// timestamp reads TIMESTAMP and its kin: a precision in parentheses, and behind TIMESTAMP the zone in words.
func (p *ddlParser) timestamp(t *Type) (*Type, error) {
	start, plain := *p, p.is("TIMESTAMP")
	p.next()
	digits, err := p.precisions()
	if err != nil {
		return nil, err
	}
	if plain {
		if t, err = p.zoneWords(); err != nil {
			return nil, err
		}
	}
	switch len(digits) {
	case 0:
		return t, nil
	case 1:
		return t, TimestampPrecision(t, digits[0])
	}
	p.last = p.at
	name := strings.ToUpper(start.tok) + "(" + strings.Join(digits, ",") + ")"
	return nil, start.failed("UNSUPPORTED_DATATYPE", "0A000", "Unsupported data type \"%s\".", name)
}

// precisions reads "(n, ...)"; nil when there is none.
func (p *ddlParser) precisions() (out []string, err error) {
	if !p.take("(") {
		return nil, nil
	}
	for {
		if p.quoted || p.tok == "" || strings.Trim(p.tok, "0123456789") != "" {
			return nil, p.unexpected()
		}
		out = append(out, p.tok)
		p.next()
		if !p.take(",") {
			return out, p.need(")")
		}
	}
}

// zoneWords reads WITHOUT TIME ZONE or WITH LOCAL TIME ZONE behind TIMESTAMP.
func (p *ddlParser) zoneWords() (*Type, error) {
	t, words := Timestamp, []string{"WITH", "LOCAL", "TIME", "ZONE"}
	if p.is("WITHOUT") {
		t, words = TimestampNTZ, []string{"WITHOUT", "TIME", "ZONE"}
	} else if !p.is("WITH") {
		return t, nil
	}
	for _, w := range words {
		if err := p.need(w); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// TimestampPrecision refuses a precision of a timestamp, written in digits, other than that of microseconds. Those of
// nanoseconds are behind a setting of Spark's, which the session refuses to turn on.
func TimestampPrecision(t *Type, digits string) error {
	n, err := strconv.Atoi(digits)
	switch {
	case err == nil && n == 6:
		return nil
	case err == nil && n >= 7 && n <= 9:
		return &DDLError{Condition: "FEATURE_NOT_ENABLED", SQLState: "56038",
			Message: "The feature Nanosecond-precision timestamp types is not enabled. Consider setting the config spark.sql.timestampNanosTypes.enabled to true to enable this capability."}
	}
	name := "TIMESTAMP_NTZ"
	if t.Kind == KindTimestamp {
		name = "TIMESTAMP_LTZ"
	}
	return &DDLError{Condition: "INVALID_TIMESTAMP_PRECISION", SQLState: "22023", Message: fmt.Sprintf("The seconds precision %s of %s is invalid."+
		" Expected an integer in [7, 9] for nanosecond precision; use precision 6 or parameterless %s for the standard microsecond type.", digits, name, name)}
}
