package script

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Plain is the line mode: the same commands, each answer printed once, top to bottom, without
// redrawing and without box characters.
type Plain struct {
	Streams
	File    string
	Kind    string
	At      int // go to this batch first; -1 none
	Options kernel.Options

	k    *kernel.Kernel
	cell int // number of the cell one stands on
}

const plainHelp = `. next batch   , back   > next stop   < last stop   r N run cell N   c N go to cell N
: before a command is optional; help lists the commands, q leaves`

// Do reads lines until the input ends or q.
func (p Plain) Do(ctx context.Context) error {
	p.Options.Command = command.Run
	if p.Options.Stdout == nil {
		p.Options.Stdout = p.Out
	}
	p.k = kernel.New(p.Options)
	defer p.k.Close()
	a, err := p.k.Do(ctx, kernel.Request{Op: kernel.OpOpen, Text: p.File, Kind: p.Kind})
	if err != nil {
		return err
	}
	if a.Err != nil {
		return exit(Unreadable, a.Err)
	}
	p.cell = 1
	p.list(a.View)
	if a.View.Message != "" {
		p.warn("%s", a.View.Message)
	}
	fmt.Fprintln(p.Out, plainHelp)
	if p.At >= 0 {
		p.send(ctx, kernel.Request{Op: kernel.OpGoto, Index: p.At + 1, Kind: "number"})
	}
	lines := bufio.NewScanner(p.In)
	lines.Buffer(nil, 1<<20)
	for {
		fmt.Fprint(p.Out, "> ")
		if !lines.Scan() {
			fmt.Fprintln(p.Out)
			return lines.Err()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if p.line(ctx, strings.TrimSpace(lines.Text())) {
			return nil
		}
	}
}

// line carries one line out; true leaves.
func (p *Plain) line(ctx context.Context, text string) bool {
	word, rest, _ := strings.Cut(strings.TrimPrefix(text, ":"), " ")
	switch word {
	case "":
	case "q!":
		return true
	case "q", "quit":
		return p.leave(ctx)
	case ".":
		p.send(ctx, kernel.Request{Op: kernel.OpForward, N: 1})
	case ",":
		p.send(ctx, kernel.Request{Op: kernel.OpBack, N: 1})
	case ">":
		p.send(ctx, kernel.Request{Op: kernel.OpNextStop})
	case "<":
		p.send(ctx, kernel.Request{Op: kernel.OpPrevStop})
	case "R":
		p.send(ctx, kernel.Request{Op: kernel.OpRunStale})
	case "r":
		p.visit(ctx, true, rest)
	case "cells":
		if a, err := p.k.Do(ctx, kernel.Request{Op: kernel.OpView}); err == nil {
			p.list(a.View)
		}
	case "c":
		if text[0] != ':' { // else :continue
			p.visit(ctx, false, rest)
			break
		}
		fallthrough
	default:
		p.send(ctx, kernel.Request{Op: kernel.OpCommand, Text: text, Cell: p.current(ctx)})
	}
	return false
}

// leave saves what was changed; where that fails it stays, and says how to leave all the same.
func (p *Plain) leave(ctx context.Context) bool {
	a, err := p.k.Do(ctx, kernel.Request{Op: kernel.OpQuit})
	if err == nil && a.Err != nil {
		p.failure(a.Err)
		fmt.Fprintln(p.Out, "q! leaves without saving")
		return false
	}
	return true
}

func (p *Plain) failure(f *kernel.Failure) {
	s := p.Streams
	s.Err, s.ErrColour = p.Out, p.Colour
	writeFailure(s, f, place{})
}

// visit goes to a cell by number and runs it when asked to.
func (p *Plain) visit(ctx context.Context, run bool, number string) {
	if number != "" {
		if _, err := fmt.Sscan(number, &p.cell); err != nil {
			fmt.Fprintf(p.Out, "%q is no cell number\n", viz.Clean(number))
			return
		}
	}
	a, err := p.k.Do(ctx, kernel.Request{Op: kernel.OpView})
	if err != nil || p.cell < 1 || p.cell > len(a.View.Cells) {
		fmt.Fprintf(p.Out, "there is no cell %d\n", p.cell)
		return
	}
	c := a.View.Cells[p.cell-1]
	if run {
		p.send(ctx, kernel.Request{Op: kernel.OpRun, Cell: c.ID})
		return
	}
	fmt.Fprintln(p.Out, cellLine(c, len(a.View.Cells)))
	for line := range strings.SplitSeq(c.Source, "\n") {
		fmt.Fprintln(p.Out, "  "+viz.Clean(line))
	}
}

func (p *Plain) current(ctx context.Context) string {
	a, err := p.k.Do(ctx, kernel.Request{Op: kernel.OpView})
	if err != nil || p.cell < 1 || p.cell > len(a.View.Cells) {
		return ""
	}
	return a.View.Cells[p.cell-1].ID
}

// send asks the kernel and prints the answer.
func (p *Plain) send(ctx context.Context, r kernel.Request) {
	done := context.AfterFunc(ctx, func() { p.k.Interrupt() })
	defer done()
	a, err := p.k.Do(context.WithoutCancel(ctx), r)
	if err != nil {
		fmt.Fprintln(p.Out, "error: "+viz.Clean(err.Error()))
		return
	}
	if a.Err != nil {
		p.failure(a.Err)
		return
	}
	if a.Text != "" {
		fmt.Fprintln(p.Out, viz.Clean(a.Text))
	}
	if (a.Text != "" || a.Figure != nil) && a.View != nil && a.View.Message != "" {
		fmt.Fprintln(p.Out, viz.Clean(a.View.Message))
	}
	if a.Figure != nil {
		p.figure(a.Figure)
	}
	if a.View != nil && a.Text == "" && a.Figure == nil {
		p.state(a.View, r)
	}
}

// state says where one stands after a step or a run.
func (p *Plain) state(v *kernel.View, r kernel.Request) {
	if v.Message != "" {
		fmt.Fprintln(p.Out, viz.Clean(v.Message))
	}
	if r.Op == kernel.OpRun {
		c := v.Cells[p.cell-1]
		fmt.Fprintln(p.Out, cellLine(c, len(v.Cells)))
		if c.Output != nil {
			p.figure(c.Output)
		}
	}
	t := v.Track
	if t == nil {
		return
	}
	if t.At == 0 {
		fmt.Fprintf(p.Out, "%s: at the start, nothing has run\n", viz.Clean(t.Query))
		return
	}
	fmt.Fprintf(p.Out, "%s: batch %d, in %d, late %d, out %d, keys %d, watermark %s, next %s\n", viz.Clean(t.Query), t.Base+t.At-1, t.In, t.Late, t.Out, t.Keys, t.Watermark, t.NextMark)
	for _, c := range v.Cells {
		if c.Output != nil && c.Output.Table != nil && r.Op != kernel.OpRun {
			p.figure(c.Output)
		}
	}
}

func (p *Plain) list(v *kernel.View) {
	if v.Title != "" {
		fmt.Fprintln(p.Out, viz.Clean(v.Title))
	}
	for _, c := range v.Cells {
		fmt.Fprintln(p.Out, cellLine(c, len(v.Cells)))
	}
}

// cellLine is a cell in words: "cell 3 of 5, sql, stale: cell 2 was edited after it".
func cellLine(c kernel.CellView, of int) string {
	state := c.State
	if state == "" {
		state = "not run yet"
	}
	if c.Kind == "md" {
		state = firstWords(c.Source)
	}
	line := fmt.Sprintf("cell %d of %d, %s, %s", c.Number, of, c.Kind, state)
	if c.Name != "" {
		line += ", named " + c.Name
	}
	if c.Reason != "" {
		line += ": " + c.Reason
	}
	return viz.Clean(line)
}

func firstWords(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "# "), "\n")
	return line
}
