package collation_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/collation"
)

var pairsFile = flag.String("pairs", "testdata/pairs.jsonl.gz", "pairs of texts with Spark's answers; another file looks at answers that are not kept")

// pair is two texts and what Spark 4.3 says about them in a collation.
type pair struct {
	C, A, B, Replace, Before, After string
	Cmp                             int
	Eq                              bool
	Contains, Starts, Ends          *bool
	Instr                           *int // counts from 0
}

// TestPairs compares and searches as Spark does.
func TestPairs(t *testing.T) {
	f, err := os.Open(*pairsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var text io.Reader = f
	if strings.HasSuffix(*pairsFile, ".gz") {
		if text, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	sc := bufio.NewScanner(text)
	n := 0
	for sc.Scan() {
		var p pair
		if err := json.Unmarshal(sc.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		c, ok := collation.Parse(p.C)
		if !ok {
			t.Fatal(p.C)
		}
		a, b := []byte(p.A), []byte(p.B)
		if got := bytes.Compare(c.Key(nil, a), c.Key(nil, b)); got != p.Cmp {
			t.Errorf("%s: %+q against %+q: %d, Spark %d", p.C, p.A, p.B, got, p.Cmp)
		}
		if got := bytes.Equal(c.Key(nil, a), c.Key(nil, b)); got != p.Eq {
			t.Errorf("%s: %+q equals %+q: %v, Spark %v", p.C, p.A, p.B, got, p.Eq)
		}
		if p.Contains != nil {
			search(t, &c, p)
		}
		n++
	}
	if n == 0 {
		t.Error("no pairs")
	}
}

// search holds Find and its relatives to what Spark finds; spaces at the end are the caller's.
func search(t *testing.T, c *collation.Collation, p pair) {
	if c.Trim {
		return
	}
	a := []byte(p.A)
	find := c.Pattern([]byte(p.B))
	if find.Empty() {
		return
	}
	at, _ := find.Find(a, 0)
	if (at >= 0) != *p.Contains {
		t.Errorf("%s: %+q contains %+q: %v, Spark %v", p.C, p.A, p.B, at >= 0, *p.Contains)
		return
	}
	if got := find.At(a) >= 0; got != *p.Starts {
		t.Errorf("%s: %+q starts with %+q: %v, Spark %v", p.C, p.A, p.B, got, *p.Starts)
	}
	if got := find.Ends(a); got != *p.Ends {
		t.Errorf("%s: %+q ends with %+q: %v, Spark %v", p.C, p.A, p.B, got, *p.Ends)
	}
	if at < 0 {
		return
	}
	if got := len([]rune(p.A[:at])); got != *p.Instr {
		t.Errorf("%s: %+q stands in %+q at %d, Spark %d", p.C, p.B, p.A, got, *p.Instr)
	}
	if got := p.A[:at]; got != p.Before {
		t.Errorf("%s: %+q before %+q: %+q, Spark %+q", p.C, p.A, p.B, got, p.Before)
	}
	if _, last := find.FindLast(a, len(a)); p.A[last:] != p.After {
		t.Errorf("%s: %+q behind the last %+q: %+q, Spark %+q", p.C, p.A, p.B, p.A[last:], p.After)
	}
}

// TestNames reads names in every spelling, and suggests others for wrong ones.
func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"utf8_binary": "UTF8_BINARY", "utf8_lcase_rtrim": "UTF8_LCASE_RTRIM", "UNICODE_AI_CI": "UNICODE_CI_AI", "unicode_rtrim_ci": "UNICODE_CI_RTRIM",
		"UNICODE_CS_AS": "UNICODE", "en_AS_CS": "en", "DE_ai": "de_AI", "sr_cyrl_srb_ci": "sr_Cyrl_SRB_CI", "system.builtin.UTF8_LCASE": "UTF8_LCASE",
	} {
		if c, ok := collation.Parse(name); !ok || c.Name != want {
			t.Errorf("%s: %v %v, want %s", name, c.Name, ok, want)
		}
	}
	for name, want := range map[string]string{
		"xx": "xh, af, am", "en_US": "en_USA", "UTF8_BINARY_CI": "UTF8_BINARY", "UNICODE_CI_CS": "UNICODE_CS", "UNICODE_CI_CI": "UNICODE_CI", "sr_SR": "ar_SAU",
		"UTF8_BS": "UTF8_LCASE", "LTRIM": "lij", "DE_de_CI": "de_CI", "UTF8": "af", "unicodeci": "UNICODE", "x": "xh, af, am",
	} {
		if c, ok := collation.Parse(name); ok {
			t.Errorf("%s was read as %s", name, c.Name)
		}
		if got := collation.Suggest(name); got != want {
			t.Errorf("for %s: %s, want %s", name, got, want)
		}
	}
	if n := len(collation.All()); n != 1164 {
		t.Errorf("%d collations, Spark has 1164", n)
	}
}

// FuzzOrder makes keys of any bytes.
func FuzzOrder(f *testing.F) {
	f.Add([]byte("aß\xff\u0301한"), []byte("A"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		for _, name := range []string{"UTF8_LCASE", "UNICODE", "UNICODE_CI_RTRIM", "UNICODE_AI", "de_CI_AI"} {
			c, _ := collation.Parse(name)
			if bytes.Equal(c.Key(nil, a), c.Key(nil, b)) != bytes.Equal(c.Key(nil, b), c.Key(nil, a)) {
				t.Fatal("equality has an order")
			}
			c.Key(nil, a)
			p := c.Pattern(b)
			if at, end := p.Find(a, 0); at >= 0 && (end < at || end > len(a)) {
				t.Fatalf("a match of %d to %d in %d bytes", at, end, len(a))
			}
			p.FindLast(a, len(a))
			p.Ends(a)
		}
	})
}
