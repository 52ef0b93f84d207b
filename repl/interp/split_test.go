package interp

import (
	"slices"
	"testing"
)

// TestSplitHeaders holds that the semicolons of a header end no statement.
func TestSplitHeaders(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []string
	}{
		{"for k := 0; ; k++ {\n\tbreak\n}\nx := 1", []string{"for k := 0; ; k++ {\n\tbreak\n}", "x := 1"}},
		{"k := 0; for ; k < 3; {\n\tk++\n}", []string{"k := 0", "for ; k < 3; {\n\tk++\n}"}},
		{"if v := f(); v > 0 {\n} else if w := g(); w {\n}\ny := 2", []string{"if v := f(); v > 0 {\n} else if w := g(); w {\n}", "y := 2"}},
		{"a := 1;; b := 2", []string{"a := 1", "b := 2"}},
		{"for i := 0\nx := 1", []string{"for i := 0", "x := 1"}},
	} {
		var got []string
		for _, s := range split(c.src) {
			got = append(got, c.src[s.start:s.end])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q is cut into %q, want %q", c.src, got, c.want)
		}
	}
}
