package interp

import (
	"sort"
	"strings"
)

// edited is a text made of pieces of a source and of text put between, which knows for each of
// its bytes where in the source it came from.
type edited struct {
	b      strings.Builder
	pieces []piece
}

// piece is a run of bytes from out on; at is its place in the source, with copied false for bytes
// that stand for that one place.
type piece struct {
	out, at int
	copied  bool
	cell    *checked
}

// copy appends bytes [from, to) of a source.
func (e *edited) copy(c *checked, src string, from, to int) {
	if from < to {
		e.pieces = append(e.pieces, piece{e.b.Len(), from, true, c})
		e.b.WriteString(src[from:to])
	}
}

// put appends text that stands for one place of a source.
func (e *edited) put(c *checked, text string, at int) {
	e.pieces = append(e.pieces, piece{e.b.Len(), at, false, c})
	e.b.WriteString(text)
}

// source finds where a byte came from.
func (e *edited) source(offset int) (c *checked, at int) {
	i := sort.Search(len(e.pieces), func(i int) bool { return e.pieces[i].out > offset }) - 1
	if i < 0 {
		return nil, 0
	}
	p := e.pieces[i]
	if p.copied {
		return p.cell, p.at + offset - p.out
	}
	return p.cell, p.at
}

// edit replaces bytes [from, to) of a source; an insertion has from == to.
type edit struct {
	from, to int
	text     string
	rank     rank
}

// rank orders edits at one place: what closes an inner construct stands before what closes an
// outer one, and all of them before what opens.
type rank uint8

const (
	closing rank = iota
	opening
	replacing
)

// apply copies bytes [from, to) of the source with the edits that lie inside.
func (e *edited) apply(c *checked, src string, from, to int, edits []edit) {
	var mine []edit
	for i := len(edits) - 1; i >= 0; i-- { // inner closers were made later
		if d := edits[i]; d.rank == closing && d.from > from && d.to <= to {
			mine = append(mine, d)
		}
	}
	for _, d := range edits {
		if d.rank != closing && d.from >= from && d.to <= to && (d.from < to || from == to) {
			mine = append(mine, d)
		}
	}
	sort.SliceStable(mine, func(i, j int) bool {
		if mine[i].from != mine[j].from {
			return mine[i].from < mine[j].from
		}
		return mine[i].rank < mine[j].rank
	})
	at := from
	for _, d := range mine {
		if d.from < at {
			continue // inside something that was replaced
		}
		e.copy(c, src, at, d.from)
		if d.text != "" {
			e.put(c, d.text, d.from)
		}
		at = d.to
	}
	e.copy(c, src, at, to)
}
