package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func clickSchema(fields int) *data.Schema {
	all := []data.Field{
		{Name: "ts", Type: data.Timestamp, Nullable: true}, {Name: "user", Type: data.Long, Nullable: true},
		{Name: "page", Type: data.String, Nullable: true}, {Name: "ms", Type: data.Int, Nullable: true},
		{Name: "amount", Type: data.Double, Nullable: true},
	}
	return data.NewSchema(all[:fields]...)
}

// clickLines are rows as a web shop might log them: the first fields of clickSchema.
func clickLines(rows, fields int) []byte {
	var b strings.Builder
	for i := range rows {
		part := []string{
			fmt.Sprintf(`"ts":"2026-01-01T%02d:%02d:%02d.%03dZ"`, i/3600%24, i/60%60, i%60, i%1000),
			fmt.Sprintf(`"user":%d`, i*7919%100000), fmt.Sprintf(`"page":"/p/%05d"`, i*31%3000),
			fmt.Sprintf(`"ms":%d`, i%700), fmt.Sprintf(`"amount":%.2f`, float64(i%400)*0.25),
		}
		b.WriteString("{" + strings.Join(part[:fields], ",") + "}\n")
	}
	return []byte(b.String())
}

func BenchmarkJSONLines(b *testing.B) {
	for _, c := range []struct {
		fields int
		keep   []bool
	}{{4, nil}, {5, nil}, {5, []bool{true, true, false, false, false}}} {
		fields, kept := c.fields, c.fields
		for _, keep := range c.keep {
			if !keep {
				kept--
			}
		}
		b.Run(fmt.Sprintf("fields=%d/kept=%d", fields, kept), func(b *testing.B) {
			const rows = 100_000
			lines := clickLines(rows, fields)
			d := NewJSON(clickSchema(fields), JSONOptions{Keep: c.keep})
			b.SetBytes(int64(len(lines)))
			b.ReportAllocs()
			for b.Loop() {
				if err := d.Lines(lines); err != nil || d.Finish().N != rows {
					b.Fatal(err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
