package avro

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func columns(t testing.TB, ddl string) *data.Schema {
	t.Helper()
	s, err := data.ParseSchema(ddl)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func file(t testing.TB, codec, ddl string, rows ...[]any) []byte {
	t.Helper()
	s := columns(t, ddl)
	b, err := File(data.FromRows(s, rows), SchemaOf("r", s), codec)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(b []byte, s *data.Schema, o Options) (*data.Batch, error) {
	h, err := ReadHeader(b)
	if err != nil {
		return nil, err
	}
	from, err := Parse(h.Meta["avro.schema"])
	if err != nil {
		return nil, err
	}
	if s == nil {
		if s, err = Columns(from); err != nil {
			return nil, err
		}
	}
	d, err := NewDecoder(from, s, o)
	if err != nil {
		return nil, err
	}
	if err := h.Each(b, d.Rows); err != nil {
		return nil, err
	}
	return d.Finish(), nil
}

func lines(b *data.Batch) string {
	var out []string
	for i := range b.N {
		out = append(out, strings.TrimSpace(fmt.Sprintln(b.Row(i)...)))
	}
	return strings.Join(out, "\n")
}

// TestColumnsByName reads fields in another order, fewer of them, and one that the file lacks.
func TestColumnsByName(t *testing.T) {
	b := file(t, "deflate", "id BIGINT, tags ARRAY<STRUCT<k: STRING, n: INT>>, m MAP<STRING, DOUBLE>, Name STRING",
		[]any{int64(1), []any{[]any{"a", int32(1)}, nil}, []data.Pair{{Key: "x", Value: 0.5}}, "one"}, []any{nil, nil, nil, nil})
	got, err := read(b, columns(t, "name STRING, missing DATE, tags ARRAY<STRUCT<n: BIGINT>>"), Options{})
	if err != nil || lines(got) != "one <nil> [[1] <nil>]\n<nil> <nil> <nil>" {
		t.Fatalf("%v, %v", got, err)
	}
	got, err = read(b, columns(t, "first BIGINT"), Options{ByPlace: true})
	if err != nil || lines(got) != "1\n<nil>" {
		t.Fatalf("%v, %v", got, err)
	}
	defaults, err := Parse(`{"type":"record","name":"r","fields":[{"name":"id","type":"long"},{"name":"v","type":"int","default":7},{"name":"w","type":["null","string"],"default":null}]}`)
	if err != nil {
		t.Fatal(err)
	}
	got, err = read(b, columns(t, "id BIGINT, v INT, w STRING"), Options{Defaults: defaults})
	if err != nil || lines(got) != "1 7 <nil>\n<nil> 7 <nil>" {
		t.Fatalf("%v, %v", got, err)
	}
	for _, ddl := range []string{"id INT", "Name INT", "tags ARRAY<STRING>", "m MAP<STRING, INT>", "m ARRAY<INT>", "id STRUCT<a: INT>"} {
		if _, err := read(b, columns(t, ddl), Options{}); err == nil || !strings.Contains(err.Error(), "AVRO_INCOMPATIBLE_READ_TYPE") {
			t.Errorf("%s: %v", ddl, err)
		}
	}
}

// TestUnions reads unions as Spark does: numbers widen, other members become fields.
func TestUnions(t *testing.T) {
	s, err := Parse(`{"type":"record","name":"r","fields":[
		{"name":"n","type":["int","null","long"]},{"name":"u","type":["null","string","int"]},
		{"name":"e","type":{"type":"enum","name":"e","symbols":["A","B"]}},{"name":"f","type":{"type":"fixed","name":"f","size":2}},
		{"name":"t","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"skipped","type":{"type":"map","values":["null","double"]}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Columns(s)
	if err != nil || all.String() != "n BIGINT,u STRUCT<member0: STRING, member1: INT>,e STRING,f BINARY,t TIMESTAMP,skipped MAP<STRING, DOUBLE>" {
		t.Fatalf("%v, %v", all, err)
	}
	d, err := NewDecoder(s, columns(t, "n BIGINT, u STRUCT<member0: STRING, member1: INT>, e STRING, f BINARY, t TIMESTAMP"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := "\x00\x06" + "\x02\x04hi" + "\x02" + "xy" + "\x02" + "\x02\x02k\x00\x00" + "\x04\x03" + "\x04\x09" + "\x00" + "zz" + "\x00" + "\x00" + "\x02" + "\x00" + "\x00" + "ab" + "\x00" + "\x00"
	if err := d.Rows([]byte(rows), 3); err != nil {
		t.Fatal(err)
	}
	if got := lines(d.Finish()); got != "3 [hi <nil>] B [120 121] 1000\n-2 [<nil> -5] A [122 122] 0\n<nil> <nil> A [97 98] 0" {
		t.Fatal(got)
	}
	if err := d.Rows([]byte("\x08"), 1); err == nil {
		t.Error("a union has no member 4")
	}
	if self, err := Parse(`{"type":"record","name":"r","fields":[{"name":"next","type":["null","r"]}]}`); err != nil {
		t.Error(err)
	} else if _, err := Columns(self); err == nil || !strings.Contains(err.Error(), "itself") {
		t.Error(err)
	}
}

// TestDamagedContainer cuts a file at every byte and turns over bits of it: a prefix of rows and an error, or
// all rows; no panic, and no endless reading.
func TestDamagedContainer(t *testing.T) {
	for _, codec := range []string{"uncompressed", "deflate", "snappy", "zstandard"} {
		b := file(t, codec, "a INT, b ARRAY<STRING>, c DECIMAL(20,2)", []any{int32(1), []any{"x", nil}, data.DecOf(5)}, []any{nil, nil, nil})
		if got, err := read(b, nil, Options{}); err != nil || lines(got) != "1 [x <nil>] {0 5}\n<nil> <nil> <nil>" {
			t.Fatal(codec, got, err)
		}
		for n := range b {
			h, err := ReadHeader(b[:n])
			if err == nil && n > h.Size {
				err = h.Each(b[:n], func([]byte, int) error { return nil })
			}
			if h, full := ReadHeader(b); err == nil && (full != nil || n > h.Size) {
				t.Errorf("%s cut at %d is whole", codec, n)
			}
			flipped := append([]byte{}, b...)
			flipped[n] ^= 0x10
			if got, err := read(flipped, nil, Options{}); err == nil && got.N > MaxBlock {
				t.Errorf("%s flipped at %d: %d rows", codec, n, got.N)
			}
		}
	}
	r := &Reader{B: []byte("\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01")} // an array of 2^62 elements without a byte
	r.Blocks(func() {})
	if !r.Bad {
		t.Error("an array of nulls without end is read")
	}
}

func FuzzFile(f *testing.F) {
	f.Add(file(f, "snappy", "a INT, b MAP<STRING, ARRAY<INT>>", []any{int32(1), []data.Pair{{Key: "k", Value: []any{int32(2)}}}}))
	f.Add(file(f, "uncompressed", "a STRUCT<x: DATE, y: DECIMAL(5,2)>, b MAP<INT, BOOLEAN>", []any{[]any{int32(1), data.DecOf(7)}, []data.Pair{{Key: int32(1), Value: true}}}))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = read(b, nil, Options{})
	})
}
