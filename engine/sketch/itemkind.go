package sketch

import (
	"encoding/binary"
	"math/big"
	"unicode/utf16"
)

// ItemKind is what a [Frequent] sketch counts: how items are hashed in Java, and how several are written.
type ItemKind struct {
	// Key is what equal items have in common; nil where that is all of them. The first of equal items is kept.
	Key    func(item string) string
	Hash   func(key string) int32
	Pack   func(dst []byte, items []string) []byte
	Unpack func(b []byte, n int) ([]string, error)
}

func (k ItemKind) key(item string) string {
	if k.Key == nil {
		return item
	}
	return k.Key(item)
}

// numberSize is how many bytes follow the tag of a number.
var numberSize = map[byte]int{2: 1, 3: 2, 9: 4, 6: 4, 12: 8, 4: 8}

// The kinds of items. Booleans are one byte, eight in one when written; numbers have a tag in front ([TaggedItem]); texts and
// large decimals their length.
var (
	BooleanItems = ItemKind{Hash: hashBoolean, Pack: packBooleans, Unpack: unpackBooleans}
	NumberItems  = ItemKind{Hash: hashNumber, Pack: packItems, Unpack: unpackBy(tagged)}
	LongItems    = ItemKind{Hash: hashLong, Pack: packItems, Unpack: unpackBy(func([]byte) int { return 8 })}
	TextItems    = ItemKind{Hash: func(item string) int32 { return hashText(item[4:]) }, Pack: packItems, Unpack: unpackBy(sized)}
)

// KeyedTexts are texts of which those with the same key are equal.
func KeyedTexts(key func(text string) string) ItemKind {
	k := TextItems
	k.Key = func(item string) string { return key(item[4:]) }
	k.Hash = hashText
	return k
}

// DecimalItems are decimals of a precision and scale, by their unscaled values.
func DecimalItems(precision, scale int) ItemKind {
	k := LongItems
	switch {
	case precision <= 9:
		k = NumberItems
	case precision > 18:
		k = TextItems
	}
	k.Hash = func(item string) int32 { return HashDecimal(unscaled(item, precision), scale) }
	return k
}

// TaggedItem is a number behind its tag: 2, 3, 9 for integers of one, two and four bytes, 6 for FLOAT.
func TaggedItem(tag byte, v uint64) string {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	return string(tag) + string(b[:numberSize[tag]])
}

// LongItem is a number of eight bytes.
func LongItem(v uint64) string { return string(binary.LittleEndian.AppendUint64(nil, v)) }

// SizedItem is bytes behind their length.
func SizedItem(b []byte) string {
	return string(append(binary.LittleEndian.AppendUint32(nil, uint32(len(b))), b...))
}

func sized(b []byte) int {
	if len(b) < 4 {
		return 4
	}
	return 4 + int(binary.LittleEndian.Uint32(b))
}

// tagged is the size of a number with its tag; one that no tag has is more than there is.
func tagged(b []byte) int {
	if n := numberSize[b[0]]; n > 0 {
		return 1 + n
	}
	return len(b) + 1
}

func packItems(dst []byte, items []string) []byte {
	for _, item := range items {
		dst = append(dst, item...)
	}
	return dst
}

func unpackBy(size func(b []byte) int) func(b []byte, n int) ([]string, error) {
	return func(b []byte, n int) ([]string, error) {
		out := make([]string, 0, min(n, len(b)))
		for range n {
			if len(b) == 0 {
				return nil, ErrShape
			}
			k := size(b)
			if k > len(b) {
				return nil, ErrShape
			}
			out, b = append(out, string(b[:k])), b[k:]
		}
		return out, nil
	}
}

func packBooleans(dst []byte, items []string) []byte {
	for i, item := range items {
		if i%8 == 0 {
			dst = append(dst, 0)
		}
		dst[len(dst)-1] |= item[0] << (i % 8)
	}
	return dst
}

func unpackBooleans(b []byte, n int) ([]string, error) {
	if len(b) < (n+7)/8 {
		return nil, ErrShape
	}
	out := make([]string, n)
	for i := range out {
		out[i] = string([]byte{b[i/8] >> (i % 8) & 1})
	}
	return out, nil
}

func hashBoolean(item string) int32 {
	if item[0] == 1 {
		return 1231
	}
	return 1237
}

func hashNumber(item string) int32 {
	b := []byte(item[1:])
	switch len(b) {
	case 1:
		return int32(int8(b[0]))
	case 2:
		return int32(int16(binary.LittleEndian.Uint16(b)))
	case 4:
		return int32(binary.LittleEndian.Uint32(b))
	}
	return hashLong(item[1:])
}

// hashLong is also that of a DOUBLE, by its bits.
func hashLong(item string) int32 {
	v := binary.LittleEndian.Uint64([]byte(item))
	return int32(v ^ v>>32)
}

func hashText(s string) int32 {
	var h int32
	for _, u := range utf16.Encode([]rune(s)) {
		h = 31*h + int32(u)
	}
	return h
}

// unscaled is the number of a decimal's item.
func unscaled(item string, precision int) *big.Int {
	switch {
	case precision <= 9:
		return big.NewInt(int64(hashNumber(item)))
	case precision <= 18:
		return big.NewInt(int64(binary.LittleEndian.Uint64([]byte(item))))
	}
	return SignedInt([]byte(item[4:]))
}

// SignedInt reads a number in two's complement, big end first.
func SignedInt(b []byte) *big.Int {
	v := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return v
}
