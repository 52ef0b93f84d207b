package text

import (
	"bytes"
	"math"
	"math/rand"
	"strconv"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// written are rows of every type that has a quick way to be written, and of some that have none.
func writtenRows(t testing.TB, n int) *data.Batch {
	s, err := data.ParseSchema("a BIGINT, b TIMESTAMP, c INT, d DOUBLE, e STRING, f DATE, g DECIMAL(9,2), h TIMESTAMP_NTZ, i SMALLINT")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewSource(3))
	rows := make([][]any, n)
	for i := range rows {
		wide := r.Int63() >> r.Intn(64)
		rows[i] = []any{wide * int64(1-2*r.Intn(2)), int64(1_700_000_000_000_000) + wide>>20, int32(wide), float64(wide%100_000) / 100, strconv.FormatInt(wide, 36) + `"`[:r.Intn(2)],
			int32(wide % 40_000), data.DecOf(wide % 1_000_000), wide >> 10, int16(wide)}
		if i%5 == 0 {
			rows[i][r.Intn(9)] = nil
		}
		if i%97 == 0 {
			rows[i][1] = -wide
		}
	}
	return data.FromRows(s, rows)
}

// TestRowsAreRows holds rows written at once to rows written one by one.
func TestRowsAreRows(t *testing.T) {
	b := writtenRows(t, 3000)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]CSVWriter{"plain": {}, "quoted": {QuoteAll: true}, "nulls": {NullValue: "null", Sep: "::"}, "awkward": {Sep: "1"}, "zone": {Formats: Formats{Zone: berlin}}} {
		one, all := w, w
		var want []byte
		for i := range b.N {
			want = one.Row(want, b, i)
		}
		if got := all.Rows(nil, b); !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d", name, len(got), len(want))
		}
	}
}

// TestNumbers holds quick ways to write numbers and instants to the standard library's.
func TestNumbers(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	var u utcTimes
	for i := range 40_000 {
		v := r.Int63() >> r.Intn(64)
		for _, v := range []int64{v, -v, int64(i)} {
			if got := string(appendInt(nil, v)); got != strconv.FormatInt(v, 10) {
				t.Fatalf("%d is written %s", v, got)
			}
			at := v % (200_000 * microsPerDay)
			if got, ok := u.append(nil, at); ok && string(got) != time.UnixMicro(at).UTC().Format("2006-01-02T15:04:05.000Z") {
				t.Fatalf("%d is written %s", at, got)
			}
		}
		for _, f := range []float64{float64(v%1_000_000) / 100, -float64(v%1_000_000) / 4, float64(v%10_000) / 1000, r.Float64(), math.Nextafter(float64(i)/100, 1)} {
			got, ok := appendHundredths(nil, f)
			if !ok {
				continue
			}
			if want := strconv.FormatFloat(f, 'f', -1, 64); string(got) != want && string(got) != want+".0" {
				t.Fatalf("%s is written %s", want, got)
			}
		}
	}
}

func BenchmarkCSVRows(b *testing.B) {
	const rows = 100_000
	ts, users, amounts := make([]int64, rows), make([]int64, rows), make([]float64, rows)
	for i := range rows {
		ts[i], users[i], amounts[i] = 1767225600_000_000+int64(i)*100_000, int64(i*7919%100_000), float64(i%400)*0.25
	}
	in := data.NewBatch(clickSchema(2), &data.Longs{T: data.Timestamp, Values: ts}, &data.Longs{T: data.Long, Values: users})
	amount := data.NewBatch(data.NewSchema(data.Field{Name: "amount", Type: data.Double}), &data.Doubles{T: data.Double, Values: amounts})
	for name, in := range map[string]*data.Batch{"times": in, "amounts": amount} {
		b.Run(name, func(b *testing.B) {
			var w CSVWriter
			var out []byte
			b.ReportAllocs()
			for b.Loop() {
				out = w.Rows(out[:0], in)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}
