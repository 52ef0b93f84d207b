package text

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// InferCSV reads the column names (the header, or _c0, _c1 ...) and, when types is set, guesses types;
// otherwise every column is STRING.
func InferCSV(files [][]byte, types bool, o CSVOptions) (*data.Schema, error) {
	in := &csvInference{tok: csvTokens{o: o.filled()}, types: types}
	for _, f := range files {
		if err := in.file(bytes.TrimPrefix(f, []byte("\xef\xbb\xbf"))); err != nil {
			return nil, err
		}
	}
	fields := make([]data.Field, len(in.names))
	for i, name := range in.names {
		t := data.String
		if types && in.guesses[i] != nil {
			t = in.guesses[i]
		}
		fields[i] = data.Field{Name: name, Type: t, Nullable: true}
	}
	return data.NewSchema(fields...), nil
}

type csvInference struct {
	tok     csvTokens
	types   bool
	names   []string
	guesses []guess
}

func (in *csvInference) file(b []byte) error {
	first := true
	return in.tok.each(b, func(fields []csvField, _ []byte) error {
		if in.names == nil {
			in.names = columnNames(fields, in.tok.o.Header, in.tok.o.NullValue)
			in.guesses = make([]guess, len(in.names))
		}
		if head := first && in.tok.o.Header; !head && in.types {
			for i := range min(len(fields), len(in.guesses)) {
				f := fields[i]
				if len(f.text) > 0 && string(f.text) != in.tok.o.NullValue {
					in.guesses[i] = in.guess(in.guesses[i], f.text)
				}
			}
		}
		first = false
		return nil
	})
}

// columnNames makes names unique as Spark does: by their number, when two are the same in any case. One that stands
// for null is none.
func columnNames(fields []csvField, header bool, null string) []string {
	out := make([]string, len(fields))
	count := map[string]int{}
	for _, f := range fields {
		count[strings.ToLower(string(f.text))]++
	}
	for i, f := range fields {
		name := string(f.text)
		switch {
		case !header || name == "" || name == null:
			name = "_c" + strconv.Itoa(i)
		case count[strings.ToLower(name)] > 1:
			name += strconv.Itoa(i)
		}
		out[i] = name
	}
	return out
}

// guess widens the type so far by one value. Nothing widens a STRING, and a time like those before
// needs no other look.
func (in *csvInference) guess(so guess, s []byte) guess {
	if so != nil && (so.Kind == data.KindString || so.Kind == data.KindTimestamp && in.isTime(s)) {
		return so
	}
	if read := in.tok.o.Times.Timestamp; read != nil && so != nil && so.Kind == data.KindTimestamp {
		if _, ok := read(s); ok {
			return so
		}
	}
	t := in.typeOf(s)
	if so == nil {
		return t
	}
	if so.Kind == data.KindBoolean && t.Kind != data.KindBoolean {
		return data.String
	}
	if in.tok.o.Times.Timestamp != nil && so.Kind != t.Kind && (so.Kind == data.KindDate || t.Kind == data.KindDate) {
		return data.String // by its pattern no date is a timestamp
	}
	return widen(so, t)
}

// isTime tells whether a value is a time of day of a date and so nothing else: no number has a colon.
func (in *csvInference) isTime(s []byte) bool {
	o := &in.tok.o
	if o.Times.Timestamp != nil || o.Times.Date != nil || len(s) < len("2024-01-01 10:00") || s[4] != '-' || s[13] != ':' {
		return false
	}
	if string(s) == o.NaN || string(s) == o.PosInf || string(s) == o.NegInf {
		return false
	}
	_, _, ok := ParseTimestamp(s, o.Times.Zone)
	return ok
}

func (in *csvInference) typeOf(s []byte) guess {
	if v, ok := quickInt(s); ok {
		if v == int64(int32(v)) {
			return data.Int
		}
		return data.Long
	}
	o := &in.tok.o
	if t := bigDecimal(s); t != nil {
		return t
	}
	if _, ok := javaFloat(string(s), false); ok || string(s) == o.NaN || string(s) == o.PosInf || string(s) == o.NegInf {
		return data.Double
	}
	if o.PreferDate {
		if o.Times.Date != nil {
			if _, ok := o.Times.Date(s); ok {
				return data.Date
			}
		} else if _, ok := ParseDate(s); ok && len(bytes.TrimSpace(s)) == len("2024-01-01") && !bytes.ContainsAny(bytes.TrimSpace(s), " T") {
			return data.Date
		}
	}
	if o.Times.Timestamp != nil {
		if _, ok := o.Times.Timestamp(s); ok {
			return data.Timestamp
		}
	} else if timestampText(s, o.Times.Zone) {
		return data.Timestamp
	}
	if strings.EqualFold(string(s), "true") || strings.EqualFold(string(s), "false") {
		return data.Boolean
	}
	return data.String
}

// bigDecimal is the type of a whole number that no BIGINT holds.
func bigDecimal(s []byte) guess {
	if bytes.IndexByte(s, ',') >= 0 {
		return nil
	}
	var d decimalReader
	m, exp, _, ok := d.split(s)
	if !ok || exp < 0 || bytes.ContainsAny(s, "eE.") || len(m) > data.MaxPrecision {
		return nil
	}
	return data.DecimalOf(max(len(m), 1), 0)
}
