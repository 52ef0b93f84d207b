package data

import (
	"strings"
	"testing"
)

func TestParseSchema(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ts TIMESTAMP, page STRING, n INT NOT NULL COMMENT 'x, y', s STRUCT<a: INT, b: ARRAY<STRING>>, m MAP<STRING,INT>, d DECIMAL(5,2)",
			"ts TIMESTAMP,page STRING,n INT NOT NULL,s STRUCT<a: INT, b: ARRAY<STRING>>,m MAP<STRING, INT>,d DECIMAL(5,2)"},
		{"struct<a:int,`b c`:long>", "a INT,`b c` BIGINT"},
		{"`a``b` dec, struct STRING", "`a``b` DECIMAL(10,0),struct STRING"},
		{"", ""},
		{"i INTERVAL DAY TO SECOND, j interval year, k interval month, l interval, t time(3), v varchar(10), x array<array<void>>",
			"i INTERVAL DAY TO SECOND,j INTERVAL YEAR,k INTERVAL MONTH,l INTERVAL,t TIME(3),v STRING,x ARRAY<ARRAY<VOID>>"},
	} {
		s, err := ParseSchema(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
		} else if s.String() != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.in, s, c.want)
		} else if again, err := ParseSchema(s.String()); err != nil || again.String() != c.want {
			t.Errorf("%s does not read back: %v", s, err)
		}
	}
}

func TestParseTypeRefuses(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"bogus", `[UNSUPPORTED_DATATYPE] Unsupported data type "BOGUS". SQLSTATE: 0A000 (line 1, pos 0)`},
		{"int int", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'int': extra input 'int'. SQLSTATE: 42601 (line 1, pos 4)"},
		{"array<int", "[PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 9)"},
		{"map<int>", "[PARSE_SYNTAX_ERROR] Syntax error at or near '>'. SQLSTATE: 42601 (line 1, pos 7)"},
		{"decimal(39,1)", "[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision 39 exceeds max precision 38. SQLSTATE: 22003"},
		{"decimal(5,6)", "[DECIMAL_SCALE_EXCEEDS_PRECISION] Decimal scale (6) cannot be greater than precision (5). SQLSTATE: 22003"},
		{"array", `[INCOMPLETE_TYPE_DEFINITION.ARRAY] Incomplete complex type: The definition of "ARRAY" type is incomplete. You must provide an element type. For example: "ARRAY<INT>". SQLSTATE: 42K01 (line 1, pos 0)`},
	} {
		if _, err := ParseType(c.in); err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.in, err, c.want)
		}
	}
	if _, err := ParseType(strings.Repeat("array<", 100000)); err == nil {
		t.Error("a type nested 100000 deep was read")
	}
}

func FuzzParseSchema(f *testing.F) {
	f.Add("a INT, b STRUCT<c: ARRAY<MAP<STRING, DECIMAL(3,1)>>> NOT NULL COMMENT 'x'")
	f.Add("`")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSchema(text)
		if err != nil {
			return
		}
		again, err := ParseSchema(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q gives %q, which does not read back: %v", text, s, err)
		}
	})
}
