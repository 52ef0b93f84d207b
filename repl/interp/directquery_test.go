package interp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestDirectQuery reads files by FROM format.`path`; the refusals are Spark's.
func TestDirectQuery(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"j/a.json": "{\"id\":1,\"k\":\"x\"}\n{\"id\":2,\"k\":\"y\"}\n", "c.csv": "id,k\n1,x\n", "t.txt": "l1\nl2\n", "empty/_x": ""} {
		must(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
	}
	const notFound = "[TABLE_OR_VIEW_NOT_FOUND] The table or view "
	for query, want := range map[string]string{
		"SELECT * FROM json.`%s/j`":                                      "[1 x] [2 y]",
		"SELECT * FROM JSON.`file:%s/j` WHERE id > 1":                    "[2 y]",
		"SELECT j.id FROM json.`%s/{j,q}` j":                             "[1] [2]",
		"SELECT * FROM csv.`%s/c.csv`":                                   "[id k] [1 x]",
		"SELECT * FROM csv.`%s/c.csv` WITH (header = true)":              "[1 x]",
		"SELECT * FROM text.`%s/t.txt`, csv.`%s/c.csv` LIMIT 1":          "[l1 id k]",
		"SELECT * FROM STREAM json.`%s/j`":                               "[1 x] [2 y]",
		"TABLE json.`%s/j`":                                              "[1 x] [2 y]",
		"FROM json.`%s/j` |> SELECT id":                                  "[1] [2]",
		"SELECT _metadata.file_name FROM (SELECT id FROM json.`%s/j`)":   "[a.json] [a.json]",
		"SELECT * FROM parquet.`%s/pq`":                                  "[1] [2]",
		"SELECT * FROM json.`%s/nope`":                                   "[PATH_NOT_FOUND] Path does not exist: file:%s/nope. SQLSTATE: 42K03",
		"SELECT * FROM json.nope":                                        "[PATH_NOT_FOUND] Path does not exist: file:",
		"SELECT * FROM json.`%s/empty`":                                  "[UNABLE_TO_INFER_SCHEMA] Unable to infer schema for JSON. It must be specified manually. SQLSTATE: 42KD9",
		"SELECT * FROM parquet.`%s/c.csv`":                               "[FAILED_TO_CREATE_PLAN_FOR_DIRECT_QUERY] Failed to create plan for direct query on files: parquet SQLSTATE: 58030",
		"SELECT * FROM rate.`%s/j`":                                      "[UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY] Unsupported data source type for direct query on files: rate SQLSTATE: 0A000; line 1 pos 14",
		"SELECT * FROM console.`%s/j`":                                   "[UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY] Unsupported data source type for direct query on files: console SQLSTATE: 0A000; line 1 pos 14",
		"SELECT * FROM json.``":                                          "[INVALID_EMPTY_LOCATION] The location name cannot be empty string, but `` was given. SQLSTATE: 42K05; line 1 pos 14",
		"SELECT * FROM memory.`%s/j`":                                    notFound + "`memory`.`%s/j` cannot be found.",
		"SELECT * FROM jsonx.`%s/j`":                                     notFound + "`jsonx`.`%s/j` cannot be found.",
		"SELECT json.id FROM json.`%s/j`":                                "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `json`.`id` cannot be resolved. Did you mean one of the following? [`id`, `k`]. SQLSTATE: 42703; line 1 pos 7",
		"SET spark.sql.runSQLOnFiles = false; SELECT * FROM json.`%s/j`": notFound + "`json`.`%s/j` cannot be found.",
	} {
		now := time.Unix(2000, 0)
		it := clocked(&now)
		cells := cellsOf("spark.Range(1, 3).Write().Mode(\"overwrite\").Parquet(`"+dir+"/pq`)",
			"for _, q := range strings.Split(`"+strings.ReplaceAll(strings.ReplaceAll(query, "%s", dir), "`", "`+\"`\"+`")+"`, \";\") {\n"+
				"var rows []string\nfor _, r := range spark.SQL(strings.TrimSpace(q)).Collect() { rows = append(rows, fmt.Sprint(r.Values())) }\nfmt.Print(strings.Join(rows, \" \"))\n}")
		runCell(t, it, cells, 0)
		r := it.Run(t.Context(), cells, cells[1].ID)
		got := r.Stdout
		if r.Err != nil {
			got = r.Err.Cause.Error()
		}
		if want = strings.ReplaceAll(want, "%s", dir); got != want && (r.Err == nil || !strings.HasPrefix(got, want)) {
			t.Errorf("%s: %s\nwant %s", query, got, want)
		}
	}
}
