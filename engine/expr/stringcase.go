package expr

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const stringFuncs = "string_funcs"

// text1 is a kernel that turns one text into another.
func text1(t *data.Type, f func(dst, s []byte) []byte) Kernel {
	return texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := a.text(0)
		return func(dst []byte, i int) ([]byte, error) { return f(dst, s.at(i)), nil }
	})
}

// int1 is a kernel that turns a text into an INT.
func int1(f func(s []byte) int32) Kernel {
	return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		s := a.text(0)
		return func(i int) (int32, error) { return f(s.at(i)), nil }
	})
}

// bindPair binds a test of two texts, or of two binary values.
func bindPair(f func(s, t []byte) bool) bindFn {
	k := bool2(f)
	return func(b *Binding) (Expr, error) {
		w := b.textWant(0, 1)
		return sig(data.Boolean, k, w, w)(b)
	}
}

// textWant wants texts, or binary values where all the arguments listed are some.
func (b *Binding) textWant(list ...int) want {
	for _, i := range list {
		if b.typ(i).Kind != data.KindBinary {
			return aString
		}
	}
	return aBinary
}

// bool2 is a kernel that compares two texts.
func bool2(f func(s, t []byte) bool) Kernel {
	return rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
		s, t := a.text(0), a.text(1)
		return func(i int) (bool, error) { return f(s.at(i), t.at(i)), nil }
	})
}

func caseFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "upper", "upper(str)", "The text in upper case.", "upper('SparkSql') -- SPARKSQL", 1, 1, sig(data.String, upperKernel, aString)).harmless().also("ucase"),
		def(stringFuncs, "lower", "lower(str)", "The text in lower case.", "lower('SparkSql') -- sparksql", 1, 1, sig(data.String, lowerKernel, aString)).harmless().also("lcase"),
		def(stringFuncs, "initcap", "initcap(str)", "Each word with a capital first letter, the rest in lower case.", "initcap('sPark sql') -- Spark Sql", 1, 1, sigOf(chooseInitcap, aString)).harmless(),
		def(stringFuncs, "length", "length(expr)", "Characters of a text, or bytes of a binary value.", "length('Spark SQL ') -- 10", 1, 1, sigOf(chooseLength, stringOrBytes)).harmless().also("char_length", "character_length", "len"),
		def(stringFuncs, "octet_length", "octet_length(expr)", "Bytes of a value.", "octet_length('Spark SQL') -- 9", 1, 1, sig(data.Int, int1(func(s []byte) int32 { return int32(len(s)) }), stringOrBytes)).harmless(),
		def(stringFuncs, "bit_length", "bit_length(expr)", "Bits of a value.", "bit_length('Spark SQL') -- 72", 1, 1, sig(data.Int, int1(func(s []byte) int32 { return int32(len(s)) * 8 }), stringOrBytes)).harmless(),
		def(stringFuncs, "startswith", "startswith(left, right)", "True where left begins with right.", "startswith('Spark SQL', 'Spark') -- true", 2, 2, bindPair(bytes.HasPrefix)).harmless(),
		def(stringFuncs, "endswith", "endswith(left, right)", "True where left ends with right.", "endswith('Spark SQL', 'SQL') -- true", 2, 2, bindPair(bytes.HasSuffix)).harmless(),
		def(stringFuncs, "contains", "contains(left, right)", "True where right is found in left.", "contains('Spark SQL', 'Spark') -- true", 2, 2, bindPair(bytes.Contains)).harmless(),
		def(stringFuncs, "trim", "trim(str) | trim([BOTH|LEADING|TRAILING] [trimStr] FROM str)", "The text without blanks, or without the characters given, at its ends.", "trim('    SparkSQL   ') -- SparkSQL", 1, 2, bindTrim(true, true)).also("btrim", "trim from"),
		def(stringFuncs, "ltrim", "ltrim(str) | ltrim(trimStr, str)", "The text without blanks, or the characters given, at its start.", "ltrim('    SparkSQL   ') -- SparkSQL   ", 1, 2, bindTrim(true, false)).also("ltrim from"),
		def(stringFuncs, "rtrim", "rtrim(str) | rtrim(trimStr, str)", "The text without blanks, or the characters given, at its end.", "rtrim('    SparkSQL   ') --     SparkSQL", 1, 2, bindTrim(false, true)).also("rtrim from"),
		def(stringFuncs, "reverse", "reverse(expr)", "A text or array backwards.", "reverse('Spark SQL') -- LQS krapS", 1, 1, bindReverse).harmless(),
		def(stringFuncs, "repeat", "repeat(str, n)", "The text n times.", "repeat('123', 2) -- 123123", 2, 2, sig(data.String, repeatKernel, aString, anInt)),
		def(stringFuncs, "space", "space(n)", "n blanks.", "concat(space(2), '1') --   1", 1, 1, sig(data.String, spaceKernel, anInt)),
		def(stringFuncs, "soundex", "soundex(str)", "Soundex code.", "soundex('Miller') -- M460", 1, 1, sig(data.String, text1(data.String, soundex), aString.strictly())),
		def(stringFuncs, "is_valid_utf8", "is_valid_utf8(str)", "True where the bytes are UTF-8.", "is_valid_utf8('Spark') -- true", 1, 1, sig(data.Boolean, rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
			s := a.text(0)
			return func(i int) (bool, error) { return utf8.Valid(s.at(i)), nil }
		}), aString)),
		def(stringFuncs, "make_valid_utf8", "make_valid_utf8(str)", "The text with broken bytes replaced.", "make_valid_utf8('Spark') -- Spark", 1, 1, sig(data.String, text1(data.String, func(dst, s []byte) []byte { return append(dst, strings.ToValidUTF8(string(s), "\uFFFD")...) }), aString)),
	}
}

func ascii(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// upperKernel works on the whole buffer at once when it is plain ASCII.
func upperKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	if out := asciiMap(cols[0], func(c byte) byte {
		if c >= 'a' && c <= 'z' {
			return c - 32
		}
		return c
	}); out != nil {
		return out, nil
	}
	return text1(data.String, func(dst, s []byte) []byte { return append(dst, upperText(string(s))...) })(ctx, cols, n)
}

func lowerKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	if out := asciiMap(cols[0], func(c byte) byte {
		if c >= 'A' && c <= 'Z' {
			return c + 32
		}
		return c
	}); out != nil {
		return out, nil
	}
	return text1(data.String, func(dst, s []byte) []byte { return append(dst, lowerText(string(s))...) })(ctx, cols, n)
}

func asciiMap(c data.Column, f func(c byte) byte) data.Column {
	b, ok := c.(*data.Bytes)
	if !ok {
		return nil
	}
	from, to := b.Offsets[0], b.Offsets[len(b.Offsets)-1]
	src := b.Data[from:to]
	if !ascii(src) {
		return nil
	}
	var table [128]byte
	for i := range table {
		table[i] = f(byte(i))
	}
	out := make([]byte, len(src))
	for i, v := range src {
		out[i] = table[v&127]
	}
	offsets := b.Offsets
	if from != 0 {
		offsets = make([]int32, len(b.Offsets))
		for i, o := range b.Offsets {
			offsets[i] = o - from
		}
	}
	return &data.Bytes{T: data.String, Offsets: offsets, Data: out, Nulls: b.Nulls}
}

// upperText writes letters that grow as Java does: ß is SS.
func upperText(s string) string { return strings.ToUpper(capitals().Replace(s)) }

// lowerText writes a sigma at the end of a word in its final form, as Java does.
func lowerText(s string) string {
	if !strings.ContainsRune(s, 'Σ') && !strings.ContainsRune(s, 'İ') {
		return strings.ToLower(s)
	}
	in := []rune(s)
	var b strings.Builder
	for i, r := range in {
		switch {
		case r == 'Σ' && i > 0 && unicode.IsLetter(in[i-1]) && (i+1 == len(in) || !unicode.IsLetter(in[i+1])):
			b.WriteRune('ς')
		case r == 'İ':
			b.WriteString("i\u0307")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func initcap(dst, s []byte) []byte {
	start := true
	for _, r := range lowerText(string(s)) {
		if start && r >= utf8.RuneSelf {
			if first := titles().Replace(string(r)); first != string(r) {
				dst, start = append(dst, first...), false
				continue
			}
		}
		if start {
			r = unicode.ToTitle(r)
		}
		start = r == ' '
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// chooseInitcap capitalises behind blanks, and with a collation at the start of each of Unicode's words.
func chooseInitcap(b *Binding) (*data.Type, Kernel, error) {
	if c := b.typ(0).Collation; c == "" || strings.HasPrefix(c, "UTF8_BINARY") {
		return data.String, text1(data.String, initcap), nil
	}
	return data.String, text1(data.String, initcapWords), nil
}

// initcapWords capitalises words: letters, digits and underscores, with a point, colon or apostrophe between two letters.
func initcapWords(dst, s []byte) []byte {
	runes := []rune(lowerText(string(s)))
	within := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]) || unicode.Is(unicode.M, runes[i]) || unicode.Is(unicode.Pc, runes[i]))
	}
	inside := false
	for i, r := range runes {
		switch {
		case !within(i):
			inside = inside && strings.ContainsRune(".:'\u2019\u00b7", r) && unicode.IsLetter(runes[i-1]) && i+1 < len(runes) && unicode.IsLetter(runes[i+1])
		case !inside:
			inside = true
			if first := titles().Replace(string(r)); first != string(r) {
				dst = append(dst, first...)
				continue
			}
			r = unicode.ToTitle(r)
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

func chooseLength(b *Binding) (*data.Type, Kernel, error) {
	if b.typ(0).Kind == data.KindBinary {
		return data.Int, int1(func(s []byte) int32 { return int32(len(s)) }), nil
	}
	return data.Int, int1(func(s []byte) int32 { return int32(runeCount(s)) }), nil
}

// runeCount counts characters as Spark does: by the first bytes of UTF-8 sequences.
func runeCount(s []byte) int {
	n := 0
	for _, c := range s {
		if c&0xc0 != 0x80 {
			n++
		}
	}
	return n
}

// bindTrim binds the trims. With two arguments btrim takes (str, chars), the others
// (chars, str), as the parser writes TRIM(chars FROM str).
// bindTrim binds trim(str), trim(trimStr, str) and TRIM(... FROM ...), whose arguments are (str, trimStr)
// as those of btrim are.
func bindTrim(left, right bool) bindFn {
	word := map[bool]map[bool]string{true: {true: "trim from", false: "ltrim from"}, false: {true: "rtrim from"}}[left][right]
	return func(b *Binding) (Expr, error) {
		n := b.frozen()
		if n.Called = word; len(n.Args) == 2 && b.Called == b.Fn.Name {
			n.Args[0], n.Args[1] = n.Args[1], n.Args[0]
		}
		text := n.text()
		if b.Called == "btrim" {
			text = b.text()
		}
		if err := n.acceptAll(aString); err != nil {
			return nil, err
		}
		k := texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s := a.text(0)
			return func(dst []byte, i int) ([]byte, error) {
				v, cut := s.at(i), " "
				if a.has(1) {
					cut = a.text(1).str(i)
				}
				if left {
					v = bytes.TrimLeft(v, cut)
				}
				if right {
					v = bytes.TrimRight(v, cut)
				}
				return append(dst, v...), nil
			}
		})
		b.Args, b.spelled = n.Args, text
		return b.as(b.apply(data.String, k)), nil
	}
}

func bindReverse(b *Binding) (Expr, error) {
	if t := b.typ(0); t.Kind == data.KindArray {
		return b.apply(t, pickElements(t, func(_ *Context, a args) elementPick {
			l, mask := a.list(0)
			return func(dst []int32, i int) ([]int32, error) {
				i &= mask
				for k := l.Offsets[i+1] - 1; k >= l.Offsets[i]; k-- {
					dst = append(dst, k)
				}
				return dst, nil
			}
		})), nil
	}
	if err := b.acceptAll(either(aString, aBinary, anArray.strictly()).named(`("STRING" or "BINARY" or "ARRAY")`)); err != nil {
		return nil, err
	}
	if b.typ(0).Kind == data.KindBinary {
		return b.apply(data.Binary, text1(data.Binary, func(dst, s []byte) []byte {
			for k := len(s) - 1; k >= 0; k-- {
				dst = append(dst, s[k])
			}
			return dst
		})), nil
	}
	return b.apply(data.String, text1(data.String, func(dst, s []byte) []byte {
		for len(s) > 0 {
			_, n := utf8.DecodeLastRune(s)
			dst = append(dst, s[len(s)-n:]...)
			s = s[:len(s)-n]
		}
		return dst
	})), nil
}

func repeatKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, times := a.text(0), a.ints(1)
		return func(dst []byte, i int) ([]byte, error) {
			v, k := s.at(i), int(max(0, times.at(i)))
			if err := room(len(v) * k); err != nil {
				return nil, err
			}
			return append(dst, bytes.Repeat(v, k)...), nil
		}
	})(ctx, cols, n)
}

// room refuses to build a value beyond what a column can hold.
func room(size int) error {
	const limit = 1 << 30
	if size > limit || size < 0 {
		return failf("COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION", "54000", "Can't create a value of %d bytes: the limit is %d.", size, limit)
	}
	return nil
}

func spaceKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		times := a.ints(0)
		return func(dst []byte, i int) ([]byte, error) {
			k := int(max(0, times.at(i)))
			if err := room(k); err != nil {
				return nil, err
			}
			return append(dst, bytes.Repeat([]byte{' '}, k)...), nil
		}
	})(ctx, cols, n)
}

// soundex follows Spark: a text that does not begin with a letter is its own code.
func soundex(dst, s []byte) []byte {
	const codes = "01230127022455012623017202"
	if len(s) == 0 {
		return dst
	}
	c := s[0] &^ 32
	if c < 'A' || c > 'Z' {
		return append(dst, s...)
	}
	out := append(dst, c)
	last := codes[c-'A']
	for _, c := range s[1:] {
		c &^= 32
		if c < 'A' || c > 'Z' {
			last = '0'
			continue
		}
		code := codes[c-'A']
		if code == '7' {
			continue
		}
		if code != '0' && code != last {
			out = append(out, code)
			if len(out)-len(dst) == 4 {
				break
			}
		}
		last = code
	}
	for len(out)-len(dst) < 4 {
		out = append(out, '0')
	}
	return out
}
