package text

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// answer is one question that Spark 4.3.0 answered: the file's content, the schema and options of the
// reader, and the rows with every column cast to STRING.
type answer struct {
	Format, Content, Schema, Type, Error string
	Options                              map[string]string
	Rows                                 [][]*string
}

func answers(t *testing.T) []answer {
	f, err := os.Open("testdata/spark.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []answer
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var a answer
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// TestSparkAnswers holds every decoder to what Spark read from the same bytes.
func TestSparkAnswers(t *testing.T) {
	seen := 0
	for _, a := range answers(t) {
		if a.Schema == "" {
			continue
		}
		seen++
		t.Run(a.Format+"/"+a.Content, func(t *testing.T) {
			got, err := decode(t, a)
			if a.Error != "" {
				if _, malformed := err.(*Malformed); !malformed {
					t.Fatalf("error %v; Spark failed with %s", err, a.Error)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := render(a.Rows); strings.Join(got, "\n") != want {
				t.Errorf("%v\ngot  %s\nwant %s", a.Options, strings.Join(got, "\n"), want)
			}
		})
	}
	if seen < 150 {
		t.Fatalf("only %d questions", seen)
	}
}

func decode(t *testing.T, a answer) ([]string, error) {
	schema, err := data.ParseSchema(a.Schema)
	if err != nil {
		t.Fatal(err)
	}
	mode := ParseMode(a.Options["mode"])
	var b *data.Batch
	if a.Format == "json" {
		d := NewJSON(schema, JSONOptions{Mode: mode})
		if err := d.Lines([]byte(a.Content)); err != nil {
			return nil, err
		}
		b = d.Finish()
	} else {
		d := NewCSV(schema, csvTestOptions(a.Options, mode))
		if err := d.File([]byte(a.Content)); err != nil {
			return nil, err
		}
		b = d.Finish()
	}
	var rows []string
	for i := range b.N {
		var cells []string
		for k, c := range b.Cols {
			cells = append(cells, cell(c, i, schema.Fields[k].Type))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return rows, nil
}

func csvTestOptions(o map[string]string, mode Mode) CSVOptions {
	out := CSVOptions{
		Mode: mode, Header: o["header"] == "true", MultiLine: o["multiLine"] == "true",
		TrimLeading: o["ignoreLeadingWhiteSpace"] == "true", TrimTrailing: o["ignoreTrailingWhiteSpace"] == "true",
		NullValue: o["nullValue"], EmptyValue: o["emptyValue"], Sep: strings.ReplaceAll(o["sep"], `\t`, "\t"), PreferDate: true,
	}
	if o["quote"] != "" {
		out.Quote = o["quote"][0]
	}
	if o["comment"] != "" {
		out.Comment = o["comment"][0]
	}
	if o["timestampFormat"] != "" {
		out.Times.Timestamp = func(s []byte) (int64, bool) {
			at, err := time.Parse("02/01/2006 15:04", string(s))
			return at.UnixMicro(), err == nil
		}
		out.Times.Date = func(s []byte) (int32, bool) {
			at, err := time.Parse("02/01/2006", string(s))
			return int32(at.Unix() / 86400), err == nil
		}
	}
	return out
}

// cell writes a value as Spark's CAST AS STRING, for the types of the questions.
func cell(c data.Column, i int, t *data.Type) string {
	v := data.ValueAt(c, i)
	switch {
	case v == nil:
		return "null"
	case t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ:
		at := time.UnixMicro(v.(int64)).UTC()
		s := at.Format("2006-01-02 15:04:05.999999")
		if at.Year() > 9999 {
			s = "+" + s
		}
		return s
	case t.Kind == data.KindDate:
		at := time.Unix(int64(v.(int32))*86400, 0).UTC()
		if at.Year() > 9999 {
			return "+" + at.Format("2006-01-02")
		}
		return at.Format("2006-01-02")
	case t.Kind == data.KindDecimal:
		return v.(data.Dec).Text(t.Scale)
	case t.Kind == data.KindBinary:
		return string(v.([]byte))
	}
	return plainCell(c, i, t, v)
}

func plainCell(c data.Column, i int, t *data.Type, v any) string {
	switch c := c.(type) {
	case *data.Struct:
		var parts []string
		for k, f := range c.Fields {
			parts = append(parts, cell(f, i, t.Fields[k].Type))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *data.List:
		var parts []string
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			parts = append(parts, cell(c.Elems, int(k), t.Elem))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *data.MapColumn:
		var parts []string
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			parts = append(parts, cell(c.Keys, int(k), t.Key)+" -> "+cell(c.Items, int(k), t.Elem))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	switch v := v.(type) {
	case float64:
		return number(v, 64)
	case float32:
		return number(float64(v), 32)
	case string:
		return v
	}
	out, _ := json.Marshal(v)
	return string(out)
}

// number writes a double as Java does.
func number(v float64, bits int) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return strings.Replace(strconv.FormatFloat(v, 'g', -1, 64), "+", "", 1) + "inity"
	case a == 0 || a >= 1e-3 && a < 1e7:
		s := strconv.FormatFloat(v, 'f', -1, bits)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	m, e, _ := strings.Cut(strconv.FormatFloat(v, 'E', -1, bits), "E")
	if !strings.Contains(m, ".") {
		m += ".0"
	}
	return m + "E" + strings.TrimLeft(strings.TrimPrefix(e, "+"), "0")
}

// render writes Spark's rows like decode does: numbers that may be doubles are brought to one form.
func render(rows [][]*string) string {
	var out []string
	for _, r := range rows {
		var cells []string
		for _, v := range r {
			if v == nil {
				cells = append(cells, "null")
			} else {
				cells = append(cells, *v)
			}
		}
		out = append(out, strings.Join(cells, " | "))
	}
	return strings.Join(out, "\n")
}
