package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestManualAgreesWithHelp finds every command and flag of the help in the manual page, and nothing
// that is hidden.
func TestManualAgreesWithHelp(t *testing.T) {
	parser, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(manual(parser.Model), `\-`, "-")
	seen := 0
	var look func(n *kong.Node)
	look = func(n *kong.Node) {
		for _, c := range n.Children {
			if has := strings.Contains(page, "\n.SS "+c.FullPath()+"\n"); has == c.Hidden {
				t.Errorf("the command %s: in the page %v, hidden %v", c.FullPath(), has, c.Hidden)
			}
			if c.Hidden {
				continue
			}
			if !strings.Contains(page, c.Help) {
				t.Errorf("the help of %s is not in the page", c.FullPath())
			}
			look(c)
		}
		for _, f := range n.Flags {
			seen++
			if !f.Hidden && (!strings.Contains(page, "--"+f.Name) || !strings.Contains(page, f.Help)) {
				t.Errorf("the flag --%s is not in the page", f.Name)
			}
		}
	}
	look(parser.Model.Node)
	if seen < 50 {
		t.Errorf("only %d flags", seen)
	}
}

// TestShortFlags: no short flag has two meanings.
func TestShortFlags(t *testing.T) {
	parser, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	means := map[rune]string{}
	var look func(n *kong.Node)
	look = func(n *kong.Node) {
		for _, f := range n.Flags {
			if old := means[f.Short]; f.Short != 0 && old != "" && old != f.Name {
				t.Errorf("-%c is --%s and --%s", f.Short, old, f.Name)
			}
			if f.Short != 0 {
				means[f.Short] = f.Name
			}
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	look(parser.Model.Node)
}

// TestSeat holds that the small parser is asked only where no other command can be meant.
func TestSeat(t *testing.T) {
	whole, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	small, err := newParser(&seat{}, kong.NoDefaultHelp())
	if err != nil {
		t.Fatal(err)
	}
	var own []string
	for _, c := range small.Model.Children {
		own = append(own, c.Name)
	}
	if len(own) != 2 || len(whole.Model.Children) < 15 {
		t.Fatalf("%v of %d commands", own, len(whole.Model.Children))
	}
	for _, c := range whole.Model.Children {
		if isCommand(c.Name) == slices.Contains(own, c.Name) {
			t.Errorf("%s: a command %v, of the seat %v", c.Name, isCommand(c.Name), own)
		}
	}
	if _, err := small.Parse([]string{"--help"}); err == nil {
		t.Error("the small parser answers --help")
	}
}
