package spark_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// asked is one statement and what Spark 4.3 answered to it.
type asked struct {
	SQL     string     `json:"sql"`
	Columns [][]string `json:"columns"` // name and type
	Rows    [][]string `json:"rows"`    // values as text, NULL for null
	Error   string     `json:"error"`   // without the text and the plan that Spark shows below
}

// TestAsked runs the files of testdata/asked, each in one session.
func TestAsked(t *testing.T) {
	files, err := filepath.Glob("testdata/asked/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatal("no questions: ", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".jsonl"), func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			s := spark.NewSession(spark.Options{Engine: engine.Env{Now: func() time.Time { return time.Unix(1700000000, 0) }, Zone: time.UTC}})
			sc := bufio.NewScanner(f)
			sc.Buffer(nil, 1<<20)
			for sc.Scan() {
				var want asked
				if err := json.Unmarshal(sc.Bytes(), &want); err != nil {
					t.Fatal(err)
				}
				if got := answerOf(s, want.SQL); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s\n got %v\nwant %v", want.SQL, got, want)
				}
			}
		})
	}
}

func answerOf(s *spark.Session, sql string) asked {
	out := asked{SQL: sql}
	err := spark.Try(func() error {
		df := s.SQL(sql)
		for _, f := range df.Schema().Fields {
			out.Columns = append(out.Columns, []string{f.Name, strings.ToLower(f.Type.String())})
		}
		b := df.Batch()
		for i := range b.N {
			var row []string
			for _, c := range b.Cols {
				row = append(row, expr.TextOf(s.ExprContext(), c, i))
			}
			out.Rows = append(out.Rows, row)
		}
		return nil
	})
	if err != nil {
		return asked{SQL: sql, Error: err.Error()}
	}
	return out
}
