package interp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMetadataColumn reads what files tell of themselves, which is there only when it is named, as
// in Spark.
func TestMetadataColumn(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p=1", "a b.json")
	must(t, os.MkdirAll(filepath.Dir(file), 0o755))
	must(t, os.WriteFile(file, []byte("{\"id\":0,\"k\":\"x\"}\n{\"id\":1,\"k\":\"y\"}\n"), 0o644))
	must(t, os.Chtimes(file, time.Time{}, time.Unix(1000, 251_000_000)))
	for code, want := range map[string]string{
		`b.Select("*")`: "[0 x 1] [1 y 1]",
		`b.Select("id", "_metadata.file_name", "_metadata.file_size")`:                                          "[0 a%20b.json 34] [1 a%20b.json 34]",
		`b.Select("_metadata.*").Drop("file_path", "file_modification_time").Limit(1)`:                          "[a%20b.json 34 0 34]",
		`b.SelectExpr("unix_millis(_metadata.file_modification_time)").Limit(1)`:                                "[1000251]",
		`b.SelectExpr("substr(_metadata.file_path, 1, 6)", "_metadata.file_path LIKE '%/p=1/a%20b.json'")`:      "[file:/ true] [file:/ true]",
		`b.Where("_metadata.file_size > 5 AND id = 1")`:                                                         "[1 y 1]",
		`b.Select("k").Where("_metadata.file_size > 5").Select("_metadata.file_name", "k")`:                     "[a%20b.json x] [a%20b.json y]",
		`b.OrderBy("_metadata.file_size", spark.Col("id").Desc())`:                                              "[1 y 1] [0 x 1]",
		`b.WithColumn("f", "_metadata.file_name")`:                                                              "[0 x 1 a%20b.json] [1 y 1 a%20b.json]",
		`b.WithColumn("_metadata", spark.Lit(7)).Select("_metadata")`:                                           "[7] [7]",
		`b.GroupBy("_metadata.file_name").Count()`:                                                              "[a%20b.json 2]",
		`b.As("a").Join(b.As("c"), spark.Expr("a.id = c.id")).Select("c.k", "a._metadata.file_name", "c.id")`:   "[x a%20b.json 0] [y a%20b.json 1]",
		`b.As("a").Join(b.As("c"), spark.Expr("a.id = c.id"), "left").Select("c._metadata.file_size", "a.k")`:   "[34 x] [34 y]",
		`spark.SQL("SELECT *, _metadata.file_name FROM b ORDER BY id LIMIT 1")`:                                 "[0 x 1 a%20b.json]",
		`spark.SQL("SELECT count(*) FROM b GROUP BY _metadata.file_name HAVING max(_metadata.file_size) = 34")`: "[2]",
		`pq.Where("id > 0").Select("id", "_metadata.row_index")`:                                                "[1 1]",
		`b.Select("_metadata.row_index")`:                                                                       "[FIELD_NOT_FOUND] No such struct field `row_index` in `file_path`, `file_name`, `file_size`, `file_block_start`, `file_block_length`, `file_modification_time`.",
		`b.Union(b).Select("_metadata")`:                                                                        "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `_metadata` cannot be resolved. Did you mean one of the following? [`id`, `k`, `p`].",
		`b.As("a").Join(b.As("c"), spark.Expr("a.id = c.id")).Select("_metadata.file_name")`:                    "[AMBIGUOUS_REFERENCE] Reference `_metadata`.`file_name` is ambiguous, could be: [`a`.`_metadata`, `c`.`_metadata`].",
		`spark.Range(3).Select("_metadata")`:                                                                    "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `_metadata` cannot be resolved. Did you mean one of the following? [`id`].",
		`stream(s.Select("id", "_metadata.file_name", "p"))`:                                                    "[0 a%20b.json 1] [1 a%20b.json 1]",
		`stream(s.Where("_metadata.file_size > 5").Union(s).Select("k"))`:                                       "[x] [y] [x] [y]",
		`stream(s.WithWatermark("ts", "1 minute").Select("_metadata.file_size", "k"))`:                          "[34 x] [34 y]",
	} {
		now := time.Unix(2000, 0)
		it := clocked(&now)
		cells := cellsOf(`b := spark.Read().Schema("id LONG, k STRING").JSON(`+"`"+dir+"`"+`)
b.Write().Mode("overwrite").Parquet(`+"`"+dir+"/_pq`"+`)
pq := spark.Read().Parquet(`+"`"+dir+"/_pq`"+`)
s := spark.ReadStream().Schema("id LONG, k STRING, ts TIMESTAMP").JSON(`+"`"+dir+"`"+`)
func show(df *spark.DataFrame) {
	var rows []string
	for _, r := range df.Collect() { rows = append(rows, fmt.Sprint(r.Values())) }
	fmt.Print(strings.Join(rows, " "))
}
func stream(df *spark.DataFrame) *spark.DataFrame {
	q := df.WriteStream().Format("memory").QueryName("out").Start()
	q.ProcessAllAvailable()
	return spark.Table("out")
}`, "show("+code+")")
		runCell(t, it, cells, 0)
		r := it.Run(t.Context(), cells, cells[1].ID)
		got := r.Stdout
		if r.Err != nil {
			got = r.Err.Message
		}
		if got != want && !strings.HasSuffix(want, got) || got == "" {
			t.Errorf("%s: %s\nwant %s", code, got, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
