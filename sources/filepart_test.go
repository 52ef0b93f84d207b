package sources

import (
	"bytes"
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestPartsCutAtLines cuts files anywhere: the parts give every line once, in order and whole.
func TestPartsCutAtLines(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine: nothing for the race detector to find")
	}
	r := rand.New(rand.NewSource(1))
	for range 300 {
		var content []byte
		for range r.Intn(30) {
			content = append(content, strings.Repeat("x", r.Intn(2)*r.Intn(9000)+r.Intn(4))...)
			content = append(content, []string{"\n", "\r\n", "\n\n", "\r"}[r.Intn(4)]...)
		}
		if r.Intn(2) == 0 {
			content = append(content, "the end"...)
		}
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		p := wholeFile(fileEntry{Path: "file://" + path, size: int64(len(content))})
		var parts []filePart
		for range r.Intn(4) {
			if at := p.from + int64(r.Intn(len(content)+1)); at > p.from && at < int64(len(content)) {
				left := p
				left.to, p.from = at, at
				parts = append(parts, left)
			}
		}
		var got []byte
		for _, p := range append(parts, p) {
			err := p.pieces(context.Background(), func(piece []byte) error {
				if at := int64(len(got)); at < p.from || at >= p.to {
					t.Fatalf("the line at %d is given by the part from %d to %d", at, p.from, p.to)
				}
				if got = append(got, piece...); len(got) < len(content) && piece[len(piece)-1] != '\n' {
					t.Fatalf("a piece ends inside a line: %q", piece)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, content) {
			t.Fatalf("got %d bytes, want %d", len(got), len(content))
		}
	}
}

// severalWorkers are the numbers of goroutines that are tried; one will do under the race detector.
func severalWorkers() []int {
	if testing.Short() {
		return []int{3}
	}
	return []int{2, 3, 7}
}

// TestAnyNumberOfWorkers reads the same files with one worker and with many: the same rows, the same
// count of corrupt records, the same error.
func TestAnyNumberOfWorkers(t *testing.T) {
	lines := func(n int, bad ...int) string {
		var b strings.Builder
		for i := range n {
			page := fmt.Sprintf("%q", strings.Repeat("p", i%100))
			for _, k := range bad {
				if k == i {
					page += "!"
				}
			}
			fmt.Fprintf(&b, "{\"user\":%d,\"page\":%s}\n", i, page)
		}
		return b.String()
	}
	env := testEnv(t.TempDir())
	for i, text := range []string{lines(30_000), "\xef\xbb\xbf" + lines(20_000, 7000, 15_000), lines(3), strings.TrimSuffix(lines(9000, 8999), "\n")} {
		put(t, env.Dir, fmt.Sprint(i), text, i)
	}
	type result struct {
		rows    string
		corrupt int64
		err     string
	}
	read := func(format string, workers int, options map[string]string) result {
		s := schema(t, "user BIGINT, page STRING")
		if format == "text" {
			s = nil
		}
		f := map[string]*fileFormat{"json": jsonFormat(), "text": textFormat(), "csv": csvFormat()}[format]
		spec := source.Spec{Path: env.Dir, Options: options, Schema: s}
		o := optionsOf(format, spec)
		l, err := listerOf(env, spec, o)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newFileReader(f, env, spec, o, l, false)
		if err != nil {
			t.Fatal(err)
		}
		files, err := l.list()
		if err != nil {
			t.Fatal(err)
		}
		rows, corrupt, err := r.rows(context.Background(), files, workers)
		if err != nil {
			return result{err: err.Error()}
		}
		return result{rowsText(rows), corrupt, ""}
	}
	for _, c := range []struct {
		format, mode string
		corrupt      int64
		err          string
	}{
		{"json", "PERMISSIVE", 3, ""}, {"json", "FAILFAST", 0, "(line 7001)"}, {"json", "DROPMALFORMED", 3, ""},
		{"csv", "PERMISSIVE", 59_003, ""}, {"csv", "FAILFAST", 0, "(line 1)"}, {"text", "", 0, ""},
	} {
		want := read(c.format, 1, map[string]string{"mode": c.mode})
		if want.corrupt != c.corrupt || !strings.Contains(want.err, c.err) || (want.err == "") != (c.err == "") {
			t.Errorf("%s %s: %d corrupt, error %q", c.format, c.mode, want.corrupt, want.err)
		}
		for _, workers := range severalWorkers() {
			if got := read(c.format, workers, map[string]string{"mode": c.mode}); got != want {
				t.Errorf("%s %s: %d workers read something else: %d corrupt, error %q", c.format, c.mode, workers, got.corrupt, got.err)
			}
		}
	}
}

// TestLongLines reads lines that are longer than what is decoded at a time, alone and among short ones.
func TestLongLines(t *testing.T) {
	long := strings.Repeat("x", 3*pieceBytes+7)
	for format, line := range map[string]func(string) string{
		"text": func(v string) string { return v }, "csv": func(v string) string { return v },
		"json": func(v string) string { return `{"value":"` + v + `"}` },
	} {
		for _, values := range [][]string{{long}, {"a", long, "b"}, {long, long}, {long, "a"}} {
			dir := t.TempDir()
			var content strings.Builder
			for _, v := range values {
				content.WriteString(line(v) + "\n")
			}
			if err := os.WriteFile(filepath.Join(dir, "a."+format), []byte(content.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			k, err := Find(format)
			if err != nil {
				t.Fatal(err)
			}
			got, err := k.ReadBatch(context.Background(), testEnv(dir), source.Spec{Path: dir, Schema: lineSchema})
			if err != nil || rowsText(got) != strings.Join(values, "; ") {
				t.Fatalf("%s: %v, %d rows for %d", format, err, got.N, len(values))
			}
		}
	}
}
