package sql

import (
	"strings"
	"testing"
	"time"
)

// TestDeep reads texts that nest: none may overflow the stack or take more than a moment, whether
// it is good or not.
func TestDeep(t *testing.T) {
	for _, c := range []struct{ open, shut string }{
		{"(", ")"}, {"case when ", " then 1 end"}, {"cast(", " as int)"}, {"- ", ""}, {"not ", ""}, {"array(", ")"}, {"f(", ")"},
		{"(select ", ")"}, {"struct(", ")"}, {"x -> ", ""}, {"a[", "]"}, {"substring(", " from 1)"}, {"exists(select ", ")"},
		{"1 + ", ""}, {"interval ", " day"}, {"trim(both ", " from 'a')"}, {"extract(day from ", ")"}, {"if(", ", 1, 2)"},
	} {
		for _, n := range []int{30, 5000} {
			for _, text := range []string{
				strings.Repeat(c.open, n) + "1" + strings.Repeat(c.shut, n),
				strings.Repeat(c.open, n) + "1",
				strings.Repeat(c.open, n) + "1" + strings.Repeat(c.shut, n/2) + " ] )",
			} {
				began := time.Now()
				_, _ = ParseStatement("SELECT " + text)
				_, _ = ParseStatement("SELECT 1 FROM " + text)
				if took := time.Since(began); took > time.Minute { // only what never ends comes to it
					t.Errorf("%q %d times: %v", c.open, n, took)
				}
			}
		}
	}
}
