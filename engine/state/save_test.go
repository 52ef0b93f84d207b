package state

import (
	"bytes"
	"math/rand"
	"testing"
)

// saved is a store with some of everything, in saved form.
func saved(t testing.TB) []byte {
	s := newTestStore()
	s.Tables[0].InternInt(5)
	s.Tables[0].InternNull()
	s.Tables[1].InternBytes([]byte("key"))
	s.Tables[2].InternWindows([]int64{0, 10}, []int64{10, 20}, []int32{3, 900}, make([]int32, 2))
	row := s.Tables[3].Add([]byte("row"), 1, 2)
	s.Tables[3].Vec.Any[0][row] = []any{"a", int64(1), nil, true}
	own := []int32{0, 0}
	s.Tables[8].InternPairs([]int64{1, 2}, []int64{1 << 40, 1 << 41}, nil, own)
	s.Tables[8].SetUntils(own, s.Tables[8].Ints[1], own)
	s.Commit()
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOwnTimesTakeNoRoom saves rows that leave at the time that is a word of theirs.
func TestOwnTimesTakeNoRoom(t *testing.T) {
	size := func(later int64) int {
		s := newTestStore()
		tab := s.Tables[8]
		rows, first, second := make([]int32, 5000), make([]int64, 5000), make([]int64, 5000)
		for i := range rows {
			first[i], second[i] = int64(i), int64(i*i)
		}
		tab.InternPairs(first, second, nil, rows)
		at := make([]int64, len(rows))
		for i := range at {
			at[i] = second[i] + later*int64(i)
		}
		tab.SetUntils(rows, at, nil)
		s.Commit()
		var b bytes.Buffer
		if err := s.SaveDelta(&b); err != nil {
			t.Fatal(err)
		}
		n, back := b.Len(), newTestStore()
		if err := back.LoadDelta(&b); err != nil || dump(back) != dump(s) {
			t.Errorf("%v: the state that was read is another", err)
		}
		return n
	}
	if own, others := size(0), size(7); own > others-len("12345")*1000 {
		t.Errorf("%d bytes, %d with other times", own, others)
	}
}

func TestCutStateIsRefused(t *testing.T) {
	whole := saved(t)
	for n := range whole {
		if err := newTestStore().Load(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("%d of %d bytes were loaded", n, len(whole))
		}
	}
}

// TestSpoiltStateDoesNotPanic loads saved states with a wrong byte: an error or other values, as
// the checkpoint's checksums find what was changed.
func TestSpoiltStateDoesNotPanic(t *testing.T) {
	whole := saved(t)
	r := rand.New(rand.NewSource(1))
	for range 5000 {
		bad := append([]byte(nil), whole...)
		bad[r.Intn(len(bad))] = byte(r.Intn(256))
		_ = newTestStore().Load(bytes.NewReader(bad))
	}
}

// FuzzLoad holds that no saved state and no delta makes reading it panic, or take memory that the
// bytes do not account for.
func FuzzLoad(f *testing.F) {
	whole := saved(f)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Fuzz(func(t *testing.T, b []byte) {
		s := newTestStore()
		if s.Load(bytes.NewReader(b)) == nil {
			_ = dump(s)
		}
		_ = newTestStore().LoadDelta(bytes.NewReader(b))
	})
}
