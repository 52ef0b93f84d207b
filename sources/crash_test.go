package sources

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/sessions"
)

var kills = flag.Int("kills", 25, "how many times a random moment ends the process of TestCrash")

const crashFiles = 12

// crashFolder makes the input: events of two users, a file a batch, every window closed by the last.
func crashFolder(t *testing.T) string {
	dir := t.TempDir()
	for i := range crashFiles {
		var b strings.Builder
		for k := range 40 {
			fmt.Fprintf(&b, "{\"ts\":\"2024-01-01T00:%02d:%02dZ\",\"user\":%d,\"n\":%d}\n", i, k, k%2, i*k)
		}
		put(t, dir, fmt.Sprintf("in/f%02d.json", i), b.String(), i)
	}
	put(t, dir, "in/last.json", `{"ts":"2099-01-01T00:00:00Z","user":0,"n":0}`, crashFiles)
	return dir
}

// oneMore adds a row behind all others. As in Spark, a restart runs no batch without rows: what the last batch
// made final before a crash comes out with the next rows.
func oneMore(t *testing.T, dir string) {
	put(t, dir, "in/more.json", `{"ts":"2099-01-01T00:00:30Z","user":0,"n":0}`, crashFiles+1)
}

// crashJob runs the job in dir to its end: windows a minute, an append sink of files, a checkpoint.
// At the n-th pass of the point the process kills itself. A point that begins with "ahead" has batches computed while
// those before are delivered, and so has "" for a run that ends by itself.
func crashJob(t *testing.T, dir, point string, n int) {
	point, ahead := strings.CutPrefix(point, "ahead: ")
	ahead = ahead || point == ""
	var passed atomic.Int64
	at := func(p string) {
		if p == point && passed.Add(1) == int64(n) {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			time.Sleep(time.Minute)
		}
	}
	env := source.Env{Now: time.Now, Dir: dir, Zone: time.UTC}
	s := spark.NewSession(spark.Options{
		Formats: func(name string) (*source.Kind, error) {
			k, err := Find(name)
			if err == nil && name == "json" {
				open := k.OpenSink
				k.OpenSink = func(env source.Env, spec source.Spec) (source.Sink, error) {
					inner, err := open(env, spec)
					if err != nil || !ahead {
						return &crashingSink{inner, at}, err
					}
					return &crashingStager{crashingSink: crashingSink{inner, at}, waits: strings.HasPrefix(point, "next staged")}, nil
				}
			}
			return k, err
		},
		Check: Check, Source: env,
		Engine: engine.Env{Now: time.Now, Zone: time.UTC, NewID: func() string { return "id" }},
		Checkpoints: func(path string) (engine.Checkpoint, error) {
			return sessions.OpenCheckpoint(filepath.Join(dir, path), sessions.CheckpointOptions{
				NewID: func() string { return "id" }, SnapshotEvery: 3, At: at})
		},
	})
	q := s.ReadStream().Format("json").Schema("ts TIMESTAMP, user BIGINT, n BIGINT").Option("maxFilesPerTrigger", 1).Load("in").
		WithWatermark("ts", "10 seconds").GroupBy(spark.Window("ts", "1 minute"), "user").
		Agg("count(*) AS c", "sum(n) AS s").SelectExpr("window.start AS start", "user", "c", "s").
		WriteStream().OutputMode("append").Format("json").Option("checkpointLocation", "checkpoint").
		Trigger(spark.AvailableNow()).QueryName("q").Start("out")
	if err := q.AwaitTermination(); err != nil {
		t.Fatal(err)
	}
}

// crashingSink has points before, within and after the write: within, the file is there and the
// manifest is not.
type crashingSink struct {
	source.Sink
	at func(string)
}

func (s *crashingSink) Write(ctx context.Context, batch int64, mode source.Mode, out *data.Batch) error {
	s.at("before sink")
	if f, ok := s.Sink.(*fileSink); ok {
		if _, err := f.w.write(ctx, fmt.Sprintf("batch-%06d", batch), out); err != nil {
			return err
		}
	}
	s.at("during sink")
	err := s.Sink.Write(ctx, batch, mode, out)
	s.at("after sink")
	return err
}

// crashingStager has the same points in a sink that writes before a batch counts, and others at which the next batch
// is computed and written too.
type crashingStager struct {
	crashingSink
	waits  bool         // for the next batch, before a batch counts and before it is committed
	staged atomic.Int64 // the last batch that was written
}

// Stage implements source.Stager.
func (s *crashingStager) Stage(ctx context.Context, batch int64, mode source.Mode, out *data.Batch) (source.Staged, error) {
	s.at("before sink")
	f := s.Sink.(*fileSink)
	if _, err := f.w.write(ctx, fmt.Sprintf("batch-%06d", batch), out); err != nil {
		return nil, err
	}
	s.at("during sink")
	inner, err := f.Stage(ctx, batch, mode, out)
	s.staged.Store(batch)
	return &crashingStaged{inner, s, batch}, err
}

type crashingStaged struct {
	source.Staged
	s     *crashingStager
	batch int64
}

// Publish implements source.Staged.
func (p *crashingStaged) Publish() error {
	p.s.at("staged")
	p.atNext("next staged before this counts")
	err := p.Staged.Publish()
	p.s.at("after sink")
	p.atNext("next staged before this is committed")
	return err
}

// atNext is a point that is passed once the next batch is written; the last one has none.
func (p *crashingStaged) atNext(point string) {
	for i := 0; p.s.waits && i < 500; i++ {
		if p.s.staged.Load() > p.batch {
			p.s.at(point)
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// TestCrashChild is the process that TestCrash kills.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv("CRASH_DIR")
	if dir == "" {
		t.Skip("only as a child of TestCrash")
	}
	n, _ := strconv.Atoi(os.Getenv("CRASH_N"))
	crashJob(t, dir, os.Getenv("CRASH_POINT"), n)
}

func child(dir, point string, n int) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), "CRASH_DIR="+dir, "CRASH_POINT="+point, "CRASH_N="+strconv.Itoa(n))
	return cmd
}

// crashResult reads what the sink committed, sorted.
func crashResult(t *testing.T, dir string) string {
	t.Helper()
	k, _ := Find("json")
	b, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: "out", Schema: schema(t, "start STRING, user BIGINT, c BIGINT, s BIGINT")})
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(rowsText(b), "; ")
	sort.Strings(rows)
	return strings.Join(rows, "\n")
}

// TestCrash kills the process at every named point of a batch and at random moments; whatever
// happened, the next run ends with exactly the rows of an unbroken one.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine: nothing for the race detector to find")
	}
	whole := crashFolder(t)
	crashJob(t, whole, "", 0)
	oneMore(t, whole)
	crashJob(t, whole, "", 0)
	wanted := crashResult(t, whole)
	if n := strings.Count(wanted, "\n") + 1; n != 2*crashFiles {
		t.Fatalf("an unbroken run gives %d rows:\n%s", n, wanted)
	}
	finish := func(t *testing.T, dir string) {
		t.Helper()
		oneMore(t, dir)
		if out, err := child(dir, "", 0).CombinedOutput(); err != nil {
			t.Fatalf("the run after the crash fails: %v\n%s", err, out)
		}
		if got := crashResult(t, dir); got != wanted {
			t.Errorf("got\n%s\nwant\n%s", got, wanted)
		}
	}
	points := []string{"before offsets", "after offsets", "before sink", "during sink", "after sink", "before commit", "during snapshot", "after state", "after commit"}
	for _, p := range append(points, "staged", "between commit and offsets", "next staged before this counts", "next staged before this is committed") {
		points = append(points, "ahead: "+p)
	}
	for _, point := range points {
		for _, n := range []int{1, 6} {
			if n == 1 && !strings.HasPrefix(point, "ahead: ") {
				continue
			}
			if strings.HasSuffix(point, "during snapshot") {
				n = (n + 1) / 2
			}
			t.Run(fmt.Sprintf("%s %d", point, n), func(t *testing.T) {
				dir := crashFolder(t)
				if err := child(dir, point, n).Run(); err == nil {
					t.Skipf("the job ends before it passes this point %d times", n)
				}
				finish(t, dir)
			})
		}
	}
	t.Run("random", func(t *testing.T) { crashRandomly(t, finish) })
}

// crashRandomly kills runs at random moments between their start and their end, one to eight times
// before each is let finish.
func crashRandomly(t *testing.T, finish func(*testing.T, string)) {
	r := rand.New(rand.NewPCG(1, 2))
	began := time.Now()
	if err := child(crashFolder(t), "", 0).Run(); err != nil {
		t.Fatal(err)
	}
	span := time.Since(began)
	dir, left := crashFolder(t), 1
	folders, found := 1, map[string]int{}
	for range *kills {
		cmd := child(dir, "", 0)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(span))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		state := crashState(dir)
		found[state]++
		if state == "all batches" {
			span -= span / 50 // the machine is quicker now
		} else if state == "nothing" {
			span += span / 50
		}
		if left--; left == 0 {
			finish(t, dir)
			dir, left = crashFolder(t), 1+r.IntN(8)
			folders++
		}
	}
	finish(t, dir)
	t.Logf("%d kills of runs of %v in %d folders; what they left: %v", *kills, span.Round(time.Millisecond), folders, found)
}

// crashState says what a kill left of a run.
func crashState(dir string) string {
	newest := func(log string) int {
		n := -1
		list, _ := os.ReadDir(filepath.Join(dir, "checkpoint", log)) // not there yet: nothing
		for _, e := range list {
			if k, err := strconv.Atoi(e.Name()); err == nil {
				n = max(n, k)
			}
		}
		return n
	}
	switch o, c := newest("offsets"), newest("commits"); {
	case o < 0:
		return "nothing"
	case o > c:
		return "a batch begun"
	case c >= crashFiles:
		return "all batches"
	}
	return "whole batches"
}
