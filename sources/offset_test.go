package sources

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

func TestForeignOffsets(t *testing.T) {
	r := &rate{}
	readers := map[string]func(source.Offset) error{
		`{"seconds":4,"startMs":1000}`: func(o source.Offset) error { _, err := r.read(o); return err },
		`{"logOffset":0}`: func(o source.Offset) error {
			_, err := (&fileStream{log: make([][]fileEntry, 1)}).position(o)
			return err
		},
		`{"offset":3,"timestamp":5}`: func(o source.Offset) error { _, err := (&rateMicroBatch{}).read(o); return err },
		`7`:                          func(o source.Offset) error { _, err := linePosition(o); return err },
	}
	for own, read := range readers {
		if err := read(source.Offset(own)); err != nil {
			t.Errorf("its own %s: %v", own, err)
		}
		for other := range readers {
			if other == own || other == "7" && strings.Contains(own, "seconds") {
				continue // a bare number is Spark's own offset of a rate source
			}
			if err := read(source.Offset(other)); err == nil {
				t.Errorf("a source with offsets such as %s takes %s", own, other)
			}
		}
	}
	if _, err := r.read(`{"seconds":null,"startMs":1}`); err == nil || !strings.Contains(err.Error(), "another source") {
		t.Error(err)
	}
}
