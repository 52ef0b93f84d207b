package kernel_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestPlanCells holds that the Plan tab names the cell that wrote each operator, in chains, in joins of
// streams, after rewrites of the optimizer, and on a copy with another watermark.
func TestPlanCells(t *testing.T) {
	const rate = "spark.ReadStream().Format(\"rate-micro-batch\").Option(\"rowsPerBatch\", 4).Load()"
	for _, c := range []struct{ book, want string }{
		{"text\n\n```go\na := " + rate + "\n```\n\n```go\nb := a.WithWatermark(\"timestamp\", \"1 minute\").Where(\"value > 1\")\n```\n\n" +
			"```sql name=q\nSELECT window.start AS s, count(*) AS n FROM b WHERE value < 9 GROUP BY window(timestamp, '1 minute')\n```\n",
			"Source 2, Filter 3, Watermark 3, Window 4, Aggregate 4, Project 4"},
		{"```go\na := " + rate + "\n```\n\n```sql name=b\nSELECT value, count(*) AS n FROM a GROUP BY value\n```\n\n" +
			"```go\nb.Where(\"n > 0\").WriteStream().OutputMode(\"update\").Format(\"console\").QueryName(\"q\").Start()\n```\n",
			"Source 1, Aggregate 2, Filter 3, Project 2"},
		{"```go\na := " + rate + "\n```\n\n```go\nb := " + rate + ".WithColumnRenamed(\"value\", \"v\")\n```\n\n" +
			"```sql name=q\nSELECT a.value FROM a JOIN b ON a.value = b.v\n```\n", "Source 1, Filter 3, Source 2, Filter 2, Project 2, Join 3"},
	} {
		k := kernel.New(kernel.Options{Command: command.Run})
		t.Cleanup(k.Close)
		do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: c.book})
		do(t, k, kernel.Request{Op: kernel.OpForward, N: 1})
		plan := func() string {
			a := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "plan", Limit: 30}})
			if a.Err != nil || a.Figure == nil {
				t.Fatalf("%+v", a)
			}
			var out []string
			for _, r := range a.Figure.Table.Rows {
				name, _, _ := strings.Cut(r[0].Text, " ")
				out = append(out, name+" "+strings.Trim(r[6].Text, "[]"))
			}
			return strings.Join(out, ", ")
		}
		if got := plan(); got != c.want {
			t.Errorf("%s\n%s", got, c.book)
		}
		if strings.Contains(c.want, "Watermark") {
			do(t, k, kernel.Request{Op: kernel.OpCommand, Text: `set watermark "2 minutes"`})
			if got := plan(); got != c.want {
				t.Errorf("on the copy: %s", got)
			}
		}
		do(t, k, kernel.Request{Op: kernel.OpAdd, Index: 0, Kind: "md", Text: "one more"})
		if got := plan(); !strings.HasPrefix(got, "Source "+string(c.want[len("Source ")]+1)+",") {
			t.Errorf("a cell further: %s", got)
		}
	}
}
