package expr_test

import (
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// onColumn puts e in the place of the first input column.
func onColumn(in, e expr.Expr) expr.Expr {
	if ref, ok := in.(*expr.Ref); ok && ref.Index == 0 {
		return e
	}
	children := append([]expr.Expr{}, in.Children()...)
	for i, c := range children {
		children[i] = onColumn(c, e)
	}
	if len(children) == 0 {
		return in
	}
	return in.With(children)
}

// documents are texts for from_json of which some are bad in some field, some altogether.
func documents(n int) *data.Batch {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{[]any{nil, "", "[]", `{"a":1,"b":`, `{"a":1,"b":2,"l":[3]}`, `{"a":"no","b":"y","l":[1,"no"]}`, `{"b":"z","a":5}`, `[{"a":7,"b":"q","l":[]}]`,
			fmt.Sprintf(`{"a":%d,"b":"%d","l":[%d]}`, i%13, i%17, i), fmt.Sprintf(`{"a":%d,"b":"%d","l":[%d]}`, i%7, i, i), `{"a":1,"b":"x","l":null}`}[i%11]}
	}
	return data.FromRows(data.NewSchema(data.Field{Name: "s", Type: data.String, Nullable: true}), rows)
}

// TestPartsOfSharedCalls computes some fields of from_json, which then are all that is decoded, and compares them with the
// fields of the whole.
func TestPartsOfSharedCalls(t *testing.T) {
	in := documents(6000)
	for _, call := range []string{"from_json(s, 'a INT, b STRING, l ARRAY<INT>')", "from_json(s, 'a INT, b STRING, l ARRAY<INT>, _corrupt_record STRING')",
		"from_json(s, 'a BIGINT, b STRING, l ARRAY<INT>, x STRING', map('columnNameOfCorruptRecord', 'x'))"} {
		parse := resolved(t, in.Schema, call)
		whole, err := expr.Eval(utc, parse, in)
		if err != nil {
			t.Fatal(err)
		}
		parsed := data.NewBatch(data.NewSchema(data.Field{Name: "c", Type: parse.Type(), Nullable: true}), whole)
		last := "c." + parse.Type().Fields[len(parse.Type().Fields)-1].Name
		for _, texts := range [][]string{{"c.a"}, {"c.b", "c.a + 1"}, {"size(c.l)", "c.b"}, {last}, {"c.a", last}, {"c", "c.a"}, {"c is null", "c.l"}, {"if(c.a > 3, c.b, 'none')"}} {
			var over, shared []expr.Expr
			for _, text := range texts {
				e := resolved(t, parsed.Schema, text)
				over, shared = append(over, e), append(shared, onColumn(e, parse))
			}
			want, err := expr.EvalAll(utc, over, parsed)
			if err != nil {
				t.Fatal(err)
			}
			got, err := expr.EvalAll(utc, shared, in)
			if err != nil {
				t.Fatal(err)
			}
			for k := range want {
				var a, b data.Digest
				a.Column(got[k])
				b.Column(want[k])
				if a.Sum() != b.Sum() {
					t.Errorf("%s: %s differs when it is computed with %v", call, texts[k], texts)
				}
			}
		}
	}
}

// TestSharedCallsKeepTheirRows asks one from_json for its fields in every part of a condition: each row
// passes exactly when it passes alone.
func TestSharedCallsKeepTheirRows(t *testing.T) {
	const n = 50_000
	line := data.NewSchema(data.Field{Name: "s", Type: data.String, Nullable: true})
	rows := make([][]any, n)
	for i := range rows {
		switch i % 11 {
		case 3:
			rows[i] = []any{nil}
		case 7:
			rows[i] = []any{`{"a":` + fmt.Sprint(i%13) + `,"b":`}
		default:
			rows[i] = []any{fmt.Sprintf(`{"a":%d,"b":"%d","l":[%d]}`, i%13, i%17, i)}
		}
	}
	in := data.FromRows(line, rows)
	parse := resolved(t, line, "from_json(s, 'a INT, b STRING, l ARRAY<INT>')")
	parsed := data.NewSchema(data.Field{Name: "c", Type: parse.Type(), Nullable: true})
	for _, text := range []string{
		"c.a > 3 and c.b like '1%'", "c.a > 3 and (c.b = '4' or c.a = 5 and c.l[0] > 9) and c is not null",
		"case when c.a > 6 then c.b else cast(c.a as string) end > '3'", "c.b is null and c.a is null", "c is null or exists(c.l, e -> e % 2 = c.a % 2)",
	} {
		cond := onColumn(resolved(t, parsed, text), parse)
		got, err := expr.EvalFilter(utc, cond, in)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 || len(got) == n {
			t.Fatalf("%s: %d rows pass, which shows nothing", text, len(got))
		}
		k := 0
		for i := range n {
			if i%50 != 0 && i > 200 {
				for k < len(got) && int(got[k]) <= i {
					k++
				}
				continue
			}
			alone, err := expr.EvalFilter(utc, cond, in.Slice(i, i+1))
			if err != nil {
				t.Fatal(err)
			}
			passes := k < len(got) && int(got[k]) == i
			if passes {
				k++
			}
			if passes != (len(alone) == 1) {
				t.Fatalf("%s: row %d %v passes: %t, alone: %t", text, i, rows[i], passes, len(alone) == 1)
			}
		}
	}
}

// BenchmarkFromJSON filters clicks by fields of a JSON text, and takes others of those that pass.
func BenchmarkFromJSON(b *testing.B) {
	const n = 1 << 16
	s := data.NewBytesBuilder(data.String, n)
	for i := range n {
		s.AddString(fmt.Sprintf(`{"ts":"2026-01-01T00:00:%02d.%03dZ","user":%d,"page":"/p/%05d","ms":%d,"amount":%.2f}`, i/1000%60, i%1000, i*7919%100_000, i*31%3000, i%700, float64(i%400)*0.25))
	}
	in := data.NewBatch(data.NewSchema(data.Field{Name: "s", Type: data.String, Nullable: true}), s.Finish())
	parse := resolved(b, in.Schema, "from_json(s, 'ts TIMESTAMP, user BIGINT, page STRING, ms INT, amount DOUBLE')")
	parsed := data.NewSchema(data.Field{Name: "c", Type: parse.Type(), Nullable: true})
	cond := onColumn(resolved(b, parsed, "c.ms > 100 and c.page like '%7'"), parse)
	var list []expr.Expr
	for _, text := range []string{"c.user", "upper(c.page)", "c.amount * 2"} {
		list = append(list, onColumn(resolved(b, parsed, text), parse))
	}
	b.ReportAllocs()
	for b.Loop() {
		sel, err := expr.EvalFilter(utc, cond, in)
		if err != nil {
			b.Fatal(err)
		}
		if _, err = expr.EvalAll(utc, list, in.Take(sel)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
}
