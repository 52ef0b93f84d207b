package expr

import (
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data/xmldoc"
)

// xmlEvent is the start of an element, its end, or characters.
type xmlEvent struct {
	kind  xmlEventKind
	node  *xmldoc.Node // of a start
	text  string       // of characters
	blank bool         // of characters
}

type xmlEventKind uint8

const (
	xmlStart xmlEventKind = iota
	xmlEnd
	xmlChars
)

// errXML tells that a value does not fit; it never leaves the reader.
var errXML = errors.New("a value of XML does not fit")

// xmlEvents lists what stands in an element, its end included. Comments and the like are left out.
func xmlEvents(n *xmldoc.Node, out []xmlEvent) []xmlEvent {
	for _, k := range n.Kids {
		switch k.Kind {
		case xmldoc.Element:
			out = xmlEvents(k, append(out, xmlEvent{kind: xmlStart, node: k}))
		case xmldoc.Text:
			out = append(out, xmlEvent{kind: xmlChars, text: k.Text, blank: strings.Trim(k.Text, " \t\r\n") == ""})
		}
	}
	return append(out, xmlEvent{kind: xmlEnd})
}

func (r *xmlReader) peek() xmlEvent {
	if r.at < len(r.events) {
		return r.events[r.at]
	}
	return xmlEvent{kind: xmlEnd}
}

func (r *xmlReader) next() xmlEvent {
	e := r.peek()
	r.at++
	return e
}

// skipElement goes behind the end of the element that was begun.
func (r *xmlReader) skipElement() {
	for depth := 1; depth > 0; {
		switch r.next().kind {
		case xmlStart:
			depth++
		case xmlEnd:
			depth--
		}
	}
}

// end goes behind the end of an element in which only blanks may be left.
func (r *xmlReader) end() error {
	for {
		switch e := r.next(); {
		case e.kind == xmlEnd:
			return nil
		case e.kind == xmlStart || !e.blank:
			return errXML
		}
	}
}
