package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/sparkrepl/sparkrepl/viz"
)

// pressedKeys shows what arrives for each key, until q.
func pressedKeys(in, out *os.File) error {
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
