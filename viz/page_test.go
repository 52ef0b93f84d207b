package viz

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// TestPage holds the HTML and SVG of every figure, and that both are well formed.
func TestPage(t *testing.T) {
	for name, f := range figures() {
		for kind, text := range map[string]string{"html": HTML(f), "svg": SVG(f)} {
			golden(t, name+"."+kind, text)
			wellFormed(t, name+"."+kind, text)
		}
	}
}

func wellFormed(t *testing.T, name, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
	}
}

func TestPageEscapes(t *testing.T) {
	evil := "<script>alert(1)</script>\x1b\" onload=\""
	f := &Figure{Title: evil, Table: &Table{Columns: []Column{{Name: evil}}, Rows: [][]Cell{{{Text: evil, Style: Style(evil)}}}, Total: 1, Marks: []string{evil}, Head: []Line{Plainly(evil)}}}
	lanes := &Figure{Lanes: &Lanes{Max: 1, Lanes: []Lane{{Label: evil, Note: evil, Spans: []Span{{To: 1, Glyph: evil, Label: evil, Style: Style(evil)}}}}, Marks: []Mark{{Glyph: evil, Label: evil, Style: Style(evil)}}}}
	for _, text := range []string{HTML(f), HTML(lanes)} {
		if strings.Contains(text, "<script") || strings.Contains(text, "\x1b") || strings.Contains(text, "\" onload") {
			t.Errorf("not escaped: %s", text)
		}
		wellFormed(t, "evil", text)
	}
}
