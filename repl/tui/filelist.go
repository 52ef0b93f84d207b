package tui

import (
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// filesListed are the files that an argument of the command line may name.
type filesListed struct {
	line  string
	items []kernel.Completion
}

// listFiles looks for the files that the line of a command may go on with; nil when it names none.
func (m *Model) listFiles(line string) tea.Cmd {
	name, typed, hasArgs := strings.Cut(line, " ")
	c, _, err := command.Find(name)
	if !hasArgs || err != nil || len(c.Files) == 0 {
		return nil
	}
	dir := "."
	if m.view != nil && m.view.Path != "" {
		dir = filepath.Dir(m.view.Path)
	}
	return func() tea.Msg { return filesListed{line, filesIn(dir, typed, c.Files, len(name)+1)} }
}

// filesIn are the files with one of the endings, and the folders, whose names begin as typed; from is
// where the argument begins in the line.
func filesIn(dir, typed string, endings []string, from int) []kernel.Completion {
	folder, begun := filepath.Split(typed)
	at := folder
	if !filepath.IsAbs(at) {
		at = filepath.Join(dir, folder)
	}
	list, err := os.ReadDir(at)
	if err != nil {
		return nil
	}
	var folders, files []kernel.Completion
	for _, f := range list {
		name := f.Name()
		if !strings.HasPrefix(name, begun) || begun == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if f.IsDir() {
			folders = append(folders, kernel.Completion{Text: folder + name + "/", Label: name + "/", Detail: "folder", From: from})
			continue
		}
		for _, e := range endings {
			if strings.HasSuffix(name, e) {
				files = append(files, kernel.Completion{Text: folder + name, Label: name, From: from})
			}
		}
	}
	return append(files, folders...)
}

// filesFound shows the files, unless the line went on since.
func (m *Model) filesFound(f filesListed) {
	if m.prompt != nil && m.prompt.sign == ":" && m.prompt.buf.text == f.line {
		m.prompt.list, m.prompt.cur = f.items, -1
	}
}
