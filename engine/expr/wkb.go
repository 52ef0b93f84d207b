package expr

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// The shapes of WKB, by their numbers. A thousand more has Z, two thousand more M, three thousand more both.
const (
	wkbPoint = iota + 1
	wkbLineString
	wkbPolygon
	wkbMultiPoint
	wkbMultiLineString
	wkbMultiPolygon
	wkbCollection
)

const wkbHeader = 5 // byte order and type

// wkbReader checks WKB and writes it anew in one byte order.
type wkbReader struct {
	in     []byte
	at     int
	order  binary.ByteOrder
	out    []byte
	write  binary.AppendByteOrder
	sphere bool // coordinates are degrees of longitude and latitude
}

// rewriteWKB appends the shape that in describes in the byte order, 'NDR' where little. Errors are Spark's. What stands
// behind the shape is dropped.
func rewriteWKB(dst, in []byte, little, sphere bool) ([]byte, error) {
	r := &wkbReader{in: in, out: dst, write: binary.BigEndian, sphere: sphere}
	if little {
		r.write = binary.LittleEndian
	}
	switch {
	case len(in) == 0:
		return nil, r.wrong(0, "WKB data is empty or null")
	case len(in) < wkbHeader:
		return nil, r.wrong(0, "Unexpected end of WKB buffer")
	}
	err := r.shape(0, -1)
	return r.out, err
}

func (r *wkbReader) wrong(at int, format string, args ...any) error {
	return failf("WKB_PARSE_ERROR", "22023", "Error parsing WKB: %s at position %d", fmt.Sprintf(format, args...), at)
}

// wkbDepth bounds collections within collections.
const wkbDepth = 500

// shape copies one shape; those within another one have its dimensions, a thousand times dims, which is -1 for any.
func (r *wkbReader) shape(depth, dims int) error {
	start := r.at
	if start >= len(r.in) {
		return r.wrong(start, "Unexpected end of WKB buffer")
	}
	switch r.in[start] {
	case 0:
		r.order = binary.BigEndian
	case 1:
		r.order = binary.LittleEndian
	default:
		return r.wrong(start, "Invalid byte order %d", int8(r.in[start]))
	}
	r.at++
	n, err := r.number()
	if err != nil {
		return err
	}
	kind, extra := n%1000, n/1000
	if kind < wkbPoint || kind > wkbCollection || n < 0 || extra > 3 || dims >= 0 && int(extra) != dims || depth > wkbDepth {
		return r.wrong(start+1, "Invalid or unsupported type %d", n)
	}
	order := byte(0)
	if r.write == binary.AppendByteOrder(binary.LittleEndian) {
		order = 1
	}
	r.out = r.write.AppendUint32(append(r.out, order), uint32(n))
	return r.content(int(kind), int(extra), depth)
}

// wkbParts are the parts of the shapes that consist of shapes.
var wkbParts = map[int]struct {
	count, shape string
	part         int
}{
	wkbMultiPoint: {"MultiPoint points", "Point in MultiPoint", wkbPoint}, wkbMultiLineString: {"MultiLineString line strings", "LineString in MultiLineString", wkbLineString},
	wkbMultiPolygon: {"MultiPolygon polygons", "Polygon in MultiPolygon", wkbPolygon}, wkbCollection: {"GeometryCollection geometries", "", 0},
}

// content copies what stands behind the header of a shape.
func (r *wkbReader) content(kind, extra, depth int) error {
	size := 2 + (extra+1)/2 // coordinates of a point
	switch kind {
	case wkbPoint:
		_, _, err := r.point(size, true)
		return err
	case wkbLineString:
		at := r.at
		n, err := r.count("LineString points", 8*size)
		if err == nil && n == 1 {
			err = r.wrong(at, "Too few points in linestring")
		}
		for ; err == nil && n > 0; n-- {
			_, _, err = r.point(size, false)
		}
		return err
	case wkbPolygon:
		n, err := r.count("polygon rings", 4)
		for ; err == nil && n > 0; n-- {
			err = r.ring(size)
		}
		return err
	}
	w := wkbParts[kind]
	n, err := r.count(w.count, wkbHeader)
	for ; err == nil && n > 0; n-- {
		order, from := r.order, len(r.out)
		err = r.shape(depth+1, extra)
		r.order = order
		if err == nil && w.part > 0 && partKind(r.out[from:], r.write) != w.part {
			err = r.wrong(r.at, "Expected %s", w.shape)
		}
	}
	return err
}

// partKind is the kind of a shape that was written.
func partKind(out []byte, order binary.AppendByteOrder) int {
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		return int(binary.LittleEndian.Uint32(out[1:])) % 1000
	}
	return int(binary.BigEndian.Uint32(out[1:])) % 1000
}

func (r *wkbReader) ring(size int) error {
	at := r.at
	n, err := r.count("ring points", 8*size)
	if err != nil {
		return err
	}
	var first, last [2]float64
	for i := range n {
		x, y, err := r.point(size, false)
		if err != nil {
			return err
		}
		if last = [2]float64{x, y}; i == 0 {
			first = last
		}
	}
	switch {
	case n < 4:
		return r.wrong(at, "Too few points in ring")
	case first != last:
		return r.wrong(at, "Ring is not closed")
	}
	return nil
}

// point copies the coordinates of a point; that of an empty one may be NaN.
func (r *wkbReader) point(size int, empty bool) (x, y float64, err error) {
	start := r.at
	var c [4]float64
	for i := range size {
		if len(r.in)-r.at < 8 {
			return 0, 0, r.wrong(r.at, "Unexpected end of WKB buffer")
		}
		c[i] = math.Float64frombits(r.order.Uint64(r.in[r.at:]))
		if math.IsInf(c[i], 0) || math.IsNaN(c[i]) && !empty {
			return 0, 0, r.wrong(r.at, "Invalid coordinate value found")
		}
		r.at += 8
		r.out = r.write.AppendUint64(r.out, math.Float64bits(c[i]))
	}
	blank := math.IsNaN(c[0]) || math.IsNaN(c[1])
	if r.sphere && !blank && !(math.Abs(c[0]) <= 180 && math.Abs(c[1]) <= 90) {
		return 0, 0, r.wrong(start, "Invalid coordinate value found")
	}
	return c[0], c[1], nil
}

func (r *wkbReader) number() (int32, error) {
	if len(r.in)-r.at < 4 {
		return 0, r.wrong(r.at, "Unexpected end of WKB buffer")
	}
	n := int32(r.order.Uint32(r.in[r.at:]))
	r.at += 4
	return n, nil
}

// count copies the number of what follows, each of least bytes.
func (r *wkbReader) count(what string, least int) (int, error) {
	at := r.at
	n, err := r.number()
	switch {
	case err != nil:
		return 0, err
	case n < 0:
		return 0, r.wrong(at, "Invalid count for %s: %d", what, n)
	case int(n) > (len(r.in)-r.at)/least:
		return 0, r.wrong(at, "Invalid count for %s: exceeds remaining bytes", what)
	}
	r.out = r.write.AppendUint32(r.out, uint32(n))
	return int(n), nil
}

// appendSpatial is what Spark shows of a geometry: the Java object that holds it, with the hash of its bytes.
func appendSpatial(dst, value []byte) []byte {
	return fmt.Appendf(dst, "org.apache.spark.unsafe.types.BinaryView@%x", murmurBytes(value, 42))
}

// firstSpatial is a geometry within a column that is not null.
func firstSpatial(c data.Column) (value []byte, t *data.Type) {
	switch c := expand(c).(type) {
	case *data.Bytes:
		for i := 0; i < c.Len() && c.T.Spatial(); i++ {
			if !data.IsNull(c, i) {
				return c.At(i), c.T
			}
		}
	case *data.List:
		return firstSpatial(c.Elems)
	case *data.MapColumn:
		if value, t = firstSpatial(c.Keys); t == nil {
			value, t = firstSpatial(c.Items)
		}
	case *data.Struct:
		for _, f := range c.Fields {
			if value, t = firstSpatial(f); t != nil {
				break
			}
		}
	}
	return value, t
}

// unwritten refuses a column with a geometry, of which the format has none.
func unwritten(c data.Column, format string) error {
	if !c.Type().HoldsSpatial() {
		return nil
	}
	value, t := firstSpatial(c)
	if t == nil {
		return nil
	}
	name := map[data.Kind]string{data.KindGeometry: "Geometry", data.KindGeography: "Geography"}[t.Kind]
	return javaf("Failed to convert value %s (class of class org.apache.spark.unsafe.types.BinaryView) %s %sType(%d) to %s.",
		appendSpatial(nil, value), map[string]string{"JSON": "with the type of", "XML": "in type"}[format], name, t.SRID, format)
}

// spatialPart is a part of a type that is a geometry, nil where none is.
func spatialPart(t *data.Type) *data.Type {
	if t == nil || t.Spatial() {
		return t
	}
	for _, f := range t.Fields {
		if p := spatialPart(f.Type); p != nil {
			return p
		}
	}
	if p := spatialPart(t.Elem); p != nil {
		return p
	}
	return spatialPart(t.Key)
}

// spatialAllowed refuses geometries where the setting is off.
func spatialAllowed(ctx *Context) error {
	if ctx.Conf == nil || ctx.Conf("spark.sql.geospatial.enabled") != "false" {
		return nil
	}
	err := Errorf("UNSUPPORTED_FEATURE.GEOSPATIAL_DISABLED", "0A000", Span{}, "The feature is not supported: Geospatial feature is disabled.")
	err.Hint = "SET spark.sql.geospatial.enabled = true allows it."
	return err
}

// sridOf is the SRID that a value has.
func sridOf(value []byte) int { return int(int32(binary.LittleEndian.Uint32(value))) }

// withSRID appends a SRID as the beginning of a value.
func withSRID(dst []byte, srid int) []byte {
	return binary.LittleEndian.AppendUint32(dst, uint32(srid))
}

// checkSRID refuses a SRID that values of the kind may not have.
func checkSRID(kind data.Kind, srid int) error {
	if data.KnownSRID(kind, srid) {
		return nil
	}
	return failf("ST_INVALID_SRID_VALUE", "22023", "Invalid or unsupported SRID (spatial reference identifier) value: %d.", srid)
}
