package kernel

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/present"
)

// TestBatchInfos holds that a run in which nobody goes back keeps the last notes by their numbers, and others all.
func TestBatchInfos(t *testing.T) {
	for _, forgetful := range []bool{false, true} {
		var b batchInfos
		for n := range 5 * infosKept {
			b.add(present.BatchInfo{Batch: int64(n)}, forgetful)
			if b.len() != n+1 || b.at(n).Batch != int64(n) || n >= infosKept && b.at(n-infosKept+1).Batch != int64(n-infosKept+1) {
				t.Fatalf("forgetful %t: the notes of step %d are others", forgetful, n)
			}
		}
		if held := len(b.list); forgetful != (held <= 2*infosKept) {
			t.Errorf("forgetful %t: %d notes are kept", forgetful, held)
		}
		b.cut(5*infosKept - 10)
		if b.add(present.BatchInfo{Batch: -1}, forgetful); b.len() != 5*infosKept-9 || b.at(5*infosKept-10).Batch != -1 {
			t.Errorf("forgetful %t: after a cut there are %d", forgetful, b.len())
		}
	}
}
