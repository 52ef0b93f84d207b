package text_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// TestDeepDocuments holds Jackson's limit of depth, as Spark 4.3 answered: at it documents are read, and beyond it
// they are refused in its words however deep they are.
func TestDeepDocuments(t *testing.T) {
	const refusal = "com.fasterxml.jackson.core.exc.StreamConstraintsException: Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)"
	for _, c := range []struct {
		begin, end string
		depth      int
		want       string
	}{
		{"[", "]", 1000, ""}, {`{"a":`, "}", 1000, ""},
		{"[", "]", 1001, refusal}, {`{"a":`, "}", 1001, refusal},
		{"[", "", 5_000_000, refusal}, {`[{"a":`, "", 2_000_000, refusal},
	} {
		doc := strings.Repeat(c.begin, c.depth) + "1" + strings.Repeat(c.end, c.depth)
		if got := text.JSONFault([]byte(doc), text.JSONOptions{}); got != c.want {
			t.Errorf("%d times %s: %q, want %q", c.depth, c.begin, got, c.want)
		}
	}
}
