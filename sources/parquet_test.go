package sources

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func TestParquetRoundTrip(t *testing.T) {
	s := schema(t, "z BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f FLOAT, g DOUBLE, h STRING, i BINARY, j DATE, k TIMESTAMP, l TIMESTAMP_NTZ, a DECIMAL(20,2)")
	var rows [][]any
	for n := range 3000 {
		row := []any{n%2 == 0, int8(n), int16(-n), int32(n), int64(n) << 40, float32(n) / 2, float64(n) / 3, fmt.Sprint("s", n%7), []byte{byte(n), 0}, int32(n), int64(n) * 1e12, -int64(n), data.DecOf(int64(-n) * 7)}
		if n%5 == 0 {
			row[n%len(row)] = nil
		}
		rows = append(rows, row)
	}
	wanted := data.FromRows(s, rows)
	k, err := Find("parquet")
	if err != nil {
		t.Fatal(err)
	}
	for _, codec := range []string{"snappy", "zstd"} {
		dir, ctx := t.TempDir(), context.Background()
		spec := source.Spec{Path: "out", Options: map[string]string{"compression": codec}}
		if err := k.WriteBatch(ctx, testEnv(dir), spec, "overwrite", wanted); err != nil {
			t.Fatal(err)
		}
		got, err := k.ReadBatch(ctx, testEnv(dir), source.Spec{Path: "out"})
		if err != nil {
			t.Fatal(err)
		}
		if got.Schema.String() != s.String() || rowsText(got) != rowsText(wanted) {
			t.Fatalf("%s: %d rows of %s", codec, got.N, got.Schema)
		}
		some, err := k.ReadBatch(ctx, testEnv(dir), source.Spec{Path: "out", Schema: schema(t, "d INT, missing STRING")})
		if err != nil || rowsText(some.Slice(1, 2)) != "1 <nil>" {
			t.Fatalf("%s, %v", rowsText(some.Slice(1, 2)), err)
		}
		if _, err := k.ReadBatch(ctx, testEnv(dir), source.Spec{Path: "out", Schema: schema(t, "d STRING")}); err == nil {
			t.Error("a number is read as text")
		}
	}
}

func FuzzParquet(f *testing.F) {
	s := schema(f, "a INT, b STRING")
	e, err := parquetEncoder(source.Env{}, optionsOf("parquet", source.Spec{}), s)
	if err != nil {
		f.Fatal(err)
	}
	b, err := e.Encode(data.FromRows(s, [][]any{{int32(1), "x"}, {nil, "y"}}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "x.parquet")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		k, _ := Find("parquet")
		if rows, err := k.ReadBatch(context.Background(), source.Env{}, source.Spec{Path: path}); err == nil && rows == nil {
			t.Fatal("neither rows nor an error")
		}
	})
}
