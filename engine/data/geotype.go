package data

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// AnySRID is the SRID of a type whose values each have one of their own: GEOMETRY(ANY).
const AnySRID = -1

// The number of WGS 84, longitude and latitude in degrees, which GEOGRAPHY has by itself; GEOMETRY has 0, no system.
const WGS84 = 4326

// SRIDBytes is how many bytes of a value stand before its WKB.
const SRIDBytes = 4

// GeometryOf returns GEOMETRY(srid); a value is its SRID in four bytes, the least first, and WKB of that order.
func GeometryOf(srid int) *Type { return &Type{Kind: KindGeometry, SRID: srid} }

// GeographyOf returns GEOGRAPHY(srid), whose values are kept like those of GEOMETRY.
func GeographyOf(srid int) *Type { return &Type{Kind: KindGeography, SRID: srid} }

// Spatial tells whether the type is GEOMETRY or GEOGRAPHY.
func (t *Type) Spatial() bool { return t.Kind == KindGeometry || t.Kind == KindGeography }

// HoldsSpatial tells whether the type is GEOMETRY or GEOGRAPHY or has a part that is.
func (t *Type) HoldsSpatial() bool { return t.Holds((*Type).Spatial) }

// Holds tells whether is is true of the type or of a part of it.
func (t *Type) Holds(is func(*Type) bool) bool {
	if t == nil || is(t) {
		return t != nil
	}
	for _, f := range t.Fields {
		if f.Type.Holds(is) {
			return true
		}
	}
	return t.Elem.Holds(is) || t.Key.Holds(is)
}

// srids are the registered numbers, true for those on a sphere.
var srids = sync.OnceValue(func() map[int]bool {
	out := map[int]bool{}
	eachSRID(planeSRIDs, func(n int) { out[n] = false })
	eachSRID(sphericalSRIDs, func(n int) { out[n] = true })
	return out
})

// eachSRID reads a list of numbers and of stretches of them.
func eachSRID(list string, do func(n int)) {
	for _, part := range strings.Fields(list) {
		low, high, found := strings.Cut(part, "-")
		if !found {
			high = low
		}
		from, _ := strconv.Atoi(low)
		to, _ := strconv.Atoi(high)
		for n := from; n <= to; n++ {
			do(n)
		}
	}
}

// KnownSRID tells whether values of the kind may have a SRID.
func KnownSRID(kind Kind, srid int) bool {
	spherical, known := srids()[srid]
	if kind == KindGeography {
		return spherical
	}
	return known || srid == 0
}

// InvalidSRID refuses a SRID.
func InvalidSRID(srid string) *DDLError {
	return &DDLError{Condition: "ST_INVALID_SRID_VALUE", SQLState: "22023", Message: "Invalid or unsupported SRID (spatial reference identifier) value: " + srid + "."}
}

// spatialName is the type as SQL writes it.
func (t *Type) spatialName() string {
	if t.SRID == AnySRID {
		return kindNames[t.Kind] + "(ANY)"
	}
	return fmt.Sprintf("%s(%d)", kindNames[t.Kind], t.SRID)
}

// spatialJSON is the type in Spark's JSON form of schemas, which names the reference system.
func (t *Type) spatialJSON() string {
	const lastEPSG = 32767
	esri := t.SRID > lastEPSG
	eachSRID(lowESRI, func(n int) { esri = esri || n == t.SRID })
	system := fmt.Sprintf("EPSG:%d", t.SRID)
	switch {
	case t.SRID == AnySRID:
		system = "SRID:ANY"
	case t.SRID == 0:
		system = "SRID:0"
	case t.SRID == WGS84:
		system = "OGC:CRS84"
	case esri:
		system = fmt.Sprintf("ESRI:%d", t.SRID)
	}
	if t.Kind == KindGeography && t.SRID != AnySRID {
		system += ", SPHERICAL"
	}
	return strings.ToLower(kindNames[t.Kind]) + "(" + system + ")"
}

// spatialOfJSON reads the JSON form; ok is false for any other text.
func spatialOfJSON(name string) (*Type, bool) {
	kind, rest, found := strings.Cut(name, "(")
	t := GeometryOf(0)
	if kind == "geography" {
		t.Kind = KindGeography
	}
	system, _, _ := strings.Cut(strings.TrimSuffix(rest, ")"), ",")
	authority, id, named := strings.Cut(system, ":")
	if !found || !named || kind != "geometry" && kind != "geography" {
		return nil, false
	}
	switch {
	case id == "ANY":
		t.SRID = AnySRID
	case authority == "OGC":
		t.SRID = WGS84
	default:
		n, err := strconv.Atoi(id)
		if err != nil || !KnownSRID(t.Kind, n) {
			return nil, false
		}
		t.SRID = n
	}
	return t, true
}

// spatial reads GEOMETRY(srid) and GEOGRAPHY(srid).
func (p *ddlParser) spatial(kind Kind) (*Type, error) {
	start := *p
	if p.peek() != '(' {
		return nil, start.unknownType()
	}
	p.next()
	paren := *p
	p.next()
	srid, any := p.tok, p.is("ANY")
	if !any && (p.quoted || srid == "" || strings.Trim(srid, "0123456789") != "") {
		return nil, paren.unexpected()
	}
	p.next()
	if err := p.need(")"); err != nil {
		return nil, err
	}
	if any {
		return &Type{Kind: kind, SRID: AnySRID}, nil
	}
	n, err := strconv.Atoi(srid)
	if err != nil || !KnownSRID(kind, n) {
		return nil, InvalidSRID(srid)
	}
	return &Type{Kind: kind, SRID: n}, nil
}
