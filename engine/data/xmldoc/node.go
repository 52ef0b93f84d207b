package xmldoc

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
)

// Kind tells what a [Node] is.
type Kind byte

// The kinds of nodes.
const (
	Root Kind = iota
	Element
	Attribute
	Text
	Comment
	Instruction
)

// Node is one node of a document.
type Node struct {
	Kind   Kind
	Name   string // as written, with its prefix
	Text   string // of attributes, texts, comments and instructions
	Piece  string // of a text: what stands before its first CDATA section, or that section
	Parent *Node
	Kids   []*Node
	Attrs  []*Node

	order int // its place in the document
}

// SyntaxError tells why a text is no XML document, in the words of Java's parser.
type SyntaxError string

func (e SyntaxError) Error() string { return string(e) }

// Malformed texts, where nothing is named.
const (
	unfinished = SyntaxError("XML document structures must start and end within the same entity.")
	prolog     = SyntaxError("Content is not allowed in prolog.")
	trailing   = SyntaxError("Content is not allowed in trailing section.")
	secondRoot = SyntaxError("The markup in the document following the root element must be well-formed.")
	tooDeep    = SyntaxError("Elements stand too deep in each other.")
)

// maxDepth bounds how deep elements may stand in each other.
const maxDepth = 10000

// Parse reads a document. Its error is a [SyntaxError].
func Parse(doc string) (*Node, error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	d.Entity = map[string]string{}
	root := &Node{Kind: Root}
	p := &treeBuilder{at: root, entities: d.Entity}
	for {
		t, err := d.RawToken()
		switch {
		case err == io.EOF && p.at == root && p.top != nil:
			return root, nil
		case err != nil:
			return nil, p.reason(err)
		}
		if err := p.add(t); err != nil {
			return nil, err
		}
	}
}

// First reads the first element of a text with what stands in it, and looks no further. Its error is a
// [SyntaxError].
func First(doc string) (*Node, error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	d.Entity = map[string]string{}
	root := &Node{Kind: Root}
	p := &treeBuilder{at: root, entities: d.Entity}
	for p.top == nil || p.at != root {
		t, err := d.RawToken()
		if err != nil {
			return nil, p.reason(err)
		}
		if err := p.add(t); err != nil {
			return nil, err
		}
	}
	return p.top, nil
}

// reason words an error of the decoder.
func (p *treeBuilder) reason(err error) error {
	if _, name, ok := strings.Cut(err.Error(), "invalid character entity &"); ok {
		return SyntaxError("The entity \"" + strings.TrimSuffix(strings.TrimSuffix(name, " (no semicolon)"), ";") + "\" was referenced, but not declared.")
	}
	return unfinished
}

type treeBuilder struct {
	at, top  *Node
	n, depth int
	entities map[string]string
}

// add takes the next token, unless it may not stand there.
func (p *treeBuilder) add(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		switch {
		case p.at.Kind == Root:
			return secondRoot
		case p.at.Name != qualified(t.Name):
			return SyntaxError("The element type \"" + p.at.Name + "\" must be terminated by the matching end-tag \"</" + p.at.Name + ">\".")
		}
		p.depth--
		p.at = p.at.Parent
	case xml.CharData:
		blank := strings.Trim(string(t), " \t\r\n") == ""
		switch {
		case p.at.Kind != Root:
			p.text(string(t))
		case !blank && p.top == nil:
			return prolog
		case !blank:
			return trailing
		}
	case xml.Comment:
		p.node(&Node{Kind: Comment, Text: string(t)})
	case xml.ProcInst:
		if t.Target != "xml" {
			p.node(&Node{Kind: Instruction, Name: t.Target, Text: string(t.Inst)})
		}
	case xml.Directive:
		for _, m := range entity.FindAllStringSubmatch(string(t), -1) {
			p.entities[m[1]] = m[2] + m[3]
		}
	}
	return nil
}

// entity is a declaration of one within a DOCTYPE.
var entity = regexp.MustCompile(`<!ENTITY\s+([\w.-]+)\s+(?:"([^"&<]*)"|'([^'&<]*)')\s*>`)

func (p *treeBuilder) start(t xml.StartElement) error {
	if p.at.Kind == Root && p.top != nil {
		return secondRoot
	}
	if p.depth++; p.depth > maxDepth {
		return tooDeep
	}
	e := p.node(&Node{Kind: Element, Name: qualified(t.Name)})
	seen := map[string]bool{}
	for _, a := range t.Attr {
		name := qualified(a.Name)
		if seen[name] {
			return SyntaxError("Attribute \"" + name + "\" was already specified for element \"" + e.Name + "\".")
		}
		seen[name] = true
		p.n++
		e.Attrs = append(e.Attrs, &Node{Kind: Attribute, Name: name, Text: a.Value, Parent: e, order: p.n})
	}
	if p.top == nil {
		p.top = e
	}
	p.at = e
	return nil
}

// text adds characters; what stands beside other characters belongs to them.
func (p *treeBuilder) text(s string) {
	if k := p.at.Kids; len(k) > 0 && k[len(k)-1].Kind == Text {
		k[len(k)-1].Text += s
		return
	}
	if s != "" {
		p.node(&Node{Kind: Text, Text: s, Piece: s})
	}
}

func (p *treeBuilder) node(n *Node) *Node {
	p.n++
	n.Parent, n.order = p.at, p.n
	p.at.Kids = append(p.at.Kids, n)
	return n
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// local is the name without its prefix.
func (n *Node) local() string {
	if k := strings.IndexByte(n.Name, ':'); k >= 0 {
		return n.Name[k+1:]
	}
	return n.Name
}

// Value is the string-value of a node: of elements the texts within.
func (n *Node) Value() string {
	if n.Kind != Root && n.Kind != Element {
		return n.Text
	}
	var b strings.Builder
	n.within(&b)
	return b.String()
}

func (n *Node) within(b *strings.Builder) {
	for _, k := range n.Kids {
		switch k.Kind {
		case Text:
			b.WriteString(k.Text)
		case Element:
			k.within(b)
		}
	}
}
