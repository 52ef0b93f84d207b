package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Kind is what a cell is.
type Kind string

// The kinds. Go, SQL and Command cells are live; the others are only shown.
const (
	Go      Kind = "go"
	SQL     Kind = "sql"
	Command Kind = "sparkrepl"
	Text    Kind = "md"
	Output  Kind = "output" // what the live cell before it is expected to show
	Other   Kind = "other"  // a fence of any other language
)

// Cell is one cell. It is immutable: edits of the notebook put another one in its place.
type Cell struct {
	// ID names the cell for as long as the notebook is open; it is never written.
	ID   string
	Kind Kind
	// Language is the first word of the fence as written, "" for text cells.
	Language string
	Options  []Option
	// Source is the text of the cell with "\n" line ends and without the last one.
	Source string
	// Failed says why the cell cannot run as it stands (conflict markers); "" when it can.
	Failed string
	// FailedLine is the line of Source, from 1, that Failed is about.
	FailedLine int

	// The bytes in the file: blank lines before, opening fence line, body, closing fence line.
	lead, open, body, close string
	fence                   string // the run of backticks or tildes that opened it
}

// Option is one word behind the language of a fence: key=value, or a word alone.
type Option struct{ Key, Value string }

// Option looks up an option; the second result tells whether the word stands there at all.
func (c *Cell) Option(key string) (string, bool) {
	for _, o := range c.Options {
		if o.Key == key {
			return o.Value, true
		}
	}
	return "", false
}

// Name is the value of name=, "" without one.
func (c *Cell) Name() string {
	name, _ := c.Option("name")
	return name
}

// Skip tells whether the cell is marked to be left out of runs.
func (c *Cell) Skip() bool {
	_, ok := c.Option("skip")
	return ok
}

// Hide is what hide= asks to be hidden: code, solution, or "".
func (c *Cell) Hide() string {
	what, _ := c.Option("hide")
	return what
}

// Live tells whether running the notebook runs this cell.
func (c *Cell) Live() bool {
	return (c.Kind == Go || c.Kind == SQL || c.Kind == Command) && !c.Skip()
}

// Hash identifies what the cell says: kind, name and source. A cell edited and edited back
// has the hash it had.
func (c *Cell) Hash() string {
	sum := sha256.Sum256([]byte(string(c.Kind) + "\x00" + c.Name() + "\x00" + c.Source))
	return hex.EncodeToString(sum[:12])
}

func (c *Cell) raw() string { return c.lead + c.open + c.body + c.close }

// conflict finds the first conflict marker line of version control in a source.
func conflict(source string) (line int, found bool) {
	for i, l := range strings.Split(source, "\n") {
		if strings.HasPrefix(l, "<<<<<<< ") || strings.HasPrefix(l, ">>>>>>> ") {
			return i + 1, true
		}
	}
	return 0, false
}

func (c *Cell) judge() {
	c.Failed, c.FailedLine = "", 0
	if line, bad := conflict(c.Source); bad {
		c.FailedLine = line
		c.Failed = "The cell holds conflict markers of a merge; keep one side and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
	}
}
