package operator

import (
	"encoding/binary"

	"github.com/sparkrepl/sparkrepl/engine/state"
)

// expire removes values past their time to live.
func (s *vars) expire() {
	const metric = "numValuesRemovedDueToTTLExpiry"
	for _, t := range []*state.Table{s.values, s.items} {
		for _, row := range t.Expired(s.t.Time, nil) {
			if t.Live(row) {
				s.remove(int(t.Ints[1][row]), row)
				s.count(metric)
			}
		}
	}
	for _, row := range s.leftovers.Expired(s.t.Time, nil) {
		if s.leftovers.Live(row) {
			s.overdue(row)
			s.count(metric)
		}
	}
}

// keepTime keeps the time at which an entry of a map would have left.
func (s *vars) keepTime(entry []byte, until int64) {
	row := s.leftovers.InternBytes(binary.BigEndian.AppendUint64(append([]byte{}, entry...), uint64(until)))
	s.leftovers.SetUntil(row, until)
}

// overdue does what Spark does when the time of an entry is over that was removed before: what the key
// has been given since then leaves too, and its own time stays in turn.
func (s *vars) overdue(row int32) {
	entry := s.leftovers.Blob(row)
	entry = append([]byte{}, entry[:len(entry)-8]...)
	s.leftovers.Remove(row)
	if live := s.values.FindBytes(entry); live != state.NoRow {
		s.keepTime(entry, s.values.Until(live))
		s.remove(int(s.values.Ints[1][live]), live)
		return
	}
	s.t.Record.Removed++
}
