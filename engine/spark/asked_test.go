package spark_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// askedFiles names what TestAsked runs; another pattern looks at answers that are not kept.
var askedFiles = flag.String("asked", "testdata/asked/*.jsonl", "files of statements with Spark's answers")

// asked is one statement and what Spark 4.3 answered to it.
type asked struct {
	Setup   []string   `json:"setup"` // statements before it
	SQL     string     `json:"sql"`
	Columns [][]string `json:"columns"` // name and type
	Rows    [][]string `json:"rows"`    // values as text, NULL for null
	Bag     bool       `json:"bag"`     // the order of the rows means nothing
	Error   string     `json:"error"`   // without the text and the plan that Spark shows below
	Place   string     `json:"place"`   // of a failure's query context, "line 1, position 8"; "" is not compared
}

// TestAsked runs the files of testdata/asked, each in one session.
func TestAsked(t *testing.T) {
	files, err := filepath.Glob(*askedFiles)
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
				for _, text := range want.Setup {
					answerOf(s, text)
				}
				if got := answerOf(s, want.SQL); !want.holds(got) {
					t.Errorf("%s\n got %v\nwant %v", want.SQL, got, want)
				}
			}
		})
	}
}

func (a asked) String() string {
	out := strings.ReplaceAll(fmt.Sprint(a.Columns, a.Rows, a.Error, a.Place), " not null", "") // of fields
	return madeAt.ReplaceAllString(out, `"created_time":""`)
}

// madeAt is when a view was made, which is when Spark was asked.
var madeAt = regexp.MustCompile(`"created_time":"[^"]*"`)

// holds tells whether got is the answer.
func (a asked) holds(got asked) bool {
	if a.Bag {
		slices.SortFunc(a.Rows, func(x, y []string) int { return slices.CompareFunc(x, y, cmp.Compare[string]) })
		slices.SortFunc(got.Rows, func(x, y []string) int { return slices.CompareFunc(x, y, cmp.Compare[string]) })
	}
	if a.Place == "" {
		got.Place = ""
	}
	if first, ok := strings.CutSuffix(a.Error, ":"); ok && strings.HasPrefix(got.Error, first+":\n") {
		got.Error = a.Error // a plan follows
	}
	a.Error, got.Error = strings.TrimSuffix(a.Error, ";"), strings.TrimSuffix(got.Error, ";")
	return a.String() == got.String()
}

func answerOf(s *spark.Session, sql string) (out asked) {
	defer func() {
		if p := recover(); p != nil {
			out = asked{SQL: sql, Error: fmt.Sprint("panic: ", p)}
		}
	}()
	out = asked{SQL: sql}
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
		return asked{SQL: sql, Error: err.Error(), Place: place(err)}
	}
	return out
}

// place is where the query context of a failure begins.
func place(err error) string {
	var e *expr.Error
	if !errors.As(err, &e) || e.At.Start.Line == 0 || strings.Contains(err.Error(), e.Place()) && e.Place() != "" {
		return ""
	}
	return fmt.Sprintf("line %d, position %d", e.At.Start.Line, e.At.Start.Col+1)
}
