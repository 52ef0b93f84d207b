package source

import (
	"io"
	"sync"
)

// Spool is an input that can be read once from outside, and whole any number of times: a table over
// standard input is the same whenever a query looks at it. It may be used from any goroutine.
type Spool struct {
	in   io.Reader
	mu   sync.Mutex
	all  []byte
	err  error
	read bool
}

// NewSpool makes a Spool of an input; nothing is read yet.
func NewSpool(in io.Reader) *Spool { return &Spool{in: in} }

// Read implements io.Reader over what All has not taken.
func (s *Spool) Read(p []byte) (int, error) { return s.in.Read(p) }

// All reads to the end, the first time; it is what was left then.
func (s *Spool) All() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.read {
		s.read = true
		s.all, s.err = io.ReadAll(s.in)
	}
	return s.all, s.err
}
