package sources

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

var (
	decimalText      = regexp.MustCompile(`^[+-]?(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$`)
	doubleText       = regexp.MustCompile(`^[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)[dDfF]?$`)
	timestampSegment = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?$`)
	timeSegment      = regexp.MustCompile(`^\d\d:\d\d:\d\d(\.\d{1,9})?$`)
)

// partitionType guesses the narrowest type that holds all values, as Spark's PartitioningUtils does.
func partitionType(values []string) *data.Type {
	out := data.Void
	for _, v := range values {
		out = widerPartition(out, typeOfSegment(v))
	}
	return out
}

// typeOfSegment is the type of one value as it stands in a folder's name.
func typeOfSegment(v string) *data.Type {
	plain := unescaped(v)
	if v == nullPartition {
		return data.Void
	}
	if _, err := strconv.ParseInt(v, 10, 32); err == nil {
		return data.Int
	}
	if _, err := strconv.ParseInt(v, 10, 64); err == nil {
		return data.Long
	}
	if p := wholeDigits(v); p > 0 && p <= data.MaxPrecision {
		return data.DecimalOf(p, 0)
	}
	if _, ok := javaDouble(v); ok {
		return data.Double
	}
	if timeSegment.MatchString(plain) {
		return data.Time
	}
	if _, _, ok := text.ParseTimestamp([]byte(plain), nil); ok && timestampSegment.MatchString(plain) {
		return data.Timestamp
	}
	if _, ok := text.ParseDate([]byte(v)); ok && len(v) == len("2006-01-02") {
		return data.Date
	}
	return data.String
}

// wholeDigits is how many digits a decimal number without a fraction has; 0 for another text.
func wholeDigits(v string) int {
	m := decimalText.FindStringSubmatch(v)
	if m == nil {
		return 0
	}
	exp, _ := strconv.Atoi(m[3])
	scale := len(m[2]) - exp
	if scale > 0 {
		return 0
	}
	return max(1, len(strings.TrimLeft(m[1]+m[2], "0"))-scale)
}

// javaDouble reads a number as Double.parseDouble does.
func javaDouble(v string) (float64, bool) {
	v = strings.TrimFunc(v, func(c rune) bool { return c <= ' ' })
	if !doubleText.MatchString(v) {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.TrimRight(v, "dDfF"), 64)
	return f, err == nil || f != 0 // out of range is infinite
}

// widerPartition is the type of a column with values of both types.
func widerPartition(a, b *data.Type) *data.Type {
	if a.Kind == data.KindNull || a.Equal(b) {
		return b
	}
	if b.Kind == data.KindNull {
		return a
	}
	if partitionRank[a.Kind] > partitionRank[b.Kind] {
		a, b = b, a
	}
	switch pair := [2]data.Kind{a.Kind, b.Kind}; {
	case pair == [2]data.Kind{data.KindInt, data.KindLong}, pair == [2]data.Kind{data.KindInt, data.KindDouble},
		pair == [2]data.Kind{data.KindDate, data.KindTimestamp}:
		return b
	case pair == [2]data.Kind{data.KindInt, data.KindDecimal}:
		return data.DecimalOf(max(10, b.Precision), 0)
	case pair == [2]data.Kind{data.KindLong, data.KindDecimal}:
		return data.DecimalOf(max(20, b.Precision), 0)
	case pair == [2]data.Kind{data.KindDecimal, data.KindDecimal}:
		return data.DecimalOf(max(a.Precision, b.Precision), 0)
	}
	return data.String
}

// partitionRank puts the types that partition columns can have in an order.
var partitionRank = map[data.Kind]int{data.KindInt: 1, data.KindLong: 2, data.KindDecimal: 3, data.KindDouble: 4, data.KindDate: 5, data.KindTimestamp: 6, data.KindTime: 7, data.KindString: 8}
