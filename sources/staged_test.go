package sources

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestStagedFiles stages batches before those in front count: they count in their order, what is discarded does not,
// and files that an ended run left of a batch are gone when it comes with other rows.
func TestStagedFiles(t *testing.T) {
	dir := t.TempDir()
	k, _ := Find("csv")
	sc := schema(t, "p STRING, n INT")
	open := func() source.Stager {
		t.Helper()
		s, err := k.OpenSink(testEnv(dir), source.Spec{Path: "out", Schema: sc, PartitionBy: []string{"p"}})
		if err != nil {
			t.Fatal(err)
		}
		return s.(source.Stager)
	}
	stage := func(s source.Stager, batch int64, p string) source.Staged {
		t.Helper()
		rows := data.Empty(sc)
		if p != "" {
			rows = data.FromRows(sc, [][]any{{p, int32(batch)}})
		}
		staged, err := s.Stage(context.Background(), batch, source.Append, rows)
		if err != nil {
			t.Fatal(err)
		}
		return staged
	}
	holds := func(want string) {
		t.Helper()
		b, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: "out", Schema: sc})
		if err != nil || rowsText(b) != want {
			t.Errorf("%v: got %s, want %s", err, rowsText(b), want)
		}
	}
	s := open()
	for n := range int64(9) {
		if err := stage(s, n, "a").Publish(); err != nil {
			t.Fatal(err)
		}
	}
	all := "0 a; 1 a; 2 a; 3 a; 4 a; 5 a; 6 a; 7 a; 8 a"
	nine, ten := stage(s, 9, "b"), stage(s, 10, "c") // nine repeats all entries before it
	holds(all)
	ten.Discard()
	nine.Discard()
	holds(all)
	if err := stage(s, 9, "d").Publish(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "out", "p=b", "*")); len(left) != 0 {
		t.Errorf("files of a batch that did not count are left: %v", left)
	}
	stage(s, 10, "e")
	s = open()
	if err := stage(s, 9, "f").Publish(); err != nil {
		t.Fatal(err)
	}
	if err := stage(s, 10, "").Publish(); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"c", "e", "f"} {
		if left, _ := filepath.Glob(filepath.Join(dir, "out", "p="+p, "*")); len(left) != 0 {
			t.Errorf("files of a batch that did not count are left: %v", left)
		}
	}
	staged := stage(s, 11, "g")
	if err := stage(open(), 11, "g").Publish(); err != nil {
		t.Fatal(err)
	}
	if err := staged.Publish(); err == nil || !strings.Contains(err.Error(), "CONCURRENT_STREAM_LOG_UPDATE") {
		t.Errorf("two queries write one batch: %v", err)
	}
	if err := stage(s, 11, "h").Publish(); err != nil { // it counts already
		t.Fatal(err)
	}
	holds(all + "; 9 d; 11 g")
}
