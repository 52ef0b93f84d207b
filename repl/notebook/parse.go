package notebook

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// Version is the newest format this package writes: the value of "sparkrepl:" in the front
// matter.
const Version = 1

const byteOrderMark = "\uFEFF"

// Parse reads a notebook. It fails only for bytes that are no text; a notebook of a newer
// version opens with ReadOnly set, and a cell it cannot make sense of opens as a failed cell.
// Bytes gives the input back as long as nothing is edited.
func Parse(text []byte) (*Notebook, error) {
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return nil, fmt.Errorf("this is no notebook: byte %d is NUL, so the file is not text", i)
	}
	n := &Notebook{}
	rest := string(text)
	if strings.HasPrefix(rest, byteOrderMark) {
		n.mark, rest = byteOrderMark, rest[len(byteOrderMark):]
	}
	n.eol = "\n"
	if i := strings.IndexByte(rest, '\n'); i > 0 && rest[i-1] == '\r' {
		n.eol = "\r\n"
	}
	n.front, rest = cutFront(rest)
	n.state.cells, n.state.tail = n.parseCells(rest)
	n.ReadOnly = n.judgeVersion()
	return n, nil
}

// ErrReadOnly is returned by edits of a notebook that may not be changed.
var ErrReadOnly = errors.New("the notebook is read-only")

// cutFront takes the front matter off: a first line "---" up to the next one.
func cutFront(text string) (front, rest string) {
	lines := splitLines(text)
	if len(lines) == 0 || strings.TrimRight(bare(lines[0]), " \t") != "---" {
		return "", text
	}
	size := len(lines[0])
	for _, l := range lines[1:] {
		size += len(l)
		if strings.TrimRight(bare(l), " \t") == "---" {
			return text[:size], text[size:]
		}
	}
	return "", text
}

// parseCells cuts the body into cells; tail is what stands behind the last one.
func (n *Notebook) parseCells(text string) (cells []*Cell, tail string) {
	lines := splitLines(text)
	var gap strings.Builder // blank lines that belong to the next cell
	var prose []string
	flush := func() {
		c, after := n.textCell(gap.String(), prose)
		if c != nil {
			cells = append(cells, c)
			gap.Reset()
			gap.WriteString(after)
		}
		prose = nil
	}
	for i := 0; i < len(lines); i++ {
		fence, info, ok := openFence(lines[i])
		if !ok {
			if len(prose) == 0 && blank(lines[i]) {
				gap.WriteString(lines[i])
			} else {
				prose = append(prose, lines[i])
			}
			continue
		}
		flush()
		c := &Cell{ID: n.newID(), lead: gap.String(), open: lines[i], fence: fence}
		gap.Reset()
		c.Language, c.Options = parseInfo(info)
		c.Kind = kindOf(c.Language)
		i = c.readBody(lines, i+1)
		cells = append(cells, c)
	}
	flush()
	return cells, gap.String()
}

// readBody takes the lines from i up to the closing fence and returns the last index it used.
func (c *Cell) readBody(lines []string, i int) int {
	var body strings.Builder
	for ; i < len(lines); i++ {
		if closesFence(lines[i], c.fence) {
			c.close = lines[i]
			break
		}
		body.WriteString(lines[i])
	}
	c.setBody(body.String())
	return i
}

func (c *Cell) setBody(body string) {
	c.body = body
	c.Source = strings.TrimSuffix(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	c.judge()
}

// textCell makes a cell of prose lines; the blank lines at their end go to the next cell.
func (n *Notebook) textCell(lead string, lines []string) (c *Cell, after string) {
	end := len(lines)
	for end > 0 && blank(lines[end-1]) {
		end--
	}
	if end == 0 {
		return nil, ""
	}
	c = &Cell{ID: n.newID(), Kind: Text, lead: lead}
	c.setBody(strings.Join(lines[:end], ""))
	return c, strings.Join(lines[end:], "")
}

// Bytes writes the notebook. What was not edited is written as it was read.
func (n *Notebook) Bytes() []byte {
	var out strings.Builder
	out.WriteString(n.mark)
	out.WriteString(n.front)
	for _, c := range n.state.cells {
		out.WriteString(c.raw())
	}
	out.WriteString(n.state.tail)
	return []byte(out.String())
}
