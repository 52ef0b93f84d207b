package sessions

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hamba/avro/v2/ocf"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const testSchema = "ts TIMESTAMP, page STRING, n INT NOT NULL, price DECIMAL(9,2), tags ARRAY<STRING>, " +
	"place STRUCT<x: DOUBLE, y: FLOAT>, counts MAP<STRING, BIGINT>, day DATE, raw BINARY, ok BOOLEAN, tiny TINYINT, byid MAP<INT, STRING>"

func testRows(t testing.TB, seed uint64, n int) *data.Batch {
	s, err := data.ParseSchema(testSchema)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	rows := make([][]any, n)
	for i := range rows {
		row := []any{
			r.Int64N(1 << 50), fmt.Sprintf("page%d", r.IntN(50)), int32(r.IntN(1000)), data.DecOf(r.Int64N(2000) - 1000),
			[]any{"a", nil, "b"}, []any{r.Float64(), float32(1.5)}, []data.Pair{{Key: "k", Value: int64(i)}},
			int32(r.IntN(20000)), []byte{1, 2, byte(i)}, i%2 == 0, int8(r.IntN(200) - 100), []data.Pair{{Key: int32(i), Value: "v"}},
		}
		for k := range row {
			if k != 2 && r.IntN(5) == 0 {
				row[k] = nil
			}
		}
		rows[i] = row
	}
	return data.FromRows(s, rows)
}

func sameRows(t *testing.T, got, want *data.Batch) {
	t.Helper()
	if got.N != want.N {
		t.Fatalf("%d rows, want %d", got.N, want.N)
	}
	for i := range want.N {
		if g, w := fmt.Sprint(got.Row(i)), fmt.Sprint(want.Row(i)); g != w {
			t.Fatalf("row %d\n%s\nwant\n%s", i, g, w)
		}
	}
}

// record writes batches of the sizes and returns the file's bytes.
func record(t testing.TB, sizes ...int) ([]byte, []*data.Batch) {
	t.Helper()
	var buf bytes.Buffer
	var all []*data.Batch
	for i, n := range sizes {
		all = append(all, testRows(t, uint64(i), n))
	}
	w, err := NewRecordingWriter(&buf, Header{Schema: all[0].Schema, Source: "test", Options: map[string]string{"a": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range all {
		if err := w.Append(b, int64(1000*i)); err != nil {
			t.Fatal(err)
		}
	}
	return buf.Bytes(), all
}

func open(t testing.TB, b []byte) (*Recording, error) {
	return ReadRecording(bytes.NewReader(b), int64(len(b)), "test.rec")
}

func TestRecordingRoundTrip(t *testing.T) {
	bytes, batches := record(t, 3, 1, 200)
	r, err := open(t, bytes)
	if err != nil {
		t.Fatal(err)
	}
	if r.Len() != 3 || r.Loss() != nil || r.Header().Source != "test" || r.Time(2) != 2000 {
		t.Fatalf("%d batches, loss %v, header %+v", r.Len(), r.Loss(), r.Header())
	}
	for i := 2; i >= 0; i-- {
		b, err := r.Batch(i)
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, b, batches[i])
	}
	if again, _ := record(t, 3, 1, 200); string(again) != string(bytes) {
		t.Error("the same rows give other bytes")
	}
}

// TestRecordingIsAvro reads a recording with an independent reader of Avro.
func TestRecordingIsAvro(t *testing.T) {
	b, batches := record(t, 5, 7)
	dec, err := ocf.NewDecoder(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for dec.HasNext() {
		var row map[string]any
		if err := dec.Decode(&row); err != nil {
			t.Fatal(err)
		}
		if want := batches[rows/5%2].Row(rows % 5)[2]; rows < 5 && fmt.Sprint(row["n"]) != fmt.Sprint(want) {
			t.Fatalf("row %d: n is %v, want %v", rows, row["n"], want)
		}
		rows++
	}
	if dec.Error() != nil || rows != 12 {
		t.Fatalf("%d rows, %v", rows, dec.Error())
	}
}

// TestRecordingCutAnywhere cuts a recording at every byte: a prefix of whole batches opens, and
// what is lost is said.
func TestRecordingCutAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine: nothing for the race detector to find")
	}
	b, batches := record(t, 3, 2, 4)
	whole, err := open(t, b)
	if err != nil {
		t.Fatal(err)
	}
	var ends []int64
	for _, x := range whole.batches {
		last := x.blocks[len(x.blocks)-1]
		ends = append(ends, last.data+int64(last.frame)+trailerSize+syncSize)
	}
	first := whole.batches[0].blocks[0].at
	for cut := range len(b) {
		r, err := open(t, b[:cut])
		if int64(cut) < first {
			if err == nil {
				t.Fatalf("cut at %d, inside the header, opens", cut)
			}
			continue
		}
		want := 0
		for want < len(ends) && ends[want] <= int64(cut) {
			want++
		}
		if err != nil || r.Len() != want {
			t.Fatalf("cut at %d: %v batches, want %d (%v)", cut, r.Len(), want, err)
		}
		clean := int64(cut) == first || want > 0 && ends[want-1] == int64(cut)
		if (r.Loss() == nil) != clean || !clean && !r.Loss().Tail {
			t.Fatalf("cut at %d: loss %+v", cut, r.Loss())
		}
		for i := range want {
			got, err := r.Batch(i)
			if err != nil {
				t.Fatal(err)
			}
			sameRows(t, got, batches[i])
		}
	}
}

// TestRecordingBitFlips flips single bits: each is found, and batches that are still read are right.
func TestRecordingBitFlips(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine: nothing for the race detector to find")
	}
	b, batches := record(t, 30, 20, 40, 10)
	r := rand.New(rand.NewPCG(7, 7))
	located := 0
	for range 1000 {
		bad := bytes.Clone(b)
		at := r.IntN(len(bad))
		bad[at] ^= 1 << r.IntN(8)
		rec, err := open(t, bad)
		if err != nil {
			located++ // in the header
			continue
		}
		if err := rec.Verify(); err == nil {
			t.Fatalf("a flip at byte %d of %d is not found", at, len(bad))
		} else if strings.Contains(err.Error(), "bytes") {
			located++
		}
		for i := range min(rec.Len(), len(batches)) {
			if got, err := rec.Batch(i); err == nil {
				sameRows(t, got, batches[i])
			}
		}
	}
	if located < 1000 {
		t.Errorf("only %d of 1000 flips are located", located)
	}
}

func TestRecordingAppendRepairs(t *testing.T) {
	b, batches := record(t, 3, 2)
	path := filepath.Join(t.TempDir(), "a.rec")
	if err := os.WriteFile(path, b[:len(b)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	w, loss, err := AppendRecording(path)
	if err != nil || loss == nil || !loss.Tail {
		t.Fatalf("loss %+v, %v", loss, err)
	}
	if err := w.Append(batches[1], 9); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenRecording(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := r.Batch(1)
	if err != nil || r.Len() != 2 || r.Loss() != nil || r.Time(1) != 9 {
		t.Fatalf("%d batches, loss %v, %v", r.Len(), r.Loss(), err)
	}
	sameRows(t, got, batches[1])
}

func TestRecordingRefused(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "x.rec")
	if err := os.WriteFile(text, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{dir: "is a directory", text: "does not begin like an Avro file", filepath.Join(dir, "no"): "no such file"} {
		if _, err := OpenRecording(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzRecording(f *testing.F) {
	b, _ := record(f, 3, 2)
	f.Add(b)
	f.Add(b[:len(b)-7])
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := open(t, b)
		if err != nil {
			return
		}
		for i := range r.Len() {
			if _, err := r.Batch(i); err != nil {
				continue
			}
		}
	})
}

// TestEmptyBatches keeps the numbers of batches without rows.
func TestEmptyBatches(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.rec")
	s := data.NewSchema(data.Field{Name: "n", Type: data.Int, Nullable: true})
	w, err := CreateRecording(path, Header{Schema: s})
	if err != nil {
		t.Fatal(err)
	}
	one := data.FromRows(s, [][]any{{int32(1)}, {nil}})
	for _, err := range []error{w.AppendEmpty(1), w.Append(one, 2), w.Append(one.Slice(0, 0), 3), w.AppendEmpty(4), w.Append(one, 5), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := OpenRecording(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var got []int
	for i := range r.Len() {
		b, err := r.Batch(i)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, b.N)
	}
	if fmt.Sprint(got) != "[0 2 0 2]" || r.Loss() != nil {
		t.Errorf("batches of %v rows, lost %v", got, r.Loss())
	}
}
