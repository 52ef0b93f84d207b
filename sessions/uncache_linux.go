package sessions

import (
	"os"

	"golang.org/x/sys/unix"
)

// uncache lets the system use the memory in which it keeps a durable file for what is written next.
func uncache(f *os.File) {
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _ = unix.Fadvise(int(fd), 0, 0, unix.FADV_DONTNEED) })
	}
}
