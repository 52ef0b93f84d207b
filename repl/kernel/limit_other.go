//go:build !linux

package kernel

// limitData does nothing here: the runtime's soft limit is all there is.
func limitData(int64) {}
