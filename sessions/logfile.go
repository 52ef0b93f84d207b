package sessions

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// entries lists the numbers of a log's entries.
func entries(dir string) ([]int64, error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, e := range list {
		if n, err := strconv.ParseInt(e.Name(), 10, 64); err == nil && n >= 0 {
			out = append(out, n)
		}
	}
	return out, nil
}

// newestEntry is the highest number in a log, -1 when it is empty.
func newestEntry(dir string) (int64, error) {
	list, err := entries(dir)
	newest := int64(-1)
	for _, n := range list {
		newest = max(newest, n)
	}
	return newest, err
}

func oldestEntry(dir string) (int64, error) {
	list, err := entries(dir)
	oldest := int64(-1)
	for _, n := range list {
		if oldest < 0 || n < oldest {
			oldest = n
		}
	}
	return oldest, err
}

func syncPath(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return syncDir(path)
	}
	err = f.Sync()
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

// Put implements [source.Log].
func (l *sourceLog) Put(n int64, content []byte) error {
	if err := os.MkdirAll(l.dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(l.dir, strconv.FormatInt(n, 10))
	if old, err := os.ReadFile(path); err == nil {
		if bytes.Equal(old, content) {
			return nil
		}
		return fmt.Errorf("[CONCURRENT_STREAM_LOG_UPDATE] another run has stored other content in %s", path)
	}
	tmp := filepath.Join(l.dir, "."+strconv.FormatInt(n, 10)+".tmp")
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
func (l *sourceLog) Get(n int64) ([]byte, error) {
	return os.ReadFile(filepath.Join(l.dir, strconv.FormatInt(n, 10)))
}

// Last implements [source.Log].
func (l *sourceLog) Last() (int64, error) { return newestEntry(l.dir) }
