//go:build unix

package kernel

import (
	"os/exec"
	"syscall"
)

// detach puts the child into a process group of its own: Ctrl+C in the terminal is the face's
// to interpret.
func detach(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
