package text

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// runLines are objects of which more or less is a run, each followed by one that is whole.
var runLines = []string{
	`{"ts":"2026-01-01T00:00:00.000Z","user":9763,"page":"/p/00000","ms":1190,"amount":69.25}`,
	`{"ts":"2026-01-01T00:00:59.999Z","user":-1,"page":"","ms":-2147483648,"amount":-0.5}`,
	`{"ts":"1969-12-31T23:59:59.001Z","user":999999999999999999,"page":"a long page name, longer than sixteen","ms":0,"amount":1}`,
	`{"ts":"2026-01-01T00:00:60.000Z","user":1,"page":"x","ms":1,"amount":1.0}`, `{"ts":"2026-01-01T00:00:0:.000Z","user":1,"page":"x","ms":1,"amount":1.0}`,
	`{"ts":"2026-01-01 00:00:01.5Z","user":1,"page":"x","ms":1,"amount":1.0}`, `{"ts":1,"user":1,"page":"x","ms":1,"amount":1.0}`,
	`{"ts":null,"user":null,"page":null,"ms":null,"amount":null}`, `{"ts":nul,"user":1}`, `{"ts":nullx,"user":1}`,
	`{"user":1,"ts":"2026-01-01T00:00:00.000Z","page":"x","ms":1,"amount":1.0}`, `{"more":[1,{"a":2}],"user":7,"page":"x","ms":1,"amount":1.0}`,
	`{"ts":"2026-01-01T00:00:00.000Z","user":1,"user":2,"page":"x","page":3,"ms":1,"amount":1.0,"amount":2.5}`,
	`{"ts":"2026-01-01T00:00:00.000Z", "user":1,"page":"x" ,"ms":1,"amount":1.0}`, `{"ts":"2026-01-01T00:00:00.000Z","user":1 ,"page":"x","ms":1}`,
	`{"user":01,"page":"x"}`, `{"user":0,"page":"0"}`, `{"user":-0,"amount":-0.0}`, `{"user":-,"page":"x"}`, `{"user":1.5,"page":"x"}`, `{"user":1e3,"page":"x"}`,
	`{"user":9999999999999999999,"page":"x"}`, `{"ms":2147483648,"amount":1.0}`, `{"ms":1}`, `{}`, `{"user":1,}`, `{"user":1`, `{"user":1}x`, `{"user":`, `{"user"`, `{`,
	`{"page":"a\"b\\c\n\u00e9"}`, `{"page":"é日本"}`, "{\"page\":\"\xff\"}", "{\"page\":\"a\tb\"}", `{"page":"open`, `{"page":'x'}`, `{"page":7}`, `{"page":{"a":1}}`,
	`{"amount":.5}`, `{"amount":1.}`, `{"amount":123456789012345.5}`, `{"amount":0.1}`, `{"amount":00.5}`, `{"amount":1e10}`, `{"amount":"NaN"}`, `{"amount":NaN}`,
	`{"ts":"2026-02-30T00:00:00.000Z"}`, `{"ts":"2026-01-01T00:00:00.000Z`, `{"ts":"2026-01-01T24:00:00.000Z"}`, `[{"user":1},{"user":2}]`, `null`, `7`, ``,
}

// decodedLines decodes lines without marks, that is without runs, where plain is false.
func decodedLines(t testing.TB, lines string, o JSONOptions, runs bool) *JSON {
	s, err := data.ParseSchema("ts TIMESTAMP, user BIGINT, page STRING, ms INT, amount DOUBLE, _corrupt_record STRING")
	if err != nil {
		t.Fatal(err)
	}
	d := NewJSON(s, o)
	if !runs {
		for i := range d.root.marks {
			d.root.marks[i] = unmet
		}
	}
	if err := d.Lines([]byte(lines)); err != nil {
		t.Fatal(err)
	}
	return d
}

func sameRows(t testing.TB, what string, got, want *JSON) {
	t.Helper()
	if got.Corrupt() != want.Corrupt() {
		t.Fatalf("%q: %d bad records, want %d", what, got.Corrupt(), want.Corrupt())
	}
	g, w := got.Finish(), want.Finish()
	for i, f := range g.Schema.Fields {
		var a, b data.Digest
		a.Column(g.Cols[i])
		b.Column(w.Cols[w.Schema.Index(f.Name)])
		if g.N != w.N || a.Sum() != b.Sum() {
			t.Fatalf("%q: column %s of %d and %d rows differs", what, f.Name, g.N, w.N)
		}
	}
}

// TestRuns holds runs to the general reader, alone and among other rows.
func TestRuns(t *testing.T) {
	all := strings.Join(runLines, "\n"+runLines[0]+"\n")
	for _, lines := range append(runLines, all) {
		sameRows(t, lines, decodedLines(t, lines, JSONOptions{}, true), decodedLines(t, lines, JSONOptions{}, false))
	}
}

// TestKeep holds what comes out of kept columns to the same columns among all.
func TestKeep(t *testing.T) {
	for _, keep := range [][]bool{{true, true, false, false, false, false}, {false, false, true, true, false, false}, {false, true, false, true, true, false}} {
		for _, lines := range append(runLines, strings.Join(runLines, "\n")) {
			got, want := decodedLines(t, lines, JSONOptions{Keep: keep}, true), decodedLines(t, lines, JSONOptions{}, false)
			want.bad = got.bad // a column that is left out need not fit
			sameRows(t, lines, got, want)
		}
	}
}

// FuzzRuns is both over any lines.
func FuzzRuns(f *testing.F) {
	for _, line := range runLines {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, lines string) {
		want := func() *JSON { return decodedLines(t, lines, JSONOptions{}, false) }
		sameRows(t, lines, decodedLines(t, lines, JSONOptions{}, true), want())
		got, all := decodedLines(t, lines, JSONOptions{Keep: []bool{false, true, true, false, false, false}}, true), want()
		all.bad = got.bad
		sameRows(t, lines, got, all)
	})
}
