package expr

import (
	"encoding/json"
	"math/big"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/xmldoc"
)

// variant makes a VARIANT of an element: attributes and elements by name, an element that comes again as
// an array, and characters alone as their value.
func (r *xmlReader) variant(n *xmldoc.Node) []byte { return []byte(r.variantOf(n)) }

func (r *xmlReader) variantOf(n *xmldoc.Node) string {
	parts := map[string][]string{}
	if !r.o.noAttributes {
		for _, a := range n.Attrs {
			parts[r.o.prefix+a.Name] = append(parts[r.o.prefix+a.Name], r.variantText(a.Text))
		}
	}
	for _, k := range n.Kids {
		switch {
		case k.Kind == xmldoc.Element:
			parts[k.Name] = append(parts[k.Name], r.variantOf(k))
		case k.Kind == xmldoc.Text && strings.Trim(k.Text, " \t\r\n") != "":
			parts[r.o.valueTag] = append(parts[r.o.valueTag], r.variantText(k.Text))
		}
	}
	switch own := parts[r.o.valueTag]; {
	case len(parts) == 0:
		return "null"
	case len(parts) == 1 && len(own) == 1:
		return own[0]
	}
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		value := parts[name][0]
		if len(parts[name]) > 1 {
			value = "[" + strings.Join(parts[name], ",") + "]"
		}
		names[i] = jsonText(name) + ":" + value
	}
	return "{" + strings.Join(names, ",") + "}"
}

var decimalText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$`) })

// variantText is characters as a variant: a whole number, a decimal, a boolean or a text.
func (r *xmlReader) variantText(s string) string {
	s = r.o.trimmed(s)
	switch low := strings.ToLower(s); {
	case r.o.isNull(s) || s == "":
		return "null"
	case low == "true" || low == "false":
		return low
	}
	if number, ok := variantOfDigits(nil, s); ok {
		return string(number)
	}
	return jsonText(s)
}

// variantOfDigits appends a BIGINT, or a DECIMAL that holds all digits.
func variantOfDigits(dst []byte, s string) ([]byte, bool) {
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		return strconv.AppendInt(dst, v, 10), true
	}
	if !decimalText().MatchString(s) {
		return dst, false
	}
	v, ok := new(big.Rat).SetString(strings.TrimPrefix(s, "+"))
	for scale := 0; ok && scale <= data.MaxPrecision; scale++ {
		if text := v.FloatString(scale); v.Cmp(mustRat(text)) == 0 && len(strings.Trim(strings.Replace(text, ".", "", 1), "-")) <= data.MaxPrecision+1 {
			return appendVariantDecimal(dst, text), true
		}
	}
	return dst, false
}

// VariantOfField appends the VARIANT of a field of CSV: a number, truth value, date, time or text, whichever it
// is first; as reads it as a type.
func VariantOfField(dst, field []byte, as func(t *data.Type) (any, bool)) []byte {
	if out, ok := variantOfDigits(dst, string(field)); ok {
		return out
	}
	for _, t := range []*data.Type{data.Boolean, data.Date, data.Timestamp} {
		if t.Kind == data.KindDate && len(field) > len("2024-01-01") {
			continue // as DATE alone, a time behind it is cut off
		}
		if v, ok := as(t); ok {
			return AppendVariantScalar(dst, t, v)
		}
	}
	return AppendVariantScalar(dst, data.String, string(field))
}

func mustRat(text string) *big.Rat {
	v, _ := new(big.Rat).SetString(text)
	return v
}

// jsonText writes a text as JSON does.
func jsonText(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil { // a text always has a JSON
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
