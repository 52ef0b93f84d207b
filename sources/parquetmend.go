package sources

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// mendParquet rewrites the parts of a file that the library (v0.32.0) reads wrongly without a word: truth
// values in runs, of which it takes the first value only, and LZ4 pages that shrink to more than a third. It
// also unpacks LZ4 as Hadoop frames it, which the library does not know. Most files come back as they are.
func mendParquet(file []byte, meta *format.FileMetaData) ([]byte, bool, error) {
	tail := len(file) - 8 // it was looked at: the footer lies in the file
	var out []byte
	for g := range meta.RowGroups {
		for c := range meta.RowGroups[g].Columns {
			m := mending{file: file, leaf: leafElement(meta.Schema, c), meta: &meta.RowGroups[g].Columns[c].MetaData}
			wrong, err := m.needed()
			if err != nil {
				return file, false, err
			}
			if !wrong {
				continue
			}
			if out == nil {
				out = slices.Clone(file[:tail-int(binary.LittleEndian.Uint32(file[tail:]))])
			}
			if out, err = m.chunk(out); err != nil {
				return file, false, err
			}
		}
	}
	if out == nil {
		return file, false, nil
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), meta)
	if err != nil {
		return file, false, err
	}
	out = binary.LittleEndian.AppendUint32(append(out, footer...), uint32(len(footer)))
	return append(out, "PAR1"...), true, nil
}

// leafElement tells of a leaf how deep it may repeat and be left out.
func leafElement(schema []format.SchemaElement, column int) leafDepth {
	var walk func(at int, d leafDepth) (next int, found bool)
	leaf := -1
	var out leafDepth
	walk = func(at int, d leafDepth) (int, bool) {
		if at >= len(schema) {
			return at, false
		}
		e := &schema[at]
		if at > 0 && e.RepetitionType.Valid {
			d.repeats = d.repeats || e.RepetitionType.V == format.Repeated
			d.lacks = d.lacks || e.RepetitionType.V != format.Required
		}
		if e.Type.Valid {
			if leaf++; leaf == column {
				d.bools = e.Type.V == format.Boolean
				out = d
			}
			return at + 1, leaf == column
		}
		next, found := at+1, false
		for range e.NumChildren.V {
			if next, found = walk(next, d); found {
				return next, true
			}
		}
		return next, false
	}
	walk(0, leafDepth{})
	return out
}

// leafDepth says which levels the pages of a leaf hold, and whether it is BOOLEAN.
type leafDepth struct{ repeats, lacks, bools bool }

// mending rewrites one column chunk.
type mending struct {
	file []byte
	leaf leafDepth
	meta *format.ColumnMetaData
}

var errParquetPage = errors.New("a damaged Parquet file: its pages do not lie in it")

// each goes over the pages of the chunk.
func (m *mending) each(f func(h *format.PageHeader, body []byte) error) error {
	from := m.meta.DataPageOffset
	if d := m.meta.DictionaryPageOffset; d > 0 && d < from {
		from = d
	}
	size := m.meta.TotalCompressedSize
	if from < 0 || size < 0 || from > int64(len(m.file)) || size > int64(len(m.file))-from {
		return errParquetPage
	}
	in := bytes.NewReader(m.file[from : from+size])
	heads := thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(in))
	for in.Len() > 0 {
		var h format.PageHeader
		if err := heads.Decode(&h); err != nil {
			return err
		}
		at, n := from+size-int64(in.Len()), int64(h.CompressedPageSize)
		if n < 0 || n > int64(in.Len()) || h.UncompressedPageSize < 0 {
			return errParquetPage
		}
		if err := f(&h, m.file[at:at+n]); err != nil {
			return err
		}
		if _, err := in.Seek(n, 1); err != nil {
			return err
		}
	}
	return nil
}

func (m *mending) packedAsLZ4() bool {
	return m.meta.Codec == format.Lz4Raw || m.meta.Codec == format.Lz4
}

// needed tells whether the library would read the chunk wrongly.
func (m *mending) needed() (bool, error) {
	if m.packedAsLZ4() {
		return true, nil
	}
	if !m.leaf.bools || !slices.Contains(m.meta.Encoding, format.RLE) {
		return false, nil
	}
	runs := false
	err := m.each(func(h *format.PageHeader, _ []byte) error {
		runs = runs || h.DataPageHeader.V.Encoding == format.RLE && h.DataPageHeader.Valid || h.DataPageHeaderV2.V.Encoding == format.RLE && h.DataPageHeaderV2.Valid
		return nil
	})
	return runs, err
}

// chunk appends the chunk with its pages unpacked and its truth values as plain bits.
func (m *mending) chunk(out []byte) ([]byte, error) {
	at, dictionary := int64(len(out)), int64(0)
	first := int64(-1)
	err := m.each(func(h *format.PageHeader, body []byte) error {
		body, err := m.page(h, body)
		if err != nil {
			return err
		}
		head, err := thrift.Marshal(new(thrift.CompactProtocol), h)
		if h.DictionaryPageHeader.Valid {
			dictionary = int64(len(out))
		} else if first < 0 {
			first = int64(len(out))
		}
		out = append(append(out, head...), body...)
		return err
	})
	m.meta.Codec, m.meta.DataPageOffset, m.meta.DictionaryPageOffset = format.Uncompressed, max(first, at), dictionary
	m.meta.TotalCompressedSize = int64(len(out)) - at
	m.meta.TotalUncompressedSize = m.meta.TotalCompressedSize
	return out, err
}

// page gives the content of a page and changes its header to say what it is now.
func (m *mending) page(h *format.PageHeader, body []byte) ([]byte, error) {
	levels := 0
	v2 := h.DataPageHeaderV2.Valid
	if v2 { // its levels stand before what is packed
		levels = int(h.DataPageHeaderV2.V.RepetitionLevelsByteLength) + int(h.DataPageHeaderV2.V.DefinitionLevelsByteLength)
		if h.DataPageHeaderV2.V.RepetitionLevelsByteLength < 0 || levels < 0 || levels > len(body) || levels > int(h.UncompressedPageSize) {
			return nil, errParquetPage
		}
	}
	out := slices.Clone(body[:levels])
	values := body[levels:]
	if !v2 || !h.DataPageHeaderV2.V.IsCompressed.Valid || h.DataPageHeaderV2.V.IsCompressed.V {
		var err error
		if values, err = m.unpack(values, int(h.UncompressedPageSize)-levels); err != nil {
			return nil, err
		}
	}
	encoding, n := &h.DataPageHeader.V.Encoding, h.DataPageHeader.V.NumValues
	if v2 {
		encoding, n = &h.DataPageHeaderV2.V.Encoding, h.DataPageHeaderV2.V.NumValues
	}
	if m.leaf.bools && !h.DictionaryPageHeader.Valid && *encoding == format.RLE {
		if !v2 {
			levels, err := m.levelBytes(values)
			if err != nil {
				return nil, err
			}
			out, values = append(out, values[:levels]...), values[levels:]
		}
		var err error
		if values, err = plainBools(values, int(n)); err != nil {
			return nil, err
		}
		*encoding = format.Plain
	}
	out = append(out, values...)
	h.UncompressedPageSize, h.CompressedPageSize, h.CRC = int32(len(out)), int32(len(out)), 0
	return out, nil
}

// levelBytes is how many bytes of a page of version 1 are levels, each kind behind its length.
func (m *mending) levelBytes(page []byte) (int, error) {
	at := 0
	for _, there := range []bool{m.leaf.repeats, m.leaf.lacks} {
		if !there {
			continue
		}
		if len(page)-at < 4 || uint64(binary.LittleEndian.Uint32(page[at:])) > uint64(len(page)-at-4) {
			return 0, errParquetPage
		}
		at += 4 + int(binary.LittleEndian.Uint32(page[at:]))
	}
	return at, nil
}

// maxPage bounds what a page may unpack to.
const maxPage = 1 << 30

func (m *mending) unpack(b []byte, size int) ([]byte, error) {
	if size < 0 || size > maxPage {
		return nil, errParquetPage
	}
	switch m.meta.Codec {
	case format.Uncompressed:
		return b, nil
	case format.Lz4Raw:
		return unpackLZ4(b, size)
	case format.Lz4:
		return unpackHadoop(b, size, unpackLZ4)
	}
	return parquet.LookupCompressionCodec(m.meta.Codec).Decode(make([]byte, size), b)
}

func unpackLZ4(b []byte, size int) ([]byte, error) {
	out := make([]byte, size)
	if size == 0 {
		return out, nil
	}
	n, err := lz4.UncompressBlock(b, out)
	if err == nil && n != size {
		err = errParquetPage
	}
	return out, err
}

// plainBools turns n truth values, behind their length runs and stretches of bits, into plain bits.
func plainBools(b []byte, n int) ([]byte, error) {
	if n < 0 || n > maxPage {
		return nil, errParquetPage
	}
	out := make([]byte, (n+7)/8)
	at := 0
	put := func(v bool) {
		if v {
			out[at/8] |= 1 << (at % 8)
		}
		at++
	}
	for b = b[min(4, len(b)):]; at < n && len(b) > 0; {
		head, k := binary.Uvarint(b)
		if k <= 0 || head>>1 > maxPage {
			return nil, errParquetPage
		}
		b = b[k:]
		count := int(head >> 1)
		if head&1 == 1 {
			for i := range min(8*count, n-at, 8*len(b)) {
				put(b[i/8]>>(i%8)&1 == 1)
			}
			b = b[min(count, len(b)):]
		} else if len(b) > 0 {
			for range min(count, n-at) {
				put(b[0]&1 == 1)
			}
			b = b[1:]
		}
	}
	return out, nil
}
