package expr

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func encodeFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "base64", "base64(bin)", "A binary value as text in base 64.", "base64('Spark SQL') -- U3BhcmsgU1FM", 1, 1, sig(data.String, text1(data.String, func(dst, s []byte) []byte {
			return base64.StdEncoding.AppendEncode(dst, s)
		}), aBinary)),
		def(stringFuncs, "unbase64", "unbase64(str)", "The bytes of a text in base 64.", "unbase64('U3BhcmsgU1FM') -- Spark SQL", 1, 1, sig(data.Binary, unbase64("unbase64"), aString)),
		def(mathFuncs, "hex", "hex(expr)", "Hexadecimal digits of a number or of bytes.", "hex(17) -- 11", 1, 1, bindHex),
		def(mathFuncs, "unhex", "unhex(expr)", "The bytes of hexadecimal digits; null when there are others.", "decode(unhex('537061726B'), 'UTF-8') -- Spark", 1, 1, sig(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s := a.text(0)
			return func(dst []byte, i int) ([]byte, error) {
				v := s.str(i)
				if len(v)%2 == 1 {
					v = "0" + v
				}
				out, err := hex.DecodeString(v)
				if err != nil {
					return nil, isNull
				}
				return append(dst, out...), nil
			}
		}), aString)),
		def(stringFuncs, "encode", "encode(str, charset)", "The bytes of a text in a charset.", "encode('abc', 'utf-8') -- abc", 2, 2, sig(data.Binary, charsetKernel(data.Binary, "encode", encodeText), aString, aString)),
		def(stringFuncs, "decode", "decode(bin, charset) | decode(expr, search, result [, search, result]... [, default])", "The text of bytes in a charset, or the result of the search that equals expr.", "decode(2, 1, 'Southlake', 2, 'San Francisco', 'Other') -- San Francisco", 0, -1, bindDecode),
		def(stringFuncs, "to_binary", "to_binary(str[, fmt])", "The bytes of a text in hex (the default), utf-8 or base64.", "to_binary('abc', 'utf-8') -- abc", 1, 2, bindToBinary(false)),
		def(stringFuncs, "try_to_binary", "try_to_binary(str[, fmt])", "to_binary, null when the text is malformed.", "try_to_binary('a!', 'base64') -- NULL", 1, 2, bindTryToBinary),
	}
}

func unbase64(function string) Kernel {
	return texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			out, why := mimeBase64(dst, s.at(i))
			if function != "unbase64" && bytes.ContainsFunc(s.at(i), func(r rune) bool { return r != '=' && !unicode.IsSpace(r) && (r > 'z' || !inBase64(byte(r))) }) {
				why = "a character is none of the alphabet"
			}
			switch {
			case why != "" && function != "unbase64":
				return nil, failf("CONVERSION_INVALID_INPUT", "22018", "The value %s ('BASE64') cannot be converted to \"BINARY\" because it is malformed. Correct the value as per the syntax, or change its format. Use `try_to_binary` to tolerate malformed input and return NULL instead.", quoteValue(s.str(i)))
			case why != "":
				return nil, javaf("java.lang.IllegalArgumentException: %s", why)
			}
			return out, nil
		}
	})
}

func bindHex(b *Binding) (Expr, error) {
	if err := b.acceptAll(either(aLong, aBinary, aString)); err != nil {
		return nil, err
	}
	if b.typ(0).Kind == data.KindLong {
		return b.apply(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			v := a.longs(0)
			return func(dst []byte, i int) ([]byte, error) {
				return append(dst, strings.ToUpper(strconv.FormatUint(uint64(v.at(i)), 16))...), nil
			}
		})), nil
	}
	return b.apply(data.String, text1(data.String, func(dst, s []byte) []byte {
		return append(dst, strings.ToUpper(hex.EncodeToString(s))...)
	})), nil
}

const charsets = "iso-8859-1, us-ascii, utf-16, utf-16be, utf-16le, utf-32, utf-8"

// charsetKernel turns argument 0 by the charset of argument 1.
func charsetKernel(t *data.Type, function string, f func(dst, s []byte, charset string) ([]byte, bool)) Kernel {
	return texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, name := a.text(0), a.text(1)
		return func(dst []byte, i int) ([]byte, error) {
			charset := strings.ToLower(name.str(i))
			if !strings.Contains(", "+charsets+",", ", "+charset+",") {
				return nil, invalidParameter("CHARSET", function, "charset", "expects one of the %s, but got %s.", charsets, name.at(i))
			}
			out, ok := f(dst, s.at(i), charset)
			if !ok {
				return nil, malformedCoding(function, name.str(i))
			}
			return out, nil
		}
	})
}

func malformedCoding(function, charset string) *Error {
	return failf("MALFORMED_CHARACTER_CODING", "22000", "Invalid value found when performing `%s` with %s", function, charset)
}

// utf8Kernel reads bytes as UTF-8.
var utf8Kernel = texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
	s := a.text(0)
	return func(dst []byte, i int) ([]byte, error) {
		out, ok := decodeText(dst, s.at(i), "utf-8")
		if !ok {
			return nil, malformedCoding("decode", "utf-8")
		}
		return out, nil
	}
})

// encodeText appends s in a charset; ok is false when a character is not in it.
func encodeText(dst, s []byte, charset string) (out []byte, ok bool) {
	switch charset {
	case "utf-8":
		return append(dst, s...), true
	case "utf-16":
		dst = append(dst, 0xfe, 0xff)
	case "utf-32":
		for _, r := range string(s) {
			dst = binary.BigEndian.AppendUint32(dst, uint32(r))
		}
		return dst, true
	case "us-ascii", "iso-8859-1":
		limit := map[string]rune{"us-ascii": 0x80, "iso-8859-1": 0x100}[charset]
		for _, r := range string(s) {
			if r >= limit {
				return nil, false
			}
			dst = append(dst, byte(r))
		}
		return dst, true
	}
	for _, u := range utf16.Encode([]rune(string(s))) {
		if charset == "utf-16le" {
			dst = binary.LittleEndian.AppendUint16(dst, u)
		} else {
			dst = binary.BigEndian.AppendUint16(dst, u)
		}
	}
	return dst, true
}

// decodeText appends the text of bytes in a charset; ok is false when they are not in it.
func decodeText(dst, s []byte, charset string) (out []byte, ok bool) {
	switch charset {
	case "utf-8":
		return append(dst, s...), utf8.Valid(s)
	case "us-ascii", "iso-8859-1":
		for _, c := range s {
			if charset == "us-ascii" && c >= 0x80 {
				return nil, false
			}
			dst = utf8.AppendRune(dst, rune(c))
		}
		return dst, true
	case "utf-32":
		for ; len(s) >= 4; s = s[4:] {
			r := binary.BigEndian.Uint32(s)
			if r > utf8.MaxRune || utf16.IsSurrogate(rune(r)) {
				return nil, false
			}
			dst = utf8.AppendRune(dst, rune(r))
		}
		return dst, len(s) == 0
	}
	return decodeUTF16(dst, s, charset)
}

func decodeUTF16(dst, s []byte, charset string) (out []byte, ok bool) {
	var order binary.ByteOrder = binary.BigEndian
	if charset == "utf-16le" || charset == "utf-16" && len(s) > 1 && s[0] == 0xff && s[1] == 0xfe {
		order = binary.LittleEndian
	}
	if charset == "utf-16" && len(s) > 1 && (s[0] == 0xfe && s[1] == 0xff || s[0] == 0xff && s[1] == 0xfe) {
		s = s[2:]
	}
	for ; len(s) >= 2; s = s[2:] {
		r := rune(order.Uint16(s))
		if utf16.IsSurrogate(r) {
			if len(s) < 4 {
				return nil, false
			}
			if r = utf16.DecodeRune(r, rune(order.Uint16(s[2:]))); r == utf8.RuneError {
				return nil, false
			}
			s = s[2:]
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst, len(s) == 0
}

// bindDecode binds both functions of this name.
func bindDecode(b *Binding) (Expr, error) {
	if len(b.Args) < 2 {
		return nil, WrongCount(b.name(), "2", len(b.Args), b.at())
	}
	if len(b.Args) == 2 {
		return sig(data.String, charsetKernel(data.String, "decode", decodeText), aBinary, aString)(b)
	}
	var conds, values []Expr
	rest := b.Args[1:]
	for ; len(rest) > 1; rest = rest[2:] {
		same, err := b.call("<=>", b.Args[0], rest[0])
		if err != nil {
			return nil, err
		}
		conds, values = append(conds, same), append(values, rest[1])
	}
	if len(rest) == 0 {
		rest = []Expr{&Literal{Typ: data.String}}
	}
	values = append(values, rest[0])
	e, err := caseOf(b.Ctx, conds, values, b.at())
	if err != nil {
		return nil, err
	}
	c := e.(*Case)
	return lazyCase(b, b.text(), c.Type(), c.Conds, c.Values...), nil
}

func bindTryToBinary(b *Binding) (Expr, error) {
	e, err := within("to_binary", bindToBinary(true))(b)
	if err != nil {
		return nil, err
	}
	return b.tryEval(e), nil
}

func (b *Binding) notBinaryFormat(given string) error {
	return mismatch("INVALID_ARG_VALUE", b.text(), b.at(), "The fmt value must to be a case-insensitive \"STRING\" literal of 'hex', 'utf-8', 'utf8', or 'base64', but got %s.", given)
}

func bindToBinary(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		format := "hex"
		if len(b.Args) > 1 {
			if b.typ(1).Nested() {
				return nil, b.notBinaryFormat(strings.ToUpper(b.Args[1].String()))
			}
			v, ok := b.literal(1)
			if !ok {
				return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `fmt` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[1])
			}
			if v == nil {
				return &Literal{Typ: data.Binary}, nil
			}
			if format, ok = v.(string); !ok {
				format = b.Args[1].String()
			}
			format = strings.ToLower(format)
		}
		if err := b.acceptAll(aString); err != nil {
			return nil, err
		}
		var k Kernel
		switch format {
		case "hex":
			k = texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
				s := a.text(0)
				return func(dst []byte, i int) ([]byte, error) {
					v := s.str(i)
					if len(v)%2 == 1 {
						v = "0" + v
					}
					out, err := hex.DecodeString(v)
					if err != nil {
						return nil, failf("CONVERSION_INVALID_INPUT", "22018", "The value %s ('HEX') cannot be converted to \"BINARY\" because it is malformed. Correct the value as per the syntax, or change its format. Use `try_to_binary` to tolerate malformed input and return NULL instead.", quoteValue(s.str(i)))
					}
					return append(dst, out...), nil
				}
			})
		case "utf-8", "utf8":
			k = text1(data.Binary, func(dst, s []byte) []byte { return append(dst, s...) })
		case "base64":
			k = unbase64("to_binary")
		default:
			if try {
				return &Literal{Typ: data.Binary}, nil
			}
			return nil, b.notBinaryFormat(quoteValue(format))
		}
		if try {
			k = tried(data.Binary, k)
		}
		return b.apply(data.Binary, k), nil
	}
}
