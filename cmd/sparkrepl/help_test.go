package main

import (
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
	var b strings.Builder
	if err := manual(&b, parser.Model); err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(b.String(), `\-`, "-")
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
	means := map[rune]string{'o': "output"}
	same := map[string]string{"save-outputs": "output"}
	var look func(n *kong.Node)
	look = func(n *kong.Node) {
		for _, f := range n.Flags {
			name := f.Name
			if other := same[name]; other != "" {
				name = other
			}
			if old := means[f.Short]; f.Short != 0 && old != "" && old != name {
				t.Errorf("-%c is --%s and --%s", f.Short, old, name)
			}
			if f.Short != 0 {
				means[f.Short] = name
			}
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	look(parser.Model.Node)
}
