package kernel

import "github.com/sparkrepl/sparkrepl/repl/present"

// batchInfos are the notes of the steps that ran, by number. A run in which nobody goes back keeps the last ones.
type batchInfos struct {
	list []present.BatchInfo
	gone int // older ones, which are not kept
}

// infosKept is how many notes such a run keeps at least.
const infosKept = 1 << 10

func (b *batchInfos) len() int { return b.gone + len(b.list) }

// at is the note of a step that is kept; it may be changed until the next one comes.
func (b *batchInfos) at(n int) *present.BatchInfo { return &b.list[n-b.gone] }

// cut forgets the notes from step n on.
func (b *batchInfos) cut(n int) { b.list = b.list[:max(n-b.gone, 0)] }

func (b *batchInfos) add(i present.BatchInfo, forgetful bool) {
	if forgetful && len(b.list) >= 2*infosKept {
		n := len(b.list) - infosKept
		b.gone += n
		b.list = b.list[:copy(b.list, b.list[n:])]
	}
	b.list = append(b.list, i)
}
