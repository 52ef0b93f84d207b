package sources

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// maxLine is the longest line a line stream takes.
const maxLine = 16 << 20

// lineStream buffers lines that a connection brings. Its offset is the number of the last line, from 0.
// A goroutine of its own reads; it ends with the connection.
type lineStream struct {
	what    string
	now     func() time.Time
	stamped bool
	connect func() (io.ReadCloser, error)

	mu      sync.Mutex
	started bool
	conn    io.ReadCloser
	lines   []string
	times   []int64
	first   int64 // number of lines[0]
	ended   bool
	err     error
	changed chan struct{}
}

func newLineStream(what string, now func() time.Time, stamped bool, connect func() (io.ReadCloser, error)) *lineStream {
	return &lineStream{what: what, now: now, stamped: stamped, connect: connect, changed: make(chan struct{}, 1)}
}

// Schema implements [source.Source].
func (s *lineStream) Schema() *data.Schema {
	if s.stamped {
		return stampedSchema
	}
	return lineSchema
}

// start connects on first use, so that describing a stream opens nothing.
func (s *lineStream) start() error {
	if s.started {
		return nil
	}
	conn, err := s.connect()
	if err != nil {
		return err
	}
	s.started, s.conn = true, conn
	go s.read(conn)
	return nil
}

func (s *lineStream) read(conn io.Reader) {
	in := bufio.NewScanner(conn)
	in.Buffer(make([]byte, 64<<10), maxLine)
	for in.Scan() {
		at := s.now().UnixMicro() / 1000 * 1000
		s.mu.Lock()
		s.lines = append(s.lines, strings.ToValidUTF8(in.Text(), "\uFFFD"))
		s.times = append(s.times, at)
		s.mu.Unlock()
		s.tell()
	}
	s.mu.Lock()
	s.ended, s.err = true, in.Err()
	s.mu.Unlock()
	s.tell()
}

func (s *lineStream) tell() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// Changed implements [source.Notifier].
func (s *lineStream) Changed() <-chan struct{} { return s.changed }

// Ended tells that the connection is closed and no line will come any more.
func (s *lineStream) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

func linePosition(o source.Offset) (int64, error) {
	if o == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(string(o), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no line number", o)
	}
	return n, nil
}

// Latest implements [source.Source].
func (s *lineStream) Latest(_ context.Context, start source.Offset, limit source.Limit) (source.Offset, error) {
	from, err := linePosition(start)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.start(); err != nil {
		return "", err
	}
	last := s.first + int64(len(s.lines)) - 1
	if limit.Rows > 0 {
		last = min(last, from+limit.Rows)
	}
	if last <= from {
		return start, s.err
	}
	return source.Offset(strconv.FormatInt(last, 10)), nil
}

// Read implements [source.Source].
func (s *lineStream) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	from, err := linePosition(start)
	if err != nil {
		return nil, err
	}
	to, err := linePosition(end)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if from+1 < s.first || to >= s.first+int64(len(s.lines)) {
		return nil, fmt.Errorf("the lines %d to %d of %s are gone: a socket keeps its rows in memory only", from+1, to, s.what)
	}
	n := int(to - from)
	b, at := data.NewBytesBuilder(data.String, n), make([]int64, n)
	for i := range n {
		k := from + 1 + int64(i) - s.first
		b.AddString(s.lines[k])
		at[i] = s.times[k]
	}
	cols := []data.Column{b.Finish()}
	if s.stamped {
		cols = append(cols, &data.Longs{T: data.Timestamp, Values: at})
	}
	return &data.Batch{Schema: s.Schema(), Cols: cols, N: n}, nil
}

// Commit implements [source.Source]: done lines leave the memory.
func (s *lineStream) Commit(end source.Offset) error {
	to, err := linePosition(end)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := int(to + 1 - s.first); n > 0 && n <= len(s.lines) {
		s.lines, s.times = append([]string{}, s.lines[n:]...), append([]int64{}, s.times[n:]...)
		s.first = to + 1
	}
	return nil
}

// Describe implements [source.Source].
func (s *lineStream) Describe() string { return s.what }

// Close implements [source.Source].
func (s *lineStream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		return s.conn.Close()
	}
	return nil
}
