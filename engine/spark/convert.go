package spark

import (
	"fmt"
	"reflect"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// toColumn turns a Go value into the boxed physical form of a column of type t. Numbers are
// converted when nothing is lost.
func (s *Session) toColumn(v any, t *data.Type) (any, error) {
	if v == nil {
		return nil, nil
	}
	return toPhysical(reflect.ValueOf(v), t, s.zone())
}

func toPhysical(v reflect.Value, t *data.Type, zone *time.Location) (any, error) {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, nil
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil, nil
	}
	switch t.Kind {
	case data.KindNull:
		return nil, nil
	case data.KindBoolean:
		if v.Kind() == reflect.Bool {
			return v.Bool(), nil
		}
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindYearMonthInterval, data.KindTime:
		return toInteger(v, t)
	case data.KindFloat, data.KindDouble:
		return toFloat(v, t)
	case data.KindVariant:
		if v.Kind() == reflect.String {
			if out, ok := expr.VariantOfJSON(nil, []byte(v.String())); ok {
				return string(out), nil
			}
		}
	case data.KindString, data.KindBinary:
		if v.Kind() == reflect.String {
			return v.String(), nil
		}
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes(), nil
		}
	case data.KindDate, data.KindTimestamp, data.KindTimestampNTZ, data.KindDayTimeInterval:
		return toTime(v, t, zone)
	case data.KindDecimal:
		return toDecimal(v, t)
	case data.KindArray:
		return toArray(v, t, zone)
	case data.KindMap:
		return toMap(v, t, zone)
	case data.KindStruct:
		return toStruct(v, t, zone)
	}
	return nil, mismatch(v, t)
}

func mismatch(v reflect.Value, t *data.Type) error {
	return fmt.Errorf("a Go value of type %s does not fit a column of %s", v.Type(), t)
}

func toInteger(v reflect.Value, t *data.Type) (any, error) {
	var n int64
	switch {
	case v.CanInt():
		n = v.Int()
	case v.CanUint():
		n = int64(v.Uint())
		if n < 0 {
			return nil, fmt.Errorf("%d is too large for a column of %s", v.Uint(), t)
		}
	case v.CanFloat() && v.Float() == float64(int64(v.Float())):
		n = int64(v.Float())
	default:
		return nil, mismatch(v, t)
	}
	fits := true
	switch t.Kind {
	case data.KindByte:
		if fits = n == int64(int8(n)); fits {
			return int8(n), nil
		}
	case data.KindShort:
		if fits = n == int64(int16(n)); fits {
			return int16(n), nil
		}
	case data.KindInt, data.KindYearMonthInterval:
		if fits = n == int64(int32(n)); fits {
			return int32(n), nil
		}
	}
	if !fits {
		return nil, fmt.Errorf("%d is too large for a column of %s", n, t)
	}
	return n, nil
}

func toFloat(v reflect.Value, t *data.Type) (any, error) {
	var f float64
	switch {
	case v.CanFloat():
		f = v.Float()
	case v.CanInt():
		f = float64(v.Int())
	case v.CanUint():
		f = float64(v.Uint())
	default:
		return nil, mismatch(v, t)
	}
	if t.Kind == data.KindFloat {
		return float32(f), nil
	}
	return f, nil
}

func toTime(v reflect.Value, t *data.Type, zone *time.Location) (any, error) {
	if d, ok := v.Interface().(time.Duration); ok && t.Kind == data.KindDayTimeInterval {
		return d.Microseconds(), nil
	}
	if text, ok := v.Interface().(string); ok {
		at, err := parseTime(text, zone)
		if err != nil {
			return nil, err
		}
		v = reflect.ValueOf(at)
	}
	at, ok := v.Interface().(time.Time)
	if !ok {
		if v.CanInt() && t.Kind == data.KindDate {
			return int32(v.Int()), nil
		}
		if v.CanInt() {
			return v.Int(), nil
		}
		return nil, mismatch(v, t)
	}
	local := at.In(zone)
	switch t.Kind {
	case data.KindDate:
		return int32(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400), nil
	case data.KindTimestampNTZ:
		return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC).UnixMicro(), nil
	}
	return at.UnixMicro(), nil
}

var timeLayouts = []string{"2006-01-02 15:04:05.999999", "2006-01-02T15:04:05.999999", time.RFC3339Nano, "2006-01-02 15:04", "2006-01-02"}

func parseTime(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time; write 2026-01-31 12:00:00", text)
}

func toArray(v reflect.Value, t *data.Type, zone *time.Location) (any, error) {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return nil, mismatch(v, t)
	}
	if v.Kind() == reflect.Slice && v.IsNil() {
		return nil, nil
	}
	out := make([]any, v.Len())
	for i := range out {
		e, err := toPhysical(v.Index(i), t.Elem, zone)
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return out, nil
}

// toMap takes the keys in the order of their text, so that equal maps make equal columns.
func toMap(v reflect.Value, t *data.Type, zone *time.Location) (any, error) {
	if v.Kind() != reflect.Map {
		return nil, mismatch(v, t)
	}
	if v.IsNil() {
		return nil, nil
	}
	var out []data.Pair
	for _, k := range sortedKeys(v) {
		key, err := toPhysical(k, t.Key, zone)
		if err != nil {
			return nil, err
		}
		item, err := toPhysical(v.MapIndex(k), t.Elem, zone)
		if err != nil {
			return nil, err
		}
		out = append(out, data.Pair{Key: key, Value: item})
	}
	return out, nil
}

func toStruct(v reflect.Value, t *data.Type, zone *time.Location) (any, error) {
	if row, ok := v.Interface().(Row); ok {
		v = reflect.ValueOf(row.Values())
	}
	cells, err := rowCells(v, &data.Schema{Fields: t.Fields})
	if err != nil {
		return nil, err
	}
	out := make([]any, len(cells))
	for i, c := range cells {
		if c == nil {
			continue
		}
		if out[i], err = toPhysical(reflect.ValueOf(c), t.Fields[i].Type, zone); err != nil {
			return nil, fmt.Errorf("field %s: %w", t.Fields[i].Name, err)
		}
	}
	return out, nil
}
