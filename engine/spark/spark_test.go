package spark_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

func session() (*spark.Session, *strings.Builder) {
	var out strings.Builder
	s := spark.NewSession(spark.Options{Output: func(t string) { out.WriteString(t) }})
	return s, &out
}

func clicks(s *spark.Session) *spark.DataFrame {
	return s.CreateDataFrame([][]any{{1, "home", 2.5}, {2, "cart", 4.0}, {1, "home", nil}}, "user INT, page STRING, amount DOUBLE")
}

func text(df *spark.DataFrame) string {
	var rows []string
	for _, r := range df.Collect() {
		rows = append(rows, fmt.Sprint(r.Values()))
	}
	return strings.Join(rows, " ")
}

func TestDataFrame(t *testing.T) {
	s, _ := session()
	df := clicks(s)
	for _, c := range []struct {
		name string
		df   *spark.DataFrame
		want string
	}{
		{"select", df.Select("page", spark.Col("user").Plus(1).As("u")), "[home 2] [cart 3] [home 2]"},
		{"selectExpr", df.SelectExpr("user * 2 AS d", "page"), "[2 home] [4 cart] [2 home]"},
		{"where text", df.Where("user = 1 AND amount IS NOT NULL"), "[1 home 2.5]"},
		{"where column", df.Where(spark.Col("page").Eq("cart")), "[2 cart 4]"},
		{"where function", df.Where(func(r spark.Row) bool { return r.Int("user") == 2 }), "[2 cart 4]"},
		{"group", df.GroupBy("page").Agg("count(*) AS n", spark.Sum("amount").As("s")).OrderBy("page"), "[cart 1 4] [home 2 2.5]"},
		{"count", df.GroupBy("user").Count().OrderBy(spark.Col("user").Desc()), "[2 1] [1 2]"},
		{"withColumn", df.WithColumn("amount", "coalesce(amount, 0.0)").Select("amount"), "[2.5] [4] [0]"},
		{"rename drop", df.WithColumnRenamed("page", "p").Drop("amount", "none"), "[1 home] [2 cart] [1 home]"},
		{"distinct", df.Select("page").Distinct().OrderBy("page"), "[cart] [home]"},
		{"union", df.Select("user").Union(df.Select("user")).Limit(4), "[1] [2] [1] [1]"},
		{"join", df.Join(s.CreateDataFrame([][]any{{"home", 7}}, "page STRING, k INT"), []string{"page"}).Select("k", "amount"), "[7 2.5] [7 <nil>]"},
		{"map", df.Map(func(r spark.Row) string { return r.Str("page") + "!" }), "[home!] [cart!] [home!]"},
		{"flatMap", df.Limit(2).FlatMap(func(r spark.Row) []string { return strings.Split(r.Str("page"), "o") }), "[h] [me] [cart]"},
		{"range", s.Range(2, 9, 3), "[2] [5] [8]"},
		{"sql", s.SQL("SELECT 1 + 1 AS two"), "[2]"},
		{"case", df.Select(spark.When(spark.Col("user").Eq(1), "one").Otherwise("more").As("w")), "[one] [more] [one]"},
	} {
		if got := text(c.df); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestStructs(t *testing.T) {
	s, _ := session()
	type ev struct {
		User int32
		Tags []string `col:"tags"`
		At   time.Time
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	df := s.CreateDataFrame([]ev{{1, []string{"a"}, at}})
	if got := df.Schema().String(); got != "User INT NOT NULL,tags ARRAY<STRING>,At TIMESTAMP NOT NULL" {
		t.Errorf("schema %s", got)
	}
	type out struct {
		N    int64
		When time.Time
	}
	got := text(df.Map(func(e ev) out { return out{int64(len(e.Tags)) + int64(e.User), e.At.Add(time.Hour)} }))
	if got != "[2 2026-01-02 04:04:05 +0000 UTC]" {
		t.Errorf("map of structs: %s", got)
	}
}

func TestUserFunctions(t *testing.T) {
	s, _ := session()
	df := clicks(s)
	df.CreateOrReplaceTempView("clicks")
	twice := s.UDF("twice", func(x float64) float64 { return 2 * x })
	if got := text(df.Select(twice.Call("amount"))); got != "[5] [8] [<nil>]" {
		t.Errorf("Call: %s", got)
	}
	s.UDF("orZero", func(x *float64) float64 {
		if x == nil {
			return 0
		}
		return *x
	})
	if got := text(s.SQL("SELECT orzero(amount) FROM clicks WHERE user = 1")); got != "[2.5] [0]" {
		t.Errorf("SQL: %s", got)
	}
	s.UDF("fails", func(n int32) (int32, error) { return n, errors.New("no luck") })
	err := spark.Try(func() error { s.SQL("SELECT fails(user) FROM clicks").Collect(); return nil })
	if err == nil || !strings.Contains(err.Error(), "no luck") {
		t.Errorf("an error of a function: %v", err)
	}
	s.UDF("panics", func(n int32) int32 {
		zero := n - n //lint:ignore SA4000 the division must fail
		return n / zero
	})
	err = spark.Try(func() error { s.SQL("SELECT panics(user) FROM clicks").Collect(); return nil })
	if err == nil || !strings.Contains(err.Error(), "[FAILED_EXECUTE_UDF]") {
		t.Errorf("a panic of a function: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	s, _ := session()
	df := clicks(s)
	for name, c := range map[string]struct {
		call func()
		want string
	}{
		"column":    {func() { df.Select("pag") }, "UNRESOLVED_COLUMN.WITH_SUGGESTION"},
		"group":     {func() { df.GroupBy("pag").Count() }, "UNRESOLVED_COLUMN.WITH_SUGGESTION"},
		"dedup":     {func() { df.DropDuplicates("pag") }, "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES"},
		"table":     {func() { s.Table("nope") }, "TABLE_OR_VIEW_NOT_FOUND"},
		"syntax":    {func() { df.Where("user =") }, "PARSE_SYNTAX_ERROR"},
		"stream":    {func() { df.WriteStream() }, "WRITE_STREAM_NOT_ALLOWED"},
		"watermark": {func() { df.WithWatermark("page", "10 minutes") }, "EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE"},
	} {
		err := spark.Try(func() error { c.call(); return nil })
		var e *expr.Error
		if !errors.As(err, &e) || e.Condition != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestStatements(t *testing.T) {
	s, out := session()
	s.SQL("CREATE TEMPORARY VIEW v AS SELECT 1 AS a, 'x' AS b")
	if got := text(s.SQL("SHOW TABLES")); got != "[ v true]" {
		t.Errorf("SHOW TABLES: %s", got)
	}
	if got := text(s.SQL("DESCRIBE v")); got != "[a int <nil>] [b string <nil>]" {
		t.Errorf("DESCRIBE: %s", got)
	}
	s.SQL("SET spark.sql.ansi.enabled = false")
	if got := s.Conf().Get("spark.sql.ansi.enabled"); got != "false" {
		t.Errorf("SET: %q", got)
	}
	s.Table("v").Show()
	if want := "+---+---+\n|  a|  b|\n+---+---+\n|  1|  x|\n+---+---+\n"; out.String() != want {
		t.Errorf("show\n%s", out)
	}
	s.SQL("DROP VIEW v")
	if err := spark.Try(func() error { s.Table("v"); return nil }); err == nil {
		t.Error("the view is still there")
	}
}
