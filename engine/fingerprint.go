package engine

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// fingerprint covers output, watermarks, counts and state changes of a committed step.
func (t *Timeline) fingerprint(s *Step) uint64 {
	var d data.Digest
	d.Add(uint64(s.Tick.Batch))
	for _, v := range []int64{s.late, s.used, s.next} {
		d.Add(uint64(v))
	}
	for i, r := range s.Records {
		d.Add(uint64(r.Updated)<<32 ^ uint64(r.Removed)<<16 ^ uint64(r.DroppedLate))
		if r.Out != nil {
			d.Add(uint64(r.Out.N))
		}
		if st, ok := t.states[i].(*state.Store); ok {
			d.Add(st.Digest())
		}
	}
	for _, c := range s.Output.Cols {
		d.Column(c)
	}
	return d.Sum()
}
