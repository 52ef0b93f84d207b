package text

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// TestEscapes writes and reads quotes and escapes under the options that concern them; what is written
// is what Spark 4.3 wrote.
func TestEscapes(t *testing.T) {
	values := []any{`a"b`, `a\b`, `a\"b`, `x,"y`, `\`, `"`, `a,\"`}
	rows := make([][]any, len(values))
	for i, v := range values {
		rows[i] = []any{v}
	}
	s := data.NewSchema(data.Field{Name: "s", Type: data.String, Nullable: true})
	b := data.FromRows(s, rows)
	for _, c := range []struct {
		w    CSVWriter
		want string
	}{
		{CSVWriter{}, `"a\"b"|a\b|"a\\\"b"|"x,\"y"|\|"\""|"a,\\\""`},
		{CSVWriter{EscapeEscape: '#'}, `"a\"b"|a\b|"a#\\"b"|"x,\"y"|\|"\""|"a,#\\""`},
		{CSVWriter{Escape: '"'}, `"a""b"|a\b|"a\""b"|"x,""y"|\|""""|"a,\"""`},
		{CSVWriter{Escape: '"', EscapeEscape: '#'}, `"a""b"|a\b|"a\""b"|"x,""y"|\|""""|"a,\"""`},
		{CSVWriter{Escape: '#', EscapeEscape: '!'}, `"a#"b"|a\b|"a\#"b"|"x,#"y"|\|"#""|"a,\#""`},
		{CSVWriter{BareQuotes: true}, `a"b|a\b|a\"b|"x,\"y"|\|"\""|"a,\\\""`},
		{CSVWriter{QuoteAll: true}, `"a\"b"|"a\\b"|"a\\\"b"|"x,\"y"|"\\"|"\""|"a,\\\""`},
		{CSVWriter{QuoteAll: true, EscapeEscape: '#'}, `"a\"b"|"a#\b"|"a#\\"b"|"x,\"y"|"#\"|"\""|"a,#\\""`},
	} {
		w := c.w
		out := w.Rows(nil, b)
		if got := strings.ReplaceAll(strings.TrimSuffix(string(out), "\n"), "\n", "|"); got != c.want {
			t.Errorf("%+v: %s\nwant %s", c.w, got, c.want)
		}
		d := NewCSV(s, CSVOptions{Escape: c.w.Escape, EscapeEscape: c.w.EscapeEscape})
		if err := d.File(out); err != nil {
			t.Fatal(err)
		}
		back := d.Finish()
		for i, v := range values {
			if got := data.ValueAt(back.Cols[0], i); got != v {
				t.Errorf("%+v: %v came back as %v", c.w, v, got)
			}
		}
	}
}
