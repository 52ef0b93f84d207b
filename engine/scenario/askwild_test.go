package scenario_test

import (
	"fmt"
	"strings"
)

// wild draws questions by family rather than from templates: every family of functions with
// every type, columns of several rows beside constants, and nested calls.
func (a asker) wild(d doc) {
	families := []struct {
		group string
		draw  func() string
	}{
		{"literal", a.literalQuestion}, {"format", a.formatQuestion}, {"parse", a.parseQuestion}, {"number", a.numberFormat}, {"json", a.jsonQuestion}, {"csv", a.csvQuestion},
		{"lambda", a.lambdaQuestion}, {"coerce", a.coerceQuestion}, {"decimal", a.decimalQuestion}, {"moment", a.momentQuestion}, {"collection", a.collectionQuestion}, {"text", a.textQuestion},
		{"regexp", a.regexpQuestion}, {"cast", a.castPair}, {"count", a.wrongCount},
	}
	switch a.Intn(10) {
	case 0, 1:
		a.aggregateQuestion(d)
	case 2:
		a.windowQuestion(d)
	case 3, 4:
		a.columnQuestion(d)
	default:
		f := families[a.Intn(len(families))]
		d["group"], d["sql"] = f.group, f.draw()
		if a.chance(10) { // what the column is called
			d["from"] = "(SELECT " + d["sql"].(string) + ")"
			d["sql"] = "json_object_keys(to_json(struct(*), map('ignoreNullFields', 'false')))"
		}
	}
}

// constant draws a constant of a type; edges come first.
func (a asker) constant(t string) string {
	if a.chance(7) {
		return "cast(NULL as " + t + ")"
	}
	switch base, _, _ := strings.Cut(t, "("); base {
	case "tinyint":
		return a.pick("1Y", "0Y", "-1Y", "127Y", "-128Y", "7Y")
	case "smallint":
		return a.pick("1S", "0S", "-5S", "32767S", "-32768S", "300S")
	case "int":
		return a.pick("0", "1", "2", "-1", "7", "100", "2147483647", "-2147483648", "-17", "12345")
	case "bigint":
		return a.pick("0L", "1L", "-3L", "5000000000L", "9223372036854775807L", "-9223372036854775808L", "1709981445123L")
	case "float":
		return a.pick("0F", "1.5F", "-0.0F", "0.1F", "3.4e38F", "1e-45F", "float('NaN')", "float('Infinity')", "-2.5F", "16777217F", "1e10F")
	case "double":
		return a.pick("0D", "1.5D", "-0.0D", "0.1D", "1e308D", "4.9e-324D", "double('NaN')", "double('-Infinity')", "-2.5D", "9007199254740993D", "1e-7D", "123456789.987D", "1e7D", "0.001D")
	case "decimal":
		return a.pick("1.5", "0.00", "-123.456", "99999999999999999999999999999999999999", "0.1", "-0.5", "2.50", "12345678.90", "1BD", "0.000001", "1e-10BD", "-99999.999", "1234567890123456789.123456789")
	case "string":
		return a.pick("''", "'a'", "'Spark'", "'é'", "'😀'", "' x '", "'12'", "'-1.5'", "'true'", "'2024-02-29'", "'a,b'", "'null'", "'NaN'", "'ÀÉ'", "'ﬀ'", "'1e2'", "'İ'")
	case "binary":
		return a.pick("x''", "x'00'", "x'616263'", "x'ff'", "x'c3a9'", "x'f09f9880'", "x'edA080'")
	case "boolean":
		return a.pick("true", "false")
	case "date":
		return "date " + a.day()
	case "timestamp":
		return "timestamp " + a.instant()
	case "timestamp_ntz":
		return "timestamp_ntz " + a.instant()
	case "interval day to second":
		return a.pick("interval '1 02:03:04.5' day to second", "interval '-0 00:00:00.000001' day to second", "interval '106751991 04:00:54.775807' day to second", "interval '0 0:0:0' day to second")
	case "interval year to month":
		return a.pick("interval '1-2' year to month", "interval '-178956970-8' year to month", "interval '0-0' year to month")
	case "interval":
		return a.pick("make_interval(1, 2, 3, 4, 5, 6, 7.8)", "make_interval(0)", "make_interval(0,0,0,-1)")
	case "array<int>":
		return a.pick("array(3, 1, 2)", "array(1, NULL, 1)", "cast(array() as array<int>)", "array(-1)", "array(1, 2, 3, 4, 5)")
	case "array<string>":
		return a.pick("array('b', 'a')", "array('x', NULL, '')", "array('é', 'e')", "split('a,b,c', ',')")
	case "array<double>":
		return a.pick("array(1D, double('NaN'), -0.0D)", "array(0.0D, -0.0D)", "array(NULL, 2.5D)")
	case "map<string,int>":
		return a.pick("map('a', 1, 'b', 2)", "map('k', NULL)", "cast(map() as map<string,int>)", "map('', 0)")
	case "struct<a:int,b:string>":
		return a.pick("named_struct('a', 1, 'b', 'x')", "named_struct('a', cast(NULL as int), 'b', '')", "named_struct('a', 2, 'b', cast(NULL as string))")
	}
	return "NULL"
}

var simpleTypes = []string{"tinyint", "smallint", "int", "bigint", "float", "double", "decimal(5,2)", "decimal(38,18)", "string", "binary", "boolean", "date", "timestamp", "timestamp_ntz", "interval day to second", "interval year to month"}
var nestedTypes = []string{"interval", "array<int>", "array<string>", "array<double>", "map<string,int>", "struct<a:int,b:string>"}

func (a asker) anyType() string {
	if a.chance(20) {
		return a.pick(nestedTypes...)
	}
	return a.pick(simpleTypes...)
}

func (a asker) castPair() string {
	from, to := a.anyType(), a.pick(append([]string{a.typeName()}, simpleTypes...)...)
	how := a.pick("cast(%s as %s)", "cast(%s as %s)", "try_cast(%s as %s)", "%s :: %s", "cast(cast(%s as %s) as string)")
	if a.chance(30) {
		return fmt.Sprintf(how, a.stringFor(to), to)
	}
	return fmt.Sprintf(how, a.constant(from), to)
}

// stringFor draws texts that are nearly of a type.
func (a asker) stringFor(t string) string {
	switch base, _, _ := strings.Cut(t, "("); base {
	case "boolean":
		return a.pick("'TRUE'", "'t'", "'yes'", "'on'", "'0'", "'1.0'", "' f '", "'N'", "'truee'", "''")
	case "date":
		return a.pick("'2024'", "'2024-2'", "'2024-02-3'", "'2024-02-30'", "'+2024-01-01'", "'12024-01-01'", "'2024-01-01T'", "'2024-01-01 x'", "'-0001-01-01'", "'20240101'", "'2024/01/01'", "'999999-01-01'", "'2024-01-01Z'", "'0000-01-01'", "'5881580-07-11'", "'5881580-07-12'", "'\\t2024-01-01\\n'")
	case "timestamp", "timestamp_ntz":
		return a.pick("'2024-01-01 1:2:3'", "'2024-01-01 24:00:00'", "'2024-01-01 10:00:00.1234567'", "'2024-01-01 10:00 Europe/Berlin'", "'2024-01-01T10:00:00+1'", "'2024-01-01 10:00:00-25:00'", "'10:11:12'", "'T10:11'", "'2024-01-01 10'", "'2024-01-01 10:00:00 PST'", "'294247-01-10 04:00:54.775807'", "'294247-01-10 04:00:54.775808'", "'-290308-12-21 19:59:05.224192'", "'2024-01-01 10:00:00 UTC+1'", "'2024-01-01 10:00:00.'", "'2024-01-01  10:00'")
	case "tinyint", "smallint", "int", "bigint":
		return a.pick("'1'", "'+1'", "'-0'", "'1.9'", "'.5'", "'1e3'", "'128'", "'2147483648'", "'9223372036854775808'", "' 7 '", "'7L'", "'0x1F'", "'1_000'", "'--1'", "'١'", "'\\u00007'", "'00012'", "'1.'", "'1.5e0'")
	case "float", "double", "decimal":
		return a.pick("'1.5f'", "'1D'", "'1e400'", "'-inf'", "'+Infinity'", "'nan'", "'.5'", "'5.'", "'.'", "'1e-400'", "'0x1p3'", "'1,5'", "' 1.5 '", "'1e'", "'123456789012345678901234567890123456789'", "'1e37'", "'-1e38'", "'0.0000000000000000000000000000000000000001'", "'1d5'", "'Infinit'")
	case "interval day to second", "interval":
		return a.pick("'1 02:03:04'", "'1 day 2 hours'", "'interval 1 day'", "'INTERVAL ''1 2:3:4'' DAY TO SECOND'", "'-1 day'", "'1 day -1 second'", "'1.5 seconds'", "'1 month'", "''", "'1'", "'1 days ago'", "'+1 day'", "' 1 day '", "'1day'")
	case "interval year to month":
		return a.pick("'1-2'", "'-1-2'", "'INTERVAL ''1-2'' YEAR TO MONTH'", "'1-12'", "'1'", "'1 year'", "'interval 1 year'", "''")
	}
	return a.constant("string")
}

// coerceQuestion puts values of two or three types where one type is wanted.
func (a asker) coerceQuestion() string {
	x, y, z := a.constant(a.anyType()), a.constant(a.anyType()), a.constant(a.anyType())
	switch a.Intn(9) {
	case 0:
		return fmt.Sprintf("%s %s %s", x, a.pick("=", "<", "<=>", "<>", ">=", "!=", "=="), y)
	case 1:
		return fmt.Sprintf("%s %s (%s, %s)", x, a.pick("IN", "NOT IN"), y, z)
	case 2:
		return fmt.Sprintf("CASE %s WHEN %s THEN %s ELSE %s END", x, y, z, x)
	case 3:
		return fmt.Sprintf("typeof(%s(%s, %s, %s))", a.pick("coalesce", "greatest", "least", "array", "concat"), x, y, z)
	case 4:
		return fmt.Sprintf("%s(%s, %s)", a.pick("nullif", "nvl", "ifnull", "equal_null", "array", "coalesce", "greatest", "least", "if(true,", "array_append(array("+x+"),", "array_union(array("+x+"), array("), x, y) + ""
	case 5:
		return fmt.Sprintf("%s BETWEEN %s AND %s", x, y, z)
	case 6:
		return fmt.Sprintf("%s %s %s", x, a.pick("+", "-", "*", "/", "%", "div", "||", "&", "|", "^"), y)
	case 7:
		return fmt.Sprintf("map(%s, %s, %s, 1)", x, y, z)
	}
	return fmt.Sprintf("nvl2(%s, %s, %s)", x, y, z)
}

func (a asker) decimalQuestion() string {
	num := func() string {
		p := 1 + a.Intn(38)
		s := a.Intn(p + 1)
		digits := a.digits(1 + a.Intn(max(1, p-s)))
		if s > 0 && a.chance(80) {
			digits += "." + a.digits(1+a.Intn(s))
		}
		return fmt.Sprintf("cast('%s%s' as decimal(%d,%d))", a.pick("", "-"), digits, p, s)
	}
	x, y := num(), num()
	switch a.Intn(6) {
	case 0, 1:
		return fmt.Sprintf("%s %s %s", x, a.pick("+", "-", "*", "/", "%", "div"), y)
	case 2:
		return fmt.Sprintf("%s(%s, %s)", a.pick("pmod", "try_add", "try_divide", "try_multiply", "try_subtract", "coalesce", "greatest", "mod"), x, y)
	case 3:
		return fmt.Sprintf("%s(%s, %d)", a.pick("round", "bround", "ceil", "floor", "truncate"), x, a.Intn(12)-4)
	case 4:
		return fmt.Sprintf("%s(%s)", a.pick("abs", "-", "ceil", "floor", "sign", "sqrt", "bigint", "double", "string", "int", "float", "negative", "hash", "typeof"), x)
	}
	return fmt.Sprintf("%s %s %s", x, a.pick("=", "<", "+", "*", "/", "-"), a.pick("1", "2L", "0.5D", "1.5F", "'3'", "NULL", "7Y"))
}

func (a asker) digits(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("0123456789"[a.Intn(10)])
	}
	return b.String()
}

// wrongCount calls a function with a number of arguments that it may not take.
func (a asker) wrongCount() string {
	name := a.pick("upper", "concat", "substring", "round", "coalesce", "date_add", "to_json", "sum", "count", "nvl", "if", "array_contains", "transform", "map_keys", "element_at", "lpad", "regexp_replace", "format_string", "make_date", "hash", "greatest", "nullif", "split", "decode", "percentile", "rank", "explode", "struct", "named_struct", "mapp", "substringg", "greatestt")
	var args []string
	for range a.Intn(6) {
		args = append(args, a.constant(a.anyType()))
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}
