package tui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sparkrepl/sparkrepl/viz"
)

// colours writes a text with its styles in brackets.
func colours(kind, text string) string {
	var b strings.Builder
	for i, l := range codeLines(kind, text, nil) {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, c := range l {
			if c.Style != viz.Plain {
				b.WriteString("<" + string(c.Style) + ":" + c.Text + ">")
			} else {
				b.WriteString(c.Text)
			}
		}
	}
	return b.String()
}

func TestHighlight(t *testing.T) {
	for _, c := range []struct{ kind, text, want string }{
		{"go", "x := f(\"a\", 10) // hi", "x := <call:f>(<string:\"a\">, <number:10>) <comment:// hi>"},
		{"go", "`a\nb`", "<string:`a>\n<string:b`>"},
		{"go", "\"open", "<string:\"open>"},
		{"sql", "SELECT count(*) AS n -- all", "<keyword:SELECT> <call:count>(*) <keyword:AS> n <comment:-- all>"},
		{"sql", "WHERE a = 'it\\'s' AND b > 1.5e3", "<keyword:WHERE> a = <string:'it\\'s'> <keyword:AND> b > <number:1.5e3>"},
		{"sql", "/* a\nb */ `x y`", "<comment:/* a>\n<comment:b */> <string:`x y`>"},
		{"sql", "'open", "<string:'open>"},
		{"md", "SELECT", "SELECT"},
	} {
		if got := colours(c.kind, c.text); got != c.want {
			t.Errorf("%s %q\n got %s\nwant %s", c.kind, c.text, got, c.want)
		}
	}
}

// TestHighlightKeepsText holds that colours never change, lose or repeat a character.
func TestHighlightKeepsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("[a-zA-Z0-9 '\"`/*\\-(){}\\\\\n;.é日]{0,60}").Draw(t, "text")
		kind := rapid.SampledFrom([]string{"go", "sql", "md"}).Draw(t, "kind")
		var got []string
		for _, l := range codeLines(kind, text, nil) {
			got = append(got, l.String())
		}
		if s := strings.Join(got, "\n"); s != text {
			t.Fatalf("%s %q became %q", kind, text, s)
		}
	})
}

func TestBrackets(t *testing.T) {
	for _, c := range []struct {
		text    string
		cur     int
		a, b    int
		matched bool
	}{{"f(a[1])", 1, 1, 6, true}, {"f(a[1])", 7, 6, 1, true}, {"f(a[1])", 6, 6, 1, true}, {"f(a", 1, 0, 0, false}, {"abc", 1, 0, 0, false}} {
		a, b, ok := bracketMatch(c.text, c.cur)
		if a != c.a || b != c.b || ok != c.matched {
			t.Errorf("%q at %d: %d %d %v", c.text, c.cur, a, b, ok)
		}
	}
}
