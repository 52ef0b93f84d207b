package sessions

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// readLog reads an entry of a log: the lines behind "v1".
func readLog(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	head, rest, _ := strings.Cut(string(b), "\n")
	if head != "v1" {
		return nil, damagedLog(path, fmt.Sprintf("it begins with %q, not with v1", head))
	}
	if rest == "" {
		return nil, nil
	}
	return strings.Split(strings.TrimSuffix(rest, "\n"), "\n"), nil
}

// readHead reads an entry of a log whose first line is JSON for head, and gives the lines behind it.
func readHead(path string, head any) ([]string, error) {
	lines, err := readLog(path)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, damagedLog(path, "it has no metadata line")
	}
	if err := json.Unmarshal([]byte(lines[0]), head); err != nil {
		return nil, damagedLog(path, err.Error())
	}
	return lines[1:], nil
}

func damagedLog(path, why string) error {
	return fmt.Errorf("[MALFORMED_LOG_FILE] Log file was malformed: %s: %s", path, why)
}

// entries lists the numbers of the files in a folder that are called by one and an ending, from the least on; none where
// there is no folder.
func entries(dir, ending string) ([]int64, error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, e := range list {
		base, ok := strings.CutSuffix(e.Name(), ending)
		if n, err := strconv.ParseInt(base, 10, 64); ok && err == nil && n >= 0 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

// newestEntry is the highest number in a log, -1 when it is empty.
func newestEntry(dir string) (int64, error) { return newestOf(entries(dir, "")) }

func newestOf(numbers []int64, err error) (int64, error) {
	if len(numbers) == 0 {
		return -1, err
	}
	return numbers[len(numbers)-1], err
}

// largeFile is the size from which a durable file leaves the system's memory: a job that writes for days would fill that
// with rows that nobody reads soon, and each batch would begin on cold pages.
const largeFile = 1 << 20

func syncPath(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return syncDir(path)
	}
	if err = f.Sync(); err == nil {
		if info, serr := f.Stat(); serr == nil && info.Size() >= largeFile {
			uncache(f)
		}
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// sourceLog is sources/I of a checkpoint. Its entries become durable with the offsets that name
// them.
type sourceLog struct {
	c   *checkpoint
	dir string
}

// SourceLog implements [engine.SourceLogger].
func (c *checkpoint) SourceLog(i int) source.Log {
	return &sourceLog{c, filepath.Join(c.dir, "sources", strconv.Itoa(i))}
}

// compacted is the ending of an entry that repeats all before it, as in Spark's logs.
const compacted = ".compact"

// name is how entry n is called.
func (l *sourceLog) name(n int64, all bool) string {
	name := strconv.FormatInt(n, 10)
	if all {
		name += compacted
	}
	return filepath.Join(l.dir, name)
}

// Put implements [source.Log].
func (l *sourceLog) Put(n int64, content []byte, all bool) error {
	if err := os.MkdirAll(l.dir, 0o755); err != nil {
		return err
	}
	path := l.name(n, all)
	if old, err := os.ReadFile(path); err == nil {
		if bytes.Equal(old, content) {
			return nil
		}
		return fmt.Errorf("[CONCURRENT_STREAM_LOG_UPDATE] another run has stored other content in %s", path)
	}
	tmp := filepath.Join(l.dir, "."+filepath.Base(path)+".tmp")
	if err := os.WriteFile(tmp, content, 0o644); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	l.c.pending = append(l.c.pending, path, l.dir)
	return nil
}

// Get implements [source.Log].
func (l *sourceLog) Get(n int64) ([]byte, bool, error) {
	b, err := os.ReadFile(l.name(n, true))
	if err == nil {
		return b, true, nil
	}
	b, err = os.ReadFile(l.name(n, false))
	return b, false, err
}

// Last implements [source.Log].
func (l *sourceLog) Last() (int64, error) {
	last, err := newestEntry(l.dir)
	first, ferr := newestOf(entries(l.dir, compacted))
	return max(first, last), errors.Join(err, ferr)
}

// First implements [source.Log].
func (l *sourceLog) First() (int64, error) {
	first, err := newestOf(entries(l.dir, compacted))
	return max(first, 0), err
}
