package expr

import (
	"encoding/base32"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func checkFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "luhn_check", "luhn_check(str)", "True where the digits satisfy the Luhn checksum.", "luhn_check('8112189876') -- true", 1, 1, sig(data.Boolean, rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
			s := a.text(0)
			return func(i int) (bool, error) { return luhn(s.at(i)), nil }
		}), aString)),
		def(stringFuncs, "validate_utf8", "validate_utf8(str)", "The text; fails where its bytes are not UTF-8.", "validate_utf8('Spark') -- Spark", 1, 1, sig(data.String, validText(false), aString)),
		def(stringFuncs, "try_validate_utf8", "try_validate_utf8(str)", "The text; null where its bytes are not UTF-8.", "try_validate_utf8('Spark') -- Spark", 1, 1, sig(data.String, validText(true), aString)),
		def(stringFuncs, "sentences", "sentences(str[, lang, country])", "The sentences of a text as arrays of words.", "sentences('Hi there! Good morning.') -- [[Hi, there], [Good, morning]]", 1, 3, bindSentences),
		def(stringFuncs, "to_base32", "to_base32(bin)", "A binary value as text in base 32.", "to_base32('Spark') -- KNYGC4TL", 1, 1, sig(data.String, text1(data.String, func(dst, s []byte) []byte { return base32.StdEncoding.AppendEncode(dst, s) }), aBinary)),
		def("misc_funcs", "bitmap_bit_position", "bitmap_bit_position(child)", "The place of a number in its bitmap.", "bitmap_bit_position(1) -- 0", 1, 1, sig(data.Long, bitmapPlace(func(v int64) int64 {
			if v > 0 {
				return (v - 1) % 32768
			}
			return -v % 32768
		}), aLong)),
		def("misc_funcs", "bitmap_bucket_number", "bitmap_bucket_number(child)", "The number of the bitmap a number belongs to.", "bitmap_bucket_number(123) -- 1", 1, 1, sig(data.Long, bitmapPlace(func(v int64) int64 {
			if v > 0 {
				return 1 + (v-1)/32768
			}
			return v / 32768
		}), aLong)),
		def("misc_funcs", "bitmap_count", "bitmap_count(child)", "Number of set bits of a bitmap.", "bitmap_count(X'FFFF') -- 16", 1, 1, sig(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			s := a.text(0)
			return func(i int) (int64, error) {
				n := int64(0)
				for _, c := range s.at(i) {
					for ; c != 0; c &= c - 1 {
						n++
					}
				}
				return n, nil
			}
		}), aBinary.present())),
		def(dateFuncs, "try_make_interval", "try_make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])", "make_interval, null on overflow.", "try_make_interval(1) -- 1 years", 0, 7, triedBind("make_interval", bindMakeInterval)).counts(1, 2, 3, 4, 5, 6, 7),
	}
}

func luhn(s []byte) bool {
	if len(s) == 0 || !digitsOnly(s) {
		return false
	}
	sum := 0
	for k := range s {
		d := int(s[len(s)-1-k] - '0')
		if k%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func validText(try bool) Kernel {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			switch v := s.at(i); {
			case utf8.Valid(v):
				return append(dst, v...), nil
			case try:
				return nil, isNull
			default:
				var b strings.Builder
				for _, c := range v {
					b.WriteString(`\x` + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15])))
				}
				return nil, failf("INVALID_UTF8_STRING", "22029", "Invalid UTF8 byte sequence found in string: %s.", b.String())
			}
		}
	})
}

func bitmapPlace(f func(v int64) int64) Kernel {
	return rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
		v := a.longs(0)
		return func(i int) (int64, error) { return f(v.at(i)), nil }
	})
}
