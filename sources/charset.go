package sources

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// charsetOf is the option encoding, or charset, in capitals.
func charsetOf(o *options) string { return strings.ToUpper(o.first("UTF-8", "encoding", "charset")) }

func isUTF8(o *options) bool { return charsetOf(o) == "UTF-8" || charsetOf(o) == "UTF8" }

// charsets turn text of Spark's character sets into UTF-8; nil where it is that.
var charsets = map[string]func([]byte) []byte{
	"UTF-8": nil, "UTF8": nil, "ISO-8859-1": fromLatin1, "LATIN1": fromLatin1, "US-ASCII": fromASCII,
	"UTF-16LE": func(b []byte) []byte { return fromUTF16(b, binary.LittleEndian) },
	"UTF-16BE": func(b []byte) []byte { return fromUTF16(b, binary.BigEndian) },
	"UTF-16":   fromMarkedUTF16,
	"UTF-32":   fromUTF32,
}

// checkCharset refuses a character set that is not known, as Spark does.
func checkCharset(o *options) {
	name := charsetOf(o)
	if _, ok := charsets[name]; !ok && o.err == nil {
		o.err = &expr.Error{Condition: "INVALID_PARAMETER_VALUE.CHARSET", SQLState: "22023",
			Message: fmt.Sprintf("The value of parameter(s) `charset` in `option` is invalid: expects one of the 'iso-8859-1', 'us-ascii', 'utf-16', 'utf-16be', 'utf-16le', 'utf-32', 'utf-8', but got %s.", name)}
	}
}

func fromLatin1(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for _, c := range b {
		out = utf8.AppendRune(out, rune(c))
	}
	return out
}

func fromASCII(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for _, c := range b {
		if c >= 0x80 {
			out = utf8.AppendRune(out, utf8.RuneError)
		} else {
			out = append(out, c)
		}
	}
	return out
}

func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(b)/2+1)
	for ; len(b) > 1; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	if len(b) > 0 {
		units = append(units, utf8.RuneError)
	}
	out := make([]byte, 0, len(units))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}

// fromMarkedUTF16 takes the order that the mark at the beginning tells, else big-endian.
func fromMarkedUTF16(b []byte) []byte {
	switch {
	case len(b) > 1 && b[0] == 0xff && b[1] == 0xfe:
		return fromUTF16(b[2:], binary.LittleEndian)
	case len(b) > 1 && b[0] == 0xfe && b[1] == 0xff:
		b = b[2:]
	}
	return fromUTF16(b, binary.BigEndian)
}

func fromUTF32(b []byte) []byte {
	order := binary.ByteOrder(binary.BigEndian)
	if len(b) > 3 && b[0] == 0xff && b[1] == 0xfe && b[2] == 0 && b[3] == 0 {
		order, b = binary.LittleEndian, b[4:]
	}
	var out []byte
	for ; len(b) > 3; b = b[4:] {
		out = utf8.AppendRune(out, rune(order.Uint32(b)))
	}
	return out
}

// inCharset has an encoder of records write the character set that the options name.
func inCharset(enc encoderMaker) encoderMaker {
	return func(env source.Env, o *options, s *data.Schema) (encoder, error) {
		e, err := enc(env, o, s)
		if checkCharset(o); err == nil {
			err = o.err
		}
		if into := toCharsets[charsetOf(o)]; err == nil && into != nil {
			return &encodedFile{e, into}, nil
		}
		return e, err
	}
}

type encodedFile struct {
	encoder
	into func([]byte) []byte
}

// Encode implements encoder.
func (e *encodedFile) Encode(b *data.Batch) ([]byte, error) {
	content, err := e.encoder.Encode(b)
	return e.into(content), err
}

// toCharsets turn UTF-8 into the other character sets; what they lack is a question mark.
var toCharsets = map[string]func([]byte) []byte{
	"ISO-8859-1": func(b []byte) []byte { return toBytes(b, 0xff) }, "LATIN1": func(b []byte) []byte { return toBytes(b, 0xff) },
	"US-ASCII": func(b []byte) []byte { return toBytes(b, 0x7f) },
	"UTF-16LE": func(b []byte) []byte { return toUTF16(nil, b, binary.LittleEndian) },
	"UTF-16BE": func(b []byte) []byte { return toUTF16(nil, b, binary.BigEndian) },
	"UTF-16":   func(b []byte) []byte { return toUTF16([]byte{0xfe, 0xff}, b, binary.BigEndian) },
	"UTF-32": func(b []byte) []byte {
		var out []byte
		for _, r := range string(b) {
			out = binary.BigEndian.AppendUint32(out, uint32(r))
		}
		return out
	},
}

func toBytes(b []byte, last rune) []byte {
	out := make([]byte, 0, len(b))
	for _, r := range string(b) {
		if r > last {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return out
}

func toUTF16(out, b []byte, order binary.AppendByteOrder) []byte {
	for _, u := range utf16.Encode([]rune(string(b))) {
		out = order.AppendUint16(out, u)
	}
	return out
}
