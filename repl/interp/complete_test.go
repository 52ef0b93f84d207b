package interp

import (
	"context"
	"go/types"
	"strings"
	"testing"
)

// proposals gives the texts proposed at the mark | of the last cell.
func proposals(it *Interp, texts ...string) []string {
	last := len(texts) - 1
	at := strings.LastIndexByte(texts[last], '|')
	texts[last] = texts[last][:at] + texts[last][at+1:]
	cells := cellsOf(texts...)
	if strings.HasPrefix(texts[last], "sql") {
		at -= len(texts[last]) - len(cells[last].Source)
	}
	var out []string
	for _, c := range it.Complete(cells, cells[last].ID, at) {
		out = append(out, c.Text)
	}
	return out
}

func TestComplete(t *testing.T) {
	it := newInterp()
	first := `clicks := spark.CreateDataFrame([][]any{{1, "a"}}, "user INT, page STRING")`
	if r := it.Run(context.Background(), cellsOf(first), "c1"); r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, c := range []struct{ cell, want string }{
		{"cli|", "clicks"},
		{"clicks.Where|", ""},
		{"clicks.Whe|", "Where"},
		{"x := clicks.GroupBy(\"page\").Su|", "Sum"},
		{"clicks.Where(\"user > 1\").Sel|", "Select SelectExpr"},
		{"strings.ToU|", "ToUpper ToUpperSpecial"},
		{"spark.ReadS|", "ReadStream"},
		{"if true {\n\tclicks.Lim|\n", "Limit"},
		{"clicks.Select(\"us|\")", "user"},
		{"sql SELECT * FROM cli|", "clicks"},
		{"sql SELECT clicks.pa| FROM clicks", "page"},
		{"clicks.WithWatermark(\"ts\", \"1 minute\").Fil|", "Filter"},
		{"x := clicks.\n\tWhere(\"user > 1\").\n\tFil|", "Filter"},
		{"x := spark.ReadStream().Format(\"rat|\")", "rate rate-micro-batch"},
		{"x := spark.ReadStream().Format(\"rate-m|", "rate-micro-batch"},
		{"x := spark.ReadStream().Format(\"rate\").\n\tOption(\"rowsPerS|\")", "rowsPerSecond"},
		{"x := spark.ReadStream().Format(\"rate\").Load()\ny := spark.Read().Option(\"rowsPerS|\")", ""},
		{"sql SELECT pa| FROM clicks", "page parse_json parse_url PARTITION"},
		{"sql SELECT pag| FROM clicks", "page"},
		{"sql SELECT page FROM clicks GROUP BY wind|", "window window_time"},
		{"sql SELECT pag| FROM other_table JOIN views", "page"},
		{"sql SELECT c.pa| FROM clicks AS c", "page"},
		{"type P struct{ Alpha int }\np := P{}\np.Al|", "Alpha"},
	} {
		if got := strings.Join(proposals(it, first, c.cell), " "); got != c.want {
			t.Errorf("%q: got %q, want %q", c.cell, got, c.want)
		}
	}
}

// TestReference holds that every method that cells can call has help.
func TestReference(t *testing.T) {
	it := newInterp()
	df := it.importer().typ(dataFrameType)
	for _, name := range members(df) {
		o, _, _ := types.LookupFieldOrMethod(df, true, nil, name)
		if e, ok := it.reference(o); !ok || e.help == "" {
			t.Errorf("DataFrame.%s has no help: run go generate", name)
		}
	}
	cells := cellsOf("spark.Window(\"ts\", \"1 minute\")")
	if got := it.Hover(cells, "c1", 7); !strings.HasPrefix(got, "Window(time any, size string, slideAndStart ...string) Column\nWindow groups by windows") {
		t.Errorf("hover of the engine: %q", got)
	}
}

func TestHover(t *testing.T) {
	it := newInterp()
	cells := cellsOf(`s := strings.ToUpper("a")`, "s")
	if got := it.Hover(cells, "c1", 15); got != "ToUpper func(string) string" {
		t.Errorf("hover of a function: %q", got)
	}
	if got := it.Hover(cells, "c2", 0); got != "s string" {
		t.Errorf("hover of a variable: %q", got)
	}
}

// TestCall holds which call is explained at the mark | of a cell that is being typed.
func TestCall(t *testing.T) {
	it := newInterp()
	first := `clicks := spark.CreateDataFrame([][]any{{1, "a"}}, "user INT, page STRING")`
	for _, c := range []struct{ cell, want string }{
		{"x := clicks.Select(|", "Select(columns ...any) *DataFrame"},
		{"x := clicks.Select(\"user\", |)", "Select(columns ...any) *DataFrame"},
		{"x := clicks.Select(\"a(\", |", "Select(columns ...any) *DataFrame"},
		{"x := clicks.Select(strings.ToUpper(|", "ToUpper func(string) string"},
		{"x := clicks.Select(strings.ToUpper(\"a\"), |", "Select(columns ...any) *DataFrame"},
		{"x := clicks.Select(\"user\")|", ""},
		{"// clicks.Select(\nx := (1 + |", ""},
		{"clicks.Where(func(r spark.Row) bool {\n\treturn |", ""},
		{"sql SELECT substring(upper(|", "upper(str)"},
		{"sql SELECT substring(upper('('), |", "substring(str, pos[, len])"},
		{"sql SELECT page FROM clicks GROUP BY window(|", "window(time, windowDuration[, slideDuration[, startTime]])"},
	} {
		at := strings.IndexByte(c.cell, '|')
		cells := cellsOf(first, c.cell[:at]+c.cell[at+1:])
		at -= len(c.cell) - 1 - len(cells[1].Source)
		got, _, _ := strings.Cut(it.Call(cells, "c2", at), "\n")
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.cell, got, c.want)
		}
		if beside := it.Hover(cells, "c2", at); c.want != "" && !strings.HasPrefix(beside, c.want) {
			t.Errorf("%q: beside a word stands %q", c.cell, beside)
		}
	}
}
