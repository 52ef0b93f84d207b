package expr_test

import (
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// batchScope finds columns of a batch by name.
type batchScope struct{ schema *data.Schema }

func (s batchScope) Column(parts []string, at expr.Span) (expr.Expr, int, error) {
	k := s.schema.Index(parts[0])
	if k < 0 {
		return nil, 0, expr.Errorf("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703", at, "%s", parts[0])
	}
	f := s.schema.Fields[k]
	return &expr.Ref{Index: k, Name: f.Name, Typ: f.Type, Null: f.Nullable}, 1, nil
}

func (s batchScope) Star([]string, expr.Span) ([]expr.Expr, error) { return nil, nil }

func resolved(t testing.TB, schema *data.Schema, text string) expr.Expr {
	t.Helper()
	e, err := sql.ParseExpr(text)
	if err != nil {
		t.Fatal(err)
	}
	if e, err = expr.Resolve(utc, batchScope{schema}, e); err != nil {
		t.Fatal(text, err)
	}
	return expr.Fold(utc, e)
}

func benchBatch(n int) *data.Batch {
	col := func(name string, t *data.Type) data.Field { return data.Field{Name: name, Type: t} }
	s := data.NewSchema(col("i", data.Int), col("l", data.Long), col("d", data.Double), col("s", data.String), col("n", data.String), col("j", data.String))
	b := make([]data.Builder, s.Len())
	for k, f := range s.Fields {
		b[k] = data.NewBuilder(f.Type, n)
	}
	for i := range n {
		row := []any{int32(i % 1000), int64(i) * 7, float64(i) / 3, fmt.Sprintf("page-%d", i%97), fmt.Sprint(i), fmt.Sprintf(`{"a":%d,"b":"x%d","c":{"d":[1,2]}}`, i, i%10)}
		for k, v := range row {
			b[k].Append(v)
		}
	}
	cols := make([]data.Column, len(b))
	for k := range b {
		cols[k] = b[k].Finish()
	}
	return data.NewBatch(s, cols...)
}

// BenchmarkEval prints nanoseconds a row of common expressions.
func BenchmarkEval(b *testing.B) {
	const n = 16384
	in := benchBatch(n)
	for _, text := range []string{"i + 1", "l + l", "d * 2.5D", "l > 5000", "i % 7", "upper(s)", "s like '%-1%'", "concat(s, '!')", "length(s)", "cast(n as int)", "cast(l as string)",
		"case when i > 500 then l else 0 end", "from_json(j, 'a INT, b STRING')", "get_json_object(j, '$.c.d[1]')", "to_json(struct(i, s))", "i in (1, 2, 3)", "hash(s, i)"} {
		e := resolved(b, in.Schema, text)
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := expr.Eval(utc, e, in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
		})
	}
}

// BenchmarkFilter prints nanoseconds a row of WHERE.
func BenchmarkFilter(b *testing.B) {
	const n = 16384
	in := benchBatch(n)
	e := resolved(b, in.Schema, "i > 100 and l < 90000 and s like 'page-1%'")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.EvalFilter(utc, e, in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
}
