package sources

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// writtenRows are the tables that Spark wrote for testdata/written.jsonl, by name and number of
// columns.
func writtenRows(t *testing.T, name, format, text string) *data.Batch {
	flat := []any{int32(1), "x,\"y\"\n\\z", nil, "", time.Date(2024, 1, 1, 10, 0, 0, 123456000, time.UTC).UnixMicro(), int32(19724),
		data.DecOf(150), math.NaN(), 1e20, float32(1.1), true, time.Date(2024, 1, 1, 10, 0, 0, 0, time.UTC).UnixMicro()}
	switch name {
	case "flat":
		if strings.HasPrefix(text, `"x,`) {
			return data.FromRows(schema(t, "b STRING"), [][]any{{flat[1]}})
		}
		ddl := "a INT, b STRING, c STRING, e STRING, t TIMESTAMP, d DATE, m DECIMAL(3,2), n DOUBLE, f DOUBLE, g FLOAT, k BOOLEAN, z TIMESTAMP_NTZ"
		return data.FromRows(schema(t, ddl), [][]any{flat})
	case "trim":
		switch text {
		case "\"#c\",x\n":
			return data.FromRows(schema(t, "c STRING, d STRING"), [][]any{{"#c", "x"}})
		case "\"\"\n":
			return data.FromRows(schema(t, "c STRING"), [][]any{{""}})
		case "":
			return data.FromRows(schema(t, "c STRING"), [][]any{{nil}})
		}
		return data.FromRows(schema(t, "a STRING, b STRING, c STRING, d STRING, e STRING, f STRING, g STRING, h STRING, i STRING"),
			[][]any{{" a ", "b#", "#c", " ", `q"q`, `a\b`, "x\ny", "x\ry", "null"}})
	case "nested":
		return data.FromRows(schema(t, "s STRUCT<a: INT, b: STRING>, r ARRAY<INT>, m MAP<STRING, DECIMAL(2,1)>, h BINARY, u STRING"),
			[][]any{{[]any{int32(1), "x"}, []any{int32(1), nil, int32(3)}, []data.Pair{{Key: "k", Value: data.DecOf(15)}}, []byte("hi"), "é\x01/<>"}})
	case "text":
		return data.FromRows(schema(t, "v STRING"), [][]any{{"a"}, {nil}, {"b"}})
	}
	return data.FromRows(schema(t, "a INT, p STRING, q INT"), [][]any{{int32(1), "x y/z", int32(2)}})
}

// TestWrittenLikeSpark holds file contents to what Spark wrote for the same rows and options.
func TestWrittenLikeSpark(t *testing.T) {
	f, err := os.Open("testdata/written.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := 0
	for sc := bufio.NewScanner(f); sc.Scan(); seen++ {
		var a struct {
			Write, Format, Text string
			Options             map[string]string
		}
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		k, err := Find(a.Format)
		if err != nil {
			t.Fatal(err)
		}
		rows := writtenRows(t, a.Write, a.Format, a.Text)
		dir := t.TempDir()
		spec := source.Spec{Path: "out", Options: a.Options}
		if err := k.WriteBatch(context.Background(), testEnv(dir), spec, "errorifexists", rows); err != nil {
			t.Fatal(err)
		}
		files, _ := filepath.Glob(filepath.Join(dir, "out", "part-*"))
		var got []byte
		if len(files) > 0 {
			got, _ = os.ReadFile(files[0])
		}
		text := make([]rune, 0, len(got)) // the answers hold the bytes as Latin-1
		for _, c := range got {
			text = append(text, rune(c))
		}
		wanted := strings.Replace(a.Text, `,"i":"INTERVAL '1' DAY"`, "", 1)
		if string(text) != wanted {
			t.Errorf("%s %s %v\ngot  %q\nwant %q", a.Format, a.Write, a.Options, string(text), wanted)
		}
	}
	if seen < 10 {
		t.Fatalf("only %d files", seen)
	}
}

func TestFileSinkOnce(t *testing.T) {
	dir := t.TempDir()
	k, _ := Find("json")
	ctx, spec := context.Background(), source.Spec{Path: "out", Schema: schema(t, "a INT")}
	write := func(batch int64, v int32) {
		t.Helper()
		s, err := k.OpenSink(testEnv(dir), spec)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(ctx, batch, source.Append, data.FromRows(spec.Schema, [][]any{{v}})); err != nil {
			t.Fatal(err)
		}
	}
	for n := range int64(23) {
		write(n, int32(n))
		write(n, 999)
	}
	put(t, dir, "out/part-00000-batch-000077-c000.json", `{"a":77}`, 1) // written, never committed
	b, err := k.ReadBatch(ctx, testEnv(dir), source.Spec{Path: "out", Schema: spec.Schema})
	if err != nil || b.N != 23 {
		t.Fatalf("%d rows, %v", b.N, err)
	}
	sum := int32(0)
	for _, v := range b.Cols[0].(*data.Ints).Values {
		sum += v
	}
	if sum != 22*23/2 {
		t.Errorf("sum %d", sum)
	}
	if _, err := os.Stat(filepath.Join(dir, "out", manifestDir, "19.compact")); err != nil {
		t.Error(err)
	}
}

func TestSaveModes(t *testing.T) {
	dir := t.TempDir()
	k, _ := Find("csv")
	rows := data.FromRows(schema(t, "a INT, p STRING"), [][]any{{int32(1), "x y/z"}, {int32(2), nil}})
	spec := source.Spec{Path: "out", PartitionBy: []string{"p"}}
	for _, step := range []struct {
		mode string
		rows int
		fail bool
	}{{"errorifexists", 2, false}, {"errorifexists", 2, true}, {"ignore", 2, false}, {"append", 4, false}, {"overwrite", 2, false}} {
		err := k.WriteBatch(context.Background(), testEnv(dir), spec, step.mode, rows)
		if (err != nil) != step.fail || err != nil && !strings.Contains(err.Error(), "PATH_ALREADY_EXISTS") {
			t.Fatalf("%s: %v", step.mode, err)
		}
		b, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: "out", Schema: schema(t, "a INT")})
		if err != nil || b.N != step.rows || b.Schema.String() != "a INT,p STRING" {
			t.Fatalf("%s: %d rows of %s, %v", step.mode, b.N, b.Schema, err)
		}
	}
}

func TestConsole(t *testing.T) {
	var out bytes.Buffer
	env := testEnv("")
	env.Stdout = &out
	k, _ := Find("console")
	s, err := k.OpenSink(env, source.Spec{Options: map[string]string{"numRows": "2"}})
	if err != nil {
		t.Fatal(err)
	}
	rows := data.FromRows(schema(t, "word STRING, n INT"), [][]any{{"a\x1b[31mred", int32(1)}, {"a long word that is cut somewhere", nil}, {"x", int32(3)}})
	if err := s.Write(context.Background(), 3, source.Append, rows); err != nil {
		t.Fatal(err)
	}
	const wanted = `-------------------------------------------
Batch: 3
-------------------------------------------
+--------------------+----+
|                word|   n|
+--------------------+----+
|      a\u001b[31mred|   1|
|a long word that ...|NULL|
+--------------------+----+
only showing top 2 rows

`
	if out.String() != wanted {
		t.Errorf("got\n%s\nwant\n%s", out.String(), wanted)
	}
}

func TestLines(t *testing.T) {
	env := testEnv("")
	env.Stdin = strings.NewReader("one\ntwo\r\nthree")
	s := openStream(t, "stdin", env, source.Spec{})
	var got []string
	var end source.Offset
	for range 200 {
		more, next := drain(t, s, end)
		got, end = append(got, more...), next
		if strings.Count(strings.Join(got, "; "), ";") == 2 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	want(t, []string{strings.Join(got, "; ")}, "one; two; three")
	if err := s.Commit(end); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(context.Background(), "", end); err == nil {
		t.Error("lines that were given up are read")
	}
}
