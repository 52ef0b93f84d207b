package expr

import (
	"bytes"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func substringFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "substring", "substring(str, pos[, len])", "The part of a text from character pos, counted from 1, or from the end when negative.", "substring('Spark SQL', 5) -- k SQL", 2, 3, sigOf(chooseSubstring, stringOrBytes, anInt, anInt)).harmless().also("substr"),
		def(stringFuncs, "left", "left(str, len)", "The first len characters.", "left('Spark SQL', 3) -- Spa", 2, 2, sigOf(chooseEnd(true), stringOrBytes, anInt)).harmless(),
		def(stringFuncs, "right", "right(str, len)", "The last len characters.", "right('Spark SQL', 3) -- SQL", 2, 2, sigOf(chooseEnd(false), aString, anInt)).harmless(),
		def(stringFuncs, "substring_index", "substring_index(str, delim, count)", "What stands before the count-th delimiter, or after it from the end when count is negative.", "substring_index('www.apache.org', '.', 2) -- www.apache", 3, 3, sig(data.String, substringIndex, aString, aString, anInt)).harmless(),
		def(stringFuncs, "instr", "instr(str, substr[, position[, occurrence]])", "Where substr is found, counted from 1; 0 when it is not. The search begins at position, backwards from the end when it is negative, for the occurrence given.", "instr('SparkSQL', 'SQL') -- 6", 2, 4, sig(data.Int, instrKernel, aString, aString, anInt, anInt)),
		def(stringFuncs, "locate", "locate(substr, str[, pos])", "Where substr is found at or after pos; 0 when it is not.", "locate('bar', 'foobarbar') -- 4", 2, 3, sig(data.Int, locateKernel, aString, aString, anInt)).harmless().also("position"),
		def(stringFuncs, "lpad", "lpad(str, len[, pad])", "The text filled from the left, or cut, to len characters.", "lpad('hi', 5, '??') -- ???hi", 2, 3, bindPad(true)),
		def(stringFuncs, "rpad", "rpad(str, len[, pad])", "The text filled from the right, or cut, to len characters.", "rpad('hi', 5, '??') -- hi???", 2, 3, bindPad(false)),
		def(stringFuncs, "overlay", "overlay(input PLACING replace FROM pos [FOR len])", "The text with a part replaced.", "overlay('Spark SQL' PLACING '_' FROM 6) -- Spark_SQL", 3, 4, sigOf(chooseOverlay, stringOrBytes, stringOrBytes, anInt, anInt)),
	}
}

func instrKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		s, sub := a.text(0), a.text(1)
		if !a.has(2) {
			return func(i int) (int32, error) { return int32(indexFrom(s.at(i), sub.at(i), 0) + 1), nil }
		}
		position := a.ints(2)
		return func(i int) (int32, error) {
			nth := 1
			if a.has(3) {
				if nth = int(a.ints(3).at(i)); nth < 1 {
					return 0, invalidParameter("OCCURRENCE", "instr", "occurrence", "expects a positive integer, but got %d.", nth)
				}
			}
			return int32(nthIndex(s.at(i), sub.at(i), int(position.at(i)), nth)), nil
		}
	})(ctx, cols, n)
}

// nthIndex finds the nth place, counted from 1, where sub stands in s, which may overlap another: from
// position on, or from the place so far from the end and backwards. 0 is none.
func nthIndex(s, sub []byte, position, nth int) int {
	if len(sub) == 0 {
		return 1
	}
	step := 1
	if position < 0 {
		step, position = -1, runeCount(s)+position+1
	}
	for at := position; at > 0 && at <= runeCount(s); at += step {
		if bytes.HasPrefix(s[skipRunes(s, at-1):], sub) {
			if nth--; nth == 0 {
				return at
			}
		}
	}
	return 0
}

func chooseSubstring(b *Binding) (*data.Type, Kernel, error) {
	t := b.typ(0)
	whole := t.Kind == data.KindBinary
	return t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, pos := a.text(0), a.ints(1)
		return func(dst []byte, i int) ([]byte, error) {
			n := int64(math.MaxInt32)
			if a.has(2) {
				n = int64(a.ints(2).at(i))
			}
			return append(dst, substring(s.at(i), int64(pos.at(i)), n, whole)...), nil
		}
	}), nil
}

// substring cuts by characters, or by bytes. Position 0 counts as 1; a negative one counts
// from the end, and what lies before the start is lost from the length.
func substring(s []byte, pos, n int64, byBytes bool) []byte {
	plain := byBytes || ascii(s)
	total := int64(len(s))
	if !plain {
		total = int64(runeCount(s))
	}
	start := pos
	switch {
	case pos > 0:
		start = pos - 1
	case pos < 0:
		start = total + pos
	}
	end := total
	if n < math.MaxInt32 {
		end = start + n
	}
	start, end = max(0, min(start, total)), max(0, min(end, total))
	if end <= start {
		return nil
	}
	if plain {
		return s[start:end]
	}
	from := skipRunes(s, int(start))
	return s[from : from+skipRunes(s[from:], int(end-start))]
}

// skipRunes is the byte offset behind n characters.
func skipRunes(s []byte, n int) int {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		i++
		for i < len(s) && s[i]&0xc0 == 0x80 {
			i++
		}
	}
	return i
}

func chooseEnd(left bool) func(b *Binding) (*data.Type, Kernel, error) {
	return func(b *Binding) (*data.Type, Kernel, error) {
		t := b.typ(0)
		whole := t.Kind == data.KindBinary
		return t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, n := a.text(0), a.ints(1)
			return func(dst []byte, i int) ([]byte, error) {
				v, k := s.at(i), int64(n.at(i))
				switch {
				case k <= 0:
					return dst, nil
				case left:
					return append(dst, substring(v, 1, min(k, math.MaxInt32-1), whole)...), nil
				}
				return append(dst, substring(v, -k, math.MaxInt32, whole)...), nil
			}
		}), nil
	}
}

func substringIndex(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, delim, count := a.text(0), a.text(1), a.ints(2)
		return func(dst []byte, i int) ([]byte, error) {
			return append(dst, cutAt(s.at(i), delim.at(i), int(count.at(i)))...), nil
		}
	})(ctx, cols, n)
}

func cutAt(s, delim []byte, count int) []byte {
	if len(delim) == 0 || count == 0 {
		return nil
	}
	if count > 0 {
		at := -1
		for ; count > 0; count-- {
			k := bytes.Index(s[at+1:], delim)
			if k < 0 {
				return s
			}
			at += 1 + k
		}
		return s[:at]
	}
	end := len(s)
	for ; count < 0; count++ {
		k := bytes.LastIndex(s[:min(len(s), end+len(delim)-1)], delim)
		if k < 0 {
			return s
		}
		end = k
	}
	return s[end+len(delim):]
}

// indexFrom finds sub at or after character from; the result counts characters from 0.
func indexFrom(s, sub []byte, from int) int {
	at := skipRunes(s, from)
	if from > 0 && at >= len(s) && len(sub) > 0 {
		return -1
	}
	k := bytes.Index(s[at:], sub)
	if k < 0 {
		return -1
	}
	return runeCount(s[:at+k])
}

// locateKernel gives 0 where the place to start at is null, whatever the others are; the empty text
// stands at the start.
func locateKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	found, err := rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		sub, s := a.text(0), a.text(1)
		return func(i int) (int32, error) {
			from := 1
			if a.has(2) {
				from = int(a.ints(2).at(i))
			}
			if from < 1 {
				return 0, nil
			}
			if len(sub.at(i)) == 0 {
				return 1, nil
			}
			return int32(indexFrom(s.at(i), sub.at(i), from-1) + 1), nil
		}
	})(ctx, cols, n)
	if len(cols) < 3 || err != nil {
		return found, err
	}
	pos, zeros := expand(cols[2]), pieces{typ: data.Int}
	unset := trueRows(nullTest(pos, n, true), n)
	if unset == nil {
		unset = allRows(n)
	}
	if len(unset) == 0 {
		return found, nil
	}
	rest := others(unset, n)
	zeros.add(data.Take(oneValue(data.Int, int32(0)), make([]int32, len(unset))), unset)
	zeros.add(data.Take(expand(found), rest), rest)
	return zeros.whole(n), nil
}

func bindPad(left bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if len(b.Args) == 2 {
			fill := &Literal{Value: " ", Typ: data.String}
			if b.typ(0).Kind == data.KindBinary {
				fill = &Literal{Value: []byte{0}, Typ: data.Binary}
			}
			b.Args = append(append([]Expr{}, b.Args...), fill)
		}
		w := b.textWant(0, 2)
		if err := b.acceptAll(w, anInt, w); err != nil {
			return nil, err
		}
		t := b.typ(0)
		whole := t.Kind == data.KindBinary
		return b.apply(t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, n, fill := a.text(0), a.ints(1), a.text(2)
			return func(dst []byte, i int) ([]byte, error) {
				if err := room(int(max(0, n.at(i)))); err != nil {
					return nil, err
				}
				return padded(dst, s.at(i), int(n.at(i)), fill.at(i), left, whole), nil
			}
		})), nil
	}
}

func padded(dst, s []byte, n int, fill []byte, left, byBytes bool) []byte {
	count := func(v []byte) int {
		if byBytes {
			return len(v)
		}
		return runeCount(v)
	}
	have := count(s)
	if n <= 0 {
		return dst
	}
	if have >= n || len(fill) == 0 {
		return append(dst, substring(s, 1, int64(n), byBytes)...)
	}
	missing := n - have
	unit := count(fill)
	var pad []byte
	pad = append(pad, bytes.Repeat(fill, missing/unit)...)
	pad = append(pad, substring(fill, 1, int64(missing%unit), byBytes)...)
	if left {
		return append(append(dst, pad...), s...)
	}
	return append(append(dst, s...), pad...)
}

func chooseOverlay(b *Binding) (*data.Type, Kernel, error) {
	t := b.typ(0)
	if !t.Equal(b.typ(1)) {
		return nil, nil, mismatch("DATA_DIFF_TYPES", b.text(), b.at(), "Input to `overlay` should all be the same type, but it's %s.", orList(b.Args[:2]))
	}
	whole := t.Kind == data.KindBinary
	return t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, r, pos := a.text(0), a.text(1), a.ints(2)
		return func(dst []byte, i int) ([]byte, error) {
			v, with, p := s.at(i), r.at(i), int64(pos.at(i))
			n := int64(-1)
			if a.has(3) {
				n = int64(a.ints(3).at(i))
			}
			if n < 0 {
				n = int64(len(with))
				if !whole {
					n = int64(runeCount(with))
				}
			}
			dst = append(append(dst, substring(v, 1, p-1, whole)...), with...)
			return append(dst, substring(v, p+n, math.MaxInt32, whole)...), nil
		}
	}), nil
}
