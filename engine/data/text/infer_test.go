package text

import (
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
