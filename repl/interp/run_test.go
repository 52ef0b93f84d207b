package interp

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// cellsOf makes cells of texts; a text that begins with "sql " or "sql=name " is a SQL cell.
func cellsOf(texts ...string) []Cell {
	var out []Cell
	for i, t := range texts {
		c := Cell{ID: fmt.Sprintf("c%d", i+1), Number: i + 1, Kind: "go", Source: t}
		if head, rest, ok := strings.Cut(t, " "); ok && strings.HasPrefix(head, "sql") {
			c.Kind, c.Source = "sql", rest
			c.Name = strings.TrimPrefix(strings.TrimPrefix(head, "sql"), "=")
		}
		out = append(out, c)
	}
	return out
}

func newInterp() *Interp {
	return New(spark.NewSession(spark.Options{}), Options{Params: map[string]string{"n": "7"}})
}

// runAll runs all cells and gives what the last one printed and showed.
func runAll(t *testing.T, it *Interp, cells []Cell) Result {
	t.Helper()
	var last Result
	for _, c := range cells {
		last = it.Run(context.Background(), cells, c.ID)
		if last.Err != nil {
			t.Fatalf("cell %s: %d:%d %s (%s)", c.ID, last.Err.Line, last.Err.Col, last.Err.Message, last.Err.Hint)
		}
	}
	return last
}

func shown(r Result) string {
	if r.Value == nil {
		return r.Stdout
	}
	return r.Stdout + "=> " + r.Value.Text
}

func TestCells(t *testing.T) {
	for _, c := range []struct {
		name  string
		cells []string
		want  string
	}{
		{"value", []string{"1 + 2"}, "=> 3"},
		{"statements", []string{"sql CREATE TEMP VIEW v AS SELECT 1 AS a;\nSELECT * FROM v;"}, "=> DataFrame[a INT NOT NULL]"},
		{"explain", []string{"sql EXPLAIN SELECT 1 AS a"}, "== Physical Plan ==\nProject [1 AS a]\n+- LocalRelation\n"},
		{"print", []string{`fmt.Println("a", 1)`}, "a 1\n"},
		{"two cells", []string{"x := 3", "y := x * 2", "fmt.Print(x, y); y"}, "3 6=> 6"},
		{"func and type", []string{"type P struct { A int; B string }\nfunc (p *P) Inc() { p.A++ }\nfunc mk() P { return P{1, \"z\"} }", "p := P{1, \"q\"}\np.Inc()", "p.Inc()\np.A", "p"}, "=> {3 q}"},
		{"closure shares", []string{"n := 0", "inc := func() { n++ }", "inc(); inc()", "n"}, "=> 2"},
		{"pointer shares", []string{"n := 1\np := &n", "n = 5", "*p"}, "=> 5"},
		{"import", []string{"import \"math\"", "math.Sqrt(16)"}, "=> 4"},
		{"alias", []string{"import r \"math/rand\"\nx := r.New(r.NewSource(1)).Intn(1)", "x"}, "=> 0"},
		{"min max clear", []string{"a, b := 3, 4.5\nm := map[int]bool{1: true}\nclear(m)\nfmt.Print(min(a, 2), max(b, 1), min(1, 2), len(m))"}, "2 4.5 1 0"},
		{"tuple", []string{"a, s := 3, []int{1, 2}\na, s = s[1], []int{a}\nfmt.Print(a, s)"}, "2 [3]"},
		{"comma ok", []string{"m := map[string]int{\"a\": 1}\nv, ok := m[\"a\"]\nw, ok := m[\"b\"]\nfmt.Print(v, w, ok)"}, "1 0 false"},
		{"err is local", []string{"a, err := strconv.Atoi(\"1\")", "b, err := strconv.Atoi(\"2\")\nif err == nil { fmt.Print(a, b) }"}, "1 2"},
		{"var forms", []string{"var a int\nvar b, c = 1, \"x\"\nvar (\n\td float64 = 2\n\te []int\n)\nvar f float64 = 1", "fmt.Print(a, b, c, d, e, f)"}, "0 1x2 [] 1"},
		{"const iota", []string{"const (\n\tA = iota\n\tB\n)", "B"}, "=> 1"},
		{"empty loop", []string{"s := 0\nfor i := 0; i < 3; i++ {}\nfor range 2 {}\ns = 1", "s"}, "=> 1"},
		{"type switch", []string{"type A struct{ X int }\ntype B struct{ X int }\nf := func(v any) string {\n\tswitch v.(type) {\n\tcase int: return \"int\"\n\tcase string: return \"string\"\n\t}\n\treturn \"none\"\n}", "f(1) + f(\"a\") + f(2.5)"}, `=> "intstringnone"`},
		{"defer return", []string{"defer fmt.Print(\"d\")\nfmt.Print(\"a\")\nif true { return }\nfmt.Print(\"b\")"}, "ad"},
		{"goroutine", []string{"c := make(chan int)\ngo func() { c <- 4 }()\n<-c"}, "=> 4"},
		{"param", []string{"param(\"n\")"}, `=> "7"`},
		{"stringer", []string{"type T int\nfunc (t T) String() string { return \"tee\" }", "fmt.Println(T(3))"}, "tee\n"},
		{"words of a result", []string{"type T int\nfunc (t T) String() string { return \"tee\" }", "T(3)"}, "=> tee"},
		{"words in a result", []string{"type T int\nfunc (t T) String() string { return \"tee\" }", "func two() (T, []T) { return 4, []T{5} }\ntwo()"}, "=> tee, [tee]"},
		{"generic", []string{"func Map[T, U any](s []T, f func(T) U) []U {\n\tvar out []U\n\tfor _, x := range s { out = append(out, f(x)) }\n\treturn out\n}", "Map[int, string]([]int{1, 2}, func(i int) string { return fmt.Sprint(i * 2) })"}, "=> [2 4]"},
		{"parameters without names", []string{"f := func(string, []int) error { return nil }\ng := func(int) int { return 4 }", "fmt.Print(f(\"a\", nil), g(1))"}, "<nil> 4"},
		{"recursive", []string{"func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "fib(10)"}, "=> 55"},
		{"struct in map", []string{"type P struct{ X int }\nm := map[string][]P{}", "m[\"a\"] = append(m[\"a\"], P{4})", "m[\"a\"][0].X"}, "=> 4"},
		{"json", []string{"b, err := json.Marshal(map[string]int{\"a\": 1})\nstring(b)"}, `=> "{\"a\":1}"`},
		{"time", []string{"time.Duration(90) * time.Second"}, "=> 1m30s"},
		{"comment only", []string{"// nothing\n"}, ""},
		{"value of func", []string{"func f() (int, error) { return 3, nil }", "f()"}, "=> 3"},
		{"method value", []string{"b := strings.Builder{}\nb.WriteString(\"x\")", "b.String()"}, `=> "x"`},
		{"errors as", []string{"e := fmt.Errorf(\"a: %w\", os.ErrNotExist)\nerrors.Is(e, os.ErrNotExist)"}, "=> true"},
		{"lent type", []string{"t := spark.AvailableNow()", "t.Rows"}, "=> 0"},
		{"lent types", []string{"s := spark.Range(3).Schema()\nf := s.Fields", "f[0].Name"}, `=> "id"`},
		{"sort", []string{"s := []int{3, 1, 2}\nsort.Slice(s, func(i, j int) bool { return s[i] < s[j] })\ns"}, "=> [1 2 3]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := shown(runAll(t, newInterp(), cellsOf(c.cells...))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	for _, src := range []string{"for {}", "for { x := 1; _ = x }", "select {}", "time.Sleep(time.Hour)", "c := make(chan int)\n<-c", "func f() { for { } }\nf()"} {
		it := newInterp()
		it.o.Grace = 10 * time.Second
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		start := time.Now()
		r := it.Run(ctx, cellsOf(src), "c1")
		cancel()
		took := time.Since(start)
		t.Logf("%q took %v to stop", src, took)
		if took > time.Minute { // far above what it takes: only a hang comes to it
			t.Errorf("%q was not stopped", src)
		}
		if r.Err == nil || r.Err.Message != "Interrupted." {
			t.Errorf("%q: %+v", src, r.Err)
		}
		if r := it.Run(context.Background(), cellsOf("1 + 1"), "c1"); r.Err != nil || r.Value.Text != "2" {
			t.Errorf("after %q: %+v", src, r)
		}
	}
}
