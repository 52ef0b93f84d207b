package scenario_test

import (
	"fmt"
	"strings"
)

func (a asker) literalQuestion() string {
	switch a.Intn(6) {
	case 0:
		return a.pick("'", `"`) + ""
	case 1:
		return "'" + a.pick(`\n`, `\t`, `\\`, `\'`, `\"`, `\0`, `\b`, `\r`, `\Z`, `\%`, `\_`, `\u0041`, `\U0001F600`, `\101`, `\x41`, `\q`, `\u00e9`, `\400`, `\u12`, "") + a.pick("a", "", "1", "''", "é") + "'"
	case 2:
		return a.pick("r'a\\n'", "R\"x\\d\"", "'a' 'b'", "'a' \"b\" 'c'", "X'1'", "X'0g'", "x'ABCD'", "1e5", "1E-3", "1.e2", ".5", "5.", "1.5BD", "2Y", "300Y", "40000S", "3000000000", "9223372036854775808", "1L", "9223372036854775808L", "1.5F", "1e40F", "1D", "1e400D", "0x10", "1__0", "-1Y", "- -1", "+ +1", "-(-1)", "123456789012345678901234567890123456789", "1e38BD", "0.1e-38", "1a", "$1", ":x", "00", "1.0E+2", "1e", "NULL", "TRUE", "null + 1", "not true", "!false", "~5", "date'2024-01-01'", "DATE '2024-13-01'", "timestamp'2024'", "TIMESTAMP '2024-01-01 25:00'", "timestamp_ltz'2024-01-01'", "x'6162' || 'c'", "interval")
	}
	n := a.pick("1", "2", "-3", "1.5", "'4'", "'-5'", "'1.25'", "0", "x", "100")
	u := a.pick("day", "days", "month", "year", "week", "hours", "minute", "second", "seconds", "millisecond", "microseconds", "quarter", "nanosecond", "dayy")
	switch a.Intn(4) {
	case 0:
		return "interval " + n + " " + u
	case 1:
		return "interval " + n + " " + u + " " + a.pick("2 hours", "3 months", "'4' second", "-1 day", "5")
	case 2:
		return a.pick("interval '1-2' year to month", "interval '1 2' day to hour", "interval '1 2:3' day to minute", "interval '2:3:4.5' hour to second", "interval '2:3' minute to second", "interval '1-13' year to month", "interval '1 25' day to hour", "interval '-1 2:3:4' day to second", "interval -'1 2:3:4' day to second", "interval '1:2' hour to minute", "interval '1 2' year to month", "interval '1' year to month", "interval '1 2:3:4' day to second * 2", "interval '59:59' minute to second", "interval '61:61' minute to second", "interval '5' day to second", "interval '1 2:3:4.1234567' day to second", "interval '1-2' month to year")
	}
	return a.pick("interval '"+n+" "+u+"'", "interval '1 day 2 hours'", "interval '1 year 2 days'", "interval ''", "interval 'x'", "interval '1 day -2 minutes 3.5 seconds'", "interval '10000000000 days'", "interval '1' '2'")
}

var datePattern = []string{"yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "dd/MM/yy", "MMM d, yyyy", "EEEE", "E", "e", "u", "D", "DDD", "Q", "QQQ", "QQQQ", "q", "qqqq", "yyyy-'W'ww", "YYYY-ww", "L", "LLLL", "MMMM", "MMMMM", "d", "dd", "ddd", "h:mm a", "K", "k", "H", "HH", "HHH", "m", "s", "S", "SSS", "SSSSSS", "SSSSSSSSS", "SSSSSSSSSS", "n", "N", "A", "VV", "z", "zzzz", "O", "OOOO", "X", "XX", "XXX", "XXXX", "XXXXX", "x", "xxx", "Z", "ZZZZZ", "ZZZZ", "G", "GGGG", "y", "yy", "yyy", "yyyyy", "yyyyyyy", "F", "W", "B", "c", "''", "'o''clock'", "'", "[yyyy]", "yyyy[-MM][-dd]", "{", "#", "", " ", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "p", "ppH", "MM/dd/yyyy hh:mm:ss a", "yyyyMMdd", "HHmmss", "dd-MMM-yyyy", "M", "uuuu", "aa", "EEEEE", "LLL", "w", "W"}

func (a asker) formatQuestion() string {
	p := "'" + strings.ReplaceAll(a.pick(datePattern...), "'", "''") + "'"
	if a.chance(25) {
		p = "'" + strings.ReplaceAll(a.pick(datePattern...)+a.pick("-", " ", "/", "")+a.pick(datePattern...), "'", "''") + "'"
	}
	switch a.Intn(5) {
	case 0:
		return fmt.Sprintf("from_unixtime(%s, %s)", a.pick("0", "1700000000", "-1", "253402300800", "-62135596801", "1709981445"), p)
	case 1:
		return fmt.Sprintf("to_char(%s, %s)", a.constant(a.pick("date", "timestamp", "timestamp_ntz", "binary")), p)
	}
	return fmt.Sprintf("date_format(%s, %s)", a.constant(a.pick("date", "timestamp", "timestamp", "timestamp_ntz", "string")), p)
}

func (a asker) parseQuestion() string {
	pairs := [][2]string{{"2024-02-29", "yyyy-MM-dd"}, {"29/02/24", "dd/MM/yy"}, {"Feb 29, 2024", "MMM d, yyyy"}, {"2024-060", "yyyy-DDD"}, {"12:30 PM", "hh:mm a"}, {"2024-02-29 10:20:30.123", "yyyy-MM-dd HH:mm:ss.SSS"}, {"20240229", "yyyyMMdd"}, {"2024-02-29T10:20:30+01:00", "yyyy-MM-dd'T'HH:mm:ssXXX"}, {"Thursday", "EEEE"}, {"2024 Q1", "yyyy 'Q'q"}, {"10:20", "HH:mm"}, {"2024", "yyyy"}, {"02", "MM"}, {"1 BC", "y G"}, {"2024-02-29 24", "yyyy-MM-dd kk"}, {"12 AM", "hh a"}, {"10:20:30 America/New_York", "HH:mm:ss VV"}, {"2024-2-9", "yyyy-M-d"}, {"99", "yy"}, {"2024-02-29 10:20:30 UTC", "yyyy-MM-dd HH:mm:ss z"}, {"February 2024", "MMMM yyyy"}, {"2024-02-29[10]", "yyyy-MM-dd'['HH']'"}, {"2024-02", "yyyy-MM[-dd]"}, {"1.5", "s.S"}, {"0 AM", "K a"}}
	x, y := pairs[a.Intn(len(pairs))], pairs[a.Intn(len(pairs))]
	text, pattern := x[0], x[1]
	switch a.Intn(4) {
	case 0:
		pattern = y[1]
	case 1:
		text = strings.Trim(a.text("'"+text+"'"), "'")
	}
	f := a.pick("to_timestamp", "to_date", "unix_timestamp", "to_unix_timestamp", "try_to_timestamp", "to_timestamp_ntz", "to_timestamp_ltz", "try_to_date")
	return fmt.Sprintf("%s('%s', '%s')", f, strings.ReplaceAll(text, "'", "''"), strings.ReplaceAll(pattern, "'", "''"))
}

func (a asker) numberFormat() string {
	f := "'" + a.pick("999", "000", "9,999", "0,000.00", "$999.99", "S999", "999S", "MI99", "99MI", "999PR", "9.9", "99.", ".99", "99,99,99", "$0", "L99", "99D99", "9G999D00", "S$9,999.99", "", "x", "9S9", "9,,9", "$", "0000000000", "999999999999999999999999999999999999999", "9 9", "B9", "00.00$") + "'"
	switch a.Intn(6) {
	case 0, 1:
		return fmt.Sprintf("%s(%s, %s)", a.pick("to_char", "to_varchar"), a.constant(a.pick("decimal", "int", "double", "bigint", "string")), f)
	case 2, 3:
		return fmt.Sprintf("%s('%s', %s)", a.pick("to_number", "try_to_number"), a.pick("12", "-12.3", "1,234", "$1.50", "<12>", "12-", "+7", "", "abc", "1234567.89", " 5", ".5", "$-1", "-$1"), f)
	case 4:
		return fmt.Sprintf("format_number(%s, %s)", a.constant(a.pick("decimal", "int", "double", "bigint", "float", "string", "tinyint")), a.pick("0", "2", "5", "-1", "'#,###.##'", "'0.0'", "'##'", "''", "'#.#E0'", "NULL", "1L", "'$#,##0.00'"))
	}
	return fmt.Sprintf("%s('%s', %s, %s)", a.pick("format_string", "printf"), a.pick("%d %s", "%5d|%s", "%-5s|%d", "%05d%s", "%x%s", "%.2f%s", "%e %s", "%,d %s", "%+d%s", "%s%s", "%S %c", "%b %s", "%o %s", "%h %s", "%10.3f %s", "%%%s", "%2$s %1$s", "%s %s %s", "%", "%z %s", "%(d %s", "%#x %s", "% d %s", "%.3s %s", "%g %s", "%a %s", "%tY %s", "%n%s"), a.constant(a.anyType()), a.constant(a.anyType()))
}

func (a asker) jsonQuestion() string {
	doc := "'" + a.pick(`{"a":1,"b":"x"}`, `{"a":"1","b":2}`, `{"a":1.5,"b":null}`, `{"A":1}`, `{"a":[1,2],"b":{"c":true}}`, `[{"a":1},{"a":2}]`, `{"a":1}{"a":2}`, `{"a":1,}`, `{a:1}`, `{"a":01}`, `{"a":NaN}`, `{"a":"2024-01-01"}`, `{"a":"2024-01-01T10:00:00Z","b":"x"}`, `{"a":1e3}`, `{"a":12345678901234567890}`, `{"a":true}`, `{"a":{"b":{"c":[1,{"d":2}]}}}`, `[1,"2",null]`, `"x"`, `1`, `null`, ``, ` `, `{}`, `[]`, `{"a":"\\u00e9\\n"}`, `{"a":1,"a":2}`, `{"b":"\\ud83d\\ude00"}`, `{"a":"x`, `{"a":1} x`, `{"a":-0.0,"b":"\\""}`, `{"a":"AQID"}`, `{"a":"1 day"}`, `{"a b":1,"c.d":2}`) + "'"
	schema := "'" + a.pick("a INT", "a STRING", "a INT, b STRING", "a DOUBLE, b STRING", "a DECIMAL(5,2)", "a DATE", "a TIMESTAMP", "a BIGINT", "a BOOLEAN", "a ARRAY<INT>", "a STRUCT<b: STRUCT<c: ARRAY<STRING>>>", "a MAP<STRING,INT>", "ARRAY<STRUCT<a: INT>>", "MAP<STRING,STRING>", "a BINARY", "a TIMESTAMP_NTZ", "a FLOAT", "a INT, _corrupt_record STRING", "ARRAY<INT>", "INT", "a", "a TINYINT NOT NULL", "a INTERVAL DAY TO SECOND", "STRUCT<a: INT>", "VARIANT", "a VARIANT") + "'"
	option := a.pick("", "", "", ", map('mode', 'FAILFAST')", ", map('mode', 'DROPMALFORMED')", ", map('allowUnquotedFieldNames', 'true')", ", map('primitivesAsString', 'true')", ", map('dateFormat', 'dd/MM/yyyy')", ", map('timestampFormat', 'yyyy-MM-dd')", ", map('allowNumericLeadingZeros', 'true')", ", map('allowSingleQuotes', 'false')", ", map('columnNameOfCorruptRecord', 'bad')", ", map('prefersDecimal', 'true')", ", map('mode', 1)", ", map('allowNonNumericNumbers', 'false')", ", map('dropFieldIfAllNull', 'true')", ", map('inferTimestamp', 'true')")
	switch a.Intn(8) {
	case 0, 1, 2:
		return fmt.Sprintf("from_json(%s, %s%s)", doc, schema, option)
	case 3:
		return fmt.Sprintf("schema_of_json(%s%s)", doc, option)
	case 4:
		return fmt.Sprintf("get_json_object(%s, '%s')", doc, a.pick("$", "$.a", "$.a.b", "$.a[0]", "$[0]", "$[*].a", "$.a[*]", "$['a']", "$.*", "$..a", "a", "$.a.", "$.b.c", "$['a b']", "$.c\\.d", "$[-1]", "$.a.b.c[1].d", "$.A", ""))
	case 5:
		return fmt.Sprintf("%s(%s)", a.pick("json_array_length", "json_object_keys", "parse_json", "try_parse_json", "is_variant_null(parse_json", "schema_of_variant(parse_json"), doc)
	case 6:
		return fmt.Sprintf("variant_get(parse_json(%s), '%s', '%s')", doc, a.pick("$", "$.a", "$[0]", "$.b", "$.a[0]", "x"), a.pick("int", "string", "double", "date", "array<int>", "map<string,string>", "struct<a:int>", "decimal(5,2)", "boolean", "variant", "timestamp"))
	}
	return fmt.Sprintf("to_json(%s%s)", a.pick("named_struct('x', "+a.constant(a.anyType())+", 'y', "+a.constant(a.anyType())+")", "array("+a.constant(a.anyType())+")", "map("+a.constant(a.pick(simpleTypes...))+", "+a.constant(a.anyType())+")", a.constant(a.anyType())),
		a.pick("", "", ", map('ignoreNullFields', 'false')", ", map('dateFormat', 'dd.MM.yy')", ", map('timestampFormat', 'HH:mm yyyy')", ", map('pretty', 'true')", ", map('timeZone', 'Asia/Tokyo')", ", map('writeNullIfWithDefaultValue', 'x')"))
}

func (a asker) csvQuestion() string {
	text := "'" + a.pick("1,x", "1", "", "a,b,c", "\"q\"\"q\",2", " 1 , x ", "1,", ",", "2024-01-01,10", "x,1", "\"a,b\",3", "1.5,true", "NaN,-1", "#c,1", "1;x", "''1'',2", "\\\\,1", "\"unclosed,1", "1,x,extra", "a\\nb,1") + "'"
	switch a.Intn(4) {
	case 0:
		return fmt.Sprintf("schema_of_csv(%s%s)", text, a.pick("", ", map('sep', ';')", ", map('delimiter', '|')"))
	case 1:
		return fmt.Sprintf("to_csv(named_struct('x', %s, 'y', %s)%s)", a.constant(a.anyType()), a.constant(a.anyType()), a.pick("", "", ", map('sep', ';')", ", map('nullValue', '-')", ", map('dateFormat', 'dd.MM.yy')", ", map('timestampFormat', 'HH:mm yyyy')", ", map('quoteAll', 'true')", ", map('emptyValue', 'E')", ", map('escape', '|')", ", map('ignoreLeadingWhiteSpace', 'false')"))
	}
	return fmt.Sprintf("from_csv(%s, '%s'%s)", text, a.pick("a INT, b STRING", "a STRING, b INT", "a DATE, b DOUBLE", "a DOUBLE, b BOOLEAN", "a STRING", "a INT, b INT, c INT", "a INT, b STRING, _corrupt_record STRING", "a DECIMAL(4,1), b TIMESTAMP", "a BINARY, b STRING", "a ARRAY<INT>", "a INT NOT NULL"), a.pick("", "", ", map('sep', ';')", ", map('mode', 'FAILFAST')", ", map('nullValue', '1')", ", map('ignoreLeadingWhiteSpace', 'true')", ", map('quote', '''')", ", map('comment', '#')", ", map('dateFormat', 'yyyy/MM/dd')", ", map('mode', 'DROPMALFORMED')", ", map('nanValue', 'x')"))
}

func (a asker) textQuestion() string {
	s := func() string { return a.constant("string") }
	n := func() string { return a.constant("int") }
	switch a.Intn(8) {
	case 0:
		return fmt.Sprintf("%s(%s)", a.pick("upper", "lower", "initcap", "length", "reverse", "trim", "ltrim", "rtrim", "ascii", "char", "hex", "unhex", "base64", "unbase64", "soundex", "md5", "sha1", "crc32", "bit_length", "octet_length", "char_length", "quote", "is_valid_utf8", "make_valid_utf8", "try_validate_utf8", "validate_utf8", "url_encode", "url_decode", "luhn_check", "space", "bin", "unicode", "try_url_decode", "to_binary", "str_to_map", "sentences", "randstr"), a.constant(a.pick("string", "string", "binary", a.anyType())))
	case 1:
		return fmt.Sprintf("%s(%s, %s)", a.pick("left", "right", "repeat(left(", "substring", "lpad", "rpad", "split", "split_part"), s(), n())
	case 2:
		return fmt.Sprintf("%s(%s, %s, %s)", a.pick("lpad", "rpad"), s(), a.pick("0", "1", "5", "-1", "10"), a.constant(a.pick("string", "binary")))
	case 3:
		return fmt.Sprintf("%s(%s, %s)", a.pick("instr", "contains", "startswith", "endswith", "levenshtein", "find_in_set", "position", "charindex", "locate", "concat_ws", "split", "like", "trim", "btrim", "ltrim", "rtrim", "nullif", "encode", "decode", "to_binary", "try_to_binary", "convert_timezone", "from_utc_timestamp", "to_utc_timestamp", "substring_index", "translate", "replace", "jaro_winkler_similarity"), a.constant(a.pick("string", "binary")), s())
	case 4:
		return fmt.Sprintf("%s(%s, %s, %s)", a.pick("substring", "substr", "replace", "translate", "substring_index", "split_part", "overlay", "locate", "position", "str_to_map", "mask", "lpad", "levenshtein", "concat_ws", "split"), s(), a.constant(a.pick("string", "int")), a.constant(a.pick("string", "int")))
	case 5:
		return fmt.Sprintf("%s(%s, '%s')", a.pick("encode", "decode", "to_binary"), a.constant(a.pick("string", "binary")), a.pick("UTF-8", "utf-16", "UTF-16LE", "US-ASCII", "ISO-8859-1", "utf-32", "hex", "base64", "latin1", "", "windows-1252"))
	case 6:
		return fmt.Sprintf("%s %s %s%s", s(), a.pick("LIKE", "NOT LIKE", "ILIKE"), a.pick("'%a%'", "'_'", "'\\\\%'", "'S%k'", "''", "'a\\\\'", "NULL", "'%'", "'s_ark'", "'é'"), a.pick("", "", " ESCAPE '/'", " ESCAPE 'S'"))
	}
	return fmt.Sprintf("substring(%s, %s, %s)", a.constant(a.pick("string", "binary")), n(), n())
}

func (a asker) regexpQuestion() string {
	s := "'" + a.pick("abc123", "aaa", "foo-bar_baz", "", "éà", "a.b.c", "2024-01-15", "x=1;y=22", "line1\\nline2", "AbC", "((", "😀b") + "'"
	p := "'" + a.pick("\\\\d+", "[a-z]+", "(\\\\w)(\\\\d)", "^a", "$", "", ".", "(?i)abc", "a{2}", "[^-]+", "(", "*", "\\\\b", "(?<n>\\\\d+)", "(\\\\d{4})-(\\\\d\\\\d)", "a|b", "\\\\p{L}+", "(?s).+", "\\\\s", "(a)?(b)?", "x*", "[[:alpha:]]", "\\\\Qa.b\\\\E", "a++", "(?=1)", "\\\\1") + "'"
	switch a.Intn(7) {
	case 0:
		return fmt.Sprintf("regexp_extract(%s, %s%s)", s, p, a.pick("", ", 0", ", 1", ", 2", ", 5", ", -1", ", NULL"))
	case 1:
		return fmt.Sprintf("regexp_extract_all(%s, %s%s)", s, p, a.pick("", ", 0", ", 1", ", 2"))
	case 2:
		return fmt.Sprintf("regexp_replace(%s, %s, '%s'%s)", s, p, a.pick("X", "", "$1", "$0-", "\\\\$", "$9", "$", "${n}", "\\\\"), a.pick("", "", ", 1", ", 3", ", 0", ", -1", ", 100"))
	case 3:
		return fmt.Sprintf("%s(%s, %s)", a.pick("regexp_count", "regexp_instr", "regexp_substr", "regexp_like", "regexp", "rlike"), s, p)
	case 4:
		return fmt.Sprintf("split(%s, %s%s)", s, p, a.pick("", ", 0", ", 2", ", -1", ", 1"))
	case 5:
		return fmt.Sprintf("%s %s %s", s, a.pick("RLIKE", "NOT RLIKE", "REGEXP"), p)
	}
	return fmt.Sprintf("%s RLIKE %s (%s, %s)", s, a.pick("ANY", "ALL"), p, p)
}
