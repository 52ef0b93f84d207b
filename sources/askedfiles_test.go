package sources

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// askedFiles is what Spark 4.3 did with files that came into a folder one after the other: the
// batches of each step, the files that were left, and the error it ended with.
type askedFiles struct {
	Name, Format, Schema, Glob, Select, Trigger string
	Options, Conf                               map[string]string
	Also                                        *askedAlso
	Sink                                        *askedSink
	Before                                      []askedFile
	Steps                                       []askedStep
	Error                                       *askedError
}

// askedFile is a file, and the second of its modification time.
type askedFile struct {
	Path, Body string
	At         int
}

// askedAlso is a second stream of the same folder, in a union with the first.
type askedAlso struct {
	Glob    string
	Options map[string]string
}

// askedSink is a file sink, whose folders are compared in place of batches.
type askedSink struct {
	Format      string
	Options     map[string]string
	PartitionBy []string
}

type askedStep struct {
	Write   []askedFile
	Remove  []string
	Options map[string]string
	Restart bool
	Batches []askedBatch
	Files   []string
	Names   []string // what the sink has written
	Error   *askedError
}

type askedBatch struct {
	ID   int64
	Rows []string
}

type askedError struct{ Condition, Message string }

var askedFilesFrom = flag.String("askedfiles", "testdata/sparkstreams.jsonl", "what Spark did with files that came one after the other")

func TestFileStreamsAsSparkReadsThem(t *testing.T) {
	content, err := os.ReadFile(*askedFilesFrom)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c askedFiles
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		t.Run(c.Name, c.run)
	}
}

// fileJob is the query of a case.
type fileJob struct {
	c       *askedFiles
	dir     string
	options map[string]string
	point   engine.Checkpoint
	query   *spark.StreamingQuery
	got     []askedBatch
}

func (c *askedFiles) run(t *testing.T) {
	j := &fileJob{c: c, dir: t.TempDir(), options: c.Options}
	for _, f := range c.Before {
		put(t, j.dir, filepath.Join("in", f.Path), f.Body, f.At)
	}
	if err := os.MkdirAll(filepath.Join(j.dir, "in"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := j.start()
	defer func() { j.stop() }()
	refusal := c.Error
	if err != nil && refusal == nil && len(c.Steps) > 0 {
		refusal = c.Steps[0].Error // Spark opens sources when the query runs
	}
	if !refusal.same(j, err) {
		t.Fatalf("started with %v, want %v", err, refusal)
	}
	if err != nil {
		return
	}
	for i, s := range c.Steps {
		if !j.step(t, i, &s) || s.Error != nil {
			return
		}
	}
}

// step does what a step says and compares what came of it.
func (j *fileJob) step(t *testing.T, i int, s *askedStep) bool {
	for _, f := range s.Write {
		put(t, j.dir, filepath.Join("in", f.Path), f.Body, f.At)
	}
	for _, name := range s.Remove {
		_ = os.Remove(filepath.Join(j.dir, "in", name))
	}
	if s.Options != nil {
		j.options = s.Options
	}
	var err error
	if s.Restart {
		j.stop()
		err = j.start()
	}
	seen := len(j.got)
	if s.Restart {
		seen = 0
	}
	if err == nil {
		err = j.settle()
	}
	want, _ := json.Marshal(s.Batches)
	got, _ := json.Marshal(j.got[seen:])
	switch {
	case !s.Error.same(j, err):
		t.Errorf("step %d: %v, want %v", i, err, s.Error)
	case len(s.Batches)+len(j.got[seen:]) > 0 && string(want) != string(got):
		t.Errorf("step %d:\nwant %s\n got %s", i, want, got)
	case !slices.Equal(folders(s.Names), folders(filesIn(filepath.Join(j.dir, "out")))):
		t.Errorf("step %d: folders %q, want %q", i, folders(filesIn(filepath.Join(j.dir, "out"))), folders(s.Names))
	case !slices.Equal(s.Files, j.files()):
		t.Errorf("step %d: files %v, want %v", i, j.files(), s.Files)
	default:
		return true
	}
	return false
}

func (j *fileJob) start() error {
	j.got = nil
	ids := 0
	s := spark.NewSession(spark.Options{Formats: Find, Check: Check, Source: source.Env{Now: time.Now, Dir: j.dir, Zone: time.UTC}, Conf: j.c.Conf,
		Engine: engine.Env{Now: time.Now, Zone: time.UTC, NewID: func() string { ids++; return fmt.Sprint("id", ids) }},
		Checkpoints: func(path string) (c engine.Checkpoint, err error) {
			j.point, err = sessions.OpenCheckpoint(filepath.Join(j.dir, path), sessions.CheckpointOptions{NewID: func() string { return "id" }})
			return j.point, err
		}})
	return spark.Try(func() error {
		df := j.read(s, j.options, j.c.Glob)
		if also := j.c.Also; also != nil {
			df = df.Union(j.read(s, also.Options, also.Glob))
		}
		if j.c.Select != "" {
			df = df.SelectExpr(strings.Split(j.c.Select, ";")...)
		}
		trigger := map[string]spark.Trigger{"availableNow": spark.AvailableNow(), "once": spark.Once()}[j.c.Trigger]
		w := df.WriteStream().Option("checkpointLocation", "checkpoint").Trigger(trigger).QueryName("q")
		if sink := j.c.Sink; sink != nil {
			w = w.Format(sink.Format)
			for k, v := range sink.Options {
				w = w.Option(k, v)
			}
			if len(sink.PartitionBy) > 0 {
				w = w.PartitionBy(sink.PartitionBy...)
			}
			j.query = w.Start(filepath.Join(j.dir, "out"))
			return nil
		}
		j.query = w.ForeachBatch(j.take).Start()
		return nil
	})
}

func (j *fileJob) read(s *spark.Session, options map[string]string, glob string) *spark.DataFrame {
	r := s.ReadStream().Format(j.c.Format)
	if j.c.Schema != "" {
		r = r.Schema(j.c.Schema)
	}
	for k, v := range options {
		r = r.Option(k, strings.ReplaceAll(v, "$DIR", j.dir))
	}
	return r.Load(filepath.Join(j.dir, "in") + glob)
}

// take keeps the rows of a batch as to_json writes them, in order.
func (j *fileJob) take(df *spark.DataFrame, id int64) error {
	rows := df.Batch()
	e, err := jsonEncoder(testEnv(j.dir), optionsOf("json", source.Spec{}), rows.Schema)
	if err != nil {
		return err
	}
	b, err := e.Encode(rows)
	if err != nil {
		return err
	}
	list := []string{}
	for line := range strings.Lines(strings.NewReplacer("file://"+j.dir, "$DIR", "file:"+j.dir, "$DIR", j.dir, "$DIR").Replace(string(b))) {
		list = append(list, strings.TrimSuffix(line, "\n"))
	}
	slices.Sort(list)
	j.got = append(j.got, askedBatch{ID: id, Rows: list})
	return nil
}

func (j *fileJob) settle() error {
	return spark.Try(func() error {
		if j.c.Trigger != "" {
			return j.query.AwaitTermination()
		}
		return j.query.ProcessAllAvailable()
	})
}

func (j *fileJob) stop() {
	if j.query != nil {
		_ = j.query.Stop()
	}
	if j.point != nil {
		_ = j.point.Close()
	}
	j.query, j.point = nil, nil
}

// files lists what is left in the source's folder.
func (j *fileJob) files() []string { return filesIn(filepath.Join(j.dir, "in")) }

func filesIn(root string) []string {
	var out []string
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(root, path)
			out = append(out, filepath.ToSlash(name))
		}
		return nil
	})
	slices.Sort(out)
	return out
}

// folders are those of files, without the log of the sink.
func folders(files []string) []string {
	var out []string
	for _, f := range files {
		if dir := filepath.Dir(f); dir != manifestDir && !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	slices.Sort(out)
	return out
}

// expressionIDs are the numbers behind the names of columns in Spark's plans.
var expressionIDs = regexp.MustCompile(`#\d+L?`)

// same tells whether an error is the one that Spark gave: its condition, or the words of one
// that has none.
func (w *askedError) same(j *fileJob, err error) bool {
	if w == nil || err == nil {
		return w == nil && err == nil
	}
	var e *expr.Error
	if w.Condition != "" && !strings.HasPrefix(w.Condition, "_LEGACY") {
		return errors.As(err, &e) && e.Condition == w.Condition
	}
	words := expressionIDs.ReplaceAllString(w.Message, "")
	return strings.Contains(strings.NewReplacer("file://"+j.dir, "$DIR", "file:"+j.dir, "$DIR", j.dir, "$DIR").Replace(err.Error()), words)
}
