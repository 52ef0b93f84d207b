package sessions

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// counter gives ten rows whenever it is asked, up to a limit of rows.
type counter struct{ max int64 }

func counterSchema() *data.Schema {
	return data.NewSchema(data.Field{Name: "n", Type: data.Long, Nullable: true}, data.Field{Name: "user", Type: data.String, Nullable: true})
}

func (c *counter) Schema() *data.Schema { return counterSchema() }
func (c *counter) Latest(_ context.Context, start source.Offset, _ source.Limit) (source.Offset, error) {
	n, _ := strconv.ParseInt("0"+string(start), 10, 64)
	if n >= c.max {
		return start, nil
	}
	return source.Offset(fmt.Sprint(n + 10)), nil
}
func (c *counter) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	from, _ := strconv.ParseInt("0"+string(start), 10, 64)
	to, _ := strconv.ParseInt(string(end), 10, 64)
	var rows [][]any
	for ; from < to; from++ {
		rows = append(rows, []any{from, "u" + fmt.Sprint(from%3)})
	}
	return data.FromRows(counterSchema(), rows), nil
}
func (c *counter) Commit(source.Offset) error { return nil }
func (c *counter) Describe() string           { return "Counter" }
func (c *counter) Close() error               { return nil }
func (c *counter) Ended() bool                { return true }

func TestCapture(t *testing.T) {
	now := time.Unix(100, 0)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	cases := map[string]struct {
		c    Capturing
		rows int64
		why  string
	}{
		"rows":  {Capturing{Limits: Limits{Rows: 25}}, 25, "rows"},
		"end":   {Capturing{}, 1000, "end of the stream"},
		"time":  {Capturing{Limits: Limits{Time: 10 * time.Second}}, 50, "time"},
		"bytes": {Capturing{Limits: Limits{Bytes: 3000}}, 0, "bytes"},
	}
	for name, x := range cases {
		t.Run(name, func(t *testing.T) {
			x.c.Now = clock
			path := filepath.Join(t.TempDir(), "a.rec")
			got, err := Capture(context.Background(), &counter{1000}, path, Header{Source: "test"}, x.c)
			if err != nil || got.Why != x.why || x.rows > 0 && got.Rows != x.rows {
				t.Fatalf("%+v, %v", got, err)
			}
			r, err := OpenRecording(path)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if err := r.Verify(); err != nil || r.Len() != got.Batches || r.Header().Started == 0 {
				t.Fatalf("%d batches of %d, %v", r.Len(), got.Batches, err)
			}
		})
	}
}

func TestCapturePrivacy(t *testing.T) {
	capture := func(p Privacy) *data.Batch {
		t.Helper()
		path := filepath.Join(t.TempDir(), "a.rec")
		if _, err := Capture(context.Background(), &counter{1000}, path, Header{}, Capturing{Privacy: p, Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		r, err := OpenRecording(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var parts []*data.Batch
		for i := range r.Len() {
			b, err := r.Batch(i)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, b)
		}
		return data.Concat(r.Header().Schema, parts...)
	}
	if b := capture(Privacy{Drop: []string{"USER"}}); b.Schema.String() != "n BIGINT" || b.N != 1000 {
		t.Errorf("%d rows of %s", b.N, b.Schema)
	}
	b := capture(Privacy{Hash: []string{"user"}, Salt: "s"})
	first, again := b.Row(0)[1].(string), b.Row(3)[1].(string)
	if len(first) != 16 || first != again || first == b.Row(1)[1] {
		t.Errorf("hashes %q %q %q", first, again, b.Row(1)[1])
	}
	one, two := capture(Privacy{Sample: 0.2}), capture(Privacy{Sample: 0.2})
	if one.N < 140 || one.N > 260 || fmt.Sprint(one.Row(5)) != fmt.Sprint(two.Row(5)) {
		t.Errorf("%d of 1000 rows", one.N)
	}
	if _, err := Capture(context.Background(), &counter{10}, filepath.Join(t.TempDir(), "x"), Header{}, Capturing{Privacy: Privacy{Drop: []string{"zip"}}, Now: time.Now}); err == nil {
		t.Error("an unknown column is dropped")
	}
}

func TestImportCuts(t *testing.T) {
	s, _ := data.ParseSchema("at TIMESTAMP, n INT")
	const minute = int64(60_000_000)
	rows := data.FromRows(s, [][]any{{minute, int32(0)}, {20 * minute, int32(1)}, {3 * minute, int32(2)}, {nil, int32(3)}, {31 * minute, int32(4)}, {100 * minute, int32(5)}})
	cases := []struct {
		cuts  Cuts
		rows  []int64
		times []int64
	}{
		{Cuts{By: "AT", Every: 15 * time.Minute}, []int64{1, 3, 1, 1}, []int64{15 * minute, 30 * minute, 45 * minute, 105 * minute}},
		{Cuts{Rows: 4}, []int64{4, 2}, []int64{0, 0}},
		{Cuts{}, []int64{6}, []int64{0}},
	}
	for _, c := range cases {
		path := filepath.Join(t.TempDir(), "a.rec")
		w, err := CreateRecording(path, Header{Schema: s})
		if err != nil {
			t.Fatal(err)
		}
		if err := Import(w, rows, c.cuts); err != nil {
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
		for i := range r.Len() {
			if r.Rows(i) != c.rows[i] || r.Time(i) != c.times[i] {
				t.Errorf("%+v: batch %d has %d rows at %d", c.cuts, i, r.Rows(i), r.Time(i))
			}
		}
		if r.Len() != len(c.rows) {
			t.Errorf("%+v: %d batches", c.cuts, r.Len())
		}
	}
	if err := Import(nil, rows, Cuts{By: "n", Every: time.Minute}); err == nil {
		t.Error("batches are cut by a number")
	}
}
