package sources

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// sparkFile is a small file, how Spark 4.3 was asked to read it, and what it answered: rows as to_json
// writes them, or the condition of its error.
type sparkFile struct {
	Name, Format, Schema, Body string
	Bytes                      []byte // in the place of Body, where that is no text
	Ending                     string // of the file's name; "" is .Format
	DDL                        string // the inferred schema, where none is given
	Options                    map[string]string
	Rows                       []string
	Error                      string
	// Differs says why this repository's answer is another one; such a case must indeed differ.
	Differs string
}

var sparkFilesFrom = flag.String("sparkfiles", "testdata/sparkfiles.jsonl,testdata/askedfiles.jsonl.gz", "what Spark read from files")

func TestFilesAsSparkReadsThem(t *testing.T) {
	for _, name := range strings.Split(*sparkFilesFrom, ",") {
		readSparkFiles(t, answers(t, name))
	}
}

// answers reads a file of answers, which may be packed.
func answers(t *testing.T, name string) []byte {
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".gz") {
		unpacked, err := gzip.NewReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if content, err = io.ReadAll(unpacked); err != nil {
			t.Fatal(err)
		}
	}
	return content
}

func readSparkFiles(t *testing.T, content []byte) {
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		var c sparkFile
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		t.Run(c.Name, func(t *testing.T) {
			got, failed := c.read(t)
			same := (failed != nil) == (c.Error != "") && got == strings.Join(c.Rows, "\n")
			if same == (c.Differs == "") {
				return
			}
			t.Errorf("%q by %v\ngot %s, %v\nwant %s %s (differs: %q)", c.Body, c.Options, got, failed, strings.Join(c.Rows, "\n"), c.Error, c.Differs)
		})
	}
}

// read gives the rows as JSON lines with their nulls.
func (c sparkFile) read(t *testing.T) (string, error) {
	dir, body := t.TempDir(), c.Bytes
	if body == nil {
		body = []byte(c.Body)
	}
	if c.Ending == "" {
		c.Ending = "." + c.Format
	}
	if err := os.WriteFile(filepath.Join(dir, "a"+c.Ending), body, 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := Find(c.Format)
	if err != nil {
		t.Fatal(err)
	}
	spec := source.Spec{Path: dir, Options: c.Options}
	if c.Schema != "" {
		spec.Schema = schema(t, c.Schema)
	}
	if err := Check(k, c.Options, false); err != nil {
		return "", err
	}
	rows, err := k.ReadBatch(context.Background(), testEnv(dir), spec)
	if err != nil {
		return "", err
	}
	if c.DDL != "" && !schema(t, c.DDL).Equal(rows.Schema) {
		t.Errorf("the schema is %s, not %s", rows.Schema, c.DDL)
	}
	e, err := jsonEncoder(testEnv(dir), optionsOf("json", source.Spec{Options: map[string]string{"ignoreNullFields": "false"}}), rows.Schema)
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.Encode(rows)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(b), "\n"), nil
}
