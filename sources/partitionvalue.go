package sources

import (
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// partitionValue makes one row of the value in a folder's name: Spark's castPartValueToDesiredType.
// It is null where the value does not fit the type, with ok false.
func partitionValue(f data.Field, raw string, zone *time.Location) (col data.Column, ok bool) {
	null := data.FromRows(data.NewSchema(f), [][]any{{nil}}).Cols[0]
	if raw == nullPartition || f.Type.Kind == data.KindNull {
		return null, true
	}
	v, ok := boxedPartition(f.Type, raw)
	if ok && v != nil {
		return data.FromRows(data.NewSchema(f), [][]any{{v}}).Cols[0], true
	}
	if !ok {
		return null, false
	}
	d := text.NewCSV(data.NewSchema(f), text.CSVOptions{Times: text.Times{Zone: zone}, NoQuote: true, Sep: "\x00"})
	if err := d.Line([]byte(unescaped(raw))); err != nil {
		return null, false
	}
	one := d.Finish()
	if one.N != 1 || data.IsNull(one.Cols[0], 0) {
		return null, false
	}
	return one.Cols[0], true
}

// boxedPartition reads what Java's own parsers read there; nil and true leaves the type to a cast.
func boxedPartition(t *data.Type, raw string) (any, bool) {
	switch t.Kind {
	case data.KindString:
		return unescaped(raw), true
	case data.KindBinary:
		return []byte(raw), true
	case data.KindByte, data.KindShort, data.KindInt:
		n, err := strconv.ParseInt(raw, 10, 32)
		return map[data.Kind]any{data.KindByte: int8(n), data.KindShort: int16(n), data.KindInt: int32(n)}[t.Kind], err == nil
	case data.KindLong:
		n, err := strconv.ParseInt(raw, 10, 64)
		return n, err == nil
	case data.KindFloat:
		v, ok := javaDouble(raw)
		return float32(v), ok
	case data.KindDouble:
		v, ok := javaDouble(raw)
		return v, ok
	case data.KindBoolean:
		return strings.EqualFold(raw, "true"), isFlag(raw)
	}
	return nil, true
}
