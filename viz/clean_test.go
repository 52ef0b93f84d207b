package viz

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                      "plain",
		"日本語 é":                      "日本語 é",
		"a\tb\nc\r":                  `a\tb\nc\r`,
		"\x1b[31mred\x1b]0;t\x07":    `\x1b[31mred\x1b]0;t\x07`,
		"\u009b31m":                  `\u009b31m`,
		"abc\u202edef\u2066":         `abc\u202edef\u2066`,
		"\u200bzero\ufeff":           `\u200bzero\ufeff`,
		"bad \xff utf":               `bad \xff utf`,
		"\x7f":                       `\x7f`,
		"👩\u200d💻":                   "👩\u200d💻",
		"\U000e0041 tag \u2028 line": `\U000e0041 tag \u2028 line`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[0m\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !visible(r) }) {
			t.Fatalf("Clean(%q) = %q is not clean", s, got)
		}
		if again := Clean(got); again != got {
			t.Fatalf("Clean is not stable: %q then %q", got, again)
		}
		for w := range 6 {
			if n := Width(Cut(got, w, "…")); n > w {
				t.Fatalf("Cut(%q, %d) is %d wide", got, w, n)
			}
		}
	})
}

func TestLine(t *testing.T) {
	l := Line{{Text: "ab日本"}, {Text: "cd", Style: Dim}}
	for _, c := range []struct {
		got  Line
		want string
	}{
		{l.Slice(0, 3), "ab "},
		{l.Slice(1, 7), "b日本c"},
		{l.Fit(5, "…"), "ab日…"},
		{l.Fit(10, "…"), "ab日本cd  "},
		{l.Over(2, Plainly("XX")), "abXX本cd"},
		{l.Over(10, Plainly("X")), "ab日本cd  X"},
	} {
		if c.got.String() != c.want {
			t.Errorf("got %q, want %q", c.got.String(), c.want)
		}
	}
}

// TestMeasure counts columns as either kind of terminal does: where it adds up the characters, a
// table leaves out what terminals do not agree about, so that its columns stand below each other.
func TestMeasure(t *testing.T) {
	table := &Table{Total: 3, Columns: []Column{{Name: "who"}, {Name: "n"}}, Rows: [][]Cell{
		{{Text: "👩\u200d💻 dev"}, {Text: "1"}}, {{Text: "❤\ufe0f"}, {Text: "2"}}, {{Text: "नि\u0928"}, {Text: "3"}}}}
	for on, want := range map[bool]string{
		false: " who     n\n 👩\u200d💻 dev  1\n ❤\ufe0f      2\n निन      3\n",
		true:  " who       n\n 👩💻 dev  1\n ❤         2\n निन       3\n",
	} {
		MeasureCharacters(on)
		got := Lines(DrawTable(table, 30, 0, Theme{}, TableLook{Row: -1, Col: -1}))
		cut, width := Cut("👍🏽👍🏽", 3, "."), Width("👍🏽")
		MeasureCharacters(false)
		if got != want {
			t.Errorf("by character %v:\n%swant\n%s", on, got, want)
		}
		if wide := map[bool]int{false: 2, true: 4}[on]; width != wide || cut != map[bool]string{false: "👍🏽.", true: "."}[on] {
			t.Errorf("by character %v: width %d, cut %q", on, width, cut)
		}
	}
}
