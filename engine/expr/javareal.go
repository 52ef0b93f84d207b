package expr

import (
	"cmp"
	"math"
	"net/url"
	"strings"
)

// javaDouble are the methods of java.lang.Double.
func javaDouble() []javaMethod {
	parse := func(s string) (float64, error) { return parseJavaReal(s, 64) }
	return append(javaFloating[float64](),
		tried1("parseDouble", parse), tried1("valueOf", parse),
		method1("doubleToLongBits", func(v float64) int64 { return int64(math.Float64bits(v)) }), method1("doubleToRawLongBits", func(v float64) int64 { return int64(math.Float64bits(v)) }),
		method1("longBitsToDouble", func(v int64) float64 { return math.Float64frombits(uint64(v)) }),
	)
}

// javaFloat are the methods of java.lang.Float.
func javaFloat() []javaMethod {
	parse := func(s string) (float32, error) {
		v, err := parseJavaReal(s, 32)
		return float32(v), err
	}
	return append(javaFloating[float32](),
		tried1("parseFloat", parse), tried1("valueOf", parse),
		method1("floatToIntBits", func(v float32) int32 { return int32(math.Float32bits(v)) }), method1("floatToRawIntBits", func(v float32) int32 { return int32(math.Float32bits(v)) }),
		method1("intBitsToFloat", func(v int32) float32 { return math.Float32frombits(uint32(v)) }),
	)
}

// javaFloating are the methods that Double and Float both have.
func javaFloating[T float32 | float64]() []javaMethod {
	return []javaMethod{
		method1("toString", func(v T) string { return javaText(v) }), same[T]("valueOf"), method2("compare", javaCompare[T]),
		method1("isNaN", func(v T) bool { return v != v }), method1("isInfinite", func(v T) bool { return math.IsInf(float64(v), 0) }),
		method1("isFinite", func(v T) bool { return v-v == 0 }), method2("sum", func(a, b T) T { return a + b }),
		method2("max", func(a, b T) T { return T(math.Max(float64(a), float64(b))) }), method2("min", func(a, b T) T { return T(math.Min(float64(a), float64(b))) }),
		method1("hashCode", func(v T) int32 { h, _ := javaHashOf(v); return h }),
	}
}

// javaCompare is compare() of numbers: -0.0 is less than 0.0, and NaN is above all.
func javaCompare[T float32 | float64](a, b T) int32 {
	if a != a || b != b {
		return truth01(a != a) - truth01(b != b)
	}
	if a == 0 && b == 0 {
		return truth01(math.Signbit(float64(b))) - truth01(math.Signbit(float64(a)))
	}
	return int32(cmp.Compare(a, b))
}

// parseJavaReal is Double.parseDouble or Float.parseFloat, by the size in bits.
func parseJavaReal(s string, size int) (float64, error) {
	text := strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	if text == "" {
		return 0, javaf("java.lang.NumberFormatException: empty String")
	}
	word := strings.TrimLeft(text, "+-")
	v, ok := parseDouble([]byte(text), size)
	if low := strings.ToLower(word); !ok || (low == "nan" || strings.HasPrefix(low, "inf")) && word != "NaN" && word != "Infinity" {
		return 0, javaf("java.lang.NumberFormatException: For input string: \"%s\"", text)
	}
	return v, nil
}

// javaURLEncoder and javaURLDecoder are the methods of java.net.URLEncoder and URLDecoder, whose second argument names UTF-8.
func javaURLEncoder() []javaMethod {
	encode := func(s string) string { return string(encodeURL(nil, []byte(s))) }
	return []javaMethod{method1("encode", encode), tried2("encode", func(s, charset string) (string, error) { return encode(s), onlyUTF8(charset) })}
}

func javaURLDecoder() []javaMethod {
	return []javaMethod{tried1("decode", javaURLDecode), tried2("decode", func(s, charset string) (string, error) {
		if err := onlyUTF8(charset); err != nil {
			return "", err
		}
		return javaURLDecode(s)
	})}
}

func javaURLDecode(s string) (string, error) {
	out, err := url.QueryUnescape(s)
	if err == nil {
		return strings.ToValidUTF8(out, "\uFFFD"), nil
	}
	at := strings.TrimSuffix(strings.TrimPrefix(err.Error(), `invalid URL escape "`), `"`)
	if len(at) < 3 {
		return "", javaf("java.lang.IllegalArgumentException: URLDecoder: Incomplete trailing escape (%%) pattern")
	}
	return "", javaf("java.lang.IllegalArgumentException: URLDecoder: Illegal hex characters in escape (%%) pattern - Error at index %d in: \"%s\"", hexFault(at[1:]), at[1:])
}

// onlyUTF8 refuses the other names of charsets.
func onlyUTF8(charset string) error {
	if strings.EqualFold(charset, "UTF-8") || strings.EqualFold(charset, "UTF8") {
		return nil
	}
	return javaf("java.io.UnsupportedEncodingException: %s", charset)
}
