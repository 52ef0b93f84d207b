package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var soak = flag.Duration("soak", 0, "how long TestSoak runs a rate source at full speed; 0 skips it")

// soakNotebook takes the next 100,000 rows as soon as the last are done: windows of ten seconds by
// 100,000 keys, closed by a watermark.
const soakNotebook = "---\nsparkrepl: 1\ntimezone: UTC\n---\n```go\n" +
	`spark.ReadStream().Format("rate-micro-batch").Option("rowsPerBatch", 100000).Option("startTimestamp", 1704067200000).Load().
	WithWatermark("timestamp", "10 seconds").
	GroupBy(spark.Window("timestamp", "10 seconds"), spark.Expr("value % 100000")).
	Agg("count(*) AS n", "max(value) AS top").
	WriteStream().OutputMode("append").Format("noop").QueryName("soak").Start()
` + "```\n"

// TestSoak runs for as long as -soak says and looks at the memory of the process every ten seconds
// (every second in short runs): the last third must take what the first took.
func TestSoak(t *testing.T) {
	if *soak == 0 {
		t.Skip("asked for by -soak 30m")
	}
	dir := t.TempDir()
	notebook, program := filepath.Join(dir, "soak.spark.md"), filepath.Join(dir, "sparkrepl")
	if err := os.WriteFile(notebook, []byte(soakNotebook), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(program, "run", notebook)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	every := min(10*time.Second, *soak/60)
	var all []int
	for end := time.Now().Add(*soak); time.Now().Before(end); time.Sleep(every) {
		all = append(all, residentMB(t, cmd.Process.Pid))
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	all = all[len(all)/20+1:] // the start
	n := len(all) / 3
	first, last := slices.Sorted(slices.Values(all[:n])), slices.Sorted(slices.Values(all[len(all)-n:]))
	t.Logf("MB, least, median and most: first third %d %d %d, last third %d %d %d", first[0], first[n/2], first[n-1], last[0], last[n/2], last[n-1])
	if last[n/2] > first[n/2]*5/4+16 {
		t.Errorf("the median grew from %d to %d MB", first[n/2], last[n/2])
	}
}

// residentMB is what a process holds in memory.
func residentMB(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Skipf("the memory of a process cannot be read here: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		t.Fatal("the run has ended")
	}
	kb, err := strconv.Atoi(fields[0])
	if err != nil {
		t.Fatal(err)
	}
	return kb >> 10
}
