package state

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// reportRows adds rows/s and bytes a row to a benchmark that handled so many rows an iteration.
func reportRows(b *testing.B, rows int) {
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows)/float64(b.N), "ns/row")
}

const benchRows = 1 << 20

func benchKeys(distinct int) []int64 {
	r := rand.New(rand.NewSource(1))
	keys := make([]int64, benchRows)
	for i := range keys {
		keys[i] = int64(r.Intn(distinct))
	}
	return keys
}

// BenchmarkGroups finds the group of (window, key) for each row and saves old values: what an
// aggregation does around its aggregates.
func BenchmarkGroups(b *testing.B) {
	for _, distinct := range []int{100, 10_000, 100_000, 1_000_000} {
		for _, spread := range []int64{1, 1 << 40} {
			b.Run(fmt.Sprintf("keys=%d/spread=%d", distinct, spread), func(b *testing.B) {
				keys := benchKeys(distinct)
				for i := range keys {
					keys[i] *= spread
				}
				starts, ends := make([]int64, benchRows), make([]int64, benchRows)
				for i := range starts {
					starts[i] = int64(i/(benchRows/5)) * 10
					ends[i] = starts[i] + 10
				}
				s := NewStore(Budget{History: 3}, NewTable(Layout{Index: ByWindow, I64: 2}), NewTable(Layout{Index: ByInt, Ints: 1}))
				ids, rows := make([]int32, benchRows), make([]int32, benchRows)
				InternInts(s.Tables[1], keys, nil, ids)
				s.Tables[0].InternWindows(starts, ends, ids, rows)
				s.Commit()
				b.ReportAllocs()
				for b.Loop() {
					InternInts(s.Tables[1], keys, nil, ids)
					s.Tables[0].InternWindows(starts, ends, ids, rows)
					s.Tables[0].Touch(rows)
					s.Commit()
				}
				reportRows(b, benchRows)
			})
		}
	}
}

func BenchmarkStrings(b *testing.B) {
	for _, distinct := range []int{100, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("keys=%d", distinct), func(b *testing.B) {
			col := data.NewBytesBuilder(data.String, benchRows)
			for _, k := range benchKeys(distinct) {
				col.AddString(fmt.Sprintf("user-%08d", k))
			}
			c := col.Finish().(*data.Bytes)
			t := NewTable(Layout{Index: ByBytes, Blob: true})
			rows := make([]int32, benchRows)
			t.InternColumn(c, rows)
			b.ReportAllocs()
			for b.Loop() {
				t.InternColumn(c, rows)
			}
			reportRows(b, benchRows)
		})
	}
}

// BenchmarkBack steps back over one batch that changed 1,000 rows among a million.
func BenchmarkBack(b *testing.B) {
	s := NewStore(Budget{}, NewTable(Layout{Index: ByInt, Ints: 1, I64: 1, F64: 1}))
	t := s.Tables[0]
	ids := make([]int32, 1_000_000)
	for i := range ids {
		ids[i] = t.InternInt(int64(i))
	}
	s.Commit()
	r := rand.New(rand.NewSource(2))
	for range 1000 {
		for i := range 1000 {
			ids[i] = int32(r.Intn(1_000_000))
		}
		t.Touch(ids[:1000])
		for _, g := range ids[:1000] {
			t.Vec.I64[0][g]++
		}
		s.Commit()
	}
	b.Run("step", func(b *testing.B) {
		for b.Loop() {
			_ = s.SeekTo(1000)
			_ = s.SeekTo(1001)
		}
	})
	b.Run("seek=1000", func(b *testing.B) {
		for b.Loop() {
			_ = s.SeekTo(1)
			_ = s.SeekTo(1001)
		}
	})
}

// BenchmarkTenMillionKeys updates 10,000 random keys a batch among ten million, and steps back.
func BenchmarkTenMillionKeys(b *testing.B) {
	const keys, touched = 10_000_000, 10_000
	s := NewStore(Budget{History: 100}, NewTable(Layout{Index: ByInt, Ints: 1, I64: 1, F64: 1}))
	t := s.Tables[0]
	for k := range int64(keys) {
		t.InternInt(k * 7919)
	}
	s.Commit()
	r := rand.New(rand.NewSource(3))
	some, ids := make([]int64, touched), make([]int32, touched)
	b.Run("update", func(b *testing.B) {
		for b.Loop() {
			for i := range some {
				some[i] = int64(r.Intn(keys)) * 7919
			}
			InternInts(t, some, nil, ids)
			t.Touch(ids)
			for _, g := range ids {
				t.Vec.I64[0][g]++
				t.Vec.F64[0][g] += 0.5
			}
			s.Commit()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/touched/float64(b.N), "ns/update")
		b.ReportMetric(float64(s.Metrics().Bytes)/keys, "B/key")
	})
	b.Run("back", func(b *testing.B) {
		at := s.Version()
		for b.Loop() {
			_ = s.SeekTo(at - 1)
			_ = s.SeekTo(at)
		}
	})
}
