package sources

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// cleaning reads what happens to files that are done.
func (s *fileStream) cleaning(env source.Env, o *options) {
	switch s.clean {
	case "off", "delete":
	case "archive":
		to := o.str("sourceArchiveDir", "")
		if to == "" {
			o.refuse("Archive mode must be used with 'sourceArchiveDir' option.")
			return
		}
		if s.archive = absolute(env, to); matches(s.lister.path, s.archive) {
			o.refuse("requirement failed: Base archive path cannot be set to the path where archived path can possibly match with source pattern. " +
				"Ensure the base archive path doesn't match with source pattern in depth, where the depth is minimum of depth on both paths.")
		}
	default:
		o.refuse("Invalid mode for clean source option Some(%s). Must be one of ARCHIVE,DELETE,OFF", o.str("cleanSource", ""))
	}
}

// matches tells whether a path, or what may stand below it, is what a pattern names: as deep as both go.
func matches(pattern, path string) bool {
	for _, p := range braces(pattern) {
		want, have := strings.Split(p, "/"), strings.Split(path, "/")
		same := true
		for i := 0; same && i < min(len(want), len(have)); i++ {
			same, _ = filepath.Match(want[i], have[i])
		}
		if same {
			return true
		}
	}
	return false
}

// Commit implements [source.Source]. What is done is cleaned up with the next batch.
func (s *fileStream) Commit(source.Offset) error { return nil }

// cleanUp deletes or moves the files of a list when the options say so. Spark does it to the last batch
// when the next one begins, so that files which a batch has to read again are there. One that cannot be
// cleaned stays and is counted, as in Spark: the rows were read all the same.
func (s *fileStream) cleanUp(list int) {
	if s.clean == "off" || list < 0 {
		return
	}
	for _, f := range s.log[list] {
		if err := s.done(f.file()); err != nil && !os.IsNotExist(err) {
			s.kept++
		}
	}
}

func (s *fileStream) done(path string) error {
	if s.clean == "delete" {
		return os.Remove(path)
	}
	to := filepath.Join(s.archive, path)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.Rename(path, to)
}
