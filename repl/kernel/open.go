package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// open shows another notebook. Nothing is run.
func (k *Kernel) open(r Request) error {
	if err := k.openAt(r); err != nil {
		return err
	}
	if r.Kept != nil {
		k.restore(r.Kept)
	}
	return nil
}

// openAt reads the notebook that a request names.
func (k *Kernel) openAt(r Request) error {
	if name, ok := strings.CutPrefix(r.Kind, "examples:"); ok {
		return k.openExample(name, r.Notebook)
	}
	if r.Text == "" {
		return k.put([]byte(r.Notebook), "", nil)
	}
	if strings.HasSuffix(r.Text, ".rec") || r.Kind == "recording" {
		sessions.Remember(sessions.Paths{State: k.o.StateDir}, k.abs(r.Text))
		return k.put([]byte(recordingNotebook(r.Text)), "", nil)
	}
	path := k.abs(r.Text)
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return &Failure{Message: r.Text + " is a folder", Hint: "name a .spark.md file in it"}
	}
	file, text, err := k.openFile(path)
	if err != nil {
		return err
	}
	onDisk := text
	if r.Notebook != "" {
		text = []byte(r.Notebook)
	} else if typed, when, found := file.Recovered(); found {
		text = typed
		defer func() {
			k.message = fmt.Sprintf("recovered what was typed on %s and not saved; :recover shows older versions", when.Format("2006-01-02 15:04"))
		}()
	}
	_, there := os.Stat(path)
	if err := k.put(text, path, file); err != nil {
		if file != k.file {
			_ = file.Close() // nothing was typed into it
		}
		return err
	}
	if file.Shared() {
		k.message = filepath.Base(path) + " is open in another sparkrepl too; what you type here is kept apart"
	}
	if errors.Is(there, fs.ErrNotExist) {
		k.message = filepath.Base(path) + " is a new notebook; it is written when you save it"
	}
	k.clean = string(onDisk)
	if r.Kept == nil {
		k.findMarks()
	}
	sessions.Remember(sessions.Paths{State: k.o.StateDir}, path)
	return nil
}

// openFile reads the notebook on a path; the one that is open stays the same file.
func (k *Kernel) openFile(path string) (*sessions.NotebookFile, []byte, error) {
	if k.file == nil || path != k.path {
		return sessions.OpenNotebook(path, sessions.Paths{State: k.o.StateDir})
	}
	text, err := k.file.Reload()
	return k.file, text, err
}

// put makes text the notebook on the screen.
func (k *Kernel) put(text []byte, path string, file *sessions.NotebookFile) error {
	book, err := notebook.Parse(text)
	if err != nil && path != "" {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	if err != nil {
		return err
	}
	k.keepOutputs()
	if file == nil || file != k.file {
		k.closeFile()
		k.opened++
	}
	k.reset(book)
	k.path, k.file, k.clean, k.unsaved = path, file, string(text), sessions.Unsaved{}
	if k.o.ReadOnly && book.ReadOnly == "" {
		book.ReadOnly = "opened read-only"
	}
	k.chooseStandIn()
	k.readNames()
	k.openOutputs()
	k.doubts = book.Doubts()
	if len(k.doubts) > 0 {
		k.message = k.doubts[0]
		for _, d := range k.doubts {
			k.note("%s", d)
		}
	}
	if book.ReadOnly != "" && !k.o.ReadOnly {
		k.message = book.ReadOnly
	}
	return nil
}

func (k *Kernel) openExample(name, text string) error {
	if k.o.Files == nil {
		return fmt.Errorf("this kernel carries no examples")
	}
	if !strings.HasSuffix(name, ".spark.md") {
		name += ".spark.md"
	}
	if text == "" {
		read, err := fs.ReadFile(k.o.Files, name)
		if err != nil {
			return &Failure{Message: "there is no example " + strings.TrimSuffix(name, ".spark.md"), Hint: ":examples lists them"}
		}
		text = string(read)
	}
	if err := k.put([]byte(text), "", nil); err != nil {
		return err
	}
	k.lesson = lessonOf(k.book)
	return nil
}

// recordingNotebook is the notebook made for a recording opened by itself.
func recordingNotebook(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), ".rec")
	return fmt.Sprintf("---\nsparkrepl: 1\ntitle: %s\n---\n# %s\n\n```go\nrows := spark.ReadStream().Format(\"recording\").Load(%q)\nrows.WriteStream().Format(\"console\").QueryName(\"rows\").Start()\n```\n", name, name, path)
}

func (k *Kernel) abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	if k.o.Dir != "" {
		return filepath.Join(k.o.Dir, path)
	}
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// dir is where relative paths of cells start: beside the notebook.
func (k *Kernel) dir() string {
	if k.path != "" {
		return filepath.Dir(k.path)
	}
	return k.abs(".")
}
