package sources

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// askedWrite is the result of a query, how Spark 4.3 was asked to write it, and the one file that it wrote, its bytes as
// Latin-1, or the condition of its error.
type askedWrite struct {
	Name, Format, SQL, Text, Error string
	Options                        map[string]string
}

var askedWritesFrom = flag.String("askedwrites", "testdata/askedwrites.jsonl.gz", "what Spark wrote to files")

func TestFilesAsSparkWritesThem(t *testing.T) {
	lines := bufio.NewScanner(bytes.NewReader(answers(t, *askedWritesFrom)))
	for lines.Scan() {
		var c askedWrite
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		t.Run(c.Name, func(t *testing.T) {
			got, err := c.write(t)
			if failed := condition(err); failed != c.Error || got != c.Text {
				t.Errorf("%s by %v\ngot  %q, %v\nwant %q %s", c.SQL, c.Options, got, err, c.Text, c.Error)
			}
		})
	}
}

// write gives the bytes of the one file as Latin-1.
func (c *askedWrite) write(t *testing.T) (string, error) {
	dir := t.TempDir()
	s := spark.NewSession(spark.Options{Formats: Find, Check: Check, Source: source.Env{Now: time.Now, Dir: dir, Zone: time.UTC}})
	err := spark.Try(func() error {
		w := s.SQL(c.SQL).Write().Format(c.Format)
		for k, v := range c.Options {
			w = w.Option(k, v)
		}
		return w.Save("out")
	})
	if err != nil {
		return "", err
	}
	files, _ := filepath.Glob(filepath.Join(dir, "out", "part-*"))
	var text strings.Builder
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range b {
			text.WriteRune(rune(c))
		}
	}
	return text.String(), nil
}

// condition is Spark's name of an error, "" where there is none.
func condition(err error) string {
	var known *expr.Error
	if errors.As(err, &known) {
		return known.Condition
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
