package sources

import "testing"

// TestPathName names folders as Spark 4.3 did.
func TestPathName(t *testing.T) {
	for value, want := range map[string]string{
		"a/b c=d:e%": "a%2Fb c%3Dd%3Ae%25", "ü*?": "ü%2A%3F", "": "__HIVE_DEFAULT_PARTITION__", "2.5": "2.5", "x\ny": "x%0Ay",
	} {
		if got := pathName(value); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}
