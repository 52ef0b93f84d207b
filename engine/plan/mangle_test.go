package plan_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// askedQueries are the texts of all queries that Spark was asked.
func askedQueries(t *testing.T) []string {
	var out []string
	files, _ := filepath.Glob("testdata/spark/*.jsonl")
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var a asked
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			out = append(out, a.SQL)
		}
		f.Close()
	}
	return out
}

// mangled swaps, drops and doubles words of a query, and puts in words of another.
func mangled(r *rand.Rand, list []string) string {
	words := strings.Fields(list[r.Intn(len(list))])
	other := strings.Fields(list[r.Intn(len(list))])
	for range 1 + r.Intn(2) {
		i := r.Intn(len(words))
		switch r.Intn(4) {
		case 0:
			words = append(words[:i:i], words[i+1:]...)
		case 1:
			words[i] = words[r.Intn(len(words))]
		case 2:
			words[i] = other[r.Intn(len(other))]
		case 3:
			words = append(words[:i:i], append([]string{words[r.Intn(len(words))]}, words[i:]...)...)
		}
		if len(words) == 0 {
			return ""
		}
	}
	return strings.Join(words, " ")
}

// TestMangledQueries holds that no text makes analysis, the checks or a rule panic.
func TestMangledQueries(t *testing.T) {
	list := askedQueries(t)
	c := catalog{"clicks": source(t, "clicks", "ts TIMESTAMP, k INT, v INT, s STRING", true)}
	r := rand.New(rand.NewSource(1))
	parsed := 0
	for range 8000 {
		text := mangled(r, list)
		if r.Intn(3) == 0 {
			text = strings.ReplaceAll(text, "FROM a", "FROM clicks")
		}
		n, err := sql.ParseQuery(text)
		if err != nil {
			continue
		}
		parsed++
		if p := planned(n, c); p != "" {
			t.Errorf("%s\n%s", text, p)
		}
	}
	if parsed < 400 {
		t.Errorf("only %d texts were queries", parsed)
	}
}

// planned runs everything but the query and tells of a panic.
func planned(n operator.Node, c catalog) (panicked string) {
	defer func() {
		if p := recover(); p != nil {
			panicked = fmt.Sprint("panic: ", p)
		}
	}()
	ctx := session()
	analyzed, err := plan.Analyze(n, c, ctx)
	if err != nil {
		return ""
	}
	for _, mode := range modes {
		_ = plan.CheckStreaming(analyzed, mode, ctx)
		plan.Verdicts(analyzed, mode)
	}
	optimized, trace := plan.Optimize(analyzed, ctx)
	plan.Explain(&plan.Explained{Parsed: n, Analyzed: analyzed, Optimized: optimized, Trace: trace}, "extended")
	return ""
}
