package state

import (
	"bytes"
	"math/rand"
	"testing"
)

// saved is a store with some of everything, in saved form.
func saved(t *testing.T) []byte {
	s := newTestStore()
	s.Tables[0].InternInt(5)
	s.Tables[0].InternNull()
	s.Tables[1].InternBytes([]byte("key"))
	s.Tables[2].InternWindows([]int64{0, 10}, []int64{10, 20}, []int32{3, 900}, make([]int32, 2))
	row := s.Tables[3].Add([]byte("row"), 1, 2)
	s.Tables[3].Vec.Any[0][row] = []any{"a", int64(1), nil, true}
	s.Commit()
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
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
