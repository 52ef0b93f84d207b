package kernel_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"

	"github.com/sparkrepl/sparkrepl/engine/data"

	"os"
	"path/filepath"
)

// flights opens the example over the recorded week; every batch is told to seen.
func flights(t *testing.T, seen func(kernel.BatchEvent)) *kernel.Kernel {
	t.Helper()
	k := kernel.New(kernel.Options{Files: examples.Files, Command: command.Run, Batch: seen})
	t.Cleanup(k.Close)
	a := do(t, k, kernel.Request{Op: kernel.OpOpen, Kind: "examples:flights"})
	if a.Err != nil {
		t.Fatal(a.Err)
	}
	return k
}

// TestFlightsThereAndBack steps to the end, back to the start and to the end again: the
// fingerprints of all batches are the same, and so is every figure on the way.
func TestFlightsThereAndBack(t *testing.T) {
	var prints []uint64
	k := flights(t, func(e kernel.BatchEvent) { prints = append(prints, e.Fingerprint) })
	end := do(t, k, kernel.Request{Op: kernel.OpNextStop}).View.Track
	if end == nil || end.At < 500 || end.Paused != "at the end" {
		t.Fatalf("the week ended at %+v", end)
	}
	first := figures(t, k)
	start := do(t, k, kernel.Request{Op: kernel.OpGoto, Index: 0}).View.Track
	if start.At != 0 || start.Keys != 0 {
		t.Errorf("the start is %+v", start)
	}
	middle := do(t, k, kernel.Request{Op: kernel.OpGoto, Index: 250})
	if middle.Err != nil || middle.View.Track.At != 250 {
		t.Errorf("batch 249: %+v", middle)
	}
	again := do(t, k, kernel.Request{Op: kernel.OpNextStop}).View.Track
	if again.At != end.At {
		t.Errorf("the second end is %d, the first was %d", again.At, end.At)
	}
	if second := figures(t, k); first != second {
		t.Errorf("the figures differ:\n%s\n%s", first, second)
	}
	// A new session over the same recording gives the same batches, byte for byte.
	whole := slices.Clone(prints)
	prints = nil
	do(t, k, kernel.Request{Op: kernel.OpRestart})
	do(t, k, kernel.Request{Op: kernel.OpNextStop})
	if !slices.Equal(whole, prints) {
		t.Errorf("%d batches, then %d: the fingerprints differ", len(whole), len(prints))
	}
}

func figures(t *testing.T, k *kernel.Kernel) string {
	t.Helper()
	out := ""
	for _, name := range []string{"state", "windows", "late", "batch"} {
		a := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: name}})
		body, err := json.Marshal(a.Figure)
		if err != nil || a.Err != nil {
			t.Fatalf("%s: %v %v", name, err, a.Err)
		}
		out += string(body) + "\n"
	}
	return out
}

// TestFlightsCount holds the counts against a plain count over the recording: every row is in
// an hour that came out, in an hour that is still open, or in the list of late rows.
func TestFlightsCount(t *testing.T) {
	late, out := 0, map[string]int64{}
	k := flights(t, func(e kernel.BatchEvent) {
		late += len(e.LateRows())
		for line := range e.Rows.JSON() {
			var row struct {
				Hour, Origin string
				Flights      int64
			}
			if err := json.Unmarshal(line, &row); err != nil {
				t.Error(err)
			}
			key := row.Hour + " " + row.Origin
			if _, twice := out[key]; twice {
				t.Errorf("%s came out twice", key)
			}
			out[key] = row.Flights
		}
	})
	end := do(t, k, kernel.Request{Op: kernel.OpNextStop}).View.Track
	plain, rows := plainCount(t)
	var sum int64
	for key, n := range out {
		sum += n
		if n > plain[key] {
			t.Errorf("%s: %d came out, the file has %d", key, n, plain[key])
		}
	}
	if open := rows - sum - int64(late); open < 0 || open > 200 || end.At == 0 {
		t.Errorf("%d rows, %d came out, %d late: %d are in hours that are still open", rows, sum, late, open)
	}
	missing := int64(0)
	for key, n := range plain {
		if got, final := out[key]; final {
			missing += n - got
		}
	}
	if missing != int64(late) {
		t.Errorf("the final hours miss %d rows of the file; %d rows are listed as late", missing, late)
	}
}

// plainCount counts the flights of an hour and origin straight from the recording.
func plainCount(t *testing.T) (map[string]int64, int64) {
	t.Helper()
	text, err := examples.Files.ReadFile("departures.rec")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "d.rec")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	rec, err := sessions.OpenRecording(path)
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Close()
	out, rows := map[string]int64{}, int64(0)
	for i := range rec.Len() {
		b, err := rec.Batch(i)
		if err != nil {
			t.Fatal(err)
		}
		sched, origin := b.Cols[b.Schema.Index("sched")], b.Cols[b.Schema.Index("origin")]
		for r := range b.N {
			hour := time.UnixMicro(data.ValueAt(sched, r).(int64)).UTC().Truncate(time.Hour)
			out[fmt.Sprintf("%s %s", hour.Format("2006-01-02T15:04:05.000Z"), data.ValueAt(origin, r))]++
			rows++
		}
	}
	return out, rows
}
