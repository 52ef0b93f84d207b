package expr

import (
	"net/url"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func urlFunctions() []*Function {
	g := "url_funcs"
	return []*Function{
		def(g, "url_encode", "url_encode(str)", "The text as application/x-www-form-urlencoded.", "url_encode('https://spark.apache.org') -- https%3A%2F%2Fspark.apache.org", 1, 1, sig(data.String, text1(data.String, encodeURL), aString)),
		def(g, "url_decode", "url_decode(str)", "The text of application/x-www-form-urlencoded.", "url_decode('https%3A%2F%2Fspark.apache.org') -- https://spark.apache.org", 1, 1, sig(data.String, decodeURL, aString)),
		def(g, "try_url_decode", "try_url_decode(str)", "url_decode, null when the text is malformed.", "try_url_decode('%zz') -- NULL", 1, 1, triedBind("url_decode", sig(data.String, decodeURL, aString))),
		def(g, "parse_url", "parse_url(url, partToExtract[, key])", "A part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY, USERINFO.", "parse_url('http://spark.apache.org/path?query=1', 'HOST') -- spark.apache.org", 0, -1, bindParseURL(false)),
		def(g, "try_parse_url", "try_parse_url(url, partToExtract[, key])", "parse_url, null for an invalid URL.", "try_parse_url('http://spark.apache.org/path?query=1', 'HOST') -- spark.apache.org", 0, -1, within("parse_url", bindParseURL(true))),
	}
}

func encodeURL(dst, s []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range s {
		switch {
		case c == ' ':
			dst = append(dst, '+')
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', strings.IndexByte(".-*_", c) >= 0:
			dst = append(dst, c)
		default:
			dst = append(dst, '%', digits[c>>4], digits[c&15])
		}
	}
	return dst
}

func decodeURL(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			out, err := url.QueryUnescape(s.str(i))
			if err != nil {
				return nil, failf("CANNOT_DECODE_URL", "22546", "The provided URL cannot be decoded: %s. Please ensure that the URL is properly formatted and try again.", s.at(i))
			}
			return append(dst, out...), nil
		}
	})(ctx, cols, n)
}

func bindParseURL(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if n := len(b.Args); n < 2 || n > 3 {
			return nil, WrongCount(b.name(), "[2, 3]", n, Span{})
		}
		if err := b.acceptAll(aString.strictly()); err != nil {
			return nil, err
		}
		fail := b.Ctx.Ansi && !try
		return b.apply(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, part := a.text(0), a.text(1)
			return func(dst []byte, i int) ([]byte, error) {
				text := s.str(i)
				if a.has(2) && part.str(i) != "QUERY" {
					return nil, isNull
				}
				u, ok := parseURI(text)
				if !ok {
					if fail {
						return nil, failf("INVALID_URL", "22P02", "The url is invalid: %s. Use `try_parse_url` to tolerate invalid URL and return NULL instead.", text)
					}
					return nil, isNull
				}
				out := u.part(part.str(i))
				if a.has(2) {
					if out == nil {
						return nil, isNull
					}
					var err error
					if out, err = queryValue(*out, a.text(2).str(i)); err != nil {
						return nil, err
					}
				}
				if out == nil {
					return nil, isNull
				}
				return append(dst, *out...), nil
			}
		})), nil
	}
}

// part is the part that parse_url names so.
func (u javaURI) part(name string) *string {
	switch name {
	case "HOST":
		return u.host
	case "PATH":
		return u.path
	case "QUERY":
		return u.query
	case "REF":
		return u.fragment
	case "PROTOCOL":
		return u.scheme
	case "FILE":
		if u.query != nil {
			file := *u.path + "?" + *u.query
			return &file
		}
		return u.path
	case "AUTHORITY":
		return u.authority
	case "USERINFO":
		return u.userInfo
	}
	return nil
}

// queryValue is the value of a key, which Spark takes for a regular expression.
func queryValue(query, key string) (*string, error) {
	pattern := "(&|^)" + key + "=([^&]*)"
	re, err := compileJava(pattern)
	if mistake := patternMistake(pattern); err != nil && mistake != "" {
		return nil, javaf("java.util.regex.PatternSyntaxException: %s", mistake)
	}
	if err != nil {
		return nil, err
	}
	found, err := re.find([]byte(query), 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	value := string(part([]byte(query), found[0], 2))
	return &value, nil
}
