package tui

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestEditorLeft holds what is taken from the file that an editor leaves.
func TestEditorLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cell.go")
	for _, c := range []struct{ was, left, want string }{
		{"a", "b\n", "b"}, {"a", "b\r\nc\r\n", "b\nc"}, {"a\r\nb", "b\r\nc\r\n", "b\r\nc\r"}, {"a", "", ""},
		{"a", "\xff\xfe", "what it left is no text in UTF-8"}, {"a", "a\x00b", "what it left is no text in UTF-8"},
	} {
		if err := os.WriteFile(path, []byte(c.left), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := editorLeft(path, c.was)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q in place of %q: %q, want %q", c.left, c.was, got, c.want)
		}
	}
	if _, err := editorLeft(filepath.Join(t.TempDir(), "gone"), "a"); err == nil || err.Error() != "it left no file" {
		t.Errorf("without a file: %v", err)
	}
}

// TestEditorFails says why an editor did not do, and changes nothing.
func TestEditorFails(t *testing.T) {
	r := newRig(t, 120, 24)
	was := r.text()
	_, missing := exec.LookPath("no-such-editor")
	for _, c := range []struct {
		err  error
		want string
	}{
		{missing, "there is no editor no-such-editor here; $VISUAL or $EDITOR names another; the cell is as it was"},
		{exec.Command("false").Run(), "the editor gave up (exit status 1); the cell is as it was"},
		{errors.New("it left no file"), "the editor failed: it left no file; the cell is as it was"},
	} {
		r.send(edited{cell: "c3", err: c.err})
		r.has(c.want)
	}
	if r.text() != was {
		t.Errorf("the cell is %q", r.text())
	}
	r.send(edited{cell: "c3", text: "SELECT 1"})
	if r.text() != "SELECT 1" || r.last(kernel.OpEdit).Text != "SELECT 1" {
		t.Errorf("the cell is %q", r.text())
	}
}

// TestEditorAfterSaving holds that no editor opens a file that could not be saved: it would edit
// what the file held before, and what was typed would be gone when that is read.
func TestEditorAfterSaving(t *testing.T) {
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", "true")
	r := newRig(t, 80, 24)
	r.keys("i x esc")
	r.f.unsaved = &kernel.Failure{Message: "the disk is full"}
	r.keys("E")
	r.has("the disk is full")
	if r.last(kernel.OpSave); r.ran != 0 {
		t.Error("an editor was opened")
	}
	r.f.unsaved = nil
	r.keys("E")
	if r.ran != 1 {
		t.Errorf("%d editors were opened", r.ran)
	}
	if text := r.last(kernel.OpEdit).Text; !strings.HasPrefix(text, "xSELECT") {
		t.Errorf("the kernel has %q", text)
	}
}
