//go:build unix

package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The whole jobs: notebooks in testdata/jobs that run from files to files with a durable
// checkpoint, each in a process of its own. The benchmark measures them as a user would:
//
//	go build ./cmd/sparkrepl && go test ./cmd/sparkrepl -run Nothing -bench Jobs -rows 2000000 -program ./sparkrepl
var (
	jobRows    = flag.Int("rows", 200_000, "rows of the benchmark's largest set")
	jobProgram = flag.String("program", "", "the built program to measure, in place of the test binary")
)

// jobCommand is a run of a job over the sets below dir; it writes below out.
func jobCommand(tb testing.TB, name, dir, out string) *exec.Cmd {
	notebook, err := filepath.Abs(filepath.Join("testdata", "jobs", name+".spark.md"))
	if err != nil {
		tb.Fatal(err)
	}
	args := []string{"run", notebook, "--json", "-p", "data=" + dir, "-p", "out=" + filepath.Join(out, "rows"), "-p", "checkpoint=" + filepath.Join(out, "checkpoint")}
	if *jobProgram != "" {
		program, err := filepath.Abs(*jobProgram)
		if err != nil {
			tb.Fatal(err)
		}
		return exec.Command(program, args...)
	}
	return spawned(tb, args...)
}

// written reads the lines of all files below a folder, in the order of their folders.
func written(tb testing.TB, dir string) (lines []string) {
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".csv") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		for s.Scan() {
			lines = append(lines, s.Text())
		}
		return s.Err()
	})
	if err != nil {
		tb.Fatal(err)
	}
	return lines
}

func ofClosingRow(line string) bool {
	for _, field := range strings.Split(line, ",") {
		if n, err := strconv.ParseInt(field, 10, 64); err == nil && n >= closingMilli-60_000 && n <= closingMilli+60_000 {
			return true
		}
	}
	return false
}

// TestJobs holds the jobs to a plain count over the same rows.
func TestJobs(t *testing.T) {
	dir := t.TempDir()
	d := makeJobData(dir, 8000, 5, 20)
	for _, j := range wholeJobs {
		t.Run(j.name, func(t *testing.T) {
			out := t.TempDir()
			if text, err := jobCommand(t, j.name, dir, out).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			got := written(t, filepath.Join(out, "rows"))
			if j.fold != nil {
				got = j.fold(got)
			}
			want := j.answer(d)
			got, want = slices.DeleteFunc(got, ofClosingRow), slices.DeleteFunc(want, ofClosingRow)
			sort.Strings(got)
			sort.Strings(want)
			if len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("%d rows, want %d; first difference:\n%s", len(got), len(want), firstDifference(got, want))
			}
		})
	}
}

func firstDifference(got, want []string) string {
	for i := range max(len(got), len(want)) {
		g, w := "(none)", "(none)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			return "got  " + g + "\nwant " + w
		}
	}
	return "none"
}

// BenchmarkJobs prints wall and CPU seconds from start to exit, rows a second, and peak memory.
func BenchmarkJobs(b *testing.B) {
	dir := b.TempDir()
	rows := map[string]int{}
	text, err := started(b, "jobdata", dir, strconv.Itoa(*jobRows), "20").Output()
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var name string
		var n int
		fmt.Sscan(line, &name, &n)
		rows[name] = n
	}
	for _, j := range wholeJobs {
		b.Run(j.name, func(b *testing.B) {
			var cpu time.Duration
			var peak int64
			for b.Loop() {
				c := jobCommand(b, j.name, dir, b.TempDir())
				if text, err := c.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, text)
				}
				cpu += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
				peak = max(peak, c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
			}
			wall := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(wall, "wall-s")
			b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s")
			b.ReportMetric(float64(rows[j.name])/wall, "rows/s")
			b.ReportMetric(float64(peak)/1024, "peak-MiB")
		})
	}
}
