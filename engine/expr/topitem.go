package expr

import (
	"encoding/binary"
	"math"
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// itemKinds are the types that approx_top_k counts, by the way its sketch writes them.
var itemKinds = map[data.Kind]sketch.ItemKind{
	data.KindBoolean: sketch.BooleanItems,
	data.KindByte:    sketch.NumberItems, data.KindShort: sketch.NumberItems, data.KindInt: sketch.NumberItems,
	data.KindFloat: sketch.NumberItems, data.KindDate: sketch.NumberItems,
	data.KindLong: sketch.LongItems, data.KindDouble: sketch.LongItems, data.KindTimestamp: sketch.LongItems,
	data.KindTimestampNTZ: sketch.LongItems, data.KindTime: sketch.LongItems,
	data.KindString: sketch.TextItems,
}

// itemKind tells how values of a type are counted; ok is false for types that are not.
func itemKind(t *data.Type) (k sketch.ItemKind, ok bool) {
	switch {
	case t.Kind == data.KindDecimal:
		return sketch.DecimalItems(t.Precision, t.Scale), true
	case t.Collated():
		if c, ok := collation.Parse(t.Collation); ok {
			return sketch.KeyedTexts(func(text string) string { return string(c.Key(nil, []byte(text))) }), true
		}
	}
	k, ok = itemKinds[t.Kind]
	return k, ok
}

// itemOf is a boxed value as an item.
func itemOf(v any, t *data.Type) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "\x01"
		}
		return "\x00"
	case int8:
		return sketch.TaggedItem(2, uint64(v))
	case int16:
		return sketch.TaggedItem(3, uint64(v))
	case int32:
		return sketch.TaggedItem(9, uint64(v))
	case float32:
		if v != v {
			v = float32(math.NaN())
		}
		return sketch.TaggedItem(6, uint64(math.Float32bits(v)))
	case float64:
		if v != v {
			return sketch.LongItem(0x7ff8 << 48) // Java's NaN
		}
		return sketch.LongItem(math.Float64bits(v))
	case int64:
		return sketch.LongItem(uint64(v))
	case data.Dec:
		switch {
		case t.Precision <= 9:
			return sketch.TaggedItem(9, v.Lo)
		case t.Precision <= 18:
			return sketch.LongItem(v.Lo)
		}
		return sketch.SizedItem(javaBytes(v.Big()))
	}
	return sketch.SizedItem([]byte(v.(string)))
}

// itemValue is the boxed value of an item.
func itemValue(item string, t *data.Type) any {
	b := []byte(item)
	switch t.Kind {
	case data.KindBoolean:
		return b[0] == 1
	case data.KindString:
		return item[4:]
	case data.KindDecimal:
		return itemDecimal(b, t)
	}
	var word [8]byte
	if !sizedLong(t.Kind) {
		b = b[1:]
	}
	copy(word[:], b)
	v := binary.LittleEndian.Uint64(word[:])
	switch t.Kind {
	case data.KindFloat:
		return math.Float32frombits(uint32(v))
	case data.KindDouble:
		return math.Float64frombits(v)
	}
	return boxLong(t, int64(v))
}

// sizedLong tells whether items of a kind are eight bytes without a tag.
func sizedLong(k data.Kind) bool {
	switch k {
	case data.KindByte, data.KindShort, data.KindInt, data.KindDate, data.KindFloat:
		return false
	}
	return true
}

func itemDecimal(b []byte, t *data.Type) any {
	var v *big.Int
	switch {
	case t.Precision > 18:
		v = sketch.SignedInt(b[4:])
	case t.Precision > 9:
		return data.DecOf(int64(binary.LittleEndian.Uint64(b)))
	default:
		var word [8]byte
		copy(word[:], b[1:])
		return data.DecOf(int64(int32(binary.LittleEndian.Uint32(word[:]))))
	}
	d, ok := data.DecBig(v)
	if !ok {
		return nil
	}
	return d
}
