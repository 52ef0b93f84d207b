package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestKeysSayWhatTheyDid holds that the status line says what a key did where the screen does not show it.
func TestKeysSayWhatTheyDid(t *testing.T) {
	for _, c := range []struct{ keys, says string }{
		{"a", "new sql cell; i edits it, t changes its kind, u takes it back"},
		{"c v", "cell pasted; u takes it back"},
		{"j x", "cell cut; v pastes it, u brings it back"},
		{"G", "this is the last computed batch; . runs the next one"},
		{"1 l p", "stay in sight; p again lets them go"},
		{"1 l p p", "all columns move again"},
	} {
		r := newRig(t, 80, 24)
		r.keys(c.keys)
		if f := r.frame(); !strings.Contains(f, c.says) {
			t.Errorf("%s: the screen does not say %q:\n%s", c.keys, c.says, f)
		}
	}
	r := newRig(t, 60, 20)
	r.keys("+")
	r.has("a screen of less than 80 columns shows one pane; Tab")
	r = newRig(t, 80, 24)
	r.f.at, r.f.computed = 7, 7
	r.event(kernel.Event{View: r.f.snapshot()})
	r.keys(">")
	r.has("PAUSED b6 by hand  in 96  late 0  out 3")
}
