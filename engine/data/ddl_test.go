package data

import "testing"

func TestParseSchema(t *testing.T) {
	cases := map[string]string{
		"ts TIMESTAMP, page STRING, n INT":                                       "ts TIMESTAMP,page STRING,n INT",
		"a: long, `b c` decimal(5, 2) NOT NULL COMMENT 'it''s'":                  "a BIGINT,`b c` DECIMAL(5,2) NOT NULL",
		"s struct<a: int, b array<map<string, double>>>":                         "s STRUCT<a: INT, b: ARRAY<MAP<STRING, DOUBLE>>>",
		"i interval day to second, j interval year, k interval, l timestamp_ntz": "i INTERVAL DAY TO SECOND,j INTERVAL YEAR,k INTERVAL,l TIMESTAMP_NTZ",
		"STRUCT<x: INT>": "x INT",
		"v varchar(10), c char(3), t timestamp without time zone, d dec, u time(3)": "v STRING,c STRING,t TIMESTAMP_NTZ,d DECIMAL(10,0),u TIME(3)",
	}
	for in, want := range cases {
		s, err := ParseSchema(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if s.String() != want {
			t.Errorf("%s: %s, want %s", in, s, want)
		}
	}
	for _, in := range []string{"", "a", "a INT b INT", "a ARRAY<INT", "a DECIMAL(39,1)", "a NUMBER", "a INT,", "a MAP<INT>", "a INT NOT", "a DECIMAL(1,2,3)", "`a"} {
		if s, err := ParseSchema(in); err == nil {
			t.Errorf("%s: read as %s, want an error", in, s)
		}
	}
}

func FuzzParseSchema(f *testing.F) {
	f.Add("a INT, b STRUCT<c: ARRAY<MAP<STRING, DECIMAL(3,1)>>> NOT NULL")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSchema(text)
		if err != nil {
			return
		}
		again, err := ParseSchema(s.String())
		if err != nil || !again.Equal(s) {
			t.Fatalf("%q: %s reads back as %v, %v", text, s, again, err)
		}
	})
}
