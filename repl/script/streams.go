package script

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/sparkrepl/sparkrepl/viz"
)

// Streams are the standard streams of a command, and how it may use them.
type Streams struct {
	In  io.Reader
	Out io.Writer // data
	Err io.Writer // messages
	// Quiet leaves out messages that are no errors; Verbose adds some.
	Quiet   bool
	Verbose int
	// JSON and CSV are the forms in which Out takes what comes out; neither is text.
	JSON, CSV bool
	// Colour and ErrColour say that Out and Err take colours.
	Colour, ErrColour bool
	// Progress says that messages about progress may be written: standard error is a terminal.
	Progress bool
}

// say writes a message.
func (s Streams) say(format string, args ...any) {
	if !s.Quiet {
		fmt.Fprintf(s.Err, format+"\n", args...)
	}
}

// figure writes a figure as lines of text, nothing cut.
func (s Streams) figure(f *viz.Figure) { writeFigure(s.Out, f, s.Colour) }

func writeFigure(w io.Writer, f *viz.Figure, colour bool) {
	for _, l := range viz.Draw(f, 0, 0, viz.Theme{ASCII: true}) {
		fmt.Fprintln(w, lineText(l, colour))
	}
}

// Show prints a figure whole, whatever the width.
func (s Streams) Show(f *viz.Figure) { writeFigure(s.Out, f, s.Colour) }

// buffered wraps Out so that many small writes are few system calls, and what was written is seen
// soon all the same; the function flushes.
func (s *Streams) buffered() func() error {
	b := &patient{w: bufio.NewWriterSize(s.Out, 64<<10)}
	s.Out = b
	return b.flush
}

// leftReader tells that who reads Out has gone away (SIGPIPE): that is no failure of the run.
func (s *Streams) leftReader() bool {
	b, ok := s.Out.(*patient)
	if !ok {
		return false
	}
	_, err := b.Write(nil)
	return errors.Is(err, syscall.EPIPE)
}

func figureText(f *viz.Figure) string {
	var b strings.Builder
	writeFigure(&b, f, false)
	return b.String()
}
