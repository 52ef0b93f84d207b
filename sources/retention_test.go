package sources

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestRetention writes twelve batches, each a second after the one before: the tenth entry of the log leaves
// out the files that are older than retention, as Spark's does, and readers see the others.
func TestRetention(t *testing.T) {
	dir := t.TempDir()
	k, _ := Find("json")
	ctx := context.Background()
	spec := source.Spec{Path: "out", Schema: schema(t, "a INT"), Options: map[string]string{"retention": "3s"}}
	now := time.Unix(1_000_000, 0)
	env := testEnv(dir)
	env.Now = func() time.Time { return now }
	s, err := k.OpenSink(env, spec)
	if err != nil {
		t.Fatal(err)
	}
	for n := range int64(12) {
		now = now.Add(time.Second)
		stage, err := s.(source.Stager).Stage(ctx, n, source.Append, data.FromRows(spec.Schema, [][]any{{int32(n)}}))
		if err != nil {
			t.Fatal(err)
		}
		if err := stage.Publish(); err != nil {
			t.Fatal(err)
		}
		m := s.(*fileSink).m // files are as old as the clock of the test says
		m.all[len(m.all)-1].ModificationTime = now.UnixMilli()
	}
	text, err := os.ReadFile(filepath.Join(dir, "out", manifestDir, "9.compact"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := decodeLog[sinkFile](text)
	if err != nil || len(files) != 4 { // those of 6 to 8, three seconds old at most, and its own
		t.Errorf("the tenth entry lists %d files, %v", len(files), err)
	}
	b, err := k.ReadBatch(ctx, env, source.Spec{Path: "out", Schema: spec.Schema})
	if err != nil || b.N != 6 {
		t.Errorf("%d rows are read, %v", b.N, err)
	}
	spec.Options["retention"] = "soon"
	if _, err := k.OpenSink(env, spec); err == nil {
		t.Error("retention=soon was taken")
	}
}
