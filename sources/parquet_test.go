package sources

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
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
	for codec, ddl := range map[string]string{"snappy": "a INT, b STRING", "uncompressed": "a STRUCT<b: BOOLEAN, c: ARRAY<MAP<INT, DATE>>>", "lz4_raw": "a ARRAY<BOOLEAN>, d DECIMAL(20,2)"} {
		s := schema(f, ddl)
		e, err := parquetEncoder(source.Env{}, optionsOf("parquet", source.Spec{Options: map[string]string{"compression": codec}}), s)
		if err != nil {
			f.Fatal(err)
		}
		r := rand.New(rand.NewSource(1))
		var rows [][]any
		for range 5 {
			var row []any
			for _, c := range s.Fields {
				row = append(row, randomValue(r, c.Type, true))
			}
			rows = append(rows, row)
		}
		b, err := e.Encode(data.FromRows(s, rows))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
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

// TestParquetNested writes rows of random nested types and reads them back, whole and in parts.
func TestParquetNested(t *testing.T) {
	k, err := Find("parquet")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range int64(60) {
		r := rand.New(rand.NewSource(seed))
		wanted := randomRows(r, r.Intn(2500))
		env, ctx := testEnv(t.TempDir()), context.Background()
		if err := k.WriteBatch(ctx, env, source.Spec{Path: "out"}, "overwrite", wanted); err != nil {
			t.Fatal(err)
		}
		got, err := k.ReadBatch(ctx, env, source.Spec{Path: "out", Schema: wanted.Schema})
		if err != nil || rowsText(got) != rowsText(wanted) {
			t.Fatalf("seed %d: %v\n%s\ngot\n%.500s\nwant\n%.500s", seed, err, wanted.Schema, rowsText(got), rowsText(wanted))
		}
		if wanted.N == 0 {
			continue
		}
		guessed, err := k.ReadBatch(ctx, env, source.Spec{Path: "out"})
		if err != nil || guessed.Schema.String() != wanted.Schema.String() {
			t.Fatalf("seed %d: %v, %s, not %s", seed, err, guessed.Schema, wanted.Schema)
		}
	}
}

// TestParquetNestedParts asks for some fields of structs, and for one that the file lacks.
func TestParquetNestedParts(t *testing.T) {
	s := schema(t, "s STRUCT<a: INT, l: ARRAY<STRUCT<x: INT, y: STRING>>>, m MAP<STRING, ARRAY<INT>>")
	rows := data.FromRows(s, [][]any{
		{[]any{int32(1), []any{[]any{int32(5), "p"}, nil, []any{nil, "q"}}}, []data.Pair{{Key: "k", Value: []any{int32(7), nil}}, {Key: "n", Value: nil}}},
		{nil, nil},
		{[]any{nil, nil}, []data.Pair{}},
		{[]any{int32(2), []any{}}, []data.Pair{{Key: "e", Value: []any{}}}},
	})
	k, err := Find("parquet")
	if err != nil {
		t.Fatal(err)
	}
	env, ctx := testEnv(t.TempDir()), context.Background()
	if err := k.WriteBatch(ctx, env, source.Spec{Path: "out"}, "overwrite", rows); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ ddl, want string }{
		{"s STRUCT<l: ARRAY<STRUCT<y: STRING>>>", "[[[p] <nil> [q]]]\n<nil>\n[<nil>]\n[[]]"},
		{"s STRUCT<l: ARRAY<STRUCT<z: DATE, x: BIGINT>>, b: INT>", "[[[<nil> 5] <nil> [<nil> <nil>]] <nil>]\n<nil>\n[<nil> <nil>]\n[[] <nil>]"},
		{"s STRUCT<z: INT>, M MAP<STRING, ARRAY<BIGINT>>", "[<nil>] [{k [7 <nil>]} {n <nil>}]\n<nil> <nil>\n[<nil>] []\n[<nil>] [{e []}]"},
	} {
		got, err := k.ReadBatch(ctx, env, source.Spec{Path: "out", Schema: schema(t, c.ddl)})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for i := range got.N {
			lines = append(lines, fmt.Sprint(got.Row(i)...))
		}
		want(t, lines, c.want)
	}
	for _, ddl := range []string{"s INT", "s ARRAY<INT>", "m MAP<STRING, INT>", "m STRUCT<k: INT>", "s STRUCT<a: STRING>"} {
		if _, err := k.ReadBatch(ctx, env, source.Spec{Path: "out", Schema: schema(t, ddl)}); err == nil || !strings.Contains(err.Error(), "PARQUET_COLUMN_DATA_TYPE_MISMATCH") {
			t.Errorf("%s: %v", ddl, err)
		}
	}
}
