package script

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// QueryNotebook is the notebook of a single query: over a recording as a stream, or over
// standard input as a table; both are called rows.
func QueryNotebook(query, replay, stdin, schema string) string {
	var b strings.Builder
	b.WriteString("---\nsparkrepl: 1\n---\n")
	switch {
	case replay != "":
		fmt.Fprintf(&b, "```go\nrows := spark.ReadStream().Format(\"recording\").Load(%q)\n_ = rows\n```\n\n", replay)
	case stdin != "":
		fmt.Fprintf(&b, "```go\nrows := spark.Read().Format(%q)", stdin)
		if schema != "" {
			fmt.Fprintf(&b, ".Schema(%q)", schema)
		}
		if stdin == "csv" {
			b.WriteString(`.Option("header", "true").Option("inferSchema", "true")`)
		}
		b.WriteString(".Load(\"-\")\n_ = rows\n```\n\n")
	}
	b.WriteString("```sql\n" + query + "\n```\n")
	return b.String()
}

func readText(s Streams, file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(s.In)
	}
	if err := given(file, file); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	return text, exit(Misuse, err)
}

// each does something with all files; the first that fails is the last, unless the others go on.
func each(files []string, keepGoing bool, do func(file string) error) error {
	var failed error
	for _, f := range files {
		if err := do(f); err != nil {
			failed = errors.Join(failed, err)
			if !keepGoing || ended(err) {
				break
			}
		}
	}
	return failed
}
