package text

import "github.com/sparkrepl/sparkrepl/engine/data"

// fits reads the value at p and tells whether it leaves a guess as it is, which nearly all records of
// a file do: nothing is allocated, nothing is merged. When it says no, or the value is not well formed,
// the value is to be looked at anew.
func (in *jsonInference) fits(t guess, p, depth int) (next int, ok bool) {
	r := &in.r
	switch c := r.b[p]; {
	case c == 'n':
		next, st := r.word(p, "null")
		return next, st == good
	case t == nil:
		return p, false
	case c == '{':
		return in.fitsStruct(t, p, depth+1)
	case c == '[':
		return in.fitsArray(t, p, depth+1)
	case c == '"' || c == '\'' && !r.o.NoSingleQuotes:
		s, next, st := r.str(p)
		if t.Kind == data.KindTimestamp && in.o.InferTimestamp && st == good {
			return next, in.isTimestamp(s)
		}
		return next, st == good && t.Kind == data.KindString
	}
	next, st := r.skip(p, depth)
	if st != good {
		return p, false
	}
	if t.Kind == data.KindString || t.Kind == data.KindStruct || t.Kind == data.KindArray {
		return next, t.Kind == data.KindString
	}
	return next, t.Equal(widen(t, in.scalar(r.b[p:next])))
}

// mostFields is how many fields of a struct are kept apart by a bit.
const mostFields = 64

// fitsStruct knows the fields by name, each once: what comes twice is for the slow way to judge.
func (in *jsonInference) fitsStruct(t guess, p, depth int) (next int, ok bool) {
	r := &in.r
	if t.Kind != data.KindStruct || depth > maxDepth || len(t.Fields) > mostFields {
		return p, false
	}
	seen, near := uint64(0), 0
	for p = r.ws(p + 1); r.b[p] != '}'; {
		name, next, st := r.name(p)
		if st != good {
			return p, false
		}
		at := fieldNamed(t.Fields, name, near)
		if p = r.ws(next); at < 0 || seen>>at&1 != 0 || r.b[p] != ':' {
			return p, false
		}
		seen, near = seen|1<<at, at+1
		if p, ok = in.fits(t.Fields[at].Type, r.ws(p+1), depth); !ok {
			return p, false
		}
		if p, ok = in.comma(p, '}'); !ok {
			return p, false
		}
	}
	return p + 1, true
}

func (in *jsonInference) fitsArray(t guess, p, depth int) (next int, ok bool) {
	r := &in.r
	if t.Kind != data.KindArray || depth > maxDepth {
		return p, false
	}
	for p = r.ws(p + 1); r.b[p] != ']'; {
		if p, ok = in.fits(t.Elem, p, depth); !ok {
			return p, false
		}
		if p, ok = in.comma(p, ']'); !ok {
			return p, false
		}
	}
	return p + 1, true
}

// comma goes on behind a comma, or to the end of the object or array.
func (in *jsonInference) comma(p int, end byte) (next int, ok bool) {
	r := &in.r
	if p = r.ws(p); r.b[p] != ',' {
		return p, r.b[p] == end
	}
	p = r.ws(p + 1)
	return p, r.b[p] != end
}

// fieldNamed finds a field, first at the place where it would be if names came in their order.
func fieldNamed(fields []data.Field, name []byte, near int) int {
	if near < len(fields) && fields[near].Name == string(name) {
		return near
	}
	for i := range fields {
		if fields[i].Name == string(name) {
			return i
		}
	}
	return -1
}
