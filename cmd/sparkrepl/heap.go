package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// Columns hold hardly a pointer: looking through them often is cheap, and memory stays low.
	leastPercent = 70
	// A collection costs a millisecond or two even where little lives: so much is put up with before one.
	leastGarbage = 28 << 20
)

// paceCollector has the collector run when garbage is 70 % of what lives, but 28 MiB at least. It looks
// again after every collection.
func paceCollector() {
	p := &pacer{live: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
	p.set(0)
	p.after()
}

type pacer struct {
	live    []metrics.Sample
	percent int
}

// after calls set once the next collection is over.
func (p *pacer) after() {
	runtime.AddCleanup(&struct{ _ [16]byte }{}, func(*pacer) {
		metrics.Read(p.live)
		p.set(int64(p.live[0].Value.Uint64()))
		p.after()
	}, p)
}

// set chooses the percentage for so many live bytes. Setting it stops the world for a moment, so small
// changes are left out.
func (p *pacer) set(live int64) {
	live = max(live, 4<<20)
	want := max(leastPercent, int(leastGarbage*100/live))
	if d := want - p.percent; d > p.percent/8 || -d > p.percent/8 {
		p.percent = want
		debug.SetGCPercent(want)
	}
}
