package expr

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// value reads characters as a type, as Spark's XML does.
func (r *xmlReader) value(s string, t *data.Type) (any, error) {
	s = r.o.trimmed(s)
	if r.o.isNull(s) || s == "" && t.Kind != data.KindString {
		return nil, nil
	}
	switch t.Kind {
	case data.KindNull:
		return nil, nil
	case data.KindString:
		return s, nil
	case data.KindBoolean:
		switch strings.ToLower(s) {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
		return nil, errXML
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		if !wholeNumber().MatchString(s) {
			return nil, errXML
		}
		return r.casted(s, t)
	case data.KindDecimal:
		return r.casted(strings.ReplaceAll(s, ",", ""), t)
	case data.KindFloat, data.KindDouble:
		return xmlFloat(s, t)
	case data.KindDate, data.KindTimestamp, data.KindTimestampNTZ:
		return r.time(s, t)
	case data.KindVariant:
		return []byte(r.variantText(s)), nil
	}
	return nil, errXML
}

var (
	wholeNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?\d+$`) })
	isoDate     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?\d{4,7}-\d\d-\d\d$`) })
	zoned       = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d(Z|[+-]\d\d:?\d\d|[A-Z]\w+(/\w+)*)$`) })
	commaNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?[\d,]*\.?\d*(E-?\d+)?`) })
)

// casted is CAST(s AS t).
func (r *xmlReader) casted(s string, t *data.Type) (any, error) {
	v := castedText(r.ctx, s, t)
	if v == nil {
		return nil, errXML
	}
	return v, nil
}

// castedText is TRY_CAST(s AS t), nil where the text is no such value.
func castedText(ctx *Context, s string, t *data.Type) any {
	c, err := castColumn(ctx, CastTry, oneValue(data.String, s), t)
	if err != nil {
		return nil
	}
	return data.ValueAt(c, 0)
}

// time reads a date or time by the pattern that the options give, else as CAST does; a date is written in full then.
func (r *xmlReader) time(s string, t *data.Type) (any, error) {
	o := r.o.times
	zonedContext := *r.ctx
	zonedContext.Zone = o.Zone
	switch {
	case t.Kind == data.KindDate && o.Date != nil:
		if v, ok := o.Date([]byte(s)); ok {
			return v, nil
		}
		return nil, errXML
	case t.Kind == data.KindTimestamp && o.Timestamp != nil:
		return patterned(o.Timestamp, s)
	case t.Kind == data.KindTimestampNTZ && o.TimestampNTZ != nil:
		return patterned(o.TimestampNTZ, s)
	case t.Kind == data.KindDate && !isoDate().MatchString(s), t.Kind == data.KindTimestampNTZ && zoned().MatchString(s):
		return nil, errXML
	}
	v := castedText(&zonedContext, s, t)
	if v == nil {
		return nil, errXML
	}
	return v, nil
}

func patterned(read func([]byte) (int64, bool), s string) (any, error) {
	if v, ok := read([]byte(s)); ok {
		return v, nil
	}
	return nil, errXML
}

// xmlFloat reads a number as Java's parseFloat does, else what its NumberFormat makes of the beginning.
func xmlFloat(s string, t *data.Type) (any, error) {
	v, ok := map[string]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1)}[s]
	if !ok {
		digits := strings.TrimRight(s, "dDfF")
		if len(s)-len(digits) > 1 || strings.ContainsAny(digits, "xXnN_") {
			digits = s
		}
		var err error
		if v, err = strconv.ParseFloat(digits, 64); err != nil && !math.IsInf(v, 0) || strings.ContainsAny(digits, "xXnN_") {
			begin := strings.ReplaceAll(commaNumber().FindString(s), ",", "")
			if v, err = strconv.ParseFloat(begin, 64); err != nil {
				return nil, errXML
			}
		}
	}
	if t.Kind == data.KindFloat {
		return float32(v), nil
	}
	return v, nil
}
