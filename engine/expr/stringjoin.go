package expr

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

func joinFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "concat", "concat(col1, col2, ...)", "Texts, binary values or arrays behind each other.", "concat('Spark', 'SQL') -- SparkSQL", 0, -1, bindConcat).harmless().also("||"),
		def(stringFuncs, "concat_ws", "concat_ws(sep[, str | array]+)", "Texts and arrays of texts joined by sep; nulls are left out.", "concat_ws(' ', 'Spark', 'SQL') -- Spark SQL", 1, -1, bindConcatWs).harmless(),
		def(stringFuncs, "replace", "replace(str, search[, replace])", "The text with each search replaced.", "replace('ABCabc', 'abc', 'DEF') -- ABCDEF", 2, 3, sig(data.String, replaceKernel, aString)).harmless(),
		def(stringFuncs, "translate", "translate(input, from, to)", "The text with characters of from turned into those of to.", "translate('AaBbCc', 'abc', '123') -- A1B2C3", 3, 3, sig(data.String, translateKernel, aString)).harmless(),
		def(stringFuncs, "split_part", "split_part(str, delimiter, partNum)", "The partNum-th part, from the end when negative; empty when there is none.", "split_part('11.12.13', '.', 3) -- 13", 3, 3, sig(data.String, splitPart, aString, aString, anInt)),
		def(stringFuncs, "find_in_set", "find_in_set(str, str_array)", "Where str stands in a list separated by commas; 0 when it does not.", "find_in_set('ab', 'abc,b,ab,c,def') -- 3", 2, 2, sig(data.Int, rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			s, list := a.text(0), a.text(1)
			return func(i int) (int32, error) { return findInSet(s.str(i), list.str(i)), nil }
		}), aString, aString)).harmless(),
		def(stringFuncs, "elt", "elt(n, input1, input2, ...)", "The n-th input.", "elt(1, 'scala', 'java') -- scala", 2, -1, bindElt),
		def(stringFuncs, "levenshtein", "levenshtein(str1, str2[, threshold])", "Edit distance; -1 when it is over the threshold.", "levenshtein('kitten', 'sitting') -- 3", 2, 3, sig(data.Int, levenshteinKernel, aString, aString, anInt)).harmless(),
		def(stringFuncs, "ascii", "ascii(str)", "Code of the first character.", "ascii('222') -- 50", 1, 1, sig(data.Int, int1(func(s []byte) int32 {
			if len(s) == 0 {
				return 0
			}
			r, _ := utf8.DecodeRune(s)
			return r
		}), aString)).harmless(),
		def(stringFuncs, "chr", "chr(expr)", "The character of a code below 256.", "chr(65) -- A", 1, 1, sig(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			v := a.longs(0)
			return func(dst []byte, i int) ([]byte, error) {
				if n := v.at(i); n >= 0 {
					return utf8.AppendRune(dst, rune(n&0xff)), nil
				}
				return dst, nil
			}
		}), aLong)).harmless().also("char"),
		def(stringFuncs, "mask", "mask(input[, upperChar, lowerChar, digitChar, otherChar])", "The text with its letters and digits hidden.", "mask('abcd-EFGH-8765-4321') -- xxxx-XXXX-nnnn-nnnn", 1, 5, bindMask).params("str", "upperChar=X", "lowerChar=x", "digitChar=n", "otherChar="),
		def(stringFuncs, "quote", "quote(str)", "The text in single quotes, quotes and backslashes escaped.", "quote('Don''t') -- 'Don\\'t'", 1, 1, sig(data.String, text1(data.String, func(dst, s []byte) []byte {
			return append(append(append(dst, '\''), strings.ReplaceAll(string(s), "'", `\'`)...), '\'')
		}), aString)),
	}
}

func bindConcat(b *Binding) (Expr, error) {
	b.Called = "concat" // || is called so too
	if len(b.Args) == 0 {
		return &Literal{Value: "", Typ: data.String}, nil
	}
	b.Args = append([]Expr{}, b.Args...)
	text, arrays, binary := b.text(), 0, 0
	for _, e := range b.Args {
		switch e.Type().Kind {
		case data.KindArray:
			arrays++
		case data.KindBinary:
			binary++
		}
	}
	if arrays == len(b.Args) {
		if t, ok := b.unify(0, true); ok {
			return b.apply(t, concatArrays(t)), nil
		}
	}
	t := data.String
	if binary == len(b.Args) {
		t = data.Binary
	}
	for i, e := range b.Args {
		if to := implicitType(b.Ctx.Ansi, e.Type(), t); to != nil && (arrays == 0 || e.Type().Kind != data.KindString) {
			b.Args[i] = b.cast(e, t)
			if c, ok := b.Args[i].(*Cast); ok && e.Type().Spatial() {
				return nil, checkCast(c)
			}
		}
	}
	for i, e := range b.Args {
		if k := e.Type().Kind; k != data.KindString && k != data.KindBinary && k != data.KindArray {
			return nil, mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The %s parameter requires the (\"STRING\" or \"BINARY\" or \"ARRAY\") type, however \"%s\" has the type %s.", ordinal(i), e, quoteType(e.Type()))
		}
	}
	if arrays > 0 {
		return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `concat` should all be the same type, but it's %s.", orList(b.Args))
	}
	return b.apply(t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		parts := make([]textVec, len(a))
		for k := range a {
			parts[k] = a.text(k)
		}
		return func(dst []byte, i int) ([]byte, error) {
			for _, p := range parts {
				dst = append(dst, p.at(i)...)
			}
			return dst, nil
		}
	})), nil
}

func orList(list []Expr) string {
	return "(" + strings.ReplaceAll(typeList("", list, ""), `", "`, `" or "`) + ")"
}

func bindConcatWs(b *Binding) (Expr, error) {
	w := either(is(data.ArrayOf(data.String, true)), aString)
	shown := b.frozen()
	for i := range shown.Args {
		want := w
		if i == 0 {
			want = aString
		}
		if err := shown.accept(i, want); err != nil {
			return nil, err
		}
	}
	return shown.apply(data.String, concatWs), nil
}

// concatWs skips nulls, so only a null separator makes a null.
func concatWs(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	rest := cols[1:]
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		sep := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			first := true
			add := func(v []byte) {
				if !first {
					dst = append(dst, sep.at(i)...)
				}
				first = false
				dst = append(dst, v...)
			}
			for _, c := range rest {
				s := sideOf(c)
				r := s.row(i)
				if data.IsNull(s.col, r) {
					continue
				}
				l, isList := s.col.(*data.List)
				if !isList {
					add(s.col.(*data.Bytes).At(r))
					continue
				}
				for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
					if !data.IsNull(l.Elems, int(k)) {
						add(l.Elems.(*data.Bytes).At(int(k)))
					}
				}
			}
			return dst, nil
		}
	})(ctx, cols[:1], n)
}

func replaceKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, search := a.text(0), a.text(1)
		return func(dst []byte, i int) ([]byte, error) {
			var with []byte
			if a.has(2) {
				with = a.text(2).at(i)
			}
			v, old := s.at(i), search.at(i)
			if len(old) == 0 {
				return append(dst, v...), nil
			}
			for {
				k := bytes.Index(v, old)
				if k < 0 {
					return append(dst, v...), nil
				}
				dst = append(append(dst, v[:k]...), with...)
				v = v[k+len(old):]
			}
		}
	})(ctx, cols, n)
}

func translateKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, from, to := a.text(0), a.text(1), a.text(2)
		var table map[rune]rune
		return func(dst []byte, i int) ([]byte, error) {
			if table == nil || !from.constant() || !to.constant() {
				table = translation(from.str(i), to.str(i))
			}
			for _, r := range s.str(i) {
				with, ok := table[r]
				switch {
				case !ok:
					dst = utf8.AppendRune(dst, r)
				case with >= 0:
					dst = utf8.AppendRune(dst, with)
				}
			}
			return dst, nil
		}
	})(ctx, cols, n)
}

// translation maps characters; -1 deletes one. The first mention of a character counts.
func translation(from, to string) map[rune]rune {
	table := map[rune]rune{}
	target := []rune(to)
	for k, r := range []rune(from) {
		if _, ok := table[r]; ok {
			continue
		}
		table[r] = -1
		if k < len(target) {
			table[r] = target[k]
		}
	}
	return table
}

func splitPart(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, delim, part := a.text(0), a.text(1), a.ints(2)
		return func(dst []byte, i int) ([]byte, error) {
			k := int(part.at(i))
			if k == 0 {
				return nil, indexZero()
			}
			list := []string{s.str(i)}
			if d := delim.str(i); d != "" {
				list = strings.Split(s.str(i), d)
			}
			if k < 0 {
				k += len(list) + 1
			}
			if k < 1 || k > len(list) {
				return dst, nil
			}
			return append(dst, list[k-1]...), nil
		}
	})(ctx, cols, n)
}

func indexZero() *Error {
	return failf("INVALID_INDEX_OF_ZERO", "22003", "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).")
}

func findInSet(s, list string) int32 {
	if strings.Contains(s, ",") {
		return 0
	}
	for k, part := range strings.Split(list, ",") {
		if part == s {
			return int32(k + 1)
		}
	}
	return 0
}

func bindElt(b *Binding) (Expr, error) {
	shown := b.frozen()
	binary := true
	for i := range b.Args[1:] {
		binary = binary && b.typ(i+1).Kind == data.KindBinary
	}
	t := data.String
	if binary {
		t = data.Binary
	}
	for i := range shown.Args {
		w := is(t)
		if i == 0 {
			w = anInt
		}
		if err := shown.accept(i, w); err != nil {
			if i > 0 {
				inputs, types := make([]string, len(b.Args)-1), make([]string, len(b.Args)-1)
				for k, e := range b.Args[1:] {
					inputs[k], types[k] = `"`+e.String()+`"`, quoteType(e.Type())
				}
				return nil, mismatch("UNEXPECTED_INPUT_TYPE", b.text(), b.at(), "The second... parameter requires the \"STRING\" or \"BINARY\" type, however %s has the type %s.", strings.Join(inputs, ","), strings.Join(types, ","))
			}
			return nil, err
		}
	}
	ansi := b.Ctx.Ansi
	return shown.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		index := sideOf(cols[0])
		out := data.NewBytesBuilder(t, n)
		for i := range n {
			if data.IsNull(index.col, index.row(i)) {
				out.AppendNull()
				continue
			}
			k := int(index.col.(*data.Ints).Values[index.row(i)])
			if k < 1 || k >= len(cols) {
				if ansi {
					return nil, arrayIndex(k, len(cols)-1)
				}
				out.AppendNull()
				continue
			}
			s := sideOf(cols[k])
			if data.IsNull(s.col, s.row(i)) {
				out.AppendNull()
			} else {
				out.Add(s.col.(*data.Bytes).At(s.row(i)))
			}
		}
		return out.Finish(), nil
	}), nil
}

func arrayIndex(k, n int) *Error {
	return failf("INVALID_ARRAY_INDEX", "22003", "The index %d is out of bounds. The array has %d elements. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.", k, n)
}

func levenshteinKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		s, t := a.text(0), a.text(1)
		return func(i int) (int32, error) {
			d := spelling.Distance(s.str(i), t.str(i))
			if a.has(2) && (a.ints(2).at(i) < 0 || int32(d) > a.ints(2).at(i)) {
				return -1, nil
			}
			return int32(d), nil
		}
	})(ctx, cols, n)
}

// bindMask binds mask: letters and digits are hidden by default, other characters stay.
func bindMask(b *Binding) (Expr, error) {
	if err := b.acceptAll(aString.strictly()); err != nil {
		return nil, err
	}
	hide := [4]rune{'X', 'x', 'n', -1} // -1 keeps
	for k := 1; k < len(b.Args); k++ {
		v, ok := b.literal(k)
		if !ok {
			return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `%s` should be a foldable \"STRING\" expression; however, got \"%s\".", [...]string{"upperChar", "lowerChar", "digitChar", "otherChar"}[k-1], b.Args[k])
		}
		text, given := v.(string)
		if given && utf8.RuneCountInString(text) != 1 {
			return nil, mismatch("INPUT_SIZE_NOT_ONE", b.text(), b.at(), "Length of %s should be 1.", [...]string{"upperChar", "lowerChar", "digitChar", "otherChar"}[k-1])
		}
		hide[k-1] = -1
		if given {
			hide[k-1], _ = utf8.DecodeRuneInString(text)
		}
	}
	text := b.text()
	b.Args = b.Args[:1]
	a := b.apply(data.String, text1(data.String, func(dst, s []byte) []byte {
		for _, r := range string(s) {
			k := 3
			switch {
			case unicode.IsUpper(r):
				k = 0
			case unicode.IsLower(r):
				k = 1
			case unicode.IsDigit(r):
				k = 2
			}
			if hide[k] >= 0 {
				r = hide[k]
			}
			dst = utf8.AppendRune(dst, r)
		}
		return dst
	}))
	f := *b.Fn
	f.text = func([]string) string { return text }
	a.Fn = &f
	return a, nil
}
