package sessions

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func testNotebook(t *testing.T, text string) (*NotebookFile, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.spark.md")
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	f, got, err := OpenNotebook(path, Paths{State: t.TempDir()})
	if err != nil || string(got) != text {
		t.Fatalf("%q, %v", got, err)
	}
	return f, path
}

func save(t *testing.T, f *NotebookFile, text string) {
	t.Helper()
	if err := f.Save([]byte(text), false); err != nil {
		t.Fatal(err)
	}
}

func TestNotebookSave(t *testing.T) {
	f, path := testNotebook(t, "one")
	for i := range 8 {
		save(t, f, fmt.Sprintf("text %d", i))
		time.Sleep(2 * time.Millisecond)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if n := len(f.Versions()); n != 5 {
		t.Errorf("%d versions", n)
	}
	if v, err := f.Version(0); err != nil || string(v) != "text 6" {
		t.Errorf("newest version %q, %v", v, err)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*tmp*"))
	if len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestNotebookChangedOnDisk(t *testing.T) {
	f, path := testNotebook(t, "one")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil || f.Changed() {
		t.Fatalf("a touched file counts as changed (%v)", err)
	}
	if err := os.WriteFile(path, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !f.Changed() {
		t.Fatal("the change is not seen")
	}
	if err := f.Save([]byte("mine"), false); !errors.Is(err, ErrChanged) {
		t.Fatalf("saving over it: %v", err)
	}
	if err := f.Save([]byte("mine"), true); err != nil {
		t.Fatal(err)
	}
	if v, err := f.Version(0); err != nil || string(v) != "theirs" {
		t.Errorf("their text is lost: %q, %v", v, err)
	}
	if f.Changed() {
		t.Error("own save counts as a change")
	}
}

func TestNotebookSwap(t *testing.T) {
	f, path := testNotebook(t, "one")
	if _, _, ok := f.Recovered(); ok {
		t.Fatal("there is a swap file at the start")
	}
	if err := f.Swap([]byte("typed")); err != nil {
		t.Fatal(err)
	}
	f.use.leave() // the program was killed
	again, _, err := OpenNotebook(path, Paths{State: filepath.Dir(filepath.Dir(f.state))})
	if err != nil {
		t.Fatal(err)
	}
	if text, at, ok := again.Recovered(); !ok || string(text) != "typed" || time.Since(at) > time.Minute {
		t.Fatalf("%q %v %v", text, at, ok)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := again.Recovered(); !ok {
		t.Fatal("closing threw unsaved text away")
	}
	save(t, again, "typed")
	if _, err := os.Stat(again.swapPath()); !os.IsNotExist(err) {
		t.Errorf("the swap file outlives the save: %v", err)
	}
}

// Two programs with one notebook keep what is typed apart; what either left behind is found again.
func TestNotebookTwice(t *testing.T) {
	f, path := testNotebook(t, "one")
	state := Paths{State: filepath.Dir(filepath.Dir(f.state))}
	open := func() *NotebookFile {
		t.Helper()
		again, _, err := OpenNotebook(path, state)
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	typed := func(n *NotebookFile, want string) {
		t.Helper()
		if text, _, _ := n.Recovered(); string(text) != want {
			t.Errorf("recovered %q, want %q", text, want)
		}
	}
	if err := f.Swap([]byte("first")); err != nil {
		t.Fatal(err)
	}
	second := open()
	typed(second, "")
	if f.Shared() || !second.Shared() {
		t.Error("the second does not know of the first")
	}
	if err := second.Swap([]byte("second")); err != nil {
		t.Fatal(err)
	}
	typed(f, "first")
	for _, n := range []*NotebookFile{f, second} {
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
	}
	third := open()
	typed(third, "first")
	if err := errors.Join(third.Discard(), third.Close()); err != nil {
		t.Fatal(err)
	}
	fourth := open()
	typed(fourth, "second")
	if fourth.Shared() {
		t.Error("nobody else is there")
	}
}

func TestNotebookRefused(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := OpenNotebook(dir, Paths{State: dir}); err == nil {
		t.Error("a directory opens")
	}
	f, text, err := OpenNotebook(filepath.Join(dir, "new.spark.md"), Paths{State: dir})
	if err != nil || text != nil {
		t.Fatalf("%q, %v", text, err)
	}
	save(t, f, "x")
	if err := os.Chmod(f.Path(), 0o444); err != nil {
		t.Fatal(err)
	}
	if err := f.Save([]byte("y"), false); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a read-only file is written: %v", err)
	}
}

func TestFindPaths(t *testing.T) {
	env := map[string]string{"XDG_CACHE_HOME": "/c", "XDG_CONFIG_HOME": "relative"}
	p := FindPaths(func(k string) string { return env[k] }, "/home/u", "linux")
	want := Paths{"/home/u/.config/sparkrepl", "/home/u/.local/state/sparkrepl", "/c/sparkrepl", "/home/u/.local/state/sparkrepl/run"}
	if p != want {
		t.Errorf("%+v", p)
	}
}
