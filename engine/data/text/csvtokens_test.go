package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCutLine compares lines of all lengths around those at which CutLine looks further with what a pattern splits.
func TestCutLine(t *testing.T) {
	end := regexp.MustCompile("\r\n|\n|\r")
	for _, size := range []int{0, 1, 4094, 4095, 4096, 4097, 8191, 8192, 9000} {
		for _, ends := range []string{"\n", "\r\n", "\r", "\r\r\n", "\n\r", ""} {
			long := strings.Repeat("x", size)
			content := long + ends + "y" + ends + long + "z" + ends
			want := end.Split(content, -1)
			if want[len(want)-1] == "" { // behind the last end there is no line
				want = want[:len(want)-1]
			}
			var got []string
			for p := 0; p < len(content); {
				var line []byte
				line, p = CutLine([]byte(content), p)
				got = append(got, string(line))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d bytes, %q: %d lines, want %d", size, ends, len(got), len(want))
			}
		}
	}
}
