package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// afterEdit keeps what was typed at once in the swap file, and works out the cells' names again.
func (k *Kernel) afterEdit() {
	k.readNames()
	k.hashCells()
	keep := func(text []byte) error { return k.unsaved.Keep(sessions.Paths{State: k.o.StateDir}, text, k.now()) }
	if k.file != nil {
		keep = k.file.Swap
	}
	if err := keep(k.book.Bytes()); err != nil {
		k.message = fmt.Sprintf("what you type is not kept against a crash in %s: %s; %s saves it", k.o.StateDir, WhyUnwritten(err), k.Key("save"))
	}
}

// save writes the notebook; path "" is its own.
func (k *Kernel) save(path string, force bool) error {
	if k.o.ReadOnly {
		return &Failure{Message: "the notebook was opened read-only", Hint: "open it without --read-only to save it"}
	}
	if k.book.ReadOnly != "" && (path == "" || k.abs(path) == k.path) {
		return &Failure{Message: "the notebook is read-only: " + k.book.ReadOnly, Hint: ":w FILE saves it under another name"}
	}
	text, file, where := k.book.Bytes(), k.file, k.path
	if path != "" && k.abs(path) != k.path {
		var err error
		where = k.abs(path)
		if file, _, err = sessions.OpenNotebook(where, sessions.Paths{State: k.o.StateDir}); err != nil {
			return saveFailure(where, err)
		}
	}
	if file == nil {
		return &Failure{Message: "this notebook has no name yet", Hint: ":w NAME.spark.md saves it"}
	}
	err := file.Save(text, force)
	if errors.Is(err, sessions.ErrChanged) {
		return &Failure{Message: filepath.Base(where) + " was changed by another program since it was read; nothing was written",
			Hint: ":w! writes yours over it (theirs stays among the versions), :e! takes theirs"}
	}
	if err != nil {
		return saveFailure(where, err)
	}
	if file != k.file {
		k.closeFile()
		k.file, k.path = file, where
	}
	k.unsaved.Drop()
	k.clean, k.saved = string(text), k.now()
	k.message = "saved " + filepath.Base(k.path)
	return nil
}

// saveLast saves what was typed into a notebook with a file, before the kernel ends.
func (k *Kernel) saveLast() error {
	if k.file == nil || k.o.ReadOnly || k.book.ReadOnly != "" || !k.dirty() {
		return nil
	}
	return k.save("", false)
}

// saveFailure says which notebook could not be written, where, and why.
func saveFailure(where string, err error) *Failure {
	hint := ":w FILE saves it elsewhere"
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		hint = "make room and save again, or :w FILE saves it elsewhere"
	}
	return &Failure{Message: notSaved(where, err), Hint: "nothing typed is lost: " + hint}
}

func notSaved(where string, err error) string {
	return fmt.Sprintf("%s was not saved in %s: %s", filepath.Base(where), filepath.Dir(where), WhyUnwritten(err))
}

// WhyUnwritten is, in a few words, why a file could not be written.
func WhyUnwritten(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the disk is full"
	case errors.Is(err, fs.ErrPermission):
		return "you are not permitted to write there"
	case errors.Is(err, syscall.EROFS):
		return "the disk can only be read"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such folder"
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}

// unwritten names the file that could not be written, and why; another error stays as it is.
func unwritten(file string, err error) error {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return err
	}
	return &Failure{Message: file + " was not written: " + WhyUnwritten(err)}
}

func (k *Kernel) dirty() bool { return string(k.book.Bytes()) != k.clean }

// lookAfterFiles runs when the kernel is idle: a file that changed on disk is read again when
// nothing was typed, and named when something was. The cells of one that is gone stay.
func (k *Kernel) lookAfterFiles() {
	if k.file == nil || !k.file.Changed() {
		k.gone = false
		return
	}
	if !k.file.There() {
		if !k.gone {
			f := k.goneFailure()
			k.gone, k.message = true, f.Message+"; "+f.Hint
			k.push()
		}
		return
	}
	if k.dirty() {
		if k.message == "" {
			k.message = filepath.Base(k.path) + " changed on disk: :w! writes yours, :e! takes theirs"
			k.push()
		}
		return
	}
	if err := k.Reload(); err != nil {
		k.message = k.failure(err).Message
	} else {
		k.message = "read again: " + filepath.Base(k.path) + " changed on disk"
	}
	k.push()
}

// Reload takes the file as it is on disk; cells that say the same keep what they did.
func (k *Kernel) Reload() error {
	if k.file == nil {
		return &Failure{Message: "this notebook has no file"}
	}
	if !k.file.There() {
		return k.goneFailure()
	}
	text, err := k.file.Reload()
	if err != nil {
		return err
	}
	book, err := notebook.Parse(text)
	if err != nil {
		return err
	}
	book.Succeed(k.book)
	if k.o.ReadOnly && book.ReadOnly == "" {
		book.ReadOnly = "opened read-only"
	}
	k.book, k.clean = book, string(text)
	for id := range k.cells {
		if c, _ := book.Cell(id); c == nil {
			delete(k.cells, id)
		}
	}
	k.dropTracks(func(t *track) bool {
		c, _ := book.Cell(t.cell)
		return c == nil
	})
	k.readNames()
	return nil
}

// goneFailure says that the notebook's file is not there, and how it comes back.
func (k *Kernel) goneFailure() *Failure {
	return &Failure{Message: filepath.Base(k.path) + " is not on the disk; the cells are as they were", Hint: k.Key("save") + " writes them"}
}

// closeFile stores what is not saved in the swap file and lets the file go.
func (k *Kernel) closeFile() {
	if k.file == nil {
		return
	}
	if len(k.looks) > 0 {
		k.keepMarks() // a cell without a name is known by its text of now
	}
	if k.dirty() {
		_ = k.file.Swap(k.book.Bytes()) // the last chance; nobody is left to tell
	}
	_ = k.file.Close()
	k.file = nil
}
