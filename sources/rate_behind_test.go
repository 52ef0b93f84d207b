package sources

import (
	"context"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestRateBehind lets a minute pass between two batches: the rows come in batches of bounded size,
// and none is lost.
func TestRateBehind(t *testing.T) {
	now := time.UnixMilli(1_000_000)
	k, err := Find("rate")
	if err != nil {
		t.Fatal(err)
	}
	src, err := k.OpenStream(source.Env{Now: func() time.Time { return now }}, source.Spec{Options: map[string]string{"rowsPerSecond": "100"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	at, err := src.Latest(ctx, "", source.Limit{})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	total, batches := 0, 0
	for {
		end, err := src.Latest(ctx, at, source.Limit{})
		if err != nil {
			t.Fatal(err)
		}
		if end == at {
			break
		}
		rows, err := src.Read(ctx, at, end)
		if err != nil {
			t.Fatal(err)
		}
		if rows.N > 100*rateBehind {
			t.Fatalf("a batch of %d rows", rows.N)
		}
		total, batches, at = total+rows.N, batches+1, end
	}
	if total != 6000 || batches != 6 {
		t.Errorf("%d rows in %d batches, want 6000 in 6", total, batches)
	}
}
