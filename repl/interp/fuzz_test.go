package interp

import (
	"strings"
	"testing"
)

// FuzzSplit holds that pieces of a cell are in order, apart, and hold all of it but blanks, comments
// and semicolons.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"x := 1; y := 2", "func f() {}\nfunc() {}()\nfunc (t T) g() int { return 1 }", "import \"fmt\"\nvar (\n\ta = 1\n)", "`\n", "a /* b", "'", "{[(", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		end := 0
		for _, s := range split(src) {
			if s.start < end || s.end < s.start || s.end > len(src) {
				t.Fatalf("%q: piece [%d, %d) after %d", src, s.start, s.end, end)
			}
			end = s.end
		}
	})
}

// FuzzCheck holds that no text makes checking panic or hang, and that places lie in the cell.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"x := 1\nx + 1", "for i := range 3 {\n}\ntype T struct{ A int }\nT{1}.A", "a, b := 1, []int{2}\na, b = b[0], nil", "switch x := any(1).(type) {\ncase int:\n\t_ = x\n}", "var x, y int = 1\n", "spark.UDF(\"f\", func(a int32) bool { return a > 1 })", "min(1, 2)", "if"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		it := newInterp()
		for _, e := range it.Check(cellsOf("a := 1", src)) {
			lines := strings.Split(src, "\n")
			if e.Line < 1 || e.Line > len(lines) || e.Col < 1 || e.Col > len([]rune(lines[e.Line-1]))+1 || e.Len < 1 {
				t.Fatalf("%q: %d:%d+%d %s", src, e.Line, e.Col, e.Len, e.Message)
			}
		}
		for _, c := range it.cache {
			if c.cell.Kind == "go" && c.failed() == nil {
				it.build(c, c.before)
			}
		}
	})
}
