package tui

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/term"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// framesPerSecond bounds how long a finished frame waits for the terminal: 8 ms.
const framesPerSecond = 120

func run(ctx context.Context, client kernel.Client, o Options) error {
	m := newModel(ctx, client, o)
	// Signals end ctx, which is the caller's. The library's own handler beside that can wait for ever for
	// a program that ctx has ended already.
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler()}
	out := o.Output
	if out == nil {
		out = os.Stdout
		if o.Environ == nil {
			opts = append(opts, tea.WithColorProfile(lipgloss.Writer.Profile)) // found once is enough: it reads the terminal's description and asks who the user is
		}
	} else {
		opts = append(opts, tea.WithOutput(out))
	}
	if o.Input != nil {
		opts = append(opts, tea.WithInput(o.Input))
	}
	if o.Environ != nil {
		opts = append(opts, tea.WithEnvironment(o.Environ))
	}
	viz.MeasureCharacters(true) // until the terminal says otherwise, as the renderer does
	// The size is known before the program asks: so the first frame is a whole one.
	if f, ok := out.(term.File); ok {
		if w, h, err := term.GetSize(f.Fd()); err == nil {
			m.w, m.h = w, h
			var gone func()
			ctx, gone = whileThere(ctx, f.Fd())
			defer gone()
			opts = append(opts, tea.WithContext(ctx))
			if o.Output == nil && o.Environ == nil {
				m.paintFirst(out)
			}
		}
	}
	_, err := tea.NewProgram(m, opts...).Run()
	if m.painted && !errors.Is(err, tea.ErrProgramPanic) { // behind a panic the cursor stays below its report
		leaveFirst(out)
	}
	if f := m.lastTable(); f != nil && o.Keep != nil && err == nil {
		o.Keep(f)
	}
	m.lastWords()
	m.hangUp()
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, context.Canceled) || errors.Is(err, tea.ErrProgramKilled) {
		return context.Cause(ctx)
	}
	return err
}

// lookEvery is how often it is looked whether the terminal is still there.
const lookEvery = time.Second

// whileThere ends the context when the terminal is gone: a program that su or setsid started gets no
// signal of it, and nothing that is read or written tells.
func whileThere(ctx context.Context, terminal uintptr) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if _, _, err := term.GetSize(terminal); err != nil {
					cancel()
				}
			}
		}
	}()
	return ctx, cancel
}

// hangUp ends the kernel, and does not wait for ever: its pipe is closed, so it ends by itself.
func (m *Model) hangUp() {
	if !m.link.up() {
		return
	}
	done := make(chan struct{})
	go func() {
		m.link.client.Close()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(quitPatience):
	}
}
