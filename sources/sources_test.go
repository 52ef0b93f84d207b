package sources

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
)

func testEnv(dir string) source.Env {
	at := time.Unix(1_700_000_000, 0)
	return source.Env{Dir: dir, Zone: time.UTC, Now: func() time.Time { return at }}
}

func schema(t testing.TB, ddl string) *data.Schema {
	t.Helper()
	s, err := data.ParseSchema(ddl)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put writes a file whose modification time is second i.
func put(t testing.TB, dir, name, content string, i int) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1_700_000_000+int64(i), 0)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func openStream(t testing.TB, kind string, env source.Env, spec source.Spec) source.Source {
	t.Helper()
	k, err := Find(kind)
	if err != nil {
		t.Fatal(err)
	}
	s, err := k.OpenStream(env, spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// drain takes batches until nothing is new, each as its rows' text.
func drain(t testing.TB, s source.Source, start source.Offset) ([]string, source.Offset) {
	t.Helper()
	ctx := context.Background()
	var out []string
	for range 50 {
		end, err := s.Latest(ctx, start, source.Limit{})
		if err != nil {
			t.Fatal(err)
		}
		if end == start {
			break
		}
		b, err := s.Read(ctx, start, end)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rowsText(b))
		start = end
	}
	return out, start
}

func rowsText(b *data.Batch) string {
	var rows []string
	for i := range b.N {
		rows = append(rows, strings.Trim(fmt.Sprint(b.Row(i)), "[]"))
	}
	return strings.Join(rows, "; ")
}

func want(t testing.TB, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestKindsAreWhole(t *testing.T) {
	names := map[string]bool{}
	for _, k := range Kinds() {
		if k.Help == "" || k.Example == "" || names[k.Name] {
			t.Errorf("%s: help %q, example %q, twice %v", k.Name, k.Help, k.Example, names[k.Name])
		}
		names[k.Name] = true
		for _, o := range append(append([]source.Option{}, k.Options...), k.SinkOptions...) {
			if o.Help == "" || o.Type == "" {
				t.Errorf("%s: option %s says nothing of itself", k.Name, o.Name)
			}
		}
	}
}

func TestCheckOptions(t *testing.T) {
	json, err := Find("JSON")
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(json, map[string]string{"MAXFILESPERTRIGGER": "1"}, false); err != nil {
		t.Error(err)
	}
	for option, hint := range map[string]string{"maxFilePerTrigger": `did you mean "maxFilesPerTrigger"`, "colour": "its options are"} {
		if err := Check(json, map[string]string{option: "1"}, false); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: %v", option, err)
		}
	}
	if _, err := Find("jsn"); err == nil || !strings.Contains(err.Error(), `did you mean "json"`) {
		t.Error(err)
	}
	rate, _ := Find("rate-micro-batch")
	if err := Check(rate, nil, false); err == nil || !strings.Contains(err.Error(), "'rowsPerBatch' must be positive") {
		t.Error(err)
	}
	masked := Mask(json, map[string]string{"sasl.jaas.config": "x", "path": "p", "url": "http://u:pw@h/"})
	if masked["sasl.jaas.config"] != source.Hidden || masked["path"] != "p" || masked["url"] != "http://***@h/" {
		t.Error(masked)
	}
}

func TestFileStream(t *testing.T) {
	dir := t.TempDir()
	spec := source.Spec{Path: "in", Schema: schema(t, "a INT, _corrupt_record STRING"), Options: map[string]string{"maxFilesPerTrigger": "2"}}
	put(t, dir, "in/c.json", `{"a":1}`, 1)
	put(t, dir, "in/b.json", "{\"a\":2}\nbad", 2)
	put(t, dir, "in/a.json", `{"a":3}`, 3)
	put(t, dir, "in/_hidden", `{"a":9}`, 3)
	s := openStream(t, "json", testEnv(dir), spec)
	got, end := drain(t, s, "")
	want(t, got, "1 <nil>; 2 <nil>; <nil> bad", "3 <nil>")
	if end != `{"logOffset":1}` || s.Describe() != "FileStreamSource[file:"+dir+"/in]" {
		t.Errorf("%s %s", end, s.Describe())
	}
	if m := s.(source.Metered).Metrics()["numCorruptRecords"]; m != "1" {
		t.Errorf("%s corrupt records", m)
	}
	put(t, dir, "in/d.json", `{"a":4}`, 0)
	got, _ = drain(t, s, end)
	want(t, got, "4 <nil>")
}

func TestFileStreamOptions(t *testing.T) {
	dir := t.TempDir()
	for i := range 4 {
		put(t, dir, fmt.Sprintf("in/f%d.txt", i), fmt.Sprint(i), i*100)
	}
	put(t, dir, "in/deep/x.txt", "deep", 500)
	cases := map[string]struct {
		options map[string]string
		batches []string
	}{
		"all at once":  {nil, []string{"0; 1; 2; 3"}},
		"latest first": {map[string]string{"latestFirst": "true", "maxFilesPerTrigger": "3"}, []string{"3; 2; 1", "0"}},
		"by bytes":     {map[string]string{"maxBytesPerTrigger": "2"}, []string{"0; 1", "2; 3"}},
		"by age":       {map[string]string{"maxFileAge": "150s"}, []string{"0; 1; 2; 3"}}, // nothing is old before something was read
		"filter":       {map[string]string{"pathGlobFilter": "f[12]*"}, []string{"1; 2"}},
		"recursive":    {map[string]string{"recursiveFileLookup": "true"}, []string{"0; 1; 2; 3; deep"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, _ := drain(t, openStream(t, "text", testEnv(dir), source.Spec{Path: "in", Options: c.options}), "")
			want(t, got, c.batches...)
		})
	}
	k, _ := Find("text")
	for _, bad := range []map[string]string{{"maxFilesPerTrigger": "0"}, {"maxFilesPerTrigger": "1", "maxBytesPerTrigger": "1"}, {"cleanSource": "burn"}, {"modifiedAfter": "x"}} {
		if _, err := k.OpenStream(testEnv(dir), source.Spec{Path: "in", Options: bad}); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

// TestMaxFileAge leaves out files that come older than what was read by more than the age.
func TestMaxFileAge(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "in/a.txt", "a", 100)
	put(t, dir, "in/b.txt", "b", 400)
	spec := source.Spec{Path: "in", Options: map[string]string{"maxFileAge": "150s"}}
	s := openStream(t, "text", testEnv(dir), spec)
	got, at := drain(t, s, "")
	want(t, got, "a; b")
	put(t, dir, "in/c.txt", "c", 249)
	put(t, dir, "in/d.txt", "d", 250)
	got, _ = drain(t, s, at)
	want(t, got, "d")
}

// sourceLogOf is the log of the source of a checkpoint.
func sourceLogOf(t *testing.T, dir string) source.Log {
	t.Helper()
	c, err := sessions.OpenCheckpoint(filepath.Join(dir, "checkpoint"), sessions.CheckpointOptions{NewID: func() string { return "id" }})
	if err != nil {
		t.Fatal(err)
	}
	return c.(engine.SourceLogger).SourceLog(0)
}

// TestFileStreamRestart reads a file a batch and starts again after each: every file comes once, in order. Every
// tenth entry of the log repeats all before it, so that a run reads from there.
func TestFileStreamRestart(t *testing.T) {
	dir := t.TempDir()
	spec := source.Spec{Path: filepath.Join(dir, "in"), Options: map[string]string{"maxFilesPerTrigger": "1"}}
	end := source.Offset("")
	for i := range 34 {
		put(t, dir, fmt.Sprintf("in/%02d.txt", i), fmt.Sprint(i), i)
		s := openStream(t, "text", testEnv(dir), spec)
		if err := s.(source.Keeper).UseLog(sourceLogOf(t, dir)); err != nil {
			t.Fatal(err)
		}
		var got []string
		got, end = drain(t, s, end)
		want(t, got, fmt.Sprint(i))
	}
	if end != `{"logOffset":33}` {
		t.Fatal(end)
	}
	if first, err := sourceLogOf(t, dir).First(); err != nil || first != 29 {
		t.Fatal(first, err)
	}
	b, all, err := sourceLogOf(t, dir).Get(29)
	lines := strings.Split(string(b), "\n")
	if err != nil || !all || len(lines) != 31 || lines[1] != fmt.Sprintf(`{"path":"file://%s/in/00.txt","timestamp":1700000000000,"batchId":0}`, dir) {
		t.Fatalf("%v, %t, %d lines, %s", err, all, len(lines), lines[1])
	}
}

func TestFileStreamArchive(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "in/a.txt", "1", 1)
	s := openStream(t, "text", testEnv(dir), source.Spec{Path: "in", Options: map[string]string{"cleanSource": "archive", "sourceArchiveDir": "done"}})
	_, end := drain(t, s, "")
	if err := s.Commit(end); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "in", "a.txt")); err != nil {
		t.Error(err) // the next batch cleans up
	}
	put(t, dir, "in/b.txt", "2", 2)
	drain(t, s, end)
	if _, err := os.Stat(filepath.Join(dir, "done", dir, "in", "a.txt")); err != nil {
		t.Error(err)
	}
}

func TestPartitionFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "day=2024-01-02/n=7/a.json", `{"a":1}`, 1)
	put(t, dir, "day=2024-01-03/n=__HIVE_DEFAULT_PARTITION__/a.json", `{"a":2}`, 2)
	k, _ := Find("json")
	b, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	if b.Schema.String() != "a BIGINT,day DATE,n INT" {
		t.Error(b.Schema)
	}
	want(t, []string{rowsText(b)}, "1 19724 7; 2 19725 <nil>")
}

func TestRates(t *testing.T) {
	now := time.Unix(1000, 0)
	env := source.Env{Now: func() time.Time { return now }}
	s := openStream(t, "rate", env, source.Spec{Options: map[string]string{"rowsPerSecond": "2"}})
	_, end := drain(t, s, "")
	now = now.Add(2500 * time.Millisecond)
	got, end := drain(t, s, end)
	want(t, got, "1000000000 0; 1000500000 1; 1001000000 2; 1001500000 3")
	again := openStream(t, "rate", env, source.Spec{Options: map[string]string{"rowsPerSecond": "2"}})
	b, err := again.Read(context.Background(), "", end)
	if err != nil || b.N != 4 {
		t.Errorf("%v, %v", b, err)
	}
	m := openStream(t, "rate-micro-batch", env, source.Spec{Options: map[string]string{"rowsPerBatch": "2", "startTimestamp": "10"}})
	if err := m.(source.Freezer).Freeze(context.Background()); err != nil {
		t.Fatal(err)
	}
	got, end = drain(t, m, "")
	want(t, got, "10000 0; 10000 1")
	if end != `{"offset":2,"timestamp":1010}` {
		t.Error(end)
	}
}

func TestBadRecords(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.json", "{\"a\":1}\n{\"a\":x}\n", 1)
	k, _ := Find("json")
	_, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: "a.json", Schema: schema(t, "a INT"), Options: map[string]string{"mode": "FAILFAST"}})
	if err == nil || !strings.Contains(err.Error(), "a.json") || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
	if _, err := k.OpenStream(testEnv(dir), source.Spec{Path: "a.json"}); err == nil || !strings.HasPrefix(err.Error(), "Schema must be specified") {
		t.Error(err)
	}
	if _, err := k.OpenStream(testEnv(dir), source.Spec{Path: "no", Schema: schema(t, "a INT")}); err == nil || !strings.Contains(err.Error(), "PATH_NOT_FOUND") {
		t.Error(err)
	}
}
