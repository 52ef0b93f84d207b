package sources

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestRecordingByRows takes a recording apart by rows, whatever its batches are, and finds the same
// rows again.
func TestRecordingByRows(t *testing.T) {
	src, err := openRecording(source.Env{Files: os.DirFS("../docs/examples")}, source.Spec{Path: "examples:sample.rec"})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	r, ctx := src.(*replay), context.Background()
	all, err := r.Read(ctx, "", source.Offset(fmt.Sprint(r.Batches())))
	if err != nil || all.N != 32 || r.Batches() != 8 {
		t.Fatalf("%d rows in %d batches, %v", all.N, r.Batches(), err)
	}
	for _, limit := range []source.Limit{{}, {All: true}, {Rows: 1}, {Rows: 3}, {Rows: 4}, {Rows: 5}, {Rows: 31}, {Rows: 100}} {
		at, rows := source.Offset(""), 0
		ahead := r.Ahead("", limit)
		for n := 0; ; n++ {
			end, err := r.Latest(ctx, at, limit)
			if err != nil {
				t.Fatal(err)
			}
			if end == at {
				if n != len(ahead) {
					t.Errorf("%+v: %d batches, but %d ahead", limit, n, len(ahead))
				}
				break
			}
			part, err := r.Read(ctx, at, end)
			if err != nil {
				t.Fatal(err)
			}
			if int64(part.N) != ahead[n] || rowsText(part) != rowsText(all.Slice(rows, rows+part.N)) {
				t.Errorf("%+v: batch %d from %s to %s has %d rows, %d ahead", limit, n, at, end, part.N, ahead[n])
			}
			at, rows = end, rows+part.N
		}
		if rows != all.N {
			t.Errorf("%+v: %d rows", limit, rows)
		}
	}
	for _, bad := range []source.Offset{"9", "-1", `{"batch":1,"row":4}`, `{"batch":8,"row":1}`, `{"batch":1,"row":-1}`, "x"} {
		if _, err := r.Latest(ctx, bad, source.Limit{}); err == nil {
			t.Errorf("%s is taken for a position", bad)
		}
	}
}
