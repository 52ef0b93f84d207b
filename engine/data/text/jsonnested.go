package text

import "github.com/sparkrepl/sparkrepl/engine/data"

// nested reads a STRUCT, ARRAY or MAP. An element that does not fit makes the whole array or
// map unfit; a field that does not fit is null in its struct, and the record partial.
func (r *jsonReader) nested(c *column, p, depth int) (int, status) {
	if depth >= maxDepth {
		return p, r.fail("values are nested more than %d deep", maxDepth)
	}
	r.depth = depth + 1
	defer func() { r.depth = depth }()
	switch {
	case c.kind == data.KindStruct && r.b[p] == '{':
		return r.object(c, p+1)
	case c.kind == data.KindArray && r.b[p] == '[':
		return r.list(c, p, depth+1)
	case c.kind == data.KindMap && r.b[p] == '{':
		return r.entries(c, p, depth+1)
	}
	return r.misfit(c, p, depth)
}

func (r *jsonReader) list(c *column, p, depth int) (int, status) {
	from, start, st := p, c.kids[0].n, good
	p = r.ws(p + 1)
	if r.b[p] == ']' {
		p++
	} else {
		for {
			var s status
			if p, s = r.value(c.kids[0], p, depth); s == broken {
				return p, broken
			}
			st = max(st, s)
			if s == bad {
				return r.giveUp(c, start, from, depth)
			}
			p = r.ws(p)
			if r.b[p] == ']' {
				p++
				break
			}
			if r.b[p] != ',' {
				return p, r.fail("a comma or ] is missing in an array")
			}
			p = r.ws(p + 1)
		}
	}
	c.offs = append(c.offs, int32(c.kids[0].n))
	c.n++
	return p, st
}

// giveUp takes back the elements read so far and skips the array or map from its start.
func (r *jsonReader) giveUp(c *column, start, from, depth int) (int, status) {
	for _, k := range c.kids {
		k.cut(start)
	}
	cause := r.cause
	next, st := r.skip(from, depth-1)
	if st == good {
		r.cause, st = cause, bad
	}
	return next, st
}

func (r *jsonReader) entries(c *column, p, depth int) (int, status) {
	keys, items := c.kids[0], c.kids[1]
	from, start, st := p, items.n, good
	p = r.ws(p + 1)
	for r.b[p] != '}' {
		name, next, s := r.name(p)
		if s != good {
			return next, s
		}
		if keys.kind != data.KindString {
			return r.giveUp(c, start, from, depth)
		}
		keys.text(name)
		if p = r.ws(next); r.b[p] != ':' {
			return p, r.fail("a colon is missing behind a name")
		}
		if p, s = r.value(items, r.ws(p+1), depth); s == broken {
			return p, s
		}
		st = max(st, s)
		if s == bad {
			return r.giveUp(c, start, from, depth)
		}
		p = r.ws(p)
		if r.b[p] == ',' {
			if p = r.ws(p + 1); r.b[p] == '}' {
				return p, r.fail("a comma stands before }")
			}
		} else if r.b[p] != '}' {
			return p, r.fail("a comma or } is missing in an object")
		}
	}
	c.offs = append(c.offs, int32(items.n))
	c.n++
	return p + 1, st
}
