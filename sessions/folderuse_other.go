//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package sessions

// alone is true where the system has no such locks: nothing is guarded.
func (u *folderUse) alone() bool { return true }

func (u *folderUse) share() bool { return true }
