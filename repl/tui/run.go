package tui

import (
	"context"
	"io"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Options say how the face starts. The zero value opens the start screen on the terminal of
// the process.
type Options struct {
	Path     string // notebook to open; "" shows the start screen
	Kind     string // of OpOpen: "", "recording", "examples:NAME"
	At       int    // go to this batch after opening; 0 none
	ReadOnly bool
	// Connect starts a kernel, or another one after it died. The face draws its first frame
	// before Connect returns.
	Connect func(context.Context) (kernel.Client, error)

	ASCII    bool   // draw with ASCII only
	NoMotion bool   // no animation
	NoMouse  bool   // leave the mouse to the terminal
	Theme    string // "dark", "light", "none" without colours, "" asks the terminal
	// Keys are the keys of actions in place of their own, by the names of [Bindings]; what
	// [CheckKeys] refuses is not taken.
	Keys    map[string][]string
	Hints   string // "full", "short", "off"; "" decides by use
	Editing string // keys inside a cell: "default" or "", "vim", "emacs"
	Autorun bool   // a cell that was edited runs when it is left, and what depends on it
	Suggest bool   // cells run before are suggested behind the text cursor
	// Keep gets the table that was shown last, once the terminal is as it was before; nil: nobody does.
	Keep    func(*viz.Figure)
	Version string   // of sparkrepl, for the start screen
	Recent  []string // files opened last, newest first, for the start screen

	Input   io.Reader // nil: the terminal
	Output  io.Writer // nil: the terminal
	Environ []string  // nil: the environment of the process
}

// Run shows the face until the person quits or ctx ends, as it should by every signal that ends the
// program. client may be nil: then o.Connect makes one. The terminal is as it was before when Run
// returns; the error is then the cause of ctx.
func Run(ctx context.Context, client kernel.Client, o Options) error {
	return run(ctx, client, o)
}
