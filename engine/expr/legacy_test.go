package expr_test

import (
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// TestLegacy holds what changes with spark.sql.ansi.enabled=false: failures become null or wrap.
func TestLegacy(t *testing.T) {
	ctx := &expr.Context{Zone: time.UTC}
	for text, want := range map[string]string{
		"1 / 0": "NULL", "5 % 0": "NULL", "cast('a' as int)": "NULL", "cast('1.9' as int)": "1", "2147483647 + 1": "-2147483648", "cast(300 as tinyint)": "44",
		"'1.5' + 1": "2.5", "array(1)[5]": "NULL", "element_at(array(1), 5)": "NULL", "cast(1e30 as decimal(5,2))": "NULL", "1 = '1.0'": "true", "size(cast(null as array<int>))": "-1",
		"to_date('x', 'yyyy')": "NULL", "make_date(2023, 2, 29)": "NULL", "cast(cast('NaN' as double) as int)": "0", "abs(-2147483648)": "-2147483648", "cast(1e20 as int)": "2147483647",
		"coalesce(1, 'a')": "1", "date '2024-01-31' + interval 1 month": "2024-02-29",
	} {
		e, err := sql.ParseExpr(text)
		if err == nil {
			e, err = expr.Resolve(ctx, batchScope{data.NewSchema()}, e)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		c, err := expr.Eval(ctx, e, &data.Batch{Schema: data.NewSchema(), N: 1})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := expr.TextOf(ctx, c, 0); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
