package main

import (
	"os"
	"runtime"
)

// spareProcessor gives Go two processors where there is one: a thread that waits for the disk keeps its own for up to
// ten milliseconds, and the other computes meanwhile. Who has set GOMAXPROCS gets what it says.
func spareProcessor() {
	if runtime.GOMAXPROCS(0) == 1 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2)
	}
}
