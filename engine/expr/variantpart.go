package expr

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// variantPart is a value within a VARIANT, taken apart: an object ('{'), an array ('[') or a scalar.
type variantPart struct {
	open   byte
	scalar []byte         // its JSON
	names  []string       // of an object's fields, ascending
	parts  []*variantPart // fields or elements
	// doubled tells that an object in it had two fields of one name.
	doubled bool
}

// variantParts takes the value at from apart.
func variantParts(s jsonScan, from int) *variantPart {
	p := &variantPart{open: s.b[from]}
	switch p.open {
	case '{':
		s.each(from, 0, func(key, keyEnd, v, _ int) bool {
			name, _ := jsonString(s.b[key:keyEnd])
			part := variantParts(s, v)
			_, known := slices.BinarySearch(p.names, string(name))
			p.doubled = p.doubled || known || part.doubled
			p.put(string(name), part)
			return true
		})
	case '[':
		s.items(from, 0, func(_, v, _ int) bool {
			part := variantParts(s, v)
			p.doubled = p.doubled || part.doubled
			p.parts = append(p.parts, part)
			return true
		})
	default:
		p.open, p.scalar = 0, s.b[from:s.value(from)]
	}
	return p
}

var variantNull = &variantPart{scalar: []byte("null")}

func (p *variantPart) isNull() bool { return string(p.scalar) == "null" }

// put sets a field of an object.
func (p *variantPart) put(name string, v *variantPart) {
	k, found := slices.BinarySearch(p.names, name)
	if found {
		p.parts[k] = v
		return
	}
	p.names, p.parts = slices.Insert(p.names, k, name), slices.Insert(p.parts, k, v)
}

// child finds the place of what a step leads to; fits is false where the value has no such parts.
func (p *variantPart) child(s pathStep) (k int, found, fits bool) {
	if s.kind == '.' {
		if p.open != '{' {
			return 0, false, false
		}
		k, found = slices.BinarySearch(p.names, s.name)
		return k, found, true
	}
	return s.index, s.index < len(p.parts), p.open == '['
}

// add makes the part that a step leads to, which is missing; elements before it become nulls.
func (p *variantPart) add(s pathStep, v *variantPart) {
	if s.kind == '.' {
		p.put(s.name, v)
		return
	}
	for len(p.parts) < s.index {
		p.parts = append(p.parts, variantNull)
	}
	p.parts = append(p.parts, v)
}

// variantWithin is a value with all that steps lead through around it.
func variantWithin(steps []pathStep, v *variantPart) *variantPart {
	if len(steps) == 0 {
		return v
	}
	p := &variantPart{open: '{'}
	if steps[0].kind == '[' {
		p.open = '['
	}
	p.add(steps[0], variantWithin(steps[1:], v))
	return p
}

// remove takes a field or an element away.
func (p *variantPart) remove(k int) {
	p.parts = slices.Delete(p.parts, k, k+1)
	if p.open == '{' {
		p.names = slices.Delete(p.names, k, k+1)
	}
}

// appendTo writes the value as JSON.
func (p *variantPart) appendTo(dst []byte) []byte {
	if p.open == 0 {
		return append(dst, p.scalar...)
	}
	dst = append(dst, p.open)
	for i, v := range p.parts {
		if i > 0 {
			dst = append(dst, ',')
		}
		if p.open == '{' {
			dst = append(appendJSONText(dst, []byte(p.names[i])), ':')
		}
		dst = v.appendTo(dst)
	}
	return append(dst, p.open+2) // the bracket that shuts it
}

// variantPath reads a path into a VARIANT: $.name, $[0], $['name'] and $["name"]; * is a name like another.
func variantPath(p string) (steps []pathStep, ok bool) {
	if !strings.HasPrefix(p, "$") {
		return nil, false
	}
	for p = p[1:]; p != ""; {
		var s pathStep
		n := 0
		switch {
		case p[0] == '.':
			if n = strings.IndexAny(p[1:], ".[") + 1; n == 0 {
				n = len(p)
			}
			s = pathStep{kind: '.', name: p[1:n]}
			if n == 1 {
				return nil, false
			}
		case strings.HasPrefix(p, "['"), strings.HasPrefix(p, `["`):
			end := strings.IndexByte(p[2:], p[1])
			if end < 0 || !strings.HasPrefix(p[end+3:], "]") {
				return nil, false
			}
			s, n = pathStep{kind: '.', name: p[2 : end+2]}, end+4
		case p[0] == '[':
			n = strings.IndexByte(p, ']') + 1
			k, err := strconv.ParseUint(p[1:max(n-1, 1)], 10, 31)
			if err != nil {
				return nil, false
			}
			s = pathStep{kind: '[', index: int(k)}
		default:
			return nil, false
		}
		steps, p = append(steps, s), p[n:]
	}
	return steps, true
}

// pathText spells steps as a path.
func pathText(steps []pathStep) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, s := range steps {
		if s.kind == '.' {
			b.WriteString("." + s.name)
		} else {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return b.String()
}

// VariantVisitor is told the parts of a VARIANT in their order.
type VariantVisitor interface {
	// Scalar tells a boxed value: VOID, BOOLEAN, BIGINT, FLOAT, DOUBLE, DECIMAL, DATE, a TIMESTAMP, BINARY or STRING.
	Scalar(t *data.Type, v any)
	BeginObject()
	// Field names the part that follows.
	Field(name string)
	EndObject()
	BeginArray()
	EndArray()
}

// VisitVariant shows a VARIANT to a visitor.
func VisitVariant(text []byte, v VariantVisitor) { variantParts(variantScan(text), 0).visit(v) }

func (p *variantPart) visit(v VariantVisitor) {
	switch p.open {
	case '{':
		v.BeginObject()
		for i, part := range p.parts {
			v.Field(p.names[i])
			part.visit(v)
		}
		v.EndObject()
	case '[':
		v.BeginArray()
		for _, part := range p.parts {
			part.visit(v)
		}
		v.EndArray()
	default:
		v.Scalar(variantScalar(p.scalar))
	}
}

// AppendVariantObject appends an object; the names need no order.
func AppendVariantObject(dst []byte, fields map[string][]byte) []byte {
	p := &variantPart{open: '{'}
	for name, text := range fields {
		p.put(name, &variantPart{scalar: text})
	}
	return p.appendTo(dst)
}
