package tui

import (
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"
)

// pressVim presses keys in a text whose cursor is "|"; names of keys stand in <>.
func pressVim(v *vim, text, keys string) string {
	b := newBuffer(strings.Replace(text, "|", "", 1))
	b.cur = strings.Index(text, "|")
	pressVimIn(v, b, keys)
	return b.text[:b.cur] + "|" + b.text[b.cur:]
}

func pressVimIn(v *vim, b *buffer, keys string) {
	for keys != "" {
		k := vimKey{name: keys[:1], text: keys[:1]}
		if name, rest, ok := strings.Cut(keys[1:], ">"); keys[0] == '<' && ok && len(name) > 1 {
			k, keys = vimKey{name: name}, rest
		} else {
			keys = keys[1:]
		}
		if k.name == " " {
			k = vimKey{"space", " "}
		}
		if v.key(b, k, "go") != vimPass {
			continue
		}
		if k.text != "" {
			b.insert(k.text, true)
		} else {
			changeKey(k.name, "go", b)
		}
	}
}

// TestVim holds what keys do in normal and visual mode; what they should do was tried in Vim 9.
func TestVim(t *testing.T) {
	for _, c := range [][3]string{
		// motions
		{"|one two", "w", "one |two"}, {"one |two", "b", "|one two"}, {"|one two", "e", "on|e two"}, {"on|e two", "e", "one tw|o"}, {"|a.b c", "W", "a.b |c"}, {"|a.b c", "2w", "a.|b c"},
		{"|x = 1\n\ny = 2", "w3w", "x = 1\n\n|y = 2"}, {"  |  x", "^", "    |x"}, {"  a|b", "0", "|  ab"}, {"|abc", "$", "ab|c"}, {"|abc", "9l", "ab|c"}, {"ab|c", "9h", "|abc"},
		{"a|b\nc", "j", "ab\n|c"}, {"a\n|b", "k", "|a\nb"}, {"|a\nb\n  c", "G", "a\nb\n  |c"}, {"a\nb\n|c", "gg", "|a\nb\nc"}, {"a\n|b\nc", "3G", "a\nb\n|c"}, {"|a\n  b", "<enter>", "a\n  |b"},
		{"|f(a, b)", "%", "f(a, b|)"}, {"f(a, b|)", "%", "f|(a, b)"}, {"|abcabc", "fb", "a|bcabc"}, {"|abcabc", "2fb", "abca|bc"}, {"|abcabc", "tb;", "abc|abc"}, {"abca|bc", "Fa", "abc|abc"}, {"abca|bc", "Tb", "ab|cabc"},
		{"|abcabc", "fb;,", "a|bcabc"}, {"|a\nb\n\nc", "}", "a\nb\n|\nc"}, {"a\nb\n\n|c", "{", "a\nb\n|\nc"}, {"one two |one", "*", "|one two one"}, {"|one two one", "*", "one two |one"},
		{"|a b c", "f<space>", "a| b c"}, {"|ab c", "t<space>", "a|b c"}, {"a|b c", "t<space>", "a|b c"}, {"|abcb", "tb", "|abcb"}, {"|abcbb", "tb;", "ab|cbb"}, {"a\n\n|b", "b", "a\n|\nb"},
		{"| = one one", "*", " = one |one"}, {"a |b", "-", "a |b"}, {"a |b", "+", "a |b"}, {"a |b\n", "e", "a b\n|"},
		// changes
		{"|abc", "x", "|bc"}, {"ab|c", "x", "a|b"}, {"|abc", "2x", "|c"}, {"ab|c", "X", "a|c"}, {"|one two", "dw", "|two"}, {"one |two\nx", "dw", "one| \nx"}, {"|a b c d", "2dw", "|c d"}, {"|a b c d", "d2w", "|c d"},
		{"|a b c d e f", "2d2w", "|e f"}, {"a|bcd", "D", "|a"}, {"a\n|b\nc", "dd", "a\n|c"}, {"a\n|b", "dd", "|a"}, {"|a\nb\nc", "2dd", "|c"}, {"|a\nb\nc", "dj", "|c"}, {"a\nb\n|c", "dk", "|a"}, {"a\n|b\nc", "dG", "|a"},
		{"|one two", "cwx<esc>", "|x two"}, {"on|e two", "cwx<esc>", "on|x two"}, {"|one two", "c2wx<esc>", "|x"}, {"o|ne", "Cx<esc>", "o|x"}, {"  |one", "ccx<esc>", "  |x"}, {"|one", "sxy<esc>", "x|yne"}, {"|one\ntwo", "Sx<esc>", "|x\ntwo"},
		{"f(|a, b)", "ci(x<esc>", "f(|x)"}, {"f(a, |b)", "da(", "|f"}, {"x = \"a|b\"", "ci\"c<esc>", "x = \"|c\""}, {"|x = 'ab'", "di'", "x = '|'"}, {"one t|wo three", "diw", "one | three"}, {"one t|wo three", "daw", "one |three"},
		{"if x {\n\t|y\n}", "di{", "if x {\n|}"}, {"if x {\n\t|y\n}", "ci{z<esc>", "if x {\n\t|z\n}"}, {"a[|1]", "ci]2<esc>", "a[|2]"}, {"|a\nb\n\nc", "dap", "|c"}, {"abc|def", "dtf", "abc|f"}, {"abcde|f", "dFb", "a|f"}, {"f|(a) b", "d%", "f| b"},
		{"|abc", "rx", "|xbc"}, {"|abc", "2rx", "x|xc"}, {"a|bc", "r<enter>", "a\n|c"}, {"|abc", "~", "A|bc"}, {"|abc", "3~", "AB|C"}, {"|one two", "gUw", "|ONE two"}, {"|ONE two", "guu", "|one two"}, {"|One", "g~~", "|oNE"},
		{"|a\n  b", "J", "a| b"}, {"|a\nb\nc", "3J", "a b| c"}, {"f(|a\n)", "J", "f(a|)"}, {"|x", "gcc", "|// x"}, {"|// x\ny", "gcc", "|x\ny"}, {"|x\ny", "gcj", "|// x\n// y"},
		{"|x\ny", ">>", "\t|x\ny"}, {"\t|x", "<lt><lt>", "|x"}, {"|x\ny", ">j", "\t|x\n\ty"},
		{"ab|c", "3rx", "ab|c"}, {"a|b c", "r<space>", "a|  c"}, {"  one |two", "gUU", "  |ONE TWO"}, {"o|ne\ntwo", "2gUU", "O|NE\nTWO"}, {"one\ntw|o", "gUip", "|ONE\nTWO"},
		{"a\n|\n\nb", "dip", "a\n|b"}, {"a\n|\n\nb\nc\n\nd", "dap", "a\n|\nd"}, {"one\n  tw|o", "yip", "|one\n  two"},
		{"a\nb |c\nd", ">ju", "a\nb |c\nd"}, {"a |b\nc", "Ju", "a |b\nc"}, {"a\nb\n|c", "dggu", "|a\nb\nc"}, {"a |b", "Ax<esc>u", "a |b"}, {"  a |b", "Ix<esc>u", "  |a b"}, {"|a b", "vwUu", "|a b"},
		// counts, and what counts do not reach
		{"|a\n\nb\n\nc\n\nd", "3dap", "|d"}, {"|a\n\nb", "4dip", "|a\n\nb"}, {"a\n|\nb\n\nc", "2dap", "|a"}, {"a\n\n|b", "dap", "|a"}, {"a\n\n|", "dap", "a\n\n|"}, {"a\n  \n|b\n \nc", "dip", "a\n  \n| \nc"},
		{"one |two three four", "d2aw", "one |four"}, {"one |two three four", "d3iw", "one | four"}, {"one| two three", "daw", "one| three"}, {"  |one", "daw", " | "}, {"one two |three four", "d3aw", "one two |three four"},
		{"((|a))", "d2i(", "(|)"}, {"(|a)", "d2a(", "(|a)"}, {"f(x, (|a) + b)", "d2i(", "f(|)"}, {"|x f\n (a) g", "di(", "x f\n (|) g"}, {"x|) f(a)", "di(", "x) f(|)"}, {"|x f(a) (b)", "d2i(", "|x f(a) (b)"},
		{"|a b\nc d\ne", "2D", "|e"}, {"a| b\nc d\ne", "2D", "|a\ne"}, {"a b\n|c d", "2D", "a b\n|c d"}, {"|a b\nc", "3D", "|"}, {"|a\nb\nc", "2C.<esc>", "|.\nc"}, {"|a\nb\nc", "2Dp", "c\n|a\nb"},
		{"|a b\n\nc", "d}", "|\nc"}, {"a| b\n\nc", "d}", "|a\n\nc"}, {"a\n\nb\n|c", "d{", "a\n|c"}, {"|a\nb\nc", "2dw", "|c"}, {"|(\nx\n) ", "d%", "|"}, {"|(\nx\n) y", "d%", "| y"},
		{"|a\n\nb\n\nc", "3}", "a\n\nb\n\n|c"}, {"|a\n\nb\n\nc", "d5}", "|a\n\nb\n\nc"}, {"a\n|b", "2dd", "a\n|b"}, {"a\n|b\nc", "5dd", "|a"},
		// insert
		{"|bc", "ia<esc>", "|abc"}, {"|ac", "ab<esc>", "a|bc"}, {"  |bc", "Ia<esc>", "  |abc"}, {"|ab", "Ac<esc>", "ab|c"}, {"|a", "ob<esc>", "a\n|b"}, {"\t|a", "Ob<esc>", "\t|b\n\ta"}, {"|f {", "ox<esc>", "f {\n\t|x"},
		// registers
		{"|a\nb", "yyp", "a\n|a\nb"}, {"a\n|b", "yyP", "a\n|b\nb"}, {"|ab", "xp", "b|a"}, {"|one two", "yw$p", "one twoone| "}, {"|a\nb\nc", "ddp", "b\n|a\nc"}, {"|ab", "ylp", "a|ab"}, {"|ab", "yl3p", "aaa|ab"}, {"|a\nb", "Yjp", "a\nb\n|a"},
		// undo and repeat
		{"|one two", "dwu", "|one two"}, {"|one two", "dwu<ctrl+r>", "|two"}, {"|one two", "cwab<esc>u", "|one two"}, {"|a b c", "dw.", "|c"}, {"|a b c", "cwx<esc>w.", "x |x c"}, {"|a\nb", "Ax<esc>j.", "ax\nb|x"}, {"|a", "ob<esc>.", "a\nb\n|b"},
		{"|abcd", "x3u", "|abcd"}, {"|abcdef", "x..", "|def"}, {"|a\nb\nc", "3Ju", "|a\nb\nc"}, {"|aaaa", "rxl.", "x|xaa"}, {"|a b", "ix<esc>u", "|a b"},
		// visual
		{"|one two", "ved", "| two"}, {"|one two", "vexp", " on|etwo"}, {"|a\nb\nc", "Vjd", "|c"}, {"|abc", "vly$p", "abca|b"}, {"o|ne", "viwc2<esc>", "|2"}, {"f(a|b)", "vi(d", "f(|)"}, {"|abc", "vlrx", "|xxc"}, {"|abc", "vlU", "|ABc"},
		{"|a\nb\nc", "VjJ", "a| b\nc"}, {"|x\ny", "Vj>", "\t|x\n\ty"}, {"|x\ny", "Vjgc", "|// x\n// y"}, {"a|bc", "vhd", "|c"}, {"a|bc", "vohd", "|c"}, {"|abc", "v<esc>x", "|bc"}, {"one |two", "yiwbvep", "tw|o two"},
		{"vx |ab cd ef", "v2iwd", "vx |cd ef"}, {"a|b cd ef", "vawawd", "|ef"}, {"f(|a, b)", "vi(i(d", "f(|)"}, {"x (a (|b))", "va(a(d", "x| "}, {"|a\n\nb\n\nc", "v2ipd", "|b\n\nc"},
		{"|a\nb\nc\nd", "Vjd.", "|"}, {"|a\nb\nc", "Vd.", "|c"}, {"|abcd ef", "vld.", "| ef"}, {"|ab cd", "viw~w.", "AB |CD"}, {"|x\ny", "V>.", "\t\t|x\ny"}, {"|a\nb\nc\nd", "VjJj.", "a b\nc| d"}, {"|a\nb\nc", "vjdj.", "\n|c"},
		{"|six\n\nx", "A<enter>z<esc>.", "six\nz\n|z\n\nx"}, {"x|aa", "iaa<esc>.", "xaa|aaaa"},
		// what is no command changes nothing
		{"|abc", "dq", "|abc"}, {"|abc", "d<esc>x", "|bc"}, {"|abc", "fzx", "|bc"}, {"|", "x", "|"}, {"|", "dw", "|"}, {"|", "yyp", "\n|"}, {"|a", "99999999999x", "|"},
	} {
		v := &vim{mode: vimNormal}
		if got := pressVim(v, c[0], strings.ReplaceAll(c[1], "<lt>", "<")); got != c[2] {
			t.Errorf("%q %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// TestVimAnyKeys presses keys at random: the cursor stays on a character of the text, and undo goes
// back to the text of the beginning.
func TestVimAnyKeys(t *testing.T) {
	rnd := rand.New(rand.NewSource(7))
	keys := []string{"h", "j", "k", "l", "w", "b", "e", "W", "0", "$", "^", "G", "gg", "fa", "tb", ";", "%", "{", "}", "d", "c", "y", "x", "X", "s", "D", "C", "p", "P", "J", "~", "rz", "u", "<ctrl+r>", ".",
		"v", "V", "o", "O", "i", "a", "A", "iw", "i(", "2", "3", ">", "gU", "gc", "<esc>", "日", "é", "n", "*", "<enter>", "<backspace>"}
	for round := range 200 {
		start := []string{"", "a", "f(x, \"日本\")\n\n\tb := 1\n", "one two\nthree"}[round%4]
		b, v := newBuffer(start), &vim{mode: vimNormal}
		pressed := ""
		for range 60 {
			k := keys[rnd.Intn(len(keys))]
			pressed += k
			if strings.HasPrefix(k, "<") || utf8.RuneCountInString(k) == len(k) {
				pressVimIn(v, b, k)
			} else {
				v.key(b, vimKey{k, k}, "go")
			}
			if b.cur < 0 || b.cur > len(b.text) || !utf8.RuneStart((b.text + "x")[b.cur]) {
				t.Fatalf("%q %s: the cursor is at %d of %q", start, pressed, b.cur, b.text)
			}
		}
		for b.undo() {
		}
		if b.text != start {
			t.Fatalf("%q %s: undone it is %q", start, pressed, b.text)
		}
	}
}
