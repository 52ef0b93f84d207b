package data

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/collation"
)

// plainTypes are the types without parameters, by every name Spark SQL has for them.
var plainTypes = map[string]*Type{
	"BOOLEAN": Boolean, "TINYINT": Byte, "BYTE": Byte, "SMALLINT": Short, "SHORT": Short, "INT": Int, "INTEGER": Int,
	"BIGINT": Long, "LONG": Long, "FLOAT": Float, "REAL": Float, "DOUBLE": Double, "DATE": Date, "TIMESTAMP": Timestamp,
	"TIMESTAMP_LTZ": Timestamp, "TIMESTAMP_NTZ": TimestampNTZ, "STRING": String, "BINARY": Binary, "VOID": Void, "VARIANT": Variant,
}

// typ reads one type; the current token is its first.
func (p *ddlParser) typ(depth int) (*Type, error) {
	if depth > maxTypeDepth {
		return nil, p.failed("FAILED_TO_PARSE_TOO_COMPLEX", "54001", "The statement, including potential SQL functions and referenced views, was too complex to parse.")
	}
	if p.quoted || p.tok == "" || !wordByte(p.tok[0]) || strings.Trim(p.tok, "0123456789") == "" {
		return nil, p.unexpected()
	}
	name := strings.ToUpper(p.tok)
	switch name {
	case "ARRAY", "MAP", "STRUCT":
		return p.nested(name, depth)
	case "INTERVAL":
		p.next()
		return p.interval()
	case "DECIMAL", "DEC", "NUMERIC":
		return p.decimal()
	case "CHAR", "CHARACTER", "VARCHAR":
		return p.sized(name)
	case "TIME":
		return p.time()
	case "GEOMETRY":
		return p.spatial(KindGeometry)
	case "GEOGRAPHY":
		return p.spatial(KindGeography)
	}
	t, ok := plainTypes[name]
	if !ok {
		return nil, p.unknownType()
	}
	if t == Timestamp || t == TimestampNTZ {
		return p.timestamp(t)
	}
	p.next()
	if t == String {
		var err error
		if t, err = p.collate(); err != nil {
			return nil, err
		}
	}
	if !p.is("(") {
		return t, nil
	}
	return nil, p.unexpected()
}

// unknownType refuses a name.
func (p *ddlParser) unknownType() error {
	return p.failed("UNSUPPORTED_DATATYPE", "0A000", "Unsupported data type \"%s\".", strings.ToUpper(p.tok))
}

func (p *ddlParser) nested(name string, depth int) (*Type, error) {
	if p.peek() != '<' {
		return nil, p.incomplete(name)
	}
	p.next()
	p.next()
	var t *Type
	switch name {
	case "ARRAY":
		elem, err := p.typ(depth + 1)
		if err != nil {
			return nil, err
		}
		t = ArrayOf(elem, true)
	case "MAP":
		key, err := p.typ(depth + 1)
		if err != nil {
			return nil, err
		}
		if err := p.need(","); err != nil {
			return nil, err
		}
		value, err := p.typ(depth + 1)
		if err != nil {
			return nil, err
		}
		t = MapOf(key, value, true)
	default:
		if p.take(">") {
			return StructOf(), nil
		}
		fields, err := p.fields(depth)
		if err != nil {
			return nil, err
		}
		t = StructOf(fields...)
	}
	if err := p.need(">"); err != nil {
		return nil, err
	}
	return t, nil
}

func (p *ddlParser) incomplete(name string) error {
	what, example := "an element type", "ARRAY<INT>"
	switch name {
	case "MAP":
		what, example = "a key type and a value type", "MAP<TIMESTAMP, INT>"
	case "STRUCT":
		what, example = "at least one field type", "STRUCT<name STRING, phone DECIMAL(10, 0)>"
	}
	return p.failed("INCOMPLETE_TYPE_DEFINITION."+name, "42K01",
		"Incomplete complex type: The definition of \"%s\" type is incomplete. You must provide %s. For example: \"%s\".", name, what, example)
}

// interval reads what stands behind INTERVAL: a field, FROM TO TO, or nothing.
func (p *ddlParser) interval() (*Type, error) {
	from, ok := p.unit()
	if !ok {
		return CalendarInterval, nil
	}
	start := p.start
	p.next()
	to := from
	if p.is("TO") {
		p.next()
		if to, ok = p.unit(); !ok {
			return nil, p.unexpected()
		}
		if to < from || from <= Month && to > Month {
			p.start = start
			return nil, p.failed("_LEGACY_ERROR_TEMP_0028", "", "Intervals FROM %s TO %s are not supported.", strings.ToLower(from.String()), strings.ToLower(to.String()))
		}
		p.next()
	}
	if from <= Month {
		return YearMonthOf(from, to), nil
	}
	return DayTimeOf(from, to), nil
}

func (p *ddlParser) unit() (Unit, bool) {
	for i, name := range unitNames {
		if p.is(name) {
			return Unit(i), true
		}
	}
	return 0, false
}

// params reads "(n, ...)" behind a type name; nil when there is none.
func (p *ddlParser) params(most int) ([]int, error) {
	p.next()
	if !p.take("(") {
		return nil, nil
	}
	var out []int
	for {
		n, err := strconv.Atoi(p.tok)
		if err != nil || p.quoted || len(out) == most {
			return nil, p.unexpected()
		}
		out = append(out, n)
		p.next()
		if !p.take(",") {
			break
		}
	}
	return out, p.need(")")
}

func (p *ddlParser) decimal() (*Type, error) {
	n, err := p.params(2)
	if err != nil {
		return nil, err
	}
	precision, scale := 10, 0
	if len(n) > 0 {
		precision = n[0]
	}
	if len(n) > 1 {
		scale = n[1]
	}
	switch {
	case scale > precision:
		return nil, &DDLError{Condition: "DECIMAL_SCALE_EXCEEDS_PRECISION", SQLState: "22003",
			Message: "Decimal scale (" + strconv.Itoa(scale) + ") cannot be greater than precision (" + strconv.Itoa(precision) + ")."}
	case precision > MaxPrecision:
		return nil, &DDLError{Condition: "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", SQLState: "22003",
			Message: "Decimal precision " + strconv.Itoa(precision) + " exceeds max precision 38."}
	}
	return DecimalOf(precision, scale), nil
}

// sized reads CHAR(n) and VARCHAR(n), which are strings to the engine.
func (p *ddlParser) sized(name string) (*Type, error) {
	start := *p
	n, err := p.params(1)
	if err != nil {
		return nil, err
	}
	if len(n) == 0 {
		return nil, start.failed("DATATYPE_MISSING_SIZE", "42K01", "DataType \"%s\" requires a length parameter, for example \"%s\"(10). Please specify the length.", name, name)
	}
	return p.collate()
}

// collate reads COLLATE name, where it stands behind a type of texts.
func (p *ddlParser) collate() (*Type, error) {
	if !p.take("COLLATE") {
		return String, nil
	}
	if !p.quoted && (p.tok == "" || !wordByte(p.tok[0])) {
		return nil, p.unexpected()
	}
	name := p.tok
	p.next()
	for p.take(".") {
		name += "." + p.tok
		p.next()
	}
	c, ok := collation.Parse(name)
	if !ok {
		return nil, InvalidCollation(name)
	}
	return StringOf(c.Name), nil
}

// InvalidCollation refuses the name of a collation, with those that are meant perhaps.
func InvalidCollation(name string) *DDLError {
	return &DDLError{Condition: "COLLATION_INVALID_NAME", SQLState: "42704",
		Message: "The value " + name + " does not represent a correct collation name. Suggested valid collation names: [" + collation.Suggest(name) + "]."}
}

func (p *ddlParser) time() (*Type, error) {
	start := *p
	n, err := p.params(1)
	switch {
	case err != nil:
		return nil, err
	case len(n) == 0:
		return Time, nil
	case n[0] > MaxTimePrecision:
		return nil, start.failed("UNSUPPORTED_TIME_PRECISION", "0A001", "The seconds precision %d of the TIME data type is out of the supported range [0, %d].", n[0], MaxTimePrecision)
	}
	return TimeOf(n[0]), nil
}
