package engine_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// TestText runs the scripts of testdata: streams and a job are declared, rows loaded, steps run
// forward and back, and what is there is looked at. Run with -rewrite to take the output over.
func TestText(t *testing.T) {
	datadriven.Walk(t, "testdata/text", func(t *testing.T, path string) {
		s := &script{w: newWorld(), tapes: map[string]*tape{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			out, err := s.run(d)
			if err != nil {
				return "error: " + err.Error() + "\n"
			}
			return out
		})
	})
	if files, _ := filepath.Glob("testdata/text/*"); len(files) == 0 {
		t.Fatal("no scripts")
	}
}

type script struct {
	w     *world
	tapes map[string]*tape
	tl    *engine.Timeline
	run_  *engine.Runner
}

func (s *script) run(d *datadriven.TestData) (string, error) {
	switch d.Cmd {
	case "stream":
		name := d.CmdArgs[0].Key
		s.tapes[name] = s.w.stream(name, d.Input)
		return "", nil
	case "conf":
		for _, a := range d.CmdArgs {
			s.w.conf[a.Key] = a.Vals[0]
		}
		return "", nil
	case "job":
		return s.job(d)
	case "load":
		tape := s.tapes[d.CmdArgs[0].Key]
		tape.batches = append(tape.batches, rowsOf(tape.schema, d.Input))
		return "", nil
	case "step":
		return s.step(d)
	case "back", "seek":
		n, _ := strconv.Atoi(first(d, "1"))
		if d.Cmd == "back" {
			n = s.tl.At() - n
		}
		if err := s.tl.SeekTo(n); err != nil {
			return "", err
		}
		return fmt.Sprintf("at %d of %d, watermark %s, next %s\n", s.tl.At(), s.tl.Len(), clockOf(s.tl.Watermark()), clockOf(s.tl.NextWatermark())), nil
	case "state":
		return s.state()
	case "drops":
		return s.drops()
	case "windows":
		return s.windows()
	case "diff":
		return s.diff(d)
	}
	return "", fmt.Errorf("unknown command %s", d.Cmd)
}

func first(d *datadriven.TestData, unset string) string {
	if len(d.CmdArgs) == 0 {
		return unset
	}
	return d.CmdArgs[0].Key
}

var modes = map[string]operator.OutputMode{"append": operator.Append, "update": operator.Update, "complete": operator.Complete}

func (s *script) job(d *datadriven.TestData) (string, error) {
	q, err := s.w.query(d.Input, modes[first(d, "append")])
	if err != nil {
		return "", err
	}
	if s.run_, err = engine.NewRunner(q, newEnv()); err != nil {
		return "", err
	}
	s.run_.Hurry = true
	s.tl = s.run_.Timeline()
	return "", nil
}

// step runs batches until nothing is left, or as many as are asked for.
func (s *script) step(d *datadriven.TestData) (string, error) {
	limit := 100
	if len(d.CmdArgs) > 0 {
		limit, _ = strconv.Atoi(d.CmdArgs[0].Key)
	}
	var b strings.Builder
	for range limit {
		st, err := s.run_.Next(context.Background())
		if err != nil {
			fmt.Fprintf(&b, "failed: %v\n", err)
			break
		}
		if st == nil {
			break
		}
		fmt.Fprintf(&b, "batch %d: %d rows in, watermark %s\n", st.Tick.Batch, st.Progress.NumInputRows, clockOf(st.Watermark))
		for _, op := range st.Progress.StateOperators {
			fmt.Fprintf(&b, "  %s total %d updated %d removed %d dropped %d\n", op.OperatorName, op.NumRowsTotal, op.NumRowsUpdated, op.NumRowsRemoved, op.NumRowsDroppedByWatermark)
		}
		if full, err := s.tl.Detail(context.Background(), s.tl.At()-1); err == nil {
			writeRows(&b, full.Output)
		}
	}
	return b.String(), nil
}

func (s *script) state() (string, error) {
	var b strings.Builder
	for i, n := range s.tl.Nodes() {
		if s.tl.State(engine.NodeID(i)) == nil {
			continue
		}
		views, err := s.tl.View(engine.NodeID(i), 0, -1)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s: %d rows\n", n.Describe().Spark, s.tl.StateRows(engine.NodeID(i)))
		for _, v := range views {
			if v.Name != "" {
				fmt.Fprintf(&b, " %s\n", v.Name)
			}
			for r := range v.Rows.N {
				until := ""
				if v.Until != nil {
					until = " until " + clockOf(v.Until[r])
				}
				fmt.Fprintf(&b, "  %s%s\n", rowText(v.Rows, r), until)
			}
		}
	}
	return b.String(), nil
}

func (s *script) drops() (string, error) {
	var b strings.Builder
	for i := range s.tl.At() {
		st := s.tl.Step(i)
		for _, rec := range st.Records {
			for k, d := range rec.Drops {
				reason := [...]string{"late", "duplicate", "no time", "limit"}[d.Reason]
				fmt.Fprintf(&b, "batch %d: %s %s", st.Tick.Batch, rowText(rec.Dropped[d.Input], nth(rec.Drops, k)), reason)
				if d.Reason == operator.DropLate {
					fmt.Fprintf(&b, ": %s met the watermark %s", clockOf(d.At), clockOf(d.Watermark))
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String(), nil
}

// nth is the place of drop k among those of its input.
func nth(drops []operator.Drop, k int) int {
	n := 0
	for _, d := range drops[:k] {
		if d.Input == drops[k].Input {
			n++
		}
	}
	return n
}

// clockOf shows a time of the day that all test data is of.
func clockOf(micros int64) string {
	if micros == operator.NoWatermark {
		return "never"
	}
	if micros == 0 {
		return "0"
	}
	return strings.TrimSuffix(time.UnixMicro(micros).UTC().Format("15:04:05.000"), ".000")
}

func writeRows(b *strings.Builder, out *data.Batch) {
	lines := make([]string, out.N)
	for i := range lines {
		lines[i] = "  " + rowText(out, i) + "\n"
	}
	sort.Strings(lines)
	b.WriteString(strings.Join(lines, ""))
}

func rowText(b *data.Batch, i int) string {
	parts := make([]string, len(b.Cols))
	for k, c := range b.Cols {
		parts[k] = valueText(c.Type(), data.ValueAt(c, i))
	}
	return strings.Join(parts, ", ")
}

func valueText(t *data.Type, v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case int64:
		if t.Kind == data.KindTimestamp {
			return clockOf(v)
		}
		return strconv.FormatInt(v, 10)
	case []any:
		if t.Kind == data.KindStruct && len(v) == 2 {
			return "[" + valueText(t.Fields[0].Type, v[0]) + " " + valueText(t.Fields[1].Type, v[1]) + ")"
		}
	}
	return fmt.Sprint(v)
}

// rowsOf reads lines of values: times of the day of the test data, numbers, text, null.
func rowsOf(s *data.Schema, text string) *data.Batch {
	var rows [][]any
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if line == "" {
			continue
		}
		var row []any
		for i, v := range strings.Split(line, ",") {
			row = append(row, boxed(s.Fields[i].Type, strings.TrimSpace(v)))
		}
		rows = append(rows, row)
	}
	return data.FromRows(s, rows)
}

func boxed(t *data.Type, v string) any {
	if v == "null" {
		return nil
	}
	switch t.Kind {
	case data.KindTimestamp:
		at, err := time.Parse("15:04:05.999", v)
		if err != nil {
			panic(err)
		}
		return at.AddDate(2024, 0, 0).UnixMicro()
	case data.KindInt:
		n, _ := strconv.Atoi(v)
		return int32(n)
	case data.KindLong:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	case data.KindDouble:
		n, _ := strconv.ParseFloat(v, 64)
		return n
	}
	return v
}
