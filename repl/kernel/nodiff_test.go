package kernel_test

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestNothingChanged looks at the keys that changed where none did: that is said, and not that the state is
// empty. A batch that has not run is refused.
func TestNothingChanged(t *testing.T) {
	k := flights(t, func(kernel.BatchEvent) {})
	do(t, k, kernel.Request{Op: kernel.OpNextStop}) // the last batch has no rows
	do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "inject {\"origin\":\"JFK\"}"})
	a := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "state", Limit: 9, Filter: "~"}})
	if a.Figure.Table.Total != 0 || a.Figure.Table.Empty != "no key changed" {
		t.Errorf("%d rows, %q", a.Figure.Table.Total, a.Figure.Table.Empty)
	}
	a = do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "diff 9999"})
	if a.Err == nil || a.Err.Message != "batch 9999 of hourly has not run: it stands at b531, and :batch 9999 goes there" {
		t.Errorf("%+v", a.Err)
	}
}
