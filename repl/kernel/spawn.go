package kernel

import "errors"

// ErrDead is what Do returns when the kernel process ended before it answered. The client
// stays usable: OpRestart starts a new process with the notebook as it was typed and goes to
// the batch where it was.
var ErrDead = errors.New("the kernel process ended")

// SpawnOptions say how the child process is started.
type SpawnOptions struct {
	// Path and Args are the command: the own binary and "kernel" when Path is "".
	Path string
	Args []string
	Env  []string
	Dir  string
}
