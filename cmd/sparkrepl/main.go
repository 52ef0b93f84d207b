// Command sparkrepl is a notebook in the terminal for streaming jobs in Spark's model.
package main

import (
	_ "time/tzdata" // time zones where the machine has no database of its own

	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/viz"
)

func main() { os.Exit(program(os.Args[1:])) }

// program runs one command line and returns the exit code. What a signal ended exits with 128
// and its number, after everything was saved and the terminal was given back.
func program(args []string) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	log.SetOutput(io.Discard) // the interpreter of cells logs what it also returns as an error
	caught := make(chan os.Signal, 4)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE) // a write to a closed pipe is an error like any other
	code := make(chan int, 1)
	go func() {
		s := <-caught
		n, _ := s.(syscall.Signal)
		code <- 128 + int(n)
		cancel(&script.Exit{Code: 128 + int(n), Err: errors.New(signalText(s))})
	}()
	err := dispatch(ctx, args)
	select {
	case n := <-code:
		var told script.Told
		if err != nil && !errors.As(err, &told) {
			fmt.Fprintln(os.Stderr, "sparkrepl: "+signalText(syscall.Signal(n-128)))
		}
		return n
	default:
	}
	if errors.Is(err, syscall.EPIPE) {
		return 0 // the reader has seen enough
	}
	report(err)
	return script.CodeOf(err)
}

func signalText(s os.Signal) string {
	if s == os.Interrupt {
		return "interrupted"
	}
	return s.String()
}

func report(err error) {
	var done script.Told
	switch {
	case err == nil || errors.As(err, &done):
		return
	case errors.Is(err, context.DeadlineExceeded):
		fmt.Fprintln(os.Stderr, "sparkrepl: the time is over")
		return
	}
	var f *kernel.Failure
	if errors.As(err, &f) {
		full := *f
		full.Message = source.MaskAddresses(err.Error()) // with the file and the cell that it was wrapped in
		script.WriteFailure(script.Streams{Err: os.Stderr}, &full)
		return
	}
	fmt.Fprintln(os.Stderr, "error: "+viz.Clean(source.MaskAddresses(err.Error())))
}
