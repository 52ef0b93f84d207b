package scenario_test

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// value draws a constant of any type, edges first.
func (a asker) value() string {
	switch a.Intn(16) {
	case 0, 1:
		return a.number("1")
	case 2:
		return a.number("1.5")
	case 3:
		return a.number("1D")
	case 4, 5:
		return a.text("'text'")
	case 6:
		return a.text("'2024-01-15'")
	case 7:
		return "date " + a.day()
	case 8:
		return "timestamp " + a.instant()
	case 9:
		return "timestamp_ntz " + a.pick("'2024-01-31 23:59:59.999999'", "'2024-03-10 02:30:00'", "'1969-12-31 23:59:59.5'", "'0001-01-01 00:00:00'")
	case 10:
		return a.interval()
	case 11:
		return a.pick("true", "false", "NULL", "NULL", "cast(NULL as int)", "cast(NULL as string)", "cast(NULL as array<int>)")
	case 12:
		return a.pick("x''", "x'00ff'", "x'616263'", "encode('é', 'UTF-8')")
	case 13:
		return a.pick("array()", "array(1, 2, NULL)", "array('b', 'a', 'b')", "array(1.5, 2)", "array(array(1), array())", "array(NULL)", "array(3, -1, 3)", "array(1D, double('NaN'))")
	case 14:
		return a.pick("map()", "map('a', 1, 'b', NULL)", "map(1, 'x')", "map('k', array(1))", "map(1.5, true)")
	}
	return a.pick("struct(1, 'a')", "named_struct('a', 1, 'b', NULL)", "named_struct('x', array(1), 'y', map('k', 2))", "struct()", "named_struct('d', date '2024-01-01', 'n', 1.50)")
}

func (a asker) interval() string {
	return a.pick("interval 1 day", "interval '1' month", "interval '-3' year", "interval '1-2' year to month", "interval '1 02:03:04.567' day to second", "interval '90' minute",
		"interval '-0.5' second", "interval 0 day", "make_interval(1, 2, 0, 3, 4, 5, 6.7)", "interval '178000000' year", "interval '106751991' day", "interval '23:59' hour to minute")
}

func (a asker) typeName() string {
	return a.pick("tinyint", "smallint", "int", "bigint", "float", "double", "decimal(5,2)", "decimal(38,18)", "decimal(10,0)", "decimal(3,3)", "string", "boolean", "binary", "date", "timestamp", "timestamp_ntz",
		"interval day", "interval month", "interval year to month", "interval day to second", "interval hour to second", "array<int>", "array<string>", "map<string,int>", "struct<a:int,b:string>", "char(3)", "varchar(2)", "interval")
}

func (a asker) castQuestion() string {
	v := a.value()
	switch a.Intn(6) {
	case 0:
		return fmt.Sprintf("try_cast(%s as %s)", v, a.typeName())
	case 1:
		return fmt.Sprintf("cast(cast(%s as %s) as string)", v, a.typeName())
	}
	return fmt.Sprintf("cast(%s as %s)", v, a.typeName())
}

func (a asker) operatorQuestion() string {
	x, y := a.value(), a.value()
	if a.chance(30) {
		y = a.interval()
	}
	switch a.Intn(5) {
	case 0:
		return fmt.Sprintf("%s(%s, %s)", a.pick("coalesce", "greatest", "least", "nullif", "nvl", "array", "map", "equal_null", "concat", "struct", "ifnull", "array_append", "nvl2(NULL,"+x+")||concat"), x, y)
	case 1:
		return fmt.Sprintf("%s IN (%s, %s)", x, y, a.value())
	case 2:
		return fmt.Sprintf("%s(%s)", a.pick("typeof", "hash", "xxhash64", "to_json", "length", "isnull", "-", "+", "~", "NOT ", "abs", "size", "hex", "md5", "ascii", "upper", "sha2"), x)
	case 3:
		return fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", a.pick("true", "false", "NULL"), x, y)
	}
	op := a.pick("+", "-", "*", "/", "%", "div", "=", "<", ">=", "<=>", "<>", "||", "&", "|", "^", "AND", "BETWEEN 1 AND", "<<", ">>>", "LIKE", "RLIKE", "IS DISTINCT FROM")
	return fmt.Sprintf("%s %s %s", x, op, y)
}

// callQuestion calls a function of the table with as many arguments as it takes, most of them
// of the type that its example has.
func (a asker) callQuestion() string {
	for {
		list := expr.Functions()
		f := list[a.Intn(len(list))]
		example, _, _ := strings.Cut(f.Example, " -- ")
		if f.Unstable || f.Example == "" || strings.Contains(example, "->") || strings.Contains(example, "current") || strings.Contains(f.Name, "sleep") || strings.HasPrefix(f.Name, "current") {
			continue
		}
		if a.chance(60) {
			return a.vary(a.vary(strings.TrimPrefix(example, "SELECT ")))
		}
		n := f.MinArgs
		if f.MaxArgs > n {
			n += a.Intn(f.MaxArgs - n + 1)
		} else if f.MaxArgs < 0 {
			n += a.Intn(3)
		}
		args := make([]string, n)
		for i := range args {
			args[i] = a.value()
		}
		name := f.Name
		if len(f.Aliases) > 0 && a.chance(30) {
			name = f.Aliases[a.Intn(len(f.Aliases))]
		}
		return name + "(" + strings.Join(args, ", ") + ")"
	}
}
