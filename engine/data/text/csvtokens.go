package text

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// csvField is one field: null when nothing at all stood between the separators.
type csvField struct {
	text []byte
	null bool
}

// csvTokens splits text into records and fields, as the parser that Spark uses does with its
// settings: an unescaped quote inside a quoted field makes the field plain text up to the next
// separator.
type csvTokens struct {
	o      CSVOptions
	line   int64 // of the file, or in multiLine mode its record
	fields []csvField
	arena  []byte
	// refused says why the last record ends the reading, whatever the mode.
	refused string
}

// each calls f for every record that is not blank and no comment.
func (t *csvTokens) each(buf []byte, f func(fields []csvField, record []byte) error) error {
	for p := 0; p < len(buf); {
		record, next := buf[p:], len(buf)
		if !t.o.MultiLine {
			record, next = t.cut(buf, p)
		}
		t.line++
		if t.skipped(record) {
			if t.o.MultiLine {
				next = p + t.restOfLine(record)
			}
			p = next
			continue
		}
		fields, end := t.record(record)
		if t.o.MultiLine { // a record ends where its last field does
			next, record = p+end, record[:end]
		}
		p = next
		if err := f(fields, record); err != nil {
			return err
		}
	}
	return nil
}

// cut gives the line at p, and where the next begins.
func (t *csvTokens) cut(buf []byte, p int) (line []byte, next int) {
	if t.o.LineSep == "" {
		return CutLine(buf, p)
	}
	return cutRecord(buf, p, t.o.LineSep)
}

// restOfLine is how much of s belongs to the line that it begins with.
func (t *csvTokens) restOfLine(s []byte) int {
	p := 0
	for p < len(s) && !t.ends(s, p) {
		p++
	}
	return t.lineEnd(s, p)
}

// cutRecord gives the record at p up to the separator of records, and where the next begins.
func cutRecord(buf []byte, p int, sep string) (record []byte, next int) {
	record, _, _ = bytes.Cut(buf[p:], []byte(sep))
	return record, min(len(buf), p+len(record)+len(sep))
}

// ends tells whether a record of several lines may end at p.
func (t *csvTokens) ends(s []byte, p int) bool {
	if t.o.LineSep != "" { // one of two bytes stands for \n, which then ends a record too
		return t.o.MultiLine && (bytes.HasPrefix(s[p:], []byte(t.o.LineSep)) || len(t.o.LineSep) == 2 && s[p] == '\n')
	}
	return s[p] == '\n' || s[p] == '\r'
}

// skipped tells whether a record is blank or a comment. Where records may have several lines, a line of blanks is one
// unless blanks in front do not count.
func (t *csvTokens) skipped(record []byte) bool {
	if t.o.MultiLine {
		p := 0
		for t.o.TrimLeading && p < len(record) && record[p] <= ' ' && !t.ends(record, p) {
			p++
		}
		return p < len(record) && t.ends(record, p) || t.o.Comment != 0 && record[0] == t.o.Comment
	}
	for _, c := range record {
		if c > ' ' {
			return t.o.Comment != 0 && record[0] == t.o.Comment
		}
		if c == '\t' && t.o.Sep == "\t" {
			return false
		}
	}
	return true
}

// CutLine gives the line at p without its end, and where the next begins. Lines end in \n, \r\n or \r. It looks no
// further than about twice the line, in whatever its end is.
func CutLine(buf []byte, p int) (line []byte, next int) {
	for size := 1 << 12; ; size *= 2 {
		part := buf[p:min(len(buf), p+size)]
		last := p+len(part) == len(buf)
		end := bytes.IndexByte(part, '\n')
		cr := bytes.IndexByte(part[:max(end, 0)], '\r')
		if end < 0 {
			cr = bytes.IndexByte(part, '\r')
		}
		switch {
		case cr >= 0 && cr == end-1: // both end it
			return part[:cr], p + end + 1
		case cr >= 0 && (cr < len(part)-1 || last):
			return part[:cr], p + cr + 1
		case cr < 0 && end >= 0:
			return part[:end], p + end + 1
		case last:
			return part, len(buf)
		}
	}
}

// record splits the record at the start of s; end is where the next one begins.
func (t *csvTokens) record(s []byte) (fields []csvField, end int) {
	t.fields, t.arena, t.refused = t.fields[:0], t.arena[:0], ""
	sep := t.o.Sep
	for p := 0; ; {
		if t.o.TrimLeading {
			for p < len(s) && s[p] <= ' ' && s[p] != sep[0] && s[p] != '\n' {
				p++
			}
		}
		var f csvField
		if p < len(s) && s[p] == t.o.Quote && !t.o.NoQuote {
			f, p = t.quoted(s, p)
		} else {
			f, p = t.plain(s, p, p)
		}
		t.fields = append(t.fields, f)
		if t.o.MaxColumns > 0 && len(t.fields) > t.o.MaxColumns {
			t.refused = fmt.Sprintf("it has more than %d columns (maxColumns)", t.o.MaxColumns)
		}
		if t.o.MaxChars > 0 && len(f.text) > t.o.MaxChars && utf8.RuneCount(f.text) > t.o.MaxChars {
			t.refused = fmt.Sprintf("a field has more than %d characters (maxCharsPerColumn)", t.o.MaxChars)
		}
		if p >= len(s) || !t.sepAt(s, p) {
			return t.fields, t.lineEnd(s, p)
		}
		p += len(sep)
	}
}

// lineEnd steps over a line end at p.
func (t *csvTokens) lineEnd(s []byte, p int) int {
	if t.o.LineSep != "" && p < len(s) && (s[p] != '\n' || t.o.LineSep == "\n") {
		return min(len(s), p+len(t.o.LineSep))
	}
	if p < len(s) && s[p] == '\r' {
		p++
	}
	if p < len(s) && s[p] == '\n' {
		p++
	}
	return p
}

func (t *csvTokens) sepAt(s []byte, p int) bool {
	return s[p] == t.o.Sep[0] && (len(t.o.Sep) == 1 || bytes.HasPrefix(s[p:], []byte(t.o.Sep)))
}

// plain reads a field without quotes that begins at from, looking for its end from p on.
func (t *csvTokens) plain(s []byte, from, p int) (csvField, int) {
	first := t.o.Sep[0]
	for p < len(s) {
		c := s[p]
		if c == first && t.sepAt(s, p) || (c <= '\r' || t.o.LineSep != "") && t.ends(s, p) {
			break
		}
		p++
	}
	text := s[from:p]
	if t.o.TrimTrailing {
		for len(text) > 0 && text[len(text)-1] <= ' ' {
			text = text[:len(text)-1]
		}
	}
	return csvField{text: text, null: len(text) == 0}, p
}

// quoted reads a field that begins with a quote at p.
func (t *csvTokens) quoted(s []byte, p int) (csvField, int) {
	quote, escape, again := t.o.Quote, t.o.Escape, t.o.EscapeEscape
	open, at := p, p+1
	start := len(t.arena)
	if at == len(s) {
		return csvField{text: s[open:]}, at
	}
	for p++; p < len(s); {
		c := s[p]
		switch {
		case c == escape && p+1 < len(s) && s[p+1] == quote, c == again && p+1 < len(s) && s[p+1] == escape && escape != quote:
			t.arena = append(append(t.arena, s[at:p]...), s[p+1])
			p += 2
			at = p
		case c == quote:
			last := p // of quotes in a row: all but the first count
			for last+1 < len(s) && s[last+1] == quote {
				last++
			}
			if next, ok := t.closes(s, last+1); ok {
				return t.closed(start, s[at:last]), next
			}
			t.arena = append(t.arena, s[at:p]...)
			if f, next, done := t.unescaped(s, open, start, p); done {
				return f, next
			}
			if at = p; t.o.Unescaped == BackToDelimiter {
				at++
			}
			p = last + 1
		default:
			p++
		}
	}
	rest := s[at:]
	if n := len(rest); n > 0 && rest[n-1] == escape && escape != quote && (n == 1 || rest[n-2] != escape) {
		rest = rest[:n-1] // it escapes nothing
	}
	return t.closed(start, rest), len(s)
}

// unescaped ends a field at a quote that its content should not have, unless the field goes on behind it.
func (t *csvTokens) unescaped(s []byte, open, start, p int) (f csvField, next int, done bool) {
	switch t.o.Unescaped {
	case StopAtClosingQuote, BackToDelimiter:
		return f, 0, false
	case RaiseError:
		t.refused = "a quoted field holds a quote that is not escaped (unescapedQuoteHandling)"
	}
	if f, next = t.plain(s, open, p); t.o.Unescaped != SkipValue && p-open-1 != len(t.arena)-start { // something was escaped
		t.arena = append(t.arena, f.text[min(len(f.text), p-open):]...)
		f.text = append([]byte{t.o.Quote}, t.arena[start:]...)
	}
	t.arena = t.arena[:start]
	if t.o.Unescaped == SkipValue {
		f = csvField{null: true}
	}
	return f, next, true
}

// closes tells whether only blanks stand between p and the end of the field.
func (t *csvTokens) closes(s []byte, p int) (int, bool) {
	for p < len(s) && s[p] <= ' ' && !t.ends(s, p) && !t.sepAt(s, p) {
		p++
	}
	return p, p == len(s) || t.ends(s, p) || t.sepAt(s, p)
}

func (t *csvTokens) closed(start int, rest []byte) csvField {
	if len(t.arena) > start {
		t.arena = append(t.arena, rest...)
		rest = t.arena[start:len(t.arena):len(t.arena)]
	}
	if len(rest) == 0 {
		return csvField{text: []byte(t.o.EmptyValue)}
	}
	return csvField{text: rest}
}
