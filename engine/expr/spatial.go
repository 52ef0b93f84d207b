package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// spatialFunctions are those of GEOMETRY and GEOGRAPHY.
func spatialFunctions() []*Function {
	const g = "st_funcs"
	const point = "X'0101000000000000000000F03F0000000000000040'"
	list := []*Function{
		def(g, "st_geomfromwkb", "st_geomfromwkb(wkb[, srid])", "The GEOMETRY that WKB describes, with a reference system by its number; 0, none, is the default.", "st_srid(st_geomfromwkb("+point+", 4326)) -- 4326", 1, 2, bindGeomFromWKB),
		def(g, "st_geogfromwkb", "st_geogfromwkb(wkb)", "The GEOGRAPHY that WKB describes, in degrees of longitude and latitude.", "st_srid(st_geogfromwkb("+point+")) -- 4326", 1, 1, bindGeogFromWKB),
		def(g, "st_asbinary", "st_asbinary(geo[, endianness])", "The WKB of a GEOMETRY or GEOGRAPHY, the least byte first (NDR) or last (XDR).", "hex(st_asbinary(st_geomfromwkb("+point+"), 'XDR')) -- 00000000013FF00000000000004000000000000000", 1, 2, bindAsBinary),
		def(g, "st_srid", "st_srid(geo)", "The number of the reference system of a GEOMETRY or GEOGRAPHY.", "st_srid(st_geomfromwkb("+point+")) -- 0", 1, 1, sig(data.Int, rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			v := a.text(0)
			return func(i int) (int32, error) { return int32(sridOf(v.at(i))), nil }
		}), aSpatial)),
		def(g, "st_setsrid", "st_setsrid(geo, srid)", "The same GEOMETRY or GEOGRAPHY with another number of a reference system.", "st_srid(st_setsrid(st_geomfromwkb("+point+"), 3857)) -- 3857", 2, 2, bindSetSRID),
	}
	for _, f := range list {
		bind := f.Bind
		f.Bind = func(b *Binding) (Expr, error) {
			if err := spatialAllowed(b.Ctx); err != nil {
				return nil, err
			}
			return bind(b)
		}
	}
	return list
}

// aSpatial wants GEOGRAPHY or GEOMETRY of any reference system.
var aSpatial = kinds("", data.GeographyOf(data.WGS84), data.KindGeography, data.KindGeometry).named(`("GEOGRAPHY" or "GEOMETRY")`)

// sridType is the type of a value whose SRID is argument i, and must be known where it is a literal.
func (b *Binding) sridType(kind data.Kind, i int) (*data.Type, error) {
	t := &data.Type{Kind: kind, SRID: data.AnySRID}
	l, ok := b.Args[i].(*Literal)
	if !ok {
		return t, nil
	}
	if n, given := l.Value.(int32); given {
		t.SRID = int(n)
		return t, checkSRID(kind, int(n))
	}
	return t, nil
}

func bindGeomFromWKB(b *Binding) (Expr, error) {
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 1 {
		b.Args = append(b.Args, &Literal{Value: int32(0), Typ: data.Int})
	}
	if err := b.acceptAll(aBinary, anInt); err != nil {
		return nil, err
	}
	t, err := b.sridType(data.KindGeometry, 1)
	if err != nil {
		return nil, err
	}
	return b.apply(t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		wkb, srid := a.text(0), a.ints(1)
		return func(dst []byte, i int) ([]byte, error) {
			n := int(srid.at(i))
			if err := checkSRID(data.KindGeometry, n); err != nil {
				return nil, err
			}
			return rewriteWKB(withSRID(dst, n), wkb.at(i), true, false)
		}
	})), nil
}

func bindGeogFromWKB(b *Binding) (Expr, error) {
	if err := b.acceptAll(aBinary); err != nil {
		return nil, err
	}
	t := data.GeographyOf(data.WGS84)
	return b.apply(t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		wkb := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			return rewriteWKB(withSRID(dst, data.WGS84), wkb.at(i), true, true)
		}
	})), nil
}

func bindSetSRID(b *Binding) (Expr, error) {
	if err := b.acceptAll(aSpatial, anInt); err != nil {
		return nil, err
	}
	kind := b.typ(0).Kind
	t, err := b.sridType(kind, 1)
	if err != nil {
		return nil, err
	}
	return b.apply(t, texts(t, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		geo, srid := a.text(0), a.ints(1)
		return func(dst []byte, i int) ([]byte, error) {
			n := int(srid.at(i))
			if err := checkSRID(kind, n); err != nil {
				return nil, err
			}
			return append(withSRID(dst, n), geo.at(i)[data.SRIDBytes:]...), nil
		}
	})), nil
}

func bindAsBinary(b *Binding) (Expr, error) {
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 1 {
		b.Args = append(b.Args, textArg("NDR"))
	}
	if err := b.acceptAll(aSpatial, aString); err != nil {
		return nil, err
	}
	return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		geo, order := a.text(0), a.text(1)
		return func(dst []byte, i int) ([]byte, error) {
			name := order.str(i)
			if !strings.EqualFold(name, "NDR") && !strings.EqualFold(name, "XDR") {
				return nil, failf("ST_INVALID_ENDIANNESS_VALUE", "22023", "Endianness '%s' must be either 'NDR' (little-endian) or 'XDR' (big-endian).", name)
			}
			return rewriteWKB(dst, geo.at(i)[data.SRIDBytes:], strings.EqualFold(name, "NDR"), false)
		}
	})), nil
}
