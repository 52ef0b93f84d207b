package text

import "testing"

// TestJSONLayout lays JSON out as Spark 4.3 did.
func TestJSONLayout(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":1,"s":{"a":[1,2],"b":{"x":null}},"e":[]}`: "{\n  \"id\" : 1,\n  \"s\" : {\n    \"a\" : [ 1, 2 ],\n    \"b\" : {\n      \"x\" : null\n    }\n  },\n  \"e\" : [ ]\n}",
		`{"k":"x,\"{[\\","l":[{"a":1},{"a":2}],"m":{}}`:  "{\n  \"k\" : \"x,\\\"{[\\\\\",\n  \"l\" : [ {\n    \"a\" : 1\n  }, {\n    \"a\" : 2\n  } ],\n  \"m\" : { }\n}",
	} {
		if got := string(JSONLayout{Pretty: true}.Append(nil, []byte(in))); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
