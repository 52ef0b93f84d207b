package text

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// guess is what is known of a type while values are looked at: a data type, with nil for
// "only nulls so far" and structs that still grow.
type guess = *data.Type

// InferJSON guesses the schema of JSON files as Spark does: fields in the order of their names,
// whole numbers BIGINT, and a column for corrupt records when there are any.
func InferJSON(files [][]byte, multiLine bool, o JSONOptions) (*data.Schema, error) {
	if o.CorruptColumn == "" {
		o.CorruptColumn = DefaultCorruptColumn
	}
	in := &jsonInference{r: newJSONReader(o), o: o}
	in.r.space['\n'] = true
	for _, f := range files {
		if multiLine {
			if err := in.document(f); err != nil {
				return nil, err
			}
			continue
		}
		for p := 0; p < len(f); {
			var line []byte
			if o.LineSep == "" {
				line, p = CutLine(f, p)
			} else {
				line, p = cutRecord(f, p, o.LineSep)
			}
			if err := in.document(line); err != nil {
				return nil, err
			}
		}
	}
	return in.schema()
}

type jsonInference struct {
	r       jsonReader
	o       JSONOptions
	root    guess
	corrupt bool
}

func (in *jsonInference) document(b []byte) error {
	in.r.b = append(append(in.r.b[:0], bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))...), 0)
	p := in.r.ws(0)
	if p == len(in.r.b)-1 {
		return nil
	}
	if in.root != nil && in.r.b[p] == '{' {
		if _, ok := in.fits(in.root, p, 0); ok {
			return nil
		}
	}
	t, _, st := in.value(p, 0)
	for st == good && t != nil && t.Kind == data.KindArray {
		t = t.Elem // a row an element
	}
	if st == good && t == nil {
		return nil // null is no record
	}
	if st != good || t.Kind != data.KindStruct {
		switch in.o.Mode {
		case FailFast:
			return &Malformed{Record: string(clip(b)), Cause: in.r.cause}
		case Permissive:
			if in.corrupt = true; st != good {
				in.root = in.merge(in.root, data.StructOf(data.Field{Name: in.o.CorruptColumn, Type: data.String, Nullable: true}))
			}
		}
		return nil
	}
	in.root = in.merge(in.root, t)
	return nil
}

func (in *jsonInference) schema() (*data.Schema, error) {
	var fields []data.Field
	if in.root != nil {
		t := in.settle(in.root)
		if t != nil {
			fields = t.Fields
		}
	}
	if in.corrupt && !slices.ContainsFunc(fields, func(f data.Field) bool { return f.Name == in.o.CorruptColumn }) {
		fields = append(fields, data.Field{Name: in.o.CorruptColumn, Type: data.String, Nullable: true})
	}
	sort.SliceStable(fields, func(i, j int) bool { return fields[i].Name < fields[j].Name })
	if err := namedOnce(fields); err != nil {
		return nil, err
	}
	return data.NewSchema(fields...), nil
}

// namedOnce refuses fields whose names differ in their case alone.
func namedOnce(fields []data.Field) error {
	seen := map[string]bool{}
	for _, f := range fields {
		low := strings.ToLower(f.Name)
		if seen[low] {
			return fmt.Errorf("[COLUMN_ALREADY_EXISTS] The column `%s` already exists. Choose another name or rename the existing column. SQLSTATE: 42711", low)
		}
		seen[low] = true
		t := f.Type
		for t.Kind == data.KindArray {
			t = t.Elem
		}
		if err := namedOnce(t.Fields); err != nil {
			return err
		}
	}
	return nil
}

// value guesses the type of the value at p; nil for null.
func (in *jsonInference) value(p, depth int) (guess, int, status) {
	r := &in.r
	switch c := r.b[p]; {
	case c == '{':
		return in.object(p, depth+1)
	case c == '[':
		return in.array(p, depth+1)
	case c == '"' || c == '\'' && !r.o.NoSingleQuotes:
		s, next, st := r.str(p)
		if in.o.PrefersDecimal && st == good {
			if t := decimalString(s); t != nil {
				return t, next, st
			}
		}
		if in.o.InferTimestamp && st == good {
			if in.isTimestamp(s) {
				return data.Timestamp, next, st
			}
		}
		return data.String, next, st
	case c == 'n':
		next, st := r.word(p, "null")
		return nil, next, st
	}
	next, st := r.skip(p, depth)
	if st != good {
		return nil, next, st
	}
	return in.scalar(r.b[p:next]), next, st
}

// isTimestamp tells whether a text reads as a TIMESTAMP by the format given, or by the usual forms.
func (in *jsonInference) isTimestamp(s []byte) bool {
	if read := in.o.Times.Timestamp; read != nil {
		_, ok := read(s)
		return ok
	}
	return timestampText(s, in.o.Times.Zone)
}

// timestampText tells whether a text casts to a TIMESTAMP; time alone does, it is of today.
func timestampText(s []byte, zone *time.Location) bool {
	t := Times{Zone: zone, Now: func() time.Time { return time.Unix(0, 0) }} // any day will do
	_, ok := t.instant(s)
	return ok
}

// decimalString is the type of a text that java.math.BigDecimal reads without its commas, nil where there is none.
func decimalString(s []byte) guess {
	var d decimalReader
	m, exp, _, ok := d.split(bytes.ReplaceAll(s, []byte{','}, nil))
	if n := max(len(m), 1); ok && exp <= 0 && -exp <= n && n <= data.MaxPrecision {
		return data.DecimalOf(n, -exp)
	}
	return nil
}

func (in *jsonInference) scalar(s []byte) guess {
	if in.o.PrimitivesAsString {
		return data.String
	}
	if s[0] == 't' || s[0] == 'f' {
		return data.Boolean
	}
	if s[0] != '-' && s[0]-'0' > 9 || strings.ContainsAny(string(s), "NI") {
		return data.Double
	}
	if !strings.ContainsAny(string(s), ".eE") {
		if _, ok := quickInt(s); ok {
			return data.Long
		}
		if n, ok := new(big.Int).SetString(string(s), 10); ok && len(n.Text(10)) <= data.MaxPrecision {
			return data.DecimalOf(len(strings.TrimLeft(n.Text(10), "-")), 0)
		}
		return data.Double
	}
	if in.o.PrefersDecimal {
		var d decimalReader
		if m, exp, _, ok := d.split(s); ok && exp <= 0 && max(len(m), -exp) <= data.MaxPrecision {
			return data.DecimalOf(max(len(m), -exp), -exp)
		}
	}
	return data.Double
}

func (in *jsonInference) object(p, depth int) (guess, int, status) {
	r := &in.r
	out := &data.Type{Kind: data.KindStruct}
	if depth > maxDepth {
		return nil, p, r.fail("values are nested more than %d deep", maxDepth)
	}
	for p = r.ws(p + 1); r.b[p] != '}'; {
		name, next, st := r.name(p)
		if st != good {
			return nil, next, st
		}
		field := data.Field{Name: string(name), Nullable: true}
		if p = r.ws(next); r.b[p] != ':' {
			return nil, p, r.fail("a colon is missing behind a name")
		}
		if field.Type, p, st = in.value(r.ws(p+1), depth); st != good {
			return nil, p, st
		}
		out.Fields = append(out.Fields, field)
		p = r.ws(p)
		if r.b[p] == ',' {
			if p = r.ws(p + 1); r.b[p] == '}' {
				return nil, p, r.fail("a comma stands before }")
			}
		} else if r.b[p] != '}' {
			return nil, p, r.fail("a comma or } is missing in an object")
		}
	}
	sort.SliceStable(out.Fields, func(i, j int) bool { return out.Fields[i].Name < out.Fields[j].Name })
	return out, p + 1, good
}

func (in *jsonInference) array(p, depth int) (guess, int, status) {
	r := &in.r
	out := &data.Type{Kind: data.KindArray, ElemNull: true}
	if depth > maxDepth {
		return nil, p, r.fail("values are nested more than %d deep", maxDepth)
	}
	for p = r.ws(p + 1); r.b[p] != ']'; {
		t, next, st := in.value(p, depth)
		if st != good {
			return nil, next, st
		}
		out.Elem = in.merge(out.Elem, t)
		p = r.ws(next)
		if r.b[p] == ',' {
			if p = r.ws(p + 1); r.b[p] == ']' {
				return nil, p, r.fail("a comma stands before ]")
			}
		} else if r.b[p] != ']' {
			return nil, p, r.fail("a comma or ] is missing in an array")
		}
	}
	return out, p + 1, good
}
