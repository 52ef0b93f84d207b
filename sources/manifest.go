package sources

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/sessions"
)

const (
	manifestDir = "_spark_metadata"
	// compactEvery is Spark's: every tenth entry repeats all before it, so that readers need two
	// files or so.
	compactEvery = 10
)

// manifest is Spark's log of the files that a sink committed: entry N lists those of batch N,
// every tenth all files so far (N.compact).
type manifest struct {
	dir    string
	opened bool
	last   int64 // newest batch, -1 when none
	all    []sinkFile
	// keep is how long files stay listed after they were written, 0 for ever: an entry that repeats all before
	// it leaves out those that are older by now's clock.
	keep time.Duration
	now  func() time.Time
	// used tells that the folder was there before.
	used bool
}

// sinkFile is one line of the log.
type sinkFile struct {
	Path             string `json:"path"`
	Size             int64  `json:"size"`
	IsDir            bool   `json:"isDir"`
	ModificationTime int64  `json:"modificationTime"`
	BlockReplication int    `json:"blockReplication"`
	BlockSize        int64  `json:"blockSize"`
	Action           string `json:"action"`
}

// open reads the log on first use.
func (m *manifest) open() error {
	if m.opened {
		return nil
	}
	_, err := os.Stat(m.dir)
	m.used = err == nil
	if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return err
	}
	if err := m.load(); err != nil {
		return err
	}
	m.opened = true
	return nil
}

func (m *manifest) load() error {
	m.last, m.all = -1, nil
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return err
	}
	names, compact := map[int64]string{}, int64(-1)
	for _, e := range entries {
		base, isCompact := strings.CutSuffix(e.Name(), ".compact")
		n, err := strconv.ParseInt(base, 10, 64)
		if err != nil || n < 0 {
			continue
		}
		if isCompact {
			compact = max(compact, n)
		}
		if names[n] == "" || isCompact {
			names[n] = e.Name()
		}
		m.last = max(m.last, n)
	}
	for n := max(compact, 0); n <= m.last; n++ {
		if names[n] == "" {
			continue // a batch id that another sink of the query skipped
		}
		b, err := os.ReadFile(filepath.Join(m.dir, names[n]))
		if err != nil {
			return err
		}
		files, err := decodeLog[sinkFile](b)
		if err != nil {
			return fmt.Errorf("%s is damaged: %w", filepath.Join(m.dir, names[n]), err)
		}
		m.all = append(m.all, files...)
	}
	return nil
}

// ready makes the files of a batch durable, and the entry that counts them in but for its name.
func (m *manifest) ready(batch int64, paths []string) (*sessions.Entry, error) {
	files := make([]sinkFile, 0, len(paths))
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		files = append(files, sinkFile{Path: "file://" + p, Size: info.Size(), ModificationTime: info.ModTime().UnixMilli(),
			BlockReplication: 1, BlockSize: 33554432, Action: "add"})
	}
	all := append(m.all, files...)
	name, content := strconv.FormatInt(batch, 10), encodeFileLog(files)
	if (batch+1)%compactEvery == 0 {
		all = m.kept(all)
		name, content = name+".compact", encodeFileLog(all)
	}
	e, err := sessions.ReadyEntry(filepath.Join(m.dir, name), content, withFolders(paths))
	if err != nil {
		return nil, m.taken(batch, err)
	}
	m.all, m.last = all, batch
	return e, nil
}

// kept leaves out files that are older than the sink keeps them listed.
func (m *manifest) kept(all []sinkFile) []sinkFile {
	if m.keep <= 0 || m.now == nil {
		return all
	}
	oldest := m.now().Add(-m.keep).UnixMilli()
	return slices.DeleteFunc(slices.Clone(all), func(f sinkFile) bool { return f.ModificationTime < oldest })
}

// taken says what it means when the entry of a batch is there already.
func (m *manifest) taken(batch int64, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("[CONCURRENT_STREAM_LOG_UPDATE] another query has just written batch %d to %s; a folder takes one query", batch, filepath.Dir(m.dir))
	}
	return err
}

// committedFiles lists the files that a file sink committed to dir; ok is false when dir is no such folder.
func committedFiles(dir string) (paths []string, ok bool, err error) {
	at := filepath.Join(dir, manifestDir)
	if info, err := os.Stat(at); err != nil || !info.IsDir() {
		return nil, false, nil
	}
	m := &manifest{dir: at}
	if err := m.load(); err != nil {
		return nil, true, err
	}
	for _, f := range m.all {
		p := strings.TrimPrefix(f.Path, "file://")
		if _, err := os.Stat(p); err != nil {
			p = filepath.Join(dir, filepath.Base(p)) // the folder was moved
		}
		paths = append(paths, p)
	}
	return paths, true, nil
}
