package scenario

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// utc is the context in which documents write times.
var utc = &expr.Context{Zone: time.UTC, Ansi: true}

// rowsOf builds a batch of a document's rows.
func rowsOf(s *data.Schema, rows [][]any) (*data.Batch, error) {
	boxed := make([][]any, len(rows))
	for i, r := range rows {
		if len(r) != s.Len() {
			return nil, fmt.Errorf("row %d has %d values for %d columns", i+1, len(r), s.Len())
		}
		boxed[i] = make([]any, len(r))
		for k, v := range r {
			b, err := boxOf(v, s.Fields[k].Type)
			if err != nil {
				return nil, fmt.Errorf("row %d, column %s: %w", i+1, s.Fields[k].Name, err)
			}
			boxed[i][k] = b
		}
	}
	return data.FromRows(s, boxed), nil
}

// boxOf reads a document's value as a value of type t in its physical form.
func boxOf(v any, t *data.Type) (any, error) {
	if v == nil {
		return nil, nil
	}
	wrong := fmt.Errorf("%s cannot be read as %s", textOf(v), t)
	switch t.Kind {
	case data.KindBoolean:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		if n, ok := wholeNumber(v); ok {
			return sized(n, t)
		}
	case data.KindFloat:
		if f, ok := realNumber(v); ok {
			return float32(f), nil
		}
	case data.KindDouble:
		if f, ok := realNumber(v); ok {
			return f, nil
		}
	case data.KindDecimal:
		if d, ok := decimalOf(v, t); ok {
			return d, nil
		}
	case data.KindArray, data.KindMap, data.KindStruct:
		return nestedOf(v, t)
	}
	s, ok := v.(string)
	if !ok {
		return nil, wrong
	}
	switch t.Kind {
	case data.KindString:
		return s, nil
	case data.KindBinary:
		b, err := base64.StdEncoding.DecodeString(s)
		return b, err
	}
	if x, ok := expr.ParseTyped(utc, t, s); ok {
		return x, nil
	}
	return nil, wrong
}

func sized(n int64, t *data.Type) (any, error) {
	bits := map[data.Kind]uint{data.KindByte: 8, data.KindShort: 16, data.KindInt: 32, data.KindLong: 64}[t.Kind]
	if n<<(64-bits)>>(64-bits) != n {
		return nil, fmt.Errorf("%d does not fit %s", n, t)
	}
	switch t.Kind {
	case data.KindByte:
		return int8(n), nil
	case data.KindShort:
		return int16(n), nil
	case data.KindInt:
		return int32(n), nil
	}
	return n, nil
}

func nestedOf(v any, t *data.Type) (any, error) {
	if t.Kind == data.KindStruct {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("a STRUCT is written as a map, not %s", textOf(v))
		}
		out := make([]any, len(t.Fields))
		for i, f := range t.Fields {
			b, err := boxOf(m[f.Name], f.Type)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			out[i] = b
		}
		return out, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("an ARRAY or MAP is written as a list, not %s", textOf(v))
	}
	if t.Kind == data.KindMap {
		return pairsOf(list, t)
	}
	out := make([]any, len(list))
	for i, e := range list {
		b, err := boxOf(e, t.Elem)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}

func pairsOf(list []any, t *data.Type) (any, error) {
	out := make([]data.Pair, len(list))
	for i, e := range list {
		p, ok := e.([]any)
		if !ok || len(p) != 2 {
			return nil, fmt.Errorf("an entry of a MAP is written as [key, value], not %s", textOf(e))
		}
		k, err := boxOf(p[0], t.Key)
		if err != nil {
			return nil, err
		}
		w, err := boxOf(p[1], t.Elem)
		if err != nil {
			return nil, err
		}
		out[i] = data.Pair{Key: k, Value: w}
	}
	return out, nil
}

func decimalOf(v any, t *data.Type) (data.Dec, bool) {
	text := fmt.Sprint(v)
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > t.Scale {
		return data.Dec{}, false
	}
	n, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", t.Scale-len(fraction)), 10)
	if !ok {
		return data.Dec{}, false
	}
	return data.DecBig(n)
}

// wholeNumber reads a number of JSON or YAML.
func wholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		return n, err == nil
	case int64:
		return v, true
	case uint64:
		return int64(v), v <= math.MaxInt64
	case int:
		return int64(v), true
	}
	return 0, false
}

// realNumber reads a number, NaN or an infinity.
func realNumber(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := strconv.ParseFloat(v.String(), 64)
		return f, err == nil || !math.IsInf(f, 0) && f == f
	case float64:
		return v, true
	case string:
		switch v {
		case "NaN":
			return math.NaN(), true
		case "Infinity":
			return math.Inf(1), true
		case "-Infinity":
			return math.Inf(-1), true
		}
	}
	n, ok := wholeNumber(v)
	return float64(n), ok
}

// show writes row i of a column in the form of documents.
func show(c data.Column, i int) any {
	if data.IsNull(c, i) {
		return nil
	}
	switch c := c.(type) {
	case *data.List:
		out := []any{}
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			out = append(out, show(c.Elems, int(k)))
		}
		return out
	case *data.MapColumn:
		out := []any{}
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			out = append(out, []any{show(c.Keys, int(k)), show(c.Items, int(k))})
		}
		return out
	case *data.Struct:
		out := map[string]any{}
		pairs := make([]any, len(c.T.Fields))
		for k, f := range c.T.Fields {
			out[f.Name] = show(c.Fields[k], i)
			pairs[k] = []any{f.Name, out[f.Name]}
		}
		if len(out) < len(pairs) {
			return map[string]any{sameNames: pairs}
		}
		return out
	}
	switch v := data.ValueAt(c, i).(type) {
	case bool:
		return v
	case float32:
		return special(float64(v), json.Number(strconv.FormatFloat(float64(v), 'g', -1, 32)))
	case float64:
		return special(v, json.Number(strconv.FormatFloat(v, 'g', -1, 64)))
	case string:
		return string([]rune(v)) // what is not UTF-8 shows as U+FFFD
	case []byte:
		if c.Type().Kind == data.KindBinary {
			return base64.StdEncoding.EncodeToString(v)
		}
		return string(expr.VariantWriter(utc)(nil, v))
	}
	text := expr.TextOf(utc, c, i)
	if c.Type().Integral() {
		return json.Number(text)
	}
	return text
}

func special(f float64, number json.Number) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return number
}

// showRows writes all rows of a batch in the form of documents.
func showRows(b *data.Batch) [][]any {
	out := make([][]any, b.N)
	for i := range out {
		row := make([]any, len(b.Cols))
		for k, c := range b.Cols {
			row[k] = show(c, i)
		}
		out[i] = row
	}
	return out
}

// textOf writes a value on one line; control characters are escaped.
func textOf(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return strconv.Quote(fmt.Sprint(v))
	}
	return strings.Map(func(r rune) rune {
		if r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, strings.TrimSuffix(b.String(), "\n"))
}
