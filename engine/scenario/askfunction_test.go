package scenario_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

// Expressions are asked too: recorded ones with other arguments, casts of everything to
// everything, operators over all pairs of types, and the functions of the table over edge
// values, under ANSI and not. The answers lie in testdata/expressions.
//
//	go test ./engine/scenario -run TestAskExpressions -askexpr FILE -askseed 7 -askcount 1000
//	... -askwild     by family rather than from what was asked before
var (
	askExpr = flag.String("askexpr", "", "write random expressions without answers to this file")
	askWild = flag.Bool("askwild", false, "draw the expressions by family")
)

func TestAskExpressions(t *testing.T) {
	a := asker{rand.New(rand.NewSource(*askSeed))}
	seeds := a.templates(t)
	seen := map[string]bool{}
	var lines []string
	for i := 0; len(lines) < *askCount && i < 50**askCount; i++ {
		d := a.expression(seeds)
		key := fmt.Sprint(d)
		if seen[key] || heavy.MatchString(d["sql"].(string)) {
			continue
		}
		seen[key] = true
		d["id"] = fmt.Sprintf("asked-%d-%d", *askSeed, len(lines))
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(text))
	}
	if *askExpr == "" {
		return
	}
	if err := os.WriteFile(*askExpr, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// templates are the questions that are varied: what was recorded, and the examples of the
// function table.
func (a asker) templates(t *testing.T) []doc {
	list, err := scenario.Load("testdata/recorded/functions.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	var out []doc
	for _, s := range list {
		f := s.Function
		d := doc{"group": f.Group, "sql": f.SQL}
		for _, part := range [][2]string{{"from", f.From}, {"where", f.Where}, {"having", f.Having}, {"groupBy", f.GroupBy}, {"tz", f.TZ}} {
			if part[1] != "" {
				d[part[0]] = part[1]
			}
		}
		if f.Many {
			d["many"] = true
		}
		out = append(out, d)
	}
	for _, f := range expr.Functions() {
		sql, _, _ := strings.Cut(f.Example, " -- ")
		if !f.Unstable && sql != "" && !strings.Contains(sql, "current") {
			out = append(out, doc{"group": f.Group, "sql": strings.TrimPrefix(sql, "SELECT ")})
		}
	}
	return out
}

func (a asker) expression(seeds []doc) doc {
	d := doc{}
	kind := a.Intn(10)
	if *askWild {
		kind = 10
	}
	switch kind {
	case 10:
		a.wild(d)
	case 0:
		d["group"], d["sql"] = "cast", a.castQuestion()
	case 1:
		d["group"], d["sql"] = "operator", a.operatorQuestion()
	case 2, 3:
		d["group"], d["sql"] = "call", a.callQuestion()
	default:
		for k, v := range seeds[a.Intn(len(seeds))] {
			d[k] = v
		}
		d["sql"] = a.vary(d["sql"].(string))
		if from, ok := d["from"].(string); ok && a.chance(60) && strings.HasPrefix(from, "VALUES") {
			d["from"] = a.vary(from)
			d["many"] = d["groupBy"] == nil
		}
		if d["many"] == false {
			delete(d, "many")
		}
	}
	if _, ok := d["tz"]; !ok && a.chance(15) {
		d["tz"] = a.pick("America/New_York", "Asia/Kolkata", "Europe/Berlin", "+05:45", "Australia/Lord_Howe")
	}
	if a.chance(25) {
		d["legacy"] = true
	}
	return d
}

var (
	literals = regexp.MustCompile(`(?i)(\b(?:date|timestamp|timestamp_ntz|interval|x)\s*)?'(?:[^'\\]|\\.|'')*'|\b\d+(?:\.\d+)?(?:e-?\d+)?(?:bd|[yslfd])?\b`)
	instants = regexp.MustCompile(`^'-?\d{4,6}-\d`)
	heavy    = regexp.MustCompile(`(?i)(repeat|space|pad|sequence|range).*(\d{6}|year|month|second)|now\(|today|version|user|uuid|rand`)
	typeName = regexp.MustCompile(`(?i)\bas (int|bigint|string|double|date|timestamp|boolean|decimal\(\d+,\s?\d+\))\)`)
)

// vary gives an expression other arguments of the same spelling: numbers for numbers, dates for
// dates, text for text.
func (a asker) vary(sql string) string {
	sql = typeName.ReplaceAllStringFunc(sql, func(s string) string {
		if a.chance(20) {
			return "as " + a.typeName() + ")"
		}
		return s
	})
	return literals.ReplaceAllStringFunc(sql, func(s string) string {
		if !a.chance(45) {
			return s
		}
		low := strings.ToLower(s)
		switch {
		case a.chance(4):
			return "NULL"
		case strings.HasPrefix(low, "date"):
			return "date " + a.day()
		case strings.HasPrefix(low, "timestamp_ntz"):
			return "timestamp_ntz " + a.instant()
		case strings.HasPrefix(low, "timestamp"):
			return "timestamp " + a.instant()
		case strings.HasPrefix(low, "interval"):
			return s[:len(s)-1] + a.pick("0", "1", "") + "'"
		case strings.HasPrefix(low, "x"):
			return a.pick("x''", "x'00'", "x'ff'", "x'616263'", "x'c3a9'", "x'f09f98'")
		case instants.MatchString(s):
			return a.pick(a.day(), a.instant())
		case s[0] == '\'':
			return a.text(s)
		}
		return a.number(s)
	})
}

func (a asker) day() string {
	return a.pick("'2024-01-31'", "'2024-02-29'", "'2023-12-31'", "'1970-01-01'", "'1969-12-31'", "'0001-01-01'", "'9999-12-31'", "'1582-10-10'", "'1900-03-01'",
		"'2024-03-10'", "'2024-11-03'", "'2021-01-03'", "'2020-12-28'", "'1600-02-29'", "'2024-1-5'", "'2024-07'", "'-0004-02-29'")
}

func (a asker) instant() string {
	return a.pick("'2024-01-31 23:59:59.999999'", "'2024-03-10 02:30:00'", "'2024-11-03 01:30:00'", "'1969-12-31 23:59:59.5'", "'1970-01-01 00:00:00'", "'0001-01-01 00:00:00'",
		"'9999-12-31 23:59:59.999999'", "'2024-02-29 12:00:00.000001'", "'2024-07-01 06:07:08.09'", "'1883-11-18 12:00:00'", "'2024-10-27 02:30:00'", "'2024-04-07 01:45:00'",
		"'2024-01-01 00:00:00Z'", "'2024-01-01 10:00:00+05:30'", "'2024-01-01T01:02'", "'1500-02-28 13:14:15.1'", "'2024-06-15 12:34:56 Europe/Paris'")
}

// text gives another string, or the old one damaged.
func (a asker) text(s string) string {
	if a.chance(45) {
		return a.pick("''", "' '", "'a'", "'abc'", "'ABC abc'", "'é'", "'😀'", "'ß'", "'a,b,c'", "'a\\tb\\nc'", "'1'", "'-1'", "'1.5'", "'1e3'", "'true'", "'NaN'", "'2024-01-01'", "' 12 '",
			"'%'", "'_'", "'a%'", "'x:y'", "'{\"a\":1}'", "'[1,2]'", "'null'", "'İi'", "'00'", "'-'", "'\\\\'", "'q''q'", "'Spark SQL'", "'2147483648'", "'.'", "'+'", "'$1'", "'aaa'")
	}
	body := []rune(s[1 : len(s)-1])
	if len(body) == 0 || strings.ContainsAny(s, "\\") || strings.Contains(s[1:len(s)-1], "'") {
		return s
	}
	k := a.Intn(len(body))
	switch a.Intn(6) {
	case 0:
		body = append(body[:k:k], body[k+1:]...)
	case 1:
		body = append(body[:k:k], append([]rune(a.pick("0", "9", " ", "-", ".", "a", "Z", "é", ",", ":")), body[k:]...)...)
	case 2:
		body[k] = []rune(a.pick("0", "9", " ", "-", ".", "a", "Z", "%", "/"))[0]
	case 3:
		body = append(body, body...)
	case 4:
		return "'" + strings.ToUpper(string(body)) + "'"
	default:
		body = []rune(" " + string(body) + " ")
	}
	return "'" + string(body) + "'"
}

func (a asker) number(s string) string {
	whole := !strings.ContainsAny(s, ".eEbBfFdD")
	switch {
	case whole && a.chance(70):
		return a.pick("0", "1", "2", "3", "4", "5", "7", "10", "12", "13", "16", "31", "32", "36", "59", "60", "64", "100", "-1", "-2", "-3", "-10")
	case whole:
		return a.pick("127", "128", "-128", "255", "32767", "32768", "65536", "2147483647", "-2147483648", "2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
			"3Y", "-128Y", "7S", "5L", "1.5", "-0.5", "2.5D", "0.1F", "'3'", "10000000000L")
	}
	return a.pick("0.0", "0.5", "-0.5", "1.5", "-1.5", "2.5", "-2.5", "0.1", "0.05", "123.456", "-123.455", "99999.99999", "1e3", "1e-5", "1E10", "0.0D", "-0.0D", "1e300D", "1e-300D", "1.0D", "3.7F",
		"12345678901234567890.12345", "0.00000000000000000001", "double('NaN')", "double('Infinity')", "float('-Infinity')", "99999999999999999999999999999999999999", "1BD", "4", "-4")
}
