package kernel

import (
	"context"
	"io"
	"io/fs"
	"time"
)

// Options are what a kernel needs from its process. The zero value works in the current
// directory with the system clock, without autosave.
type Options struct {
	// Dir is where relative paths start; "" is the current directory.
	Dir string
	// StateDir keeps swap files, versions and history; "" keeps none of them.
	StateDir string
	// Params are the values of param("name") in cells.
	Params map[string]string
	Now    func() time.Time
	Stdin  io.Reader
	// Stdout receives what console sinks and prints of cells write; nil: shown under the cell only.
	Stdout io.Writer
	// Files is the tree of built-in files that "examples:" paths name.
	Files fs.FS
	// Zone overrides the session time zone; "" is the notebook's, else UTC.
	Zone string
	// ReadOnly refuses edits and saves.
	ReadOnly bool
	// Command carries out a colon command ([command.Run]); nil: there are none.
	Command func(ctx context.Context, k *Kernel, line string) Reply
}

// Reply is what a command answers: a response at once, or a request to be done in its place.
type Reply struct {
	Response
	Instead *Request
}

// Kernel owns a notebook, its session and its timelines in one goroutine.
type Kernel struct {
	o Options
}

// New starts a kernel with an empty notebook.
func New(o Options) *Kernel { return &Kernel{o: o} }
