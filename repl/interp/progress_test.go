package interp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestProgressJSON holds the progress of an aggregation, with its no-data batch, and of a query without
// state against what Spark 4.3 wrote for the same files; times, sizes and numbers of partitions are left out.
func TestProgressJSON(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, at int64, rows ...string) {
		path := filepath.Join(dir, name+".json")
		must(t, os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o644))
		must(t, os.Chtimes(path, time.Time{}, time.Unix(at, 0)))
	}
	row := func(id int, at string) string {
		return fmt.Sprintf(`{"ts":"2024-01-01T00:%sZ","k":"a%d","id":%d}`, at, id%2, id)
	}
	file("0", 1000, row(0, "00:00"), row(1, "00:01"), row(2, "00:02"), row(3, "00:03"))
	file("1", 1100, row(10, "01:00"), row(11, "01:01"), row(12, "01:02"), row(99, "00:01"))
	const batch = `{"name":%s,"batchId":%d,"numInputRows":%d,%s"stateOperators":[%s],"sources":[{"description":"FileStreamSource[file:DIR]",` +
		`"startOffset":%s,"endOffset":{"logOffset":%d},"latestOffset":null,"numInputRows":%d}],"sink":{"description":"NoopTable","numOutputRows":%d}}`
	const state = `{"operatorName":"stateStoreSave","numRowsTotal":%d,"numRowsUpdated":%d,"numRowsRemoved":%d,"numRowsDroppedByWatermark":0}`
	for query, want := range map[string][]string{
		`s.Select("id").WriteStream().QueryName("sl")`: {
			fmt.Sprintf(batch, `"sl"`, 0, 4, "", "", "null", 0, 4, 4),
			fmt.Sprintf(batch, `"sl"`, 1, 4, "", "", `{"logOffset":0}`, 1, 4, 4),
		},
		`s.WithWatermark("ts", "10 seconds").GroupBy(spark.Window("ts", "10 seconds"), "k").Count().WriteStream()`: {
			fmt.Sprintf(batch, `null`, 0, 4, `"eventTime":{"avg":"2024-01-01T00:00:01.500Z","max":"2024-01-01T00:00:03.000Z","min":"2024-01-01T00:00:00.000Z","watermark":"1970-01-01T00:00:00.000Z"},`,
				fmt.Sprintf(state, 2, 2, 0), "null", 0, 4, 0),
			fmt.Sprintf(batch, `null`, 1, 4, `"eventTime":{"avg":"2024-01-01T00:00:46.000Z","max":"2024-01-01T00:01:02.000Z","min":"2024-01-01T00:00:01.000Z","watermark":"2023-12-31T23:59:53.000Z"},`,
				fmt.Sprintf(state, 4, 3, 0), `{"logOffset":0}`, 1, 4, 0),
			fmt.Sprintf(batch, `null`, 2, 0, `"eventTime":{"watermark":"2024-01-01T00:00:52.000Z"},`,
				fmt.Sprintf(state, 2, 0, 2), `{"logOffset":1}`, 1, 0, 2),
		},
	} {
		now := time.Unix(2000, 0)
		it := clocked(&now)
		cells := cellsOf(`import "encoding/json"
s := spark.ReadStream().Schema("ts TIMESTAMP, k STRING, id LONG").Option("maxFilesPerTrigger", 1).JSON(` + "`" + dir + "`" + `)
q := ` + query + `.Format("noop").Trigger(spark.AvailableNow()).Start()
q.ProcessAllAvailable()
for _, p := range q.RecentProgress() { j, _ := json.Marshal(p); fmt.Println(string(j)) }`)
		lines := strings.Split(strings.TrimSpace(runCell(t, it, cells, 0)), "\n")
		for i, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Fatalf("no JSON: %s", line)
			}
			checkKeys(t, line)
			if got := plainProgress(line, dir); i >= len(want) || got != want[i] {
				t.Errorf("%s, batch %d:\n%s\nwant\n%s", query, i, got, strings.Join(want[min(i, len(want)):], "\n"))
			}
		}
		if len(lines) != len(want) {
			t.Errorf("%s: %d batches, want %d", query, len(lines), len(want))
		}
	}
}

// checkKeys looks that what plainProgress takes out is there.
func checkKeys(t *testing.T, line string) {
	for _, key := range []string{"id", "runId", "timestamp", "batchDuration", "durationMs", "inputRowsPerSecond", "processedRowsPerSecond",
		"addBatch", "commitOffsets", "getBatch", "latestOffset", "queryPlanning", "triggerExecution", "walCommit"} {
		if !strings.Contains(line, `"`+key+`":`) {
			t.Errorf("no %s in %s", key, line)
		}
	}
}

var passing = regexp.MustCompile(`"(id|runId|timestamp)":"[^"]*",|"(batchDuration|allUpdatesTimeMs|allRemovalsTimeMs|commitTimeMs|memoryUsedBytes)":\d+,|` +
	`"durationMs":\{[^}]*\},|,"(numShufflePartitions|numStateStoreInstances)":\d+|,"customMetrics":\{[^}]*\}|,"processedRowsPerSecond":\d+\.\d\b|"inputRowsPerSecond":\d+\.\d,"processedRowsPerSecond":\d+\.\d,|,"inputRowsPerSecond":\d+\.\d\b`)

// plainProgress is a progress without what differs from run to run.
func plainProgress(line, dir string) string {
	return strings.ReplaceAll(passing.ReplaceAllString(line, ""), dir, "DIR")
}
