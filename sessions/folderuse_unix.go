//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package sessions

import "syscall"

// alone tells whether nobody else uses the folder; then nobody can until share.
func (u *folderUse) alone() bool {
	err := syscall.Flock(int(u.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return true
	}
	u.share()                         // the failed change may have ended the part in it
	return err != syscall.EWOULDBLOCK // a file system without locks guards nothing
}

// share lets others use the folder too; false while somebody else is alone in it.
func (u *folderUse) share() bool {
	return syscall.Flock(int(u.file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) != syscall.EWOULDBLOCK
}
