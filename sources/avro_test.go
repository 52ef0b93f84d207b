package sources

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/hamba/avro/v2/ocf"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func TestAvroRoundTrip(t *testing.T) {
	s := schema(t, "a INT, b STRING, c TIMESTAMP, d DATE, e DECIMAL(9,2), f ARRAY<STRING>, g STRUCT<x: DOUBLE, y: BOOLEAN>, h MAP<STRING, BIGINT>, i BINARY, j FLOAT, k TIMESTAMP_NTZ")
	rows := data.FromRows(s, [][]any{
		{int32(1), "x", int64(1700000000123456), int32(19000), data.DecOf(-1234), []any{"p", nil}, []any{0.5, true}, []data.Pair{{Key: "m", Value: int64(7)}, {Key: "n", Value: nil}}, []byte{1, 2}, float32(1.5), int64(-5)},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil},
	})
	dir, ctx := t.TempDir(), context.Background()
	k, err := Find("avro")
	if err != nil {
		t.Fatal(err)
	}
	if err := k.WriteBatch(ctx, testEnv(dir), source.Spec{Path: "out"}, "append", rows); err != nil {
		t.Fatal(err)
	}
	got, err := k.ReadBatch(ctx, testEnv(dir), source.Spec{Path: "out"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Schema.String() != s.String() || rowsText(got) != rowsText(rows) {
		t.Fatalf("%s\n%s\nwant\n%s", got.Schema, rowsText(got), rowsText(rows))
	}
}

// TestAvroOfOthers reads a file that another library wrote.
func TestAvroOfOthers(t *testing.T) {
	var out bytes.Buffer
	enc, err := ocf.NewEncoder(`{"type":"record","name":"r","fields":[{"name":"id","type":"long"},{"name":"name","type":["string","null"]},{"name":"kind","type":{"type":"enum","name":"k","symbols":["A","B"]}}]}`, &out, ocf.WithCodec(ocf.Deflate))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []any{"x", nil} {
		if err := enc.Encode(map[string]any{"id": int64(i), "name": name, "kind": "B"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.avro"), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := func() (*data.Batch, error) {
		k, _ := Find("avro")
		return k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: "a.avro"})
	}()
	if err != nil || got.Schema.String() != "id BIGINT,name STRING,kind STRING" {
		t.Fatalf("%v, %v", got, err)
	}
	want(t, []string{rowsText(got)}, "0 x B; 1 <nil> B")
}

// FuzzAvro holds that no file makes reading it panic.
func FuzzAvro(f *testing.F) {
	s := schema(f, "a INT, b STRING, c ARRAY<DOUBLE>")
	e, err := avroEncoder(testEnv(f.TempDir()), optionsOf("avro", source.Spec{}), s)
	if err != nil {
		f.Fatal(err)
	}
	b, err := e.Encode(data.FromRows(s, [][]any{{int32(1), "x", []any{1.5}}, {nil, "y", nil}}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "x.avro")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		k, _ := Find("avro")
		if rows, err := k.ReadBatch(context.Background(), source.Env{}, source.Spec{Path: path}); err == nil && rows == nil {
			t.Fatal("neither rows nor an error")
		}
	})
}
