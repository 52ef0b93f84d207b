package spelling

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"run", "record", "watermark", "tumbling", "id", "Append", "x"}
	for word, want := range map[string]string{
		"runn": "run", "rnu": "run", "recrod": "record", "watermrak": "watermark", "tumblin": "tumbling", "APPEND": "Append", "apend": "Append",
		"": "", "q": "", "kernel": "", "window": "", "yy": "", "di": "id",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	for _, among := range [][]string{{"cat", "bat"}, {"bat", "cat"}} {
		if got := Nearest("aat", among); got != "bat" {
			t.Errorf("of equally near words %q, want the first in the alphabet", got)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"gr\u00fcn", "grun", 1}, {"ab", "ba", 2}} {
		if got := Distance(c.a, c.b); got != c.want || Distance(c.b, c.a) != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"SELECT", "SELCET", true}, {"SELECT", "SELEC", true}, {"SELECT", "SELECT", false}, {"SELECT", "SLECET", false}, {"ab", "ba", true}} {
		if got := Slip(c.a, c.b); got != c.want {
			t.Errorf("Slip(%q, %q) = %v", c.a, c.b, got)
		}
	}
}
