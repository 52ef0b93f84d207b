package text

import (
	"bytes"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// JSONValues decodes one document a row into a column of any type: from_json.
type JSONValues struct {
	root    *column
	corrupt *column
	mode    Mode
	r       jsonReader
	buf     []byte
}

// NewJSONValues returns a decoder of values of type t. In a struct, the corrupt column of the
// options takes the text of bad documents.
func NewJSONValues(t *data.Type, o JSONOptions) *JSONValues {
	if o.CorruptColumn == "" {
		o.CorruptColumn = DefaultCorruptColumn
	}
	d := &JSONValues{root: newColumn(t), mode: o.Mode, r: newJSONReader(o)}
	d.r.space['\n'] = true
	if t.Kind == data.KindStruct {
		d.need(&o)
		for i, f := range t.Fields {
			if f.Name == o.CorruptColumn && f.Type.Kind == data.KindString {
				d.corrupt = d.root.kids[i]
				d.root.hide(i)
			}
		}
	}
	return d
}

// need leaves out the fields of a struct that nobody reads, where whether they fit does not matter.
func (d *JSONValues) need(o *JSONOptions) {
	for i, f := range d.root.t.Fields {
		if o.Keep == nil || o.Mode != Permissive || f.Name == o.CorruptColumn && o.Keep[i] {
			return
		}
	}
	d.root.keep(o.Keep)
}

// Add decodes one document into one row: null for a blank document, a struct of nulls for a bad one. An
// array where a struct is wanted is a bad one, one object where an array is wanted gives a
// list of it. With FailFast a bad document is a [Malformed] error.
func (d *JSONValues) Add(doc []byte) error {
	d.buf = append(append(d.buf[:0], doc...), 0)
	d.r.b = d.buf
	p := d.r.ws(0)
	if p == len(d.buf)-1 {
		d.root.null()
		return nil
	}
	n := d.root.n
	st := d.decode(p)
	if st == good {
		return nil
	}
	if d.mode == FailFast {
		d.root.cut(n)
		return &Malformed{Record: string(doc), Cause: d.r.cause}
	}
	if st == broken || st == bad {
		d.root.cut(n)
		if d.root.kind == data.KindStruct {
			d.root.zero()
		} else {
			d.root.null()
		}
	}
	if d.corrupt != nil {
		d.corrupt.cut(n)
		d.corrupt.text(bytes.ToValidUTF8(doc, []byte("\uFFFD")))
	}
	return nil
}

// ArrayAsStruct is the cause of a document that is an array where one object is wanted.
const ArrayAsStruct = "the document is an array"

func (d *JSONValues) decode(p int) status {
	c := d.root
	n := c.n
	switch {
	case c.kind == data.KindStruct && d.r.o.Single:
		_, st := d.r.single(c, p)
		return st
	case c.kind == data.KindStruct && d.r.b[p] == '[':
		_, st := d.r.rows(c, p+1)
		rows := c.n > n
		c.cut(n)
		if !rows && st == broken {
			if _, st = d.r.skip(p, 0); st != good {
				return st
			}
		}
		return d.r.fail(ArrayAsStruct)
	case c.kind == data.KindArray && d.r.b[p] == '{' && c.kids[0].kind == data.KindStruct:
		_, st := d.r.object(c.kids[0], p+1)
		if st == good || st == partial {
			c.offs = append(c.offs, int32(c.kids[0].n))
			c.n++
		}
		return st
	case d.r.b[p] == 'n' && c.kind == data.KindStruct:
		return d.r.fail("the document is null")
	}
	_, st := d.r.value(c, p, 0)
	return st
}

// Column decodes the documents of rows [from, to) of a column; a null gives a null.
func (d *JSONValues) Column(src *data.Bytes, from, to int) error {
	d.root.grow(to - from)
	// Nothing that a run reads goes beyond a brace, so that it stops before the end of b.
	b := src.Data[:bytes.LastIndexByte(src.Data[:src.Offsets[to]], '}')+1]
	rest, pause := 0, 1 // so many documents are not tried as runs; so many after the next that is none
	for i := from; i < to; i++ {
		if !src.Nulls.Get(i) {
			d.root.null()
			continue
		}
		if rest--; rest < 0 {
			if d.run(b, int(src.Offsets[i]), int(src.Offsets[i+1])) {
				pause = 1
				continue
			}
			rest = pause
			pause = min(2*pause, 256)
		}
		if err := d.Add(src.At(i)); err != nil {
			return err
		}
	}
	return nil
}

// run decodes the document b[from:to] where it stands if it is an object of all fields in one run.
func (d *JSONValues) run(b []byte, from, to int) bool {
	c := d.root
	if c.kind != data.KindStruct || d.r.o.Single || to > len(b) || from == to || b[from] != '{' {
		return false
	}
	d.r.b = b
	end, fields, behind := d.r.run(c, from+1, 0)
	if behind && fields == len(c.kids) && end+1 == to && b[end] == '}' {
		c.n++
		return true
	}
	c.cut(c.n)
	return false
}

// Finish returns the column and makes the decoder ready for more.
func (d *JSONValues) Finish() data.Column { return d.root.finish() }
