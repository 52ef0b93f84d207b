package scenario

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// TestSQLText writes every expression that Spark was asked as text and parses it again: it is the
// same expression.
func TestSQLText(t *testing.T) {
	list, err := Load("testdata/recorded/functions.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, s := range list {
		e, err := sql.ParseExpr(s.Function.SQL)
		if err != nil {
			continue // a refusal was recorded
		}
		tried++
		text := expr.SQLText(e)
		again, err := sql.ParseExpr(text)
		if err == nil && expr.ParsedText(again) == expr.ParsedText(e) && again.String() == e.String() {
			continue
		}
		t.Errorf("%s\n  is written %s\n  %v", s.Function.SQL, text, err)
	}
	if tried < 1000 {
		t.Errorf("only %d expressions were tried", tried)
	}
}
