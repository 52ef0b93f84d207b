package expr

import (
	"math/big"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// numberReader is a text on its way into a number.
type numberReader struct {
	rest            string
	whole, fraction string
	behind          bool
	negative        bool
}

// parse reads a text by the format; a text of more whole digits than the format has places for is none.
func (f numberFormat) parse(s string) (d data.Dec, ok bool) {
	r := numberReader{rest: s}
	for _, t := range f.tokens {
		r.rest = strings.TrimLeft(r.rest, " \t\n\r\f\v")
		if !r.token(t) {
			return d, false
		}
	}
	if r.rest != "" || r.whole == "" && r.fraction == "" {
		return d, false
	}
	u, fine := new(big.Int).SetString("0"+r.whole+r.fraction+strings.Repeat("0", f.fraction-len(r.fraction)), 10)
	if !fine {
		return d, false
	}
	if r.negative {
		u.Neg(u)
	}
	return data.DecBig(u)
}

func (r *numberReader) take(c string) bool {
	rest, ok := strings.CutPrefix(r.rest, c)
	r.rest = rest
	return ok
}

func (r *numberReader) token(t formatToken) bool {
	switch t.kind {
	case '0':
		return r.digits(t.parts)
	case '.':
		r.behind = r.take(".") || r.behind
	case '$':
		return r.take("$")
	case '<':
		r.take("<")
	case '>':
		r.negative = r.take(">") || r.negative
	case 'S':
		if !r.take("+") {
			r.negative = r.take("-") || r.negative
		}
	case 'M':
		r.negative = r.take("-") || r.negative
	}
	return true
}

// digits reads digits and separators: in each group, counted from the last, no more than the format
// has places, and as many where it says so.
func (r *numberReader) digits(parts []digitRun) bool {
	n := 0
	for n < len(r.rest) && (r.rest[n] >= '0' && r.rest[n] <= '9' || r.rest[n] == ',' && !r.behind) {
		n++
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
	groups := strings.Split(text, ",")
	var places []digitRun
	for _, p := range parts {
		if p.size > 0 {
			places = append(places, p)
		}
	}
	if len(groups) > len(places) {
		return false
	}
	for i := range places {
		p, size := places[len(places)-1-i], 0
		if k := len(groups) - 1 - i; k >= 0 {
			size = len(groups[k])
		}
		if size > p.size || p.exact && size != p.size {
			return false
		}
	}
	digits := strings.ReplaceAll(text, ",", "")
	if r.behind {
		r.fraction += digits
	} else {
		r.whole += digits
	}
	return true
}
