package expr_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
	"pgregory.net/rapid"
)

// laws are expressions over x INT, y INT, s STRING, b BOOLEAN, f DOUBLE that must give the same
// for a batch and for its rows one by one.
var laws = []string{
	"x + y", "x * 2 - y", "x / y", "x % y", "try_divide(x, y)", "case when y <> 0 then x / y else -1 end", "if(b, x, y)", "coalesce(x, y, 0)", "b and x > y", "b or x / y > 1",
	"not b", "x in (1, y, null)", "x between y and 3", "x <=> y", "greatest(x, y, 2)", "upper(s)", "substring(s, x, y)", "s like '%a_'", "concat_ws('-', s, 'z', s)", "cast(s as int)",
	"try_cast(s as int)", "cast(x as string)", "array(x, y)[0]", "array_sort(array(x, y, 3))", "transform(array(x, y), e -> e + x)", "filter(array(x, y), e -> e > 1)", "map('k', x)['k']",
	"named_struct('a', x, 'b', s).b", "to_json(named_struct('a', x, 'b', s))", "round(f, 1)", "hash(x, s, f)", "aggregate(array(x, y), 0, (a, e) -> a + coalesce(e, 0))", "date_add(date '2024-01-31', x)",
	"array_union(array(x), array(y, 1))", "split(s, 'a')", "cast(f as decimal(5,1))", "nullif(x, y)", "element_at(array(x, y), 2)", "array_distinct(array(x, y, x))", "f > x",
}

func lawSchema() *data.Schema {
	col := func(name string, t *data.Type) data.Field { return data.Field{Name: name, Type: t, Nullable: true} }
	return data.NewSchema(col("x", data.Int), col("y", data.Int), col("s", data.String), col("b", data.Boolean), col("f", data.Double))
}

// TestBatchEqualsRows holds that a batch gives what its rows give alone, whatever is null and
// wherever it is cut; and that it fails exactly when one of its rows does.
func TestBatchEqualsRows(t *testing.T) {
	schema := lawSchema()
	list := make([]expr.Expr, len(laws))
	for i, text := range laws {
		list[i] = resolved(t, schema, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 70).Draw(t, "n")
		rows := make([][]any, n)
		for i := range rows {
			rows[i] = []any{
				rapid.SampledFrom([]any{nil, int32(0), int32(1), int32(-2), int32(3)}).Draw(t, "x"), rapid.SampledFrom([]any{nil, int32(0), int32(1), int32(2)}).Draw(t, "y"),
				rapid.SampledFrom([]any{nil, "", "a", "bab", "17", "é"}).Draw(t, "s"), rapid.SampledFrom([]any{nil, true, false}).Draw(t, "b"), rapid.SampledFrom([]any{nil, 0.5, -1.25, 1e3}).Draw(t, "f"),
			}
		}
		in := data.FromRows(schema, rows)
		k := rapid.IntRange(0, len(list)-1).Draw(t, "law")
		whole, wholeErr := expr.Eval(utc, list[k], in)
		var rowErr error
		for i := range n {
			one, err := expr.Eval(utc, list[k], in.Slice(i, i+1))
			if err != nil {
				rowErr = err
				continue
			}
			if wholeErr == nil && !data.Equal(one, 0, whole, i) {
				t.Fatalf("%s: row %d %v gives %s alone and %s in the batch", laws[k], i, rows[i], expr.TextOf(utc, one, 0), expr.TextOf(utc, whole, i))
			}
		}
		if (wholeErr == nil) != (rowErr == nil) {
			t.Fatalf("%s: the batch gives %v, a row %v", laws[k], wholeErr, rowErr)
		}
	})
}

// FuzzCasts holds that no text makes a cast panic, and that what was read can be read again.
func FuzzCasts(f *testing.F) {
	types := []*data.Type{data.Int, data.Long, data.Double, data.DecimalOf(20, 3), data.Boolean, data.Date, data.Timestamp, data.TimestampNTZ, data.Time, data.DayTime, data.YearMonth, data.CalendarInterval}
	for _, s := range []string{"1", "-1.5e3", "2024-02-30", "2024-01-01 10:00:00+02:00", "INTERVAL '1 02:03:04' DAY TO SECOND", "1 day 2 hours", "true", "\x00\xff", "99999999999999999999", "-0001-01-01", "T1:2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		in := data.FromRows(data.NewSchema(data.Field{Name: "s", Type: data.String}), [][]any{{s}})
		for _, typ := range types {
			cast := &expr.Cast{Child: &expr.Ref{Name: "s", Typ: data.String}, To: typ, Mode: expr.CastTry}
			c, err := expr.Eval(utc, cast, in)
			if err != nil {
				t.Fatal(err)
			}
			if data.IsNull(c, 0) {
				continue
			}
			text := expr.TextOf(utc, c, 0)
			again := data.FromRows(in.Schema, [][]any{{text}})
			d, err := expr.Eval(utc, cast, again)
			if err != nil || !data.Equal(c, 0, d, 0) {
				t.Fatalf("%q as %s reads %s, which reads %s (%v)", s, typ, text, expr.TextOf(utc, d, 0), err)
			}
		}
	})
}

// FuzzJSON holds that no document and no path makes the JSON functions panic.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":"\u00e9"}]}`, `[`, `{"a"`, `"\`, `{'a':1}`, `nul`, "[1,,2]", "-", "{\"a\":\"\\ud83d\\ude00\"}"} {
		f.Add(s, "$.a[1].b")
	}
	schema := data.NewSchema(data.Field{Name: "j", Type: data.String}, data.Field{Name: "p", Type: data.String})
	var list []expr.Expr
	for _, text := range []string{"get_json_object(j, p)", "from_json(j, 'a INT, b ARRAY<STRING>')", "json_array_length(j)", "json_object_keys(j)", "try_parse_json(j)", "try_variant_get(try_parse_json(j), p, 'int')"} {
		list = append(list, resolved(f, schema, text))
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		in := data.FromRows(schema, [][]any{{doc, path}})
		for _, e := range list {
			_, _ = expr.Eval(utc, e, in)
		}
	})
}

// FuzzTexts holds that no text and no pattern makes a function that reads one panic.
func FuzzTexts(f *testing.F) {
	for _, p := range [][2]string{{"2024-01-02 03:04:05", "yyyy-MM-dd HH:mm:ss"}, {"1,234.50", "9,999.99"}, {"a.b", `(a+)+\.(?<n>b)`}, {"http://u:p@h:1/x?y=1#z", "QUERY"}, {"%5d|%s", "x%y"}, {"1 day 2 hours", "[[:alpha:]]"}, {"\x00\xff", "[^"},
		{"a1 b2", `[[a-z]&&[^aeiou]]\d?`}, {"Ünï x\n", `(?xd) \p{L}+ # letters`}, {"a]b", `[\Q]\E&&a-b]|\h\R`}, {"aa", `x{2,1}|[b-a]|(?<n>a)\k<n>`}} {
		f.Add(p[0], p[1])
	}
	schema := data.NewSchema(data.Field{Name: "s", Type: data.String}, data.Field{Name: "p", Type: data.String})
	var list []expr.Expr
	for _, text := range []string{"try_to_timestamp(s, p)", "date_format(TIMESTAMP '2024-01-02 03:04:05.678', p)", "unix_timestamp(s, p)", "try_to_number(s, p)", "try_to_date(s, p)",
		"regexp_replace(s, p, '<$0>')", "regexp_extract_all(s, p, 0)", "rlike(s, p)", "split(s, p)", "s LIKE p", "s ILIKE p ESCAPE '/'", "parse_url(s, p)", "url_decode(s)", "str_to_map(s, p)",
		"format_string(p, s)", "CAST(s AS INTERVAL)", "unhex(s)", "unbase64(s)", "decode(CAST(s AS BINARY), 'UTF-16')", "from_csv(s, 'a INT, b STRING')", "translate(s, p, 'ab')", "levenshtein(s, p)", "soundex(s)",
		"schema_of_json(s)", "substring_index(s, p, 2)", "conv(s, 36, 2)", "to_char(12.5, p)", "xpath_string(s, p)"} {
		if e := resolvable(schema, text); e != nil {
			list = append(list, e)
		}
	}
	if len(list) < 20 {
		f.Fatalf("only %d of the functions are known", len(list))
	}
	f.Fuzz(func(t *testing.T, s, p string) {
		if len(s) > 200 || len(p) > 40 {
			return // what takes long is no matter here
		}
		in := data.FromRows(schema, [][]any{{s, p}})
		for _, e := range list {
			_, _ = expr.Eval(utc, e, in)
		}
	})
}

// TestDeepPatterns refuses patterns that would fill the stack.
func TestDeepPatterns(t *testing.T) {
	schema := data.NewSchema(data.Field{Name: "s", Type: data.String}, data.Field{Name: "p", Type: data.String})
	for _, begin := range []string{"[", "[^", "[a&&", "(", "(?="} {
		in := data.FromRows(schema, [][]any{{"abc", strings.Repeat(begin, 200_000)}})
		if _, err := expr.Eval(utc, resolved(t, schema, "rlike(s, p)"), in); err == nil || !strings.Contains(err.Error(), "INVALID_PARAMETER_VALUE.PATTERN") {
			t.Errorf("many %q are not refused as a pattern", begin)
		}
	}
}

// resolvable is an expression over a schema, nil where it cannot be: not every function exists.
func resolvable(schema *data.Schema, text string) expr.Expr {
	e, err := sql.ParseExpr(text)
	if err == nil {
		e, err = expr.Resolve(utc, batchScope{schema}, e)
	}
	if err != nil {
		return nil
	}
	return e
}
