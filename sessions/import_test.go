package sessions

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

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
