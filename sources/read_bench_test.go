package sources

import (
	"context"
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

const clickDDL = "ts TIMESTAMP, user BIGINT, page STRING, ms INT, amount DOUBLE"

// BenchmarkRead reads one file of 100,000 clicks, from the page cache, in every format.
func BenchmarkRead(b *testing.B) {
	const rows = 100_000
	s := schema(b, clickDDL)
	var boxed [][]any
	for i := range rows {
		boxed = append(boxed, []any{1767225600_000_000 + int64(i)*1000, int64(i * 7919 % 100_000), fmt.Sprintf("/p/%05d", i*31%3000), int32(i % 700), float64(i%400) * 0.25})
	}
	clicks := data.FromRows(s, boxed)
	for _, format := range []string{"json", "csv", "parquet", "avro"} {
		k, err := Find(format)
		if err != nil {
			b.Fatal(err)
		}
		env := testEnv(b.TempDir())
		if err := k.WriteBatch(context.Background(), env, source.Spec{Path: "in"}, "overwrite", clicks); err != nil {
			b.Fatal(err)
		}
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, err := k.ReadBatch(context.Background(), env, source.Spec{Path: "in", Schema: s})
				if err != nil || got.N != rows {
					b.Fatal(got, err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
