package sources

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// fileStream reads the new files of a path in micro-batches. Its offset is Spark's {"logOffset":N}:
// the number of the last list of files, which the log keeps.
type fileStream struct {
	reader *fileReader
	lister fileLister
	log    [][]fileEntry // the files of every list
	seen   map[string]int64
	newest int64
	store  source.Log
	fixed  bool        // the files were listed once for all
	listed []fileEntry // then: all of them
	left   []fileEntry // and those that no list has yet
	unread unread
	ahead  readAhead

	maxFiles, maxBytes int64
	latestFirst        bool
	nameOnly           bool
	maxAge             time.Duration
	clean, archive     string
	kept               int64 // files that could not be cleaned
}

func openFileStream(f *fileFormat) func(source.Env, source.Spec) (source.Source, error) {
	return func(env source.Env, spec source.Spec) (source.Source, error) {
		o := optionsOf(f.name, spec)
		lister, err := listerOf(env, spec, o)
		if err != nil {
			return nil, err
		}
		lister.later = true
		if _, err := lister.roots(); err != nil {
			return nil, err // before what Spark finds out when the query runs
		}
		for _, name := range []string{"modifiedBefore", "modifiedAfter"} {
			if o.has(name) {
				o.refuse("option '%s' is not allowed in file stream sources", strings.ToLower(name))
			}
		}
		s := &fileStream{lister: lister, seen: map[string]int64{}, maxFiles: o.fileNumber("maxFilesPerTrigger", 0, 1), maxBytes: o.fileNumber("maxBytesPerTrigger", 0, 1),
			latestFirst: o.fileFlag("latestFirst"), nameOnly: o.fileFlag("fileNameOnly"), maxAge: o.duration("maxFileAge", 7*24*time.Hour, time.Millisecond),
			clean: strings.ToLower(o.str("cleanSource", "off"))}
		if s.maxAge < 0 {
			o.refuse("requirement failed")
		}
		if s.maxFiles > 0 && s.maxBytes > 0 {
			o.refuse("Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at the same time")
		}
		if s.latestFirst && (s.maxFiles > 0 || s.maxBytes > 0) {
			s.maxAge = math.MaxInt64 // Spark ignores it then: it would drop the backlog
		}
		s.unread = openUnread(o)
		s.cleaning(env, o)
		streaming := true
		s.reader, err = newFileReader(f, env, spec, o, s.lister, streaming)
		return s, err
	}
}

// Schema implements [source.Source].
func (s *fileStream) Schema() *data.Schema { return s.reader.schema }

// Prune implements [source.Pruner].
func (s *fileStream) Prune(columns []int) ([]int, error) { return s.reader.prune(columns) }

// Mind implements [source.Minder].
func (s *fileStream) Mind(columns []int) { s.reader.mind(columns) }

// UseLog implements [source.Keeper]: the lists of the last run come back.
func (s *fileStream) UseLog(log source.Log) error {
	s.store = log
	first, err := log.First()
	if err != nil {
		return err
	}
	last, err := log.Last()
	if err != nil {
		return err
	}
	for n := first; n <= last; n++ {
		b, all, err := log.Get(n)
		if err != nil {
			return err
		}
		files, err := decodeFileLog(b)
		if err != nil {
			return fmt.Errorf("the file log of this source is damaged at %d: %w", n, err)
		}
		if !all {
			s.add(files)
			continue
		}
		lists := make([][]fileEntry, n+1)
		for _, f := range files {
			if f.BatchID < 0 || f.BatchID > n {
				return fmt.Errorf("the file log of this source is damaged at %d: it has a file of list %d", n, f.BatchID)
			}
			lists[f.BatchID] = append(lists[f.BatchID], f)
		}
		for _, list := range lists {
			s.add(list)
		}
	}
	return nil
}

// put keeps list n before it is used; every tenth repeats all before it, as in Spark.
func (s *fileStream) put(n int64, files []fileEntry) error {
	if s.store == nil {
		return nil
	}
	all := (n+1)%compactEvery == 0
	if all {
		files = append(slices.Concat(s.log...), files...)
	}
	return s.store.Put(n, encodeFileLog(files), all)
}

func (s *fileStream) add(files []fileEntry) {
	s.log = append(s.log, files)
	for _, f := range files {
		s.seen[s.key(f)] = f.Timestamp
		s.newest = max(s.newest, f.Timestamp)
	}
}

func (s *fileStream) key(f fileEntry) string {
	if s.nameOnly {
		return filepath.Base(f.Path)
	}
	return f.Path
}

func (s *fileStream) position(o source.Offset) (int, error) {
	if o == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(string(o))
	if err != nil {
		numbers, err := offsetNumbers("file", o, "logOffset")
		if err != nil {
			return 0, err
		}
		n = int(numbers[0])
	}
	if n >= len(s.log) {
		return 0, fmt.Errorf("the file source knows %d lists of files, not list %d: the checkpoint's sources folder does not belong to its offsets", len(s.log), n)
	}
	return n, nil
}

func offsetText(n int) source.Offset {
	if n < 0 {
		return ""
	}
	return source.Offset(fmt.Sprintf(`{"logOffset":%d}`, n))
}

// Latest implements [source.Source]: it looks for new files and keeps the list before it is used.
func (s *fileStream) Latest(_ context.Context, start source.Offset, limit source.Limit) (source.Offset, error) {
	from, err := s.position(start)
	if err != nil {
		return "", err
	}
	if from < len(s.log)-1 {
		return offsetText(from + 1), nil // listed before, not used yet: a step taken again
	}
	offered, err := s.fresh()
	if err != nil {
		return "", err
	}
	files := s.take(offered, limit)
	if len(files) == 0 {
		s.unread.keep(s, nil, limit)
		return start, nil
	}
	n := len(s.log)
	for i := range files {
		files[i].BatchID = int64(n)
	}
	if err := s.put(int64(n), files); err != nil {
		return "", err
	}
	s.add(files)
	s.unread.keep(s, offered[len(files):], limit)
	s.cleanUp(from)
	if s.fixed {
		s.left = s.left[len(files):]
	}
	return offsetText(n), nil
}

// fresh lists the files not seen yet, in the order they are to be read.
func (s *fileStream) fresh() ([]fileEntry, error) {
	if len(s.unread.files) > 0 {
		return s.unread.files, nil
	}
	if s.fixed {
		if len(s.left) == 0 {
			s.left = s.unseen(s.listed) // some may have been forgotten meanwhile
		}
		return s.left, nil
	}
	all, err := s.lister.list()
	return s.unseen(all), err
}

// unseen takes what no list has out of all files.
func (s *fileStream) unseen(all []fileEntry) []fileEntry {
	var out []fileEntry
	oldest := int64(math.MinInt64)
	if len(s.log) > 0 {
		oldest = s.newest - s.maxAge.Milliseconds()
	}
	for _, f := range all {
		// What is older than the newest that was read by more than maxFileAge is forgotten: it is not
		// read, and a file that was written anew since then is.
		if before, seen := s.seen[s.key(f)]; f.Timestamp < oldest || seen && before >= oldest {
			continue
		}
		out = append(out, f)
	}
	if s.latestFirst {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

func (s *fileStream) take(files []fileEntry, limit source.Limit) []fileEntry {
	switch {
	case limit.All:
	case limit.Rows > 0:
		return files[:min(1, len(files))] // rows of a file stay together
	case s.maxFiles > 0:
		return files[:min(int(s.maxFiles), len(files))]
	case s.maxBytes > 0:
		total := int64(0)
		for i, f := range files {
			if total += f.size; i > 0 && total > s.maxBytes {
				return files[:i]
			}
		}
	}
	return files
}

// Read implements [source.Source].
func (s *fileStream) Read(ctx context.Context, start, end source.Offset) (*data.Batch, error) {
	from, err := s.position(start)
	if err != nil {
		return nil, err
	}
	to, err := s.position(end)
	if err != nil {
		return nil, err
	}
	var files []fileEntry
	for n := from + 1; n <= to; n++ {
		files = append(files, s.log[n]...)
	}
	if s.lister.base == "" && s.lister.pattern() {
		for i := range files { // a batch reads files that are named one by one: no folder is above them
			files[i].base = filepath.Dir(files[i].file())
		}
	}
	if err := s.reader.checkBatch(files); err != nil {
		return nil, err
	}
	if err := checkMinded(s.reader.o); err != nil {
		return nil, err
	}
	rows, err := s.rows(ctx, files)
	if err == nil && to == len(s.log)-1 {
		s.guess()
	}
	return rows, err
}

// rows takes what was read ahead, or reads now.
func (s *fileStream) rows(ctx context.Context, files []fileEntry) (*data.Batch, error) {
	if got, ok := s.ahead.take(ctx, files); ok {
		s.reader.corrupt += got.corrupt
		return got.rows, nil
	}
	return s.reader.read(ctx, files)
}

// guess begins to read what the next batches will ask for. It is known only where the files were
// listed once for all.
func (s *fileStream) guess() {
	s.ahead.start(s.reader, s.left, func(files []fileEntry) []fileEntry { return s.take(files, source.Limit{}) })
}

// Freeze implements [source.Freezer].
func (s *fileStream) Freeze(context.Context) error {
	files, err := s.lister.list()
	if err != nil {
		return err
	}
	s.fixed, s.listed, s.left = true, files, s.unseen(files)
	s.guess()
	return nil
}

// Metrics implements [source.Metered].
func (s *fileStream) Metrics() map[string]string {
	m := s.reader.metrics()
	if s.kept > 0 {
		if m == nil {
			m = map[string]string{}
		}
		m["numFilesNotCleaned"] = strconv.FormatInt(s.kept, 10)
	}
	return m
}

// Describe implements [source.Source].
func (s *fileStream) Describe() string { return "FileStreamSource[file:" + s.lister.path + "]" }

// Unreported implements [source.Unreported].
func (s *fileStream) Unreported() {}

// Close implements [source.Source].
func (s *fileStream) Close() error {
	s.ahead.end()
	return nil
}
