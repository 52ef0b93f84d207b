package sources

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// fileEntry is one file of a source, as Spark's sources/N log writes it.
type fileEntry struct {
	Path      string `json:"path"` // file:///absolute
	Timestamp int64  `json:"timestamp"`
	BatchID   int64  `json:"batchId"`
	size      int64
	empty     bool   // it has no byte
	base      string // where folders that name partition columns begin; "" when it was not listed
	direct    bool   // it stands in what the path names, not below
}

func (e fileEntry) file() string { return strings.TrimPrefix(e.Path, "file://") }

// absolute makes a path absolute from the environment's directory; a file: prefix is dropped.
func absolute(env source.Env, path string) string {
	if rest, ok := strings.CutPrefix(path, "file:"); ok {
		path = "/" + strings.TrimLeft(rest, "/")
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(env.Dir, path)
	}
	return filepath.Clean(path)
}

// fileLister finds the files that a path names.
type fileLister struct {
	path      string
	base      string // basePath
	filter    string // pathGlobFilter
	ending    string // of the names, "" for all
	recursive bool
	later     bool // a pattern may find its first file later

	caseSensitive bool
	// Files are taken that were changed later than after and earlier than before, milliseconds.
	after, before int64
}

// list gives the files in the order of their modification times, then names.
func (l *fileLister) list() ([]fileEntry, error) {
	all, err := l.all()
	return l.wanted(all), err
}

// all lists files before the options choose among them: partition columns come of all their folders. A path
// without a pattern must exist; one with a pattern too, but for a stream.
func (l *fileLister) all() ([]fileEntry, error) {
	if _, err := filepath.Match(l.filter, ""); err != nil {
		return nil, &expr.Error{Message: fmt.Sprintf("Illegal file pattern: %s", l.filter), Hint: "pathGlobFilter takes * ? [a-z]."}
	}
	roots, err := l.roots()
	if err != nil {
		return nil, err
	}
	var out []fileEntry
	for _, root := range roots {
		if err := l.checkBase(root); err != nil {
			return nil, err
		}
		if out, err = l.add(out, root); err != nil {
			return nil, err
		}
	}
	if out, err = l.settled(out); err != nil {
		return nil, err
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		return a.Timestamp < b.Timestamp || a.Timestamp == b.Timestamp && a.Path < b.Path
	})
	return out, nil
}

// roots are the files and folders that the path names.
func (l *fileLister) roots() ([]string, error) {
	var out []string
	for _, pattern := range braces(l.path) {
		roots, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("the path %s is no pattern: %w", l.path, err)
		}
		out = append(out, roots...)
	}
	if len(out) == 0 && !(l.later && l.pattern()) {
		return nil, &expr.Error{Condition: "PATH_NOT_FOUND", SQLState: "42K03", Runtime: true, Message: fmt.Sprintf("Path does not exist: file:%s.", l.path)}
	}
	return out, nil
}

// pattern tells whether the path may name several files and folders.
func (l *fileLister) pattern() bool { return strings.ContainsAny(l.path, "*?[{") }

func (l *fileLister) add(out []fileEntry, root string) ([]fileEntry, error) {
	info, err := os.Stat(root)
	if os.IsNotExist(err) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if hidden(info.Name()) {
			return out, nil
		}
		return l.entry(out, filepath.Dir(root), root, info), nil
	}
	if names, ok, err := committedFiles(root); ok || err != nil {
		for _, name := range names {
			if info, err := os.Stat(name); err == nil {
				out = l.entry(out, root, name, info)
			}
		}
		return out, err
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		switch {
		case d.IsDir() && hidden(d.Name()):
			return filepath.SkipDir
		case d.IsDir() || hidden(d.Name()):
			return nil
		}
		if info, err := d.Info(); err == nil {
			out = l.entry(out, root, path, info)
		}
		return nil
	})
	return out, err
}

// hidden tells of a file or folder that is not read, by its name: Spark's shouldFilterOutPathName.
func hidden(name string) bool {
	return name[0] == '.' || name[0] == '_' && !strings.Contains(name, "=") || strings.HasSuffix(name, "._COPYING_")
}

func (l *fileLister) entry(out []fileEntry, root, path string, info fs.FileInfo) []fileEntry {
	if !strings.HasSuffix(path, l.ending) {
		return out
	}
	direct := filepath.Dir(path) == root
	if l.base != "" {
		root = l.base
	}
	return append(out, fileEntry{Path: "file://" + path, Timestamp: info.ModTime().UnixMilli(), size: info.Size(), base: root, direct: direct})
}

// wanted takes the files that the options want.
func (l *fileLister) wanted(files []fileEntry) []fileEntry {
	patterns := braces(l.filter)
	return slices.DeleteFunc(slices.Clone(files), func(f fileEntry) bool {
		named := func(pattern string) bool { ok, _ := filepath.Match(pattern, filepath.Base(f.Path)); return ok }
		return f.Timestamp <= l.after || f.Timestamp >= l.before || l.filter != "" && !slices.ContainsFunc(patterns, named)
	})
}

// top is where folders that name partition columns begin, as far as that is known without looking.
func (l *fileLister) top() string {
	if l.base != "" {
		return l.base
	}
	return l.path
}

// checkBase refuses a basePath that does not hold a root.
func (l *fileLister) checkBase(root string) error {
	if l.base == "" {
		return nil
	}
	info, err := os.Stat(l.base)
	switch {
	case err != nil:
		return &expr.Error{Message: "Option 'basePath' not found"}
	case !info.IsDir():
		return &expr.Error{Message: "Option 'basePath' must be a directory"}
	case root != l.base && !strings.HasPrefix(root, strings.TrimSuffix(l.base, "/")+"/"):
		return &expr.Error{Message: fmt.Sprintf("Wrong basePath file:%s for the root path: file:%s", l.base, root)}
	}
	return nil
}

// settled takes what is read of all files below the roots: all of them where folders name partition
// columns, which must agree, else those that stand in the roots themselves.
func (l *fileLister) settled(files []fileEntry) ([]fileEntry, error) {
	if l.recursive {
		return files, nil
	}
	seen := map[string]bool{}
	var folders []folder
	named := false
	for _, f := range files {
		if dir := filepath.Dir(f.file()); !seen[dir] {
			seen[dir] = true
			folders = append(folders, folderOf(f.base, dir))
			named = named || len(folders[len(folders)-1].values) > 0
		}
	}
	if named {
		sort.Slice(folders, func(i, j int) bool { return folders[i].path < folders[j].path })
		return files, agree(folders, l.caseSensitive)
	}
	return slices.DeleteFunc(files, func(f fileEntry) bool { return !f.direct }), nil
}

// braces expands {a,b} in a pattern, which filepath.Glob does not know.
func braces(pattern string) []string {
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return []string{pattern}
	}
	length := strings.IndexByte(pattern[open:], '}')
	if length < 0 {
		return []string{pattern}
	}
	var out []string
	for _, choice := range strings.Split(pattern[open+1:open+length], ",") {
		out = append(out, braces(pattern[:open]+choice+pattern[open+length+1:])...)
	}
	return out
}
