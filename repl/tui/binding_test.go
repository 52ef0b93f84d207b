package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
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
	if err := CheckKeys(map[string][]string{"step": {"n"}, "next-match": {}, "start-new": {"N"}}); err != nil {
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

// TestSentencesFollowKeys takes every key that a sentence names away from its action: no sentence
// of the screen names the old one, and the kernel is told the new ones.
func TestSentencesFollowKeys(t *testing.T) {
	r := newRigWith(t, 100, 30, Options{Path: "orders.spark.md", ASCII: true, Keys: map[string][]string{"step": {"ctrl+n"}, "back": {"f7"}, "undo": {"f8"}, "run": {"f2"},
		"cell-above": {"f3"}, "cell-below": {}, "quit": {"ctrl+w"}, "first-batch": {"f4 f4"}, "palette": {"ctrl+t"}}})
	r.has("STALE: cell 2 was edited  (F2)", "Ctrl+N step", "F7 back")
	r.keys("d d")
	r.has("cell deleted; F8 brings it back")
	r.f.view.Cells = nil
	r.keys("ctrl+n")
	r.has("F3 or Ctrl+T adds one", "F2 runs it")
	r.keys("i")
	r.has("there is no cell here; F3 or Ctrl+T adds one")
	r.keys("ctrl+c")
	r.has("nothing runs; Ctrl+W quits")
	r.keys("f4 1")
	r.has("batch 1")
	names := KeyNames(map[string][]string{"step": {"f11", "f10"}, "restart": {"0 1"}, "play": {}})
	if names["step"] != "F11" || names["restart"] != "0 1" || names["play"] != "Ctrl+P" {
		t.Errorf("the kernel is told %v", names)
	}
}

// TestKernelKnowsTheKeys holds that the keys which sentences of the kernel name are those of the
// actions, and that every command's action is one.
func TestKernelKnowsTheKeys(t *testing.T) {
	m := &Model{actions: actions()}
	for _, b := range Bindings() {
		if key := kernel.DefaultKey(b.Name); key != "" && key != m.keyName(b.Name) {
			t.Errorf("the kernel says %s for %s, its key is %s", key, b.Name, m.keyName(b.Name))
		}
	}
	for _, c := range command.All() {
		if c.Action != "" && (m.named(c.Action) == nil || c.Key() == "") {
			t.Errorf(":%s: there is no key for %q", c.Name, c.Action)
		}
	}
}
