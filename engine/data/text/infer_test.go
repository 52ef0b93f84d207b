package text

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// simple writes a type as Spark's simpleString does.
func simple(t *data.Type) string {
	switch t.Kind {
	case data.KindStruct:
		var parts []string
		for _, f := range t.Fields {
			parts = append(parts, f.Name+":"+simple(f.Type))
		}
		return "struct<" + strings.Join(parts, ",") + ">"
	case data.KindArray:
		return "array<" + simple(t.Elem) + ">"
	}
	return strings.ToLower(t.String())
}

// TestSparkInference holds guessed schemas to Spark's.
func TestSparkInference(t *testing.T) {
	seen := 0
	for _, a := range answers(t) {
		if a.Schema != "" {
			continue
		}
		seen++
		t.Run(a.Format+"/"+a.Content, func(t *testing.T) {
			var s *data.Schema
			var err error
			if a.Format == "json" {
				s, err = InferJSON([][]byte{[]byte(a.Content)}, a.Options["multiLine"] == "true", JSONOptions{
					InferTimestamp: a.Options["inferTimestamp"] == "true", PrefersDecimal: a.Options["prefersDecimal"] == "true",
					PrimitivesAsString: a.Options["primitivesAsString"] == "true",
				})
			} else {
				s, err = InferCSV([][]byte{[]byte(a.Content)}, a.Options["inferSchema"] == "true", csvTestOptions(a.Options, Permissive))
			}
			if a.Error != "" {
				if err == nil || !strings.Contains(a.Error, err.Error()) {
					t.Fatalf("error %v, Spark's is %s", err, a.Error)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := simple(s.Type()); got != a.Type {
				t.Errorf("%v: %s, Spark guesses %s", a.Options, got, a.Type)
			}
		})
	}
	if seen < 30 {
		t.Fatalf("only %d questions", seen)
	}
}

// TestInferenceFits holds the quick way, which only looks whether a value fits what was guessed
// before, to guesses of each record by itself that are merged.
func TestInferenceFits(t *testing.T) {
	values := []string{"null", "1", "-7", "12345678901234567890", "1.5", "1e3", "true", `"x"`, `"2024-01-01 10:00:00"`, `"2024-01-01"`, `{}`, `{"a":1}`, `{"a":"x","b":[1]}`,
		`{"b":null,"a":2.5}`, `[]`, `[1,2]`, `[null,"x"]`, `[{"a":1},{"b":2}]`, `{"a":1,"a":2}`, `nul`, `[1`, `NaN`}
	names := []string{"a", "b", "c", "ä", "a"}
	rnd := rand.New(rand.NewSource(3))
	for n := range 3000 {
		o := JSONOptions{InferTimestamp: n%2 == 0, PrimitivesAsString: n%7 == 0, PrefersDecimal: n%5 == 0, CorruptColumn: DefaultCorruptColumn}
		var text strings.Builder
		merged := &jsonInference{r: newJSONReader(o), o: o}
		for range rnd.Intn(6) + 1 {
			var fields []string
			for range rnd.Intn(4) {
				fields = append(fields, fmt.Sprintf("%q: %s", names[rnd.Intn(len(names))], values[rnd.Intn(len(values))]))
			}
			line := "{" + strings.Join(fields, " , ") + "}"
			text.WriteString(line + "\n")
			one := &jsonInference{r: newJSONReader(o), o: o}
			if err := one.document([]byte(line)); err != nil {
				t.Fatal(err)
			}
			merged.root, merged.corrupt = merged.merge(merged.root, one.root), merged.corrupt || one.corrupt
		}
		got, err := InferJSON([][]byte{[]byte(text.String())}, false, o)
		want, wantErr := merged.schema()
		if fmt.Sprint(got, err) != fmt.Sprint(want, wantErr) {
			t.Fatalf("%+v\n%s\ngot  %v %v\nwant %v %v", o, text.String(), got, err, want, wantErr)
		}
	}
}

// TestCSVGuesses holds the quick looks at a value of CSV to the whole search.
func TestCSVGuesses(t *testing.T) {
	values := []string{"1", "3000000000", "1.5", "true", "x", "", "2024-01-01", "2024-01-01 10:00", "2024-01-01T10:00:00Z", "2024-13-01 10:00:00", "NaN", "10:00", "2024-01-01 25:00:00"}
	rnd := rand.New(rand.NewSource(4))
	for n := range 3000 {
		in := &csvInference{tok: csvTokens{o: CSVOptions{PreferDate: n%2 == 0}.filled()}, types: true}
		var so, want guess
		var seen []string
		for range rnd.Intn(6) + 1 {
			v := values[rnd.Intn(len(values))]
			seen = append(seen, v)
			switch found := in.typeOf([]byte(v)); {
			case want == nil:
				want = found
			case want.Kind == data.KindBoolean && found.Kind != data.KindBoolean:
				want = data.String
			default:
				want = widen(want, found)
			}
			so = in.guess(so, []byte(v))
		}
		if !so.Equal(want) {
			t.Fatalf("%q: %v, want %v", seen, so, want)
		}
	}
}
