package command

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestArguments holds that no command takes words that it does not read, and that none of those that
// the notebook is told fails without a word where its argument is missing or wrong.
func TestArguments(t *testing.T) {
	k := kernel.New(kernel.Options{Command: Run})
	t.Cleanup(k.Close)
	without := 0
	for _, c := range All() {
		_, _, err := Find(":" + c.Name + " 'zz q)")
		if refused := err != nil; refused == strings.Contains(c.Usage, " ") {
			t.Errorf(":%s, %q: %v", c.Name, c.Usage, err)
		}
		if err != nil {
			without++
		}
		if c.Run == nil || c.Group == "files" {
			continue
		}
		for _, args := range []string{"", " 'zz q)", " -3"} {
			a, err := k.Do(t.Context(), kernel.Request{Op: kernel.OpCommand, Text: c.Name + args})
			switch {
			case err != nil:
				t.Errorf(":%s%s: %v", c.Name, args, err)
			case a.Err != nil && (len(a.Err.Message) < 10 || strings.HasSuffix(a.Err.Message, " ") || strings.Contains(a.Err.Message, `""`)):
				t.Errorf(":%s%s: %q", c.Name, args, a.Err.Message)
			}
		}
	}
	if without < 15 {
		t.Errorf("%d commands without arguments", without)
	}
}
