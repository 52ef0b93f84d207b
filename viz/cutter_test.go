package viz

import (
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	l := Line{{Text: "ab日"}, {Text: "本", Style: Key}, {Text: "cd👨‍👩‍👧e"}}
	for _, c := range []struct {
		at   []int
		want string
	}{
		{[]int{2}, "ab|日本cd👨‍👩‍👧e"},
		{[]int{3}, "ab|日本cd👨‍👩‍👧e"},
		{[]int{4, 6}, "ab日|本|cd👨‍👩‍👧e"},
		{[]int{9, 10}, "ab日本cd|👨‍👩‍👧|e"},
		{[]int{0, 50}, "|ab日本cd👨‍👩‍👧e|"},
	} {
		var got []string
		for _, part := range l.Split(c.at) {
			got = append(got, part.String())
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("at %v: %q, want %q", c.at, s, c.want)
		}
	}
}

// Nothing of a text is lost where it is broken, however wide its characters are.
func TestWrapKeepsWide(t *testing.T) {
	for w := 1; w < 12; w++ {
		text := "  a" + strings.Repeat("日本", 12) + " b👨‍👩‍👧 c"
		var got strings.Builder
		for _, l := range Wrap(Plainly(text), w) {
			if l.Width() > max(w, 2) {
				t.Errorf("%d columns: %q is %d wide", w, l, l.Width())
			}
			got.WriteString(strings.ReplaceAll(l.String(), " ", ""))
		}
		if want := strings.ReplaceAll(text, " ", ""); got.String() != want {
			t.Errorf("%d columns: %q became %q", w, want, got.String())
		}
	}
}
