package interp

import (
	"context"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// liftedOf runs a cell that defines f and gives the literal and the interpreted function.
func liftedOf(t testing.TB, src string) (spark.Function, reflect.Value) {
	t.Helper()
	it := newInterp()
	cells := cellsOf("f := " + src + "\nu := spark.UDF(\"u\", " + src + ")")
	r := it.Run(context.Background(), cells, "c1")
	if r.Err != nil {
		t.Fatalf("%s: %s", src, r.Err.Message)
	}
	return it.sources[0], reflect.ValueOf(r.Defined[0].Value)
}

func TestLiftedGivesTheSame(t *testing.T) {
	rnd := rand.New(rand.NewSource(4))
	n := 3000
	ints, floats, words := make([]int32, n), make([]float64, n), data.NewBytesBuilder(data.String, n)
	for i := range ints {
		ints[i], floats[i] = rnd.Int31()-rnd.Int31(), (rnd.Float64()-0.5)*1e3
		if i%7 == 0 {
			ints[i] = int32(i % 100)
		}
		words.AddString(strings.Repeat("aB ", i%4))
	}
	cols := []data.Column{&data.Ints{T: data.Int, Values: ints}, &data.Doubles{T: data.Double, Values: floats}, words.Finish()}
	for _, src := range []string{
		"func(ms int32, amount float64, s string) bool { return ms%7 < 2 && amount > 10.0 }",
		"func(ms int32, amount float64, s string) float64 { if ms > 100 { return amount*2 - float64(ms)*0.25 }; return amount + float64(ms) }",
		"func(ms int32, amount float64, s string) int32 { return ms*ms + 3 - ms/5 }",
		"func(ms int32, amount float64, s string) int64 { x := int64(ms) << 3; y := x ^ 5; if y > 10 { return y } else if y < -10 { return x | 1 }; return -x }",
		"func(ms int32, amount float64, s string) string { if strings.Contains(s, \"aB\") { return strings.ToUpper(s) + \"!\" }; return \"none\" }",
		"func(ms int32, amount float64, s string) float64 { return math.Sqrt(math.Abs(amount)) / 3 }",
		"func(ms int32, amount float64, s string) int { return len(s) * int(amount) }",
		"func(ms int32, amount float64, s string) int16 { return int16(amount) + int16(ms) }",
		"func(ms int32, amount float64, s string) bool { return s == \"\" || !(amount <= 2) && ms != 3 }",
	} {
		lifted, f := liftedOf(t, src)
		if lifted.Kernel == nil {
			t.Errorf("%s was not lifted: %s", src, lifted.Why)
			continue
		}
		got, err := lifted.Kernel(&expr.Context{}, cols, n)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < n; i++ {
			want := f.Call([]reflect.Value{reflect.ValueOf(ints[i]), reflect.ValueOf(floats[i]), reflect.ValueOf(data.ValueAt(cols[2], i))})[0].Interface()
			if k, ok := want.(int); ok {
				want = int64(k)
			}
			if have := data.ValueAt(got, i); have != want {
				t.Fatalf("%s: row %d (%d, %v): lifted %v, interpreted %v", src, i, ints[i], floats[i], have, want)
			}
		}
	}
}

func TestNotLifted(t *testing.T) {
	for src, why := range map[string]string{
		"func(a, b int64) int64 { return a / b }":                                                   "it divides by something that may be zero",
		"func(a int64) int64 { s := int64(0); for i := int64(0); i < a; i++ { s += i }; return s }": "it holds for i := int64(0); i < a; i++ { s += i }",
		"func(a int64) int64 { return a + n }":                                                      "it reads n",
		"func(a int64) (int64, error) { return a, nil }":                                            "it returns more than one value",
		"func(s string) string { return strings.Repeat(s, 2) }":                                     "it calls strings.Repeat",
	} {
		it := newInterp()
		cells := cellsOf("n := int64(3)\nu := spark.UDF(\"u\", " + src + ")")
		if r := it.Run(context.Background(), cells, "c1"); r.Err != nil {
			t.Fatalf("%s: %s", src, r.Err.Message)
		}
		if got := it.sources[0]; got.Kernel != nil || got.Why != why {
			t.Errorf("%s: why %q, want %q", src, got.Why, why)
		}
	}
}

func BenchmarkLifted(b *testing.B) {
	n := 100_000
	cols := []data.Column{&data.Ints{T: data.Int, Values: make([]int32, n)}, &data.Doubles{T: data.Double, Values: make([]float64, n)}}
	lifted, _ := liftedOf(b, "func(ms int32, amount float64) float64 { if ms > 100 { return amount*2 - float64(ms)*0.25 }; return amount + float64(ms) }")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lifted.Kernel(nil, cols, n); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
}
