package spark_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// TestShowFunctions holds that SHOW FUNCTIONS lists nothing that Spark's does not: testdata/functions.txt is what
// Spark 4.3.0 lists.
func TestShowFunctions(t *testing.T) {
	text, err := os.ReadFile("testdata/functions.txt")
	if err != nil {
		t.Fatal(err)
	}
	theirs := strings.Fields(string(text))
	s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(0, 0) }, Zone: time.UTC}})
	for _, query := range []string{"SHOW FUNCTIONS", "SHOW SYSTEM FUNCTIONS", "SHOW ALL FUNCTIONS"} {
		got := answerOf(s, query)
		if len(got.Rows) < 400 {
			t.Errorf("%s lists %d functions: %s", query, len(got.Rows), got.Error)
		}
		for _, row := range got.Rows {
			if !slices.Contains(theirs, row[0]) {
				t.Errorf("%s lists %s, which Spark does not", query, row[0])
			}
			if a := answerOf(s, "DESCRIBE FUNCTION EXTENDED `"+row[0]+"`"); a.Error != "" || len(a.Rows) < 3 {
				t.Errorf("DESCRIBE FUNCTION EXTENDED %s: %v", row[0], a)
			}
		}
	}
}
