package main

import (
	"runtime/debug"
)

// paceCollector has the collector run when garbage is 60 % of what lives, and 5 MiB more: columns hold hardly a
// pointer, so looking through them often is cheap and memory stays low, but a collection takes a millisecond or two
// even where little lives. The bytes that it gives must be kept until the run is over; nobody touches them, so they
// count as living and take no memory. The collector can so be as patient at any number of processors.
func paceCollector() []byte {
	debug.SetGCPercent(60)
	return make([]byte, 8<<20)
}
