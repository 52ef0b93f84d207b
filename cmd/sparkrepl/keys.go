package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/viz"
)

// pressedKeys shows what arrives for each key, until q.
func pressedKeys(in, out *os.File) error {
	if !isTerminal(in) || !isTerminal(out) {
		return &script.Exit{Code: script.Misuse, Err: errors.New("there is no terminal whose keys could be shown")}
	}
	fmt.Fprintln(out, "Press keys: each is shown as the terminal sends it. q leaves.")
	old, err := term.MakeRaw(in.Fd())
	if err != nil {
		return err
	}
	defer func() { _ = term.Restore(in.Fd(), old) }()
	b := make([]byte, 64)
	for {
		n, err := in.Read(b)
		if err != nil || n == 0 {
			return err
		}
		keys := string(b[:n])
		fmt.Fprintf(out, "%-20s %d bytes\r\n", strings.ReplaceAll(viz.Clean(keys), " ", "(space)"), n)
		if keys == "q" || keys == "\x03" {
			return nil
		}
	}
}
