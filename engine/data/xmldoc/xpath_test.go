package xmldoc_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data/xmldoc"
)

const library = `<lib id="1"><book y="1999"><t>A &amp; B</t></book><book y="2005"><t>C</t><!-- c --></book><x:mag xmlns:x="u">M<![CDATA[<]]></x:mag></lib>`

// TestText evaluates expressions over a small document; answers are those of Java's XPath.
func TestText(t *testing.T) {
	doc, err := xmldoc.Parse(library)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{"lib/book/t", "A & B"}, {"//book[2]/t", "C"}, {"//book[@y > 2000]/t", "C"}, {"count(//*)", "6"}, {"sum(//@y)", "4004"},
		{"lib/mag", "M<"}, {"name(lib/*[3])", "x:mag"}, {"local-name((//*)[last()])", "mag"}, {"//t[. = 'C']/../@y", "2005"},
		{"//book[2]/preceding::t", "A & B"}, {"//book[1]/following-sibling::*[1]/@y", "2005"}, {"//comment()", " c "}, {"(//t)[2]", "C"},
		{"1 div 0", "Infinity"}, {"-(3 - 5) * 2", "4"}, {"7 mod -2", "1"}, {"1 = 1 and 2 < 1 or true()", "true"}, {"'a' != 'a'", "false"},
		{"concat('a', 1.50, true())", "a1.5true"}, {"substring('12345', 1.5, 2.6)", "234"}, {"translate('bar', 'abc', 'AB')", "BAr"},
		{"normalize-space('  a  b ')", "a b"}, {"substring-after('1999/04', '/')", "04"}, {"round(-2.5)", "-2"}, {"string(number('x'))", "NaN"},
		{"lib/book/@y = 2005", "true"}, {"not(lib/none)", "true"}, {"//book[t = 'C']/ancestor::lib/@id", "1"}, {"count(//book | //t | //book)", "4"},
		{"div div div", "NaN"}, {"* [1]/@id", "1"}, {"string-length('äö')", "2"}, {"starts-with('ab', 'a')", "true"}, {"/", "A & BCM<"},
	} {
		e, err := xmldoc.Compile(c[0])
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		if got := e.Text(doc); got != c[1] {
			t.Errorf("%s: %q, want %q", c[0], got, c[1])
		}
	}
}

// TestRefused holds that what is neither XML nor XPath is said to be none.
func TestRefused(t *testing.T) {
	for _, e := range []string{"", "a[", "a]", "/a/", "nope()", "count(1)", "$v", "1 | 2", "a b", "'a", "foo::a", "not()", strings.Repeat("(", 1000)} {
		if _, err := xmldoc.Compile(e); err == nil {
			t.Errorf("%q is taken", e)
		}
	}
	for _, d := range []string{"", "text", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "<a", `<a x="1" x="2"/>`, "<a>&nope;</a>"} {
		if _, err := xmldoc.Parse(d); err == nil {
			t.Errorf("%q is taken", d)
		}
	}
}

// FuzzXPath holds that no expression and no document ends the program.
func FuzzXPath(f *testing.F) {
	f.Add("//book[@y > 2000]/t | a/ancestor-or-self::*[last()-1]", library)
	f.Fuzz(func(t *testing.T, path, text string) {
		e, err := xmldoc.Compile(path)
		doc, wrong := xmldoc.Parse(text)
		if err == nil && wrong == nil && len(text) < 1000 && len(path) < 100 {
			e.Text(doc)
		}
	})
}
