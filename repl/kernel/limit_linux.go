package kernel

import "syscall"

// limitData makes the runtime fail where it would otherwise take all memory of the machine.
// Only written memory counts (RLIMIT_DATA), not the address space Go reserves.
func limitData(bytes int64) {
	var now syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_DATA, &now) != nil || now.Cur < uint64(bytes) {
		return
	}
	now.Cur = uint64(bytes)
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &now) // refused: the soft limit of the runtime stays
}
