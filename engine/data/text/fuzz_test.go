package text

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func fuzzSchema(t testing.TB) *data.Schema {
	s, err := data.ParseSchema("a STRING, b DOUBLE, c BIGINT, d BOOLEAN, e ARRAY<DOUBLE>, f STRUCT<g: STRING>, h MAP<STRING, STRING>, _corrupt_record STRING")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// FuzzJSON compares the decoder with encoding/json: what the library takes as an object is no broken record
// here, and values of the right type are equal.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":"x","b":1.5,"c":7,"d":true,"e":[1,2],"f":{"g":"y"},"h":{"k":"v"}}`, `{"a":"\u00e9\ud83d\ude00\n","b":-1e-7}`,
		`{"a":null,"z":[{"y":[]}],"c":9223372036854775807}`, `{"b":123456789012345678}`, `{"a":"` + strings.Repeat("long ", 20) + `"}`, `{"a" : "x" , "b":0.1}`,
		`{"b":-0}`, `{"b":-0.0}`, `{"b":1,"b":2,"c":3,"c":"x"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		d := NewJSON(fuzzSchema(t), JSONOptions{})
		if err := d.Lines([]byte(line)); err != nil {
			t.Fatal(err)
		}
		got := d.Finish()
		for i, c := range got.Cols {
			if c.Len() != got.N {
				t.Fatalf("%q: column %d has %d rows of %d", line, i, c.Len(), got.N)
			}
		}
		multi := NewJSON(fuzzSchema(t), JSONOptions{})
		if err := multi.Document([]byte(line)); err != nil {
			t.Fatal(err)
		}
		multi.Finish()
		var want map[string]any
		dec := json.NewDecoder(strings.NewReader(line))
		if strings.ContainsAny(line, "\n\r") || !utf8.ValidString(line) || dec.Decode(&want) != nil || want == nil {
			return
		}
		if d.Corrupt() == 0 {
			compareJSON(t, line, got, want)
		} else if got.N > 0 && allNull(got, 0) && fits(want) {
			t.Fatalf("%q is refused", line)
		}
	})
}

func allNull(b *data.Batch, i int) bool {
	for _, c := range b.Cols[:b.Schema.Len()-1] {
		if !data.IsNull(c, i) {
			return false
		}
	}
	return true
}

// fits tells whether an object has a field of the schema that must have come through.
func fits(want map[string]any) bool {
	s, ok := want["a"].(string)
	return ok && utf8.ValidString(s)
}

func compareJSON(t *testing.T, line string, got *data.Batch, want map[string]any) {
	t.Helper()
	for k, name := range []string{"a", "b", "d"} {
		w, there := want[name]
		if strings.Count(line, `"`+name+`"`) > 1 || strings.Contains(line, `\u`) {
			continue // names that come again or are escaped
		}
		col := []int{0, 1, 3}[k]
		g := data.ValueAt(got.Cols[col], 0)
		if text, isText := w.(string); name == "b" && isText && (strings.Contains(text, "N")) {
			continue // Spark reads NaN and infinities from text
		}
		if raw, isText := w.(string); name == "a" && there && !isText && raw == "" {
			continue // anything is text for a STRING
		}
		if name == "b" && wholeMinusZero(line) {
			w = 0.0 // a whole number has no sign at 0, as in Spark; -0.0 keeps it
		}
		if fmt.Sprint(g) != fmt.Sprint(w) {
			t.Fatalf("%q: %s is %v, want %v", line, name, g, w)
		}
	}
}

// wholeMinusZero tells whether b is written -0.
func wholeMinusZero(line string) bool {
	var raw map[string]json.RawMessage
	return json.NewDecoder(strings.NewReader(line)).Decode(&raw) == nil && string(raw["b"]) == "-0"
}

// FuzzCSV compares the decoder with encoding/csv where both follow the same rules: no backslashes, quotes
// only around whole fields.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b,c\n", `"x, y",2,` + "\n", "1,2,3\r\n4,5,6", ",,\n", "\"a\nb\",c,d\n"} {
		f.Add(s)
	}
	s, err := data.ParseSchema("a STRING, b STRING, c STRING")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := NewCSV(s, CSVOptions{MultiLine: true, EmptyValue: "", NullValue: "\x00"})
		if err := d.File([]byte(text)); err != nil {
			t.Fatal(err)
		}
		got := d.Finish()
		lines := NewCSV(s, CSVOptions{})
		if err := lines.File([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(text, "\\\"\r\x00") || !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
			return
		}
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		kept := 0
		for _, record := range want {
			if strings.TrimFunc(strings.Join(record, ","), func(r rune) bool { return r <= ' ' }) == "" {
				continue
			}
			if kept >= got.N {
				t.Fatalf("%q: %d rows, want more", text, got.N)
			}
			if len(record) == 3 && record[0] != "" && string(got.Cols[0].(*data.Bytes).At(kept)) != record[0] {
				t.Fatalf("%q: row %d begins with %q, want %q", text, kept, got.Row(kept)[0], record[0])
			}
			kept++
		}
	})
}

// FuzzInfer guesses schemas: whatever was guessed decodes the same bytes.
func FuzzInfer(f *testing.F) {
	f.Add(`{"a":1,"b":[1.5,null],"c":{"d":"x"}}` + "\n[1]\n")
	f.Add("a,b\n1,2024-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := InferJSON([][]byte{[]byte(text)}, false, JSONOptions{}); err == nil {
			d := NewJSON(s, JSONOptions{})
			if err := d.Lines([]byte(text)); err != nil {
				t.Fatal(err)
			}
			d.Finish()
		}
		if s, err := InferCSV([][]byte{[]byte(text)}, true, CSVOptions{PreferDate: true}); err == nil {
			d := NewCSV(s, CSVOptions{})
			if err := d.File([]byte(text)); err != nil {
				t.Fatal(err)
			}
			d.Finish()
		}
	})
}

// FuzzTimes holds the quick paths of times to the slow one.
func FuzzTimes(f *testing.F) {
	for _, s := range []string{"2024-01-01T10:00:00.000Z", "2024-02-29 23:59:59", "+2024-1-2 3:4:5.678+02:00", "2024-01-01 10:00:00 Europe/Berlin"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		slow, _, slowOK := slowTimestamp(trim([]byte(s)), nil)
		if v, _, ok := ParseTimestamp([]byte(s), nil); ok != slowOK || ok && v != slow {
			t.Fatalf("%q: %d %v, slowly %d %v", s, v, ok, slow, slowOK)
		}
		var c dayCache
		for range 2 {
			if v, ok := c.timestamp([]byte(s)); ok && (!slowOK || v != slow) {
				t.Fatalf("%q: %d, slowly %d %v", s, v, slow, slowOK)
			}
		}
		ParseDate([]byte(s))
		if out := (&JSONWriter{}).Row(nil, data.FromRows(data.NewSchema(data.Field{Name: s, Type: data.String}), [][]any{{s}}), 0); !json.Valid(out) {
			t.Fatalf("%q is no JSON", bytes.TrimSpace(out))
		}
	})
}
