package state

import (
	"bufio"
	"bytes"
	"math"
	"math/rand"
	"slices"
	"testing"
)

// TestPackedWords packs words of every width and kind and reads them again; what is said about
// sizes holds.
func TestPackedWords(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	check := func(name string, words []int64, most int) {
		t.Helper()
		b := appendPacked(nil, words)
		read := &reader{r: bufio.NewReader(bytes.NewReader(b))}
		if got := read.block(len(words)); read.err != nil || !slices.Equal(got, words) {
			t.Fatalf("%s: %v came back as %v, %v", name, words, got, read.err)
		}
		if _, err := read.r.ReadByte(); err == nil {
			t.Fatalf("%s: more was written than is read", name)
		}
		if most > 0 && len(b) > most {
			t.Errorf("%s: %d words take %d bytes, want at most %d", name, len(words), len(b), most)
		}
	}
	for range 2000 {
		words := make([]int64, 1+r.Intn(packed))
		mask := ^uint64(0) >> r.Intn(64) << r.Intn(64)
		for i := range words {
			words[i] = int64(r.Uint64() & mask)
		}
		check("random", words, 0)
		for i := 1; i < len(words); i++ {
			words[i] += words[i-1]
		}
		check("sums", words, 0)
	}
	fill := func(f func(i int) int64) []int64 {
		out := make([]int64, packed)
		for i := range out {
			out[i] = f(i)
		}
		return out
	}
	check("run", fill(func(i int) int64 { return int64(7000 - i) }), 8)
	check("same", fill(func(int) int64 { return math.MinInt64 }), 16)
	check("ends", fill(func(i int) int64 { return []int64{math.MinInt64, math.MaxInt64}[i%2] }), 0)
	check("milliseconds", fill(func(i int) int64 { return 1767225600000000 + int64(i+r.Intn(2))*1000 }), 300)
	check("cents", fill(func(int) int64 { return int64(math.Float64bits(float64(r.Intn(64)) / 4)) }), 8*packed/3)
}
