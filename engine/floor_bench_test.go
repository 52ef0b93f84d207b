package engine_test

import (
	"fmt"
	"math/rand"
	"testing"
)

// floorWindow is a window of the least engine: groups by key number, and what they hold.
type floorWindow struct {
	near, keys  []int32
	count, seen []int64
	sum         []float64
}

// find numbers the groups of rows by their key numbers.
func (w *floorWindow) find(ids, rows []int32) {
	w.keys = w.keys[:0]
	for i, id := range ids {
		r := w.near[id]
		if r == 0 {
			w.keys = append(w.keys, id)
			r = int32(len(w.keys))
			w.near[id] = r
		}
		rows[i] = r - 1
	}
	if n := len(w.keys); cap(w.count) < n {
		w.count, w.seen, w.sum = make([]int64, n+n/4), make([]int64, n+n/4), make([]float64, n+n/4)
	}
	n := len(w.keys)
	w.count, w.seen, w.sum = w.count[:n], w.seen[:n], w.sum[:n]
	clear(w.count)
	clear(w.seen)
	clear(w.sum)
}

// add counts rows and sums values.
func (w *floorWindow) add(rows []int32, values []float64) {
	for _, r := range rows {
		w.count[r]++
	}
	for i, r := range rows {
		w.sum[r] += values[i]
	}
	for _, r := range rows {
		w.seen[r] |= 1
	}
}

// floorBatch runs rows through windows that open and leave in it, and writes each group out.
func floorBatch(windows []floorWindow, numbers []int32, keys []int64, values []float64, ids, rows []int32) (n int, ints [][]int64, sums []float64) {
	for i, k := range keys {
		ids[i] = numbers[k]
	}
	for i := range windows {
		from, to := i*len(keys)/len(windows), (i+1)*len(keys)/len(windows)
		windows[i].find(ids[from:to], rows[from:to])
		windows[i].add(rows[from:to], values[from:to])
		n += len(windows[i].keys)
	}
	starts, ends, out, counts, sums := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]float64, n)
	at := 0
	for i := range windows {
		w := &windows[i]
		for k, id := range w.keys {
			starts[at+k], ends[at+k], out[at+k] = int64(i), int64(i+1), int64(id)
		}
		copy(counts[at:], w.count)
		copy(sums[at:], w.sum)
		clear(w.near)
		at += len(w.keys)
	}
	return n, [][]int64{starts, ends, out, counts}, sums
}

// BenchmarkWindowFloor is the least that the batches of BenchmarkWindowCountSum cost on this machine:
// plain loops over whole numbers without nulls, types, watermark, lineage, history and fingerprint. It
// says how far from the machine's limits the engine is.
func BenchmarkWindowFloor(b *testing.B) {
	for _, distinct := range []int{100, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("keys=%d", distinct), func(b *testing.B) {
			r := rand.New(rand.NewSource(7))
			keys, values, numbers := make([]int64, benchRows), make([]float64, benchRows), make([]int32, distinct)
			for i := range keys {
				keys[i], values[i] = int64(r.Intn(distinct)), r.Float64()
			}
			for i, k := range r.Perm(distinct) {
				numbers[i] = int32(k)
			}
			windows := make([]floorWindow, 5)
			for i := range windows {
				windows[i].near = make([]int32, distinct)
			}
			ids, rows := make([]int32, benchRows), make([]int32, benchRows)
			groups := 0
			b.ReportAllocs()
			for b.Loop() {
				groups, _, _ = floorBatch(windows, numbers, keys, values, ids, rows)
			}
			b.ReportMetric(float64(groups)/benchRows, "groups/row")
			reportRows(b, benchRows)
		})
	}
}
