package interp

import (
	"context"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// BenchmarkFirstCell is what a fresh process pays for its first Go cell, a chain on a DataFrame.
func BenchmarkFirstCell(b *testing.B) {
	cells := cellsOf("c := spark.Conf()\nc.Set(\"a\", \"1\")\nfmt.Println(spark.Conf().Get(\"a\"), time.Duration(1), strings.ToUpper(\"x\"))")
	b.ReportAllocs()
	for b.Loop() {
		it := New(spark.NewSession(spark.Options{}), Options{})
		if r := it.Run(context.Background(), cells, "c1"); r.Err != nil {
			b.Fatal(r.Err)
		}
	}
}

// BenchmarkNextCell is a cell of a notebook of which the rest did not change.
func BenchmarkNextCell(b *testing.B) {
	cells := cellsOf("x := 1", "func f(i int) int { return i + x }", "f(2)")
	it := newInterp()
	for _, c := range cells {
		if r := it.Run(context.Background(), cells, c.ID); r.Err != nil {
			b.Fatal(r.Err)
		}
	}
	for b.Loop() {
		if r := it.Run(context.Background(), cells, "c3"); r.Err != nil {
			b.Fatal(r.Err)
		}
	}
}
