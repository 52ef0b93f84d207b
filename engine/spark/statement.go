package spark

import (
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Query plans the text of a query without running statements.
func (s *Session) Query(text string) *DataFrame {
	n, err := sql.ParseQuery(text)
	fail("SQL", text, err)
	return s.frame("SQL", text, n)
}
