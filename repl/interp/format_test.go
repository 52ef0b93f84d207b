package interp

import (
	"errors"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"x   :=  1", "x := 1"},
		{"", ""},
		{"// nothing", "// nothing"},
		{"import \"strings\"\n\nfunc  f() int { return 1 }\n// about x\nx   := f()\n\n\ny:=2 // trailing\ntype T struct{ a int\nbb string }\nfmt.Println(x,  y)",
			"import \"strings\"\n\nfunc f() int { return 1 }\n// about x\nx := f()\n\ny := 2 // trailing\ntype T struct {\n\ta  int\n\tbb string\n}\nfmt.Println(x, y)"},
		{"x := 1; func f() {}", "x := 1\nfunc f() {}"},
		{"s := `a  \n  b`", "s := `a  \n  b`"},
	} {
		got, err := Format(c.src)
		if err != nil {
			t.Errorf("%q: %v", c.src, err)
			continue
		}
		if got != c.want {
			t.Errorf("%q:\n got %q\nwant %q", c.src, got, c.want)
		}
		if again, err := Format(got); err != nil || again != got {
			t.Errorf("%q formatted again is %q, %v", got, again, err)
		}
	}
	_, err := Format("func f() {}\nx := (\n")
	var e *CellError
	if !errors.As(err, &e) || e.Line < 2 || e.Line > 3 {
		t.Errorf("the place of an error: %+v", err)
	}
}
