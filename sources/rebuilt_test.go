package sources

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// recordMinutes makes the recording minutes.rec of so many batches, a minute each.
func recordMinutes(t *testing.T, dir string, n int) {
	t.Helper()
	path := filepath.Join(dir, "minutes.rec")
	_ = os.Remove(path)
	s := schema(t, changedSchema)
	w, err := sessions.CreateRecording(path, sessions.Header{Schema: s})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := Find("json")
	for m := range n {
		changedFile(t, dir, m)
		b, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: fmt.Sprintf("in/%d.json", m), Schema: s})
		if err == nil {
			err = w.Append(b, int64(m)*60_000_000)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// overMinutes counts by keys over the recording, all at once at the end.
func overMinutes(keys ...any) query {
	return func(c *changing) *spark.DataFrame {
		return c.s.ReadStream().Format("recording").Load("minutes.rec").GroupBy(keys...).Agg("count(*) AS c", "sum(n) AS s")
	}
}

var errKilled = errors.New("killed")

// TestRebuiltState changes the keys of a query over a recording: the state is computed again, and
// what comes after is what a query with these keys gives from the start. A crash while the new
// state takes the old one's place changes nothing.
func TestRebuiltState(t *testing.T) {
	for _, point := range []string{"", "before new state", "between states", "after new state"} {
		t.Run(point, func(t *testing.T) {
			dir, fresh := t.TempDir(), t.TempDir()
			recordMinutes(t, dir, 3)
			if _, err := runChanging(dir, overMinutes("user"), "complete"); err != nil {
				t.Fatal(err)
			}
			recordMinutes(t, dir, 5)
			if point != "" {
				killed := func() (err error) {
					defer func() {
						if p := recover(); p != nil {
							err = errKilled
						}
					}()
					_, err = runChanging(dir, overMinutes("k"), "complete", func(p string) {
						if p == point {
							panic(errKilled)
						}
					})
					return err
				}()
				if killed == nil {
					t.Fatal("the run passes the point and ends")
				}
			}
			got, err := runChanging(dir, overMinutes("k"), "complete")
			if err != nil {
				t.Fatal(err)
			}
			recordMinutes(t, fresh, 5)
			want, err := runChanging(fresh, overMinutes("k"), "complete")
			if err != nil {
				t.Fatal(err)
			}
			if got != want || got == "" {
				t.Errorf("the rows are\n%s\nand from the start they are\n%s", got, want)
			}
			for _, rest := range []string{"state.old", "state.new"} {
				if _, err := os.Stat(filepath.Join(dir, "checkpoint", rest)); err == nil {
					t.Errorf("%s is left", rest)
				}
			}
		})
	}
}

// TestRebuiltOnlyFromTheStart refuses a changed query when the first batches of its offset log are gone.
func TestRebuiltOnlyFromTheStart(t *testing.T) {
	dir := t.TempDir()
	recordMinutes(t, dir, 3)
	if _, err := runChanging(dir, overMinutes("user"), "complete"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "checkpoint", "offsets", "0")); err != nil {
		t.Fatal(err)
	}
	_, err := runChanging(dir, overMinutes("k"), "complete")
	if err == nil || !strings.Contains(err.Error(), "Provided key schema") || !strings.Contains(err.Error(), "cannot be computed again") {
		t.Error(err)
	}
}
