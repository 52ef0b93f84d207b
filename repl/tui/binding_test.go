package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func TestBindings(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range Bindings() {
		if b.Name == "" || seen[b.Name] {
			t.Errorf("action %q (%s): every action has a name of its own", b.Name, b.Title)
		}
		seen[b.Name] = true
		for _, k := range b.Keys {
			if why := checkKey(k); why != "" {
				t.Errorf("%s: key %q: %s", b.Name, k, why)
			}
		}
	}
	if err := doubles(actions(), nil); err != nil {
		t.Error(err)
	}
}

func TestCheckKeys(t *testing.T) {
	for _, c := range []struct {
		name, keys, want string
	}{
		{"step", "ctrl+n", ""}, {"step", "n", "used twice"}, {"step", "d", "used twice"}, {"step", "d d d", "at most two"},
		{"setp", "x", `did you mean "step"?`}, {"zzz", "x", "there is no action"}, {"step", "entr", "did you mean enter?"}, {"step", "", "is no key"},
		{"start-new", "w", ""}, {"step", "ctrl+", "is no key"},
	} {
		err := CheckKeys(map[string][]string{c.name: {c.keys}})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s = %q: %v, want %q", c.name, c.keys, err, c.want)
		}
	}
	if err := CheckKeys(map[string][]string{"step": {"n"}, "next-match": {}, "start-new": {"i"}}); err != nil {
		t.Errorf("a key that its action gave up: %v", err)
	}
}

// TestKeysOfTheConfiguration presses keys that actions were given in place of their own.
func TestKeysOfTheConfiguration(t *testing.T) {
	r := newRigWith(t, 80, 24, Options{Path: "orders.spark.md", ASCII: true, Keys: map[string][]string{
		"step": {"ctrl+n"}, "first-batch": {"ctrl+g h"}, "help": {"f1"}, "palette": {}}})
	before := len(r.f.asked)
	r.keys(".")
	for _, q := range r.f.asked[before:] {
		if q.Op == kernel.OpForward {
			t.Error("the key that the action gave up still steps")
		}
	}
	r.has("Ctrl+N step")
	r.keys("ctrl+n")
	r.last(kernel.OpForward)
	r.keys("ctrl+g h")
	if q := r.last(kernel.OpGoto); q.Index != 0 {
		t.Errorf("the pair ctrl+g h goes to %d, want the start", q.Index)
	}
	r.keys("ctrl+p")
	r.hasNot("type to search")
	r.keys("f1")
	r.has("Keys, notebook pane", "Ctrl+N")
}
