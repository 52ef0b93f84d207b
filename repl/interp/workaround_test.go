package interp

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestWorkarounds holds what the interpreter gets wrong by itself: each cell prints what it prints
// in Go.
func TestWorkarounds(t *testing.T) {
	shapes := "type Shape interface{ Area() int }\ntype Sq struct{ s int }\nfunc (q Sq) Area() int { return q.s * q.s }\ntype Ro struct{ s int }\nfunc (r *Ro) Area() int { return -r.s }\n"
	level := "type Level int\nfunc (l Level) String() string { return []string{\"low\", \"high\"}[l] }\ntype Event struct {\nName string\nL Level\nAll []Level\n}\n"
	failing := "type E struct{ code int }\nfunc (e E) Error() string { return fmt.Sprint(\"code \", e.code) }\n"
	for _, c := range []struct{ name, cell, want string }{
		{"types of the same fields", "type A struct{ X int }\ntype B struct{ X int }\nfor _, v := range []any{A{1}, B{2}, &A{3}, &B{4}} {\nswitch v.(type) {\ncase A:\nfmt.Print(\"A \")\ncase B:\nfmt.Print(\"B \")\ncase *B:\nfmt.Print(\"*B \")\ndefault:\nfmt.Print(\"other \")\n}\n_, isA := v.(A)\nfmt.Print(isA, \" \")\n}\nfmt.Println(A(B{5}))",
			"A true B false other false *B false {5}"},
		{"tags stay", "type R struct {\nA int `json:\"a\"`\nb int\n}\nout, _ := json.Marshal(R{1, 2})\nfmt.Println(string(out))", `{"a":1}`},
		{"verbs of a Stringer", "type C int\nfunc (c C) String() string { return \"col\" }\nx := C(3)\nfmt.Printf(\"%d %v %s %q %x %03d|%-5v|\", x, x, x, x, x, x, x)", `3 col col "col" 636f6c 003|col  |`},
		{"values in lists", "type Z struct{ A int }\nfmt.Println([]any{Z{1}, 2}, map[string]any{\"k\": Z{3}}, []any{[]any{Z{4}}})", "[{1} 2] map[k:{3}] [[{4}]]"},
		{"words in lists", level + "e := Event{\"a\", 1, []Level{0, 1}}\nfmt.Print([]Level{0, 1}, [2]Level{}, map[string][]Level{\"k\": {1}}, e, []Event{e})\nfmt.Printf(\"|%+v|%d|%s\", e, []Level{1}, fmt.Errorf(\"in %v\", []Level{1}))",
			"[low high] [low low] map[k:[high]] {a high [low high]} [{a high [low high]}]|{Name:a L:high All:[low high]}|[1]|in [high]"},
		{"words of pointers and errors", failing + "type P struct{ n int }\nfunc (p *P) String() string { return fmt.Sprint(\"P\", p.n) }\nvar none []E\nfmt.Print([]*P{{1}, {2}}, []P{{3}}, []E{{4}, {5}}, none == nil, none)", "[P1 P2] [{3}] [code 4 code 5] true []"},
		{"embedded interface", shapes + "type Named struct {\nShape\nName string\n}\nn := Named{Sq{3}, \"sq\"}\nfmt.Println(n.Area(), []Shape{n, Sq{1}}[0].Area())", "9 9"},
		{"nil of an interface", shapes + "var s Shape\nfmt.Print(s == nil, \" \")\ns = Sq{2}\nfmt.Print(s == nil, s.Area(), \" \")\ns = nil\nfmt.Println(s == nil)", "true false 4 true"},
		{"switch over an interface", shapes + "for _, s := range []Shape{Sq{3}, &Ro{2}} {\nswitch x := s.(type) {\ncase Sq:\nfmt.Print(\"Sq\", x.s, \" \")\ncase *Ro:\nfmt.Print(\"*Ro\", x.s, \" \")\n}\n}", "Sq3 *Ro2"},
		{"words of keys", "type K int\nfunc (k K) String() string { return \"K\" + strconv.Itoa(int(k)) }\nfmt.Println(map[K]int{12: 2, 3: 1}, map[K][]K{2: {1, 3}}, []map[K]K{{4: 5}})\nfmt.Printf(\"%d %v|\", map[K]int{12: 2, 3: 1}, map[K]int(nil))\nfmt.Print(fmt.Sprint(map[K]bool{2: true, 1: false}))", "map[K3:1 K12:2] map[K2:[K1 K3]] [map[K4:K5]]\nmap[3:1 12:2] map[]|map[K1:false K2:true]"},
		{"words of keys that are structs", "type P struct{ X, Y int }\nfunc (p P) String() string { return fmt.Sprintf(\"<%d,%d>\", p.X, p.Y) }\nfmt.Print(map[P]string{{2, 1}: \"b\", {1, 9}: \"a\"}, map[[2]P]int{{{3, 4}, {1, 2}}: 1}, map[string]map[P]P{\"x\": {{1, 2}: {3, 4}}})", "map[<1,9>:a <2,1>:b] map[[<3,4> <1,2>]:1] map[x:map[<1,2>:<3,4>]]"},
		{"interfaces as cases", "type Q struct{ n int }\nfunc (q Q) String() string { return \"Q!\" }\nfor i, x := range []any{errors.New(\"e\"), time.Second, Q{1}, 5, nil} {\nswitch v := x.(type) {\ncase nil:\nfmt.Print(i, \"nil \")\ncase error:\nfmt.Print(i, v, \" \")\ncase fmt.Stringer:\nfmt.Print(i, v.String(), \" \")\ncase int, string:\nif i == 3 {\nbreak\n}\nfmt.Print(i, v, \" \")\ndefault:\nfmt.Print(i, \"? \")\n}\n}", "0 e 11s 2Q! 4nil"},
		{"comma ok in a loop", "m := map[string]int{\"a\": 1}\nfor _, k := range []string{\"a\", \"b\"} {\nv, has := m[k]\nw, _ := m[k]\nfmt.Print(v, has, w, \" \")\nif n, has := m[k]; has || k == \"b\" {\nfmt.Print(n, \" \")\n}\n}\nfor _, x := range []any{1, \"a\"} {\nn, isInt := x.(int)\nfmt.Print(n, isInt, \" \")\n}", "1 true 1 1 0 false 0 0 1 true 0 false"},
		{"pointers to lists", "var ps []*[]int\nvar ms []*map[string]int\nfor i := range 3 {\nps = append(ps, &[]int{i})\nms = append(ms, &map[string]int{\"i\": i})\n}\nfmt.Println(*ps[0], *ps[2], *ms[0], *ms[2])", "[0] [2] map[i:0] map[i:2]"},
		{"errors of the notebook", failing + "func f() (err error) { err = E{1}; return }\nvar e error = E{2}\nfmt.Print(f(), e, \" \")\ne = E{3}\nfmt.Print(e, fmt.Errorf(\" w: %w\", E{4}), []error{E{5}})", "code 1 code 2 code 3  w: code 4 [code 5]"},
		{"generic functions", "func Map[T, U any](xs []T, f func(T) U) []U {\nvar out []U\nfor _, x := range xs {\nout = append(out, f(x))\n}\nreturn out\n}\nfmt.Println(Map([]int{1, 2}, func(i int) string { return fmt.Sprint(i, \"!\") }), Map[string, int]([]string{\"abc\"}, func(s string) int { return len(s) }))", "[1! 2!] [3]"},
		{"arguments of go", "type T struct{ n int }\nfunc (t *T) Add(k int) { t.n += k }\nt := &T{}\ndone := make(chan bool)\nfunc work(k int, more ...int) { t.Add(k + len(more)); done <- true }\ni := 1\ngo work(i, 7, 8)\ni = 100\n<-done\ngo func(k int) { t.Add(k); done <- true }(10)\n<-done\nfmt.Println(t.n)", "13"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newInterp().Run(context.Background(), cellsOf(c.cell), "c1")
			if r.Err != nil {
				t.Fatalf("%d:%d %s", r.Err.Line, r.Err.Col, r.Err.Message)
			}
			if got := strings.TrimSpace(r.Stdout); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestGoroutinePanics ends the cell with what a goroutine panicked with; the next cell runs.
func TestGoroutinePanics(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"go func() { panic(\"boom\") }()\ntime.Sleep(time.Hour)", "panic in a goroutine: boom."},
		{"func work(m map[string]int, k ...string) { m[k[0]] = 1 }\ngo work(nil, \"a\")\ntime.Sleep(time.Hour)", "panic in a goroutine: assignment to entry in nil map."},
	} {
		it := newInterp()
		cells := cellsOf(c.cell, "1 + 1")
		r := it.Run(context.Background(), cells, "c1")
		if r.Err == nil || r.Err.Message != c.want {
			t.Errorf("%q: %+v, want %q", c.cell, r.Err, c.want)
		}
		if r := it.Run(context.Background(), cells, "c2"); r.Err != nil || r.Value.Text != "2" {
			t.Errorf("after %q: %+v", c.cell, r)
		}
	}
}

// TestSleep: what stopped a cell wakes it up, also when it stopped before; the end of a cell wakes
// nobody.
func TestSleep(t *testing.T) {
	for _, c := range []struct {
		why   error
		d     time.Duration
		least time.Duration
	}{{&goroutinePanic{"boom"}, time.Hour, 0}, {nil, time.Hour, 0}, {errOver, 5 * time.Millisecond, 5 * time.Millisecond}} {
		ctx, stop := context.WithCancelCause(context.Background())
		stop(c.why)
		from := time.Now()
		if sleep(ctx, c.d); time.Since(from) < c.least {
			t.Errorf("%v: slept %v", c.why, time.Since(from))
		}
	}
	it := newInterp()
	cells := cellsOf("from := time.Now()\nwoke := make(chan time.Duration, 1)\ngo func() { time.Sleep(50 * time.Millisecond); woke <- time.Since(from) }()", "<-woke >= 50*time.Millisecond")
	for _, id := range []string{"c1", "c2"} {
		r := it.Run(context.Background(), cells, id)
		if r.Err != nil || id == "c2" && r.Value.Text != "true" {
			t.Errorf("%s: %+v %+v", id, r.Err, r.Value)
		}
	}
}

// TestEndlessValue: a value that contains itself has no text. Go's fmt fills the stack with it.
func TestEndlessValue(t *testing.T) {
	for _, src := range []string{
		"m := map[string]any{}\nm[\"a\"] = m\nfmt.Println(m)",
		"m := map[string]any{}\nm[\"a\"] = []any{1, m}\n_ = fmt.Sprint(\"x\", &m)",
		"s := []any{nil, 1}\ns[0] = s\nfmt.Printf(\"%v\", s)",
		"type N struct {\nName string\nNext any\n}\nm := map[string]N{}\nm[\"a\"] = N{\"a\", m}\nfmt.Println(m)",
		"m := map[string]any{}\nm[\"a\"] = m\nerr := fmt.Errorf(\"no %v\", m)\n_ = err",
		"m := map[string]any{}\nm[\"a\"] = m\nfunc show() { fmt.Print(m) }\nshow()",
	} {
		it := newInterp()
		if r := it.Run(context.Background(), cellsOf(src), "c1"); r.Err == nil || !strings.HasPrefix(r.Err.Message, "The value contains itself") || r.Err.Line == 0 {
			t.Errorf("%s\n%+v", src, r.Err)
		}
	}
	if r := newInterp().Run(context.Background(), cellsOf("var a any\nfor range 50_000 {\na = []any{a}\n}\nfmt.Println(a)"), "c1"); r.Err == nil || !strings.HasPrefix(r.Err.Message, "The value is nested more than 10,000 deep") {
		t.Errorf("%+v", r.Err)
	}
	it := newInterp()
	if r := it.Run(context.Background(), cellsOf("m := map[string]any{}\nm[\"a\"] = m\nm"), "c1"); r.Err != nil || r.Value.Text != "The value contains itself, so its text has no end" {
		t.Errorf("%+v %+v", r.Err, r.Value)
	}
}

// TestEndlessRecursion stops cells whose functions call each other without end, wherever they do,
// before the stack is full, and lets those end that only go deep.
func TestEndlessRecursion(t *testing.T) {
	it := newInterp()
	cells := cellsOf("func f(n int) int { return g(n) }\nfunc g(n int) int { return f(n+1) + 1 }", "f(0)",
		"var h func(int) int\nh = func(n int) int { return h(n+1) + 1 }\nh(0)",
		"type T struct{ a int }\nfunc (t T) String() string { return fmt.Sprint(t) }\nfmt.Println(T{1})",
		"go f(0)\ntime.Sleep(time.Hour)",
		"func deep(n int) int { if n == 0 { return 0 }; return deep(n-1) + 1 }\ndeep(20000)")
	if r := it.Run(context.Background(), cells, "c1"); r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, id := range []string{"c2", "c3", "c4", "c5"} {
		if r := it.Run(context.Background(), cells, id); r.Err == nil || !strings.HasPrefix(r.Err.Message, "the functions of the cell call each other without end") || r.Err.Line == 0 {
			t.Errorf("%s: %+v", id, r.Err)
		}
	}
	if r := it.Run(context.Background(), cells, "c6"); r.Err != nil || r.Value.Text != "20000" {
		t.Errorf("c6: %+v", r)
	}
}
