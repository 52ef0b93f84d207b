package interp

import (
	"context"
	"os"
	"strings"
	"testing"
)

// TestGoSays holds cells to what Go itself prints: testdata/gosays.txt has statements, which run at
// top level, where variables are hoisted, and inside a function.
func TestGoSays(t *testing.T) {
	text, err := os.ReadFile("testdata/gosays.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(text), "\n==\n")[1:]
	if len(cases) < 70 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		src, want, ok := strings.Cut(strings.TrimRight(c, "\n"), "\n--\n")
		if !ok {
			t.Fatalf("a case without an answer: %q", c)
		}
		for _, form := range []string{src, "func run() {\n" + src + "\n}\nrun()"} {
			it := newInterp()
			r := it.Run(context.Background(), cellsOf(form), "c1")
			if r.Err != nil {
				t.Errorf("%s\n%d:%d %s", form, r.Err.Line, r.Err.Col, r.Err.Message)
				continue
			}
			if got := strings.TrimRight(r.Stdout, "\n"); got != want {
				t.Errorf("%s\n got %q\nwant %q", form, got, want)
			}
		}
	}
}
