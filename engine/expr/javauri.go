package expr

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A javaURI is what Java's URI knows of a text; parts that it does not have are nil.
//
//	scheme://userInfo@host:port/path?query#fragment
type javaURI struct {
	scheme, authority, userInfo, host, path, query, fragment *string
}

const (
	uriLetters    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	uriDigits     = "0123456789"
	uriAlphanum   = uriLetters + uriDigits
	uriUnreserved = uriAlphanum + "_-!.~'()*"
	uriAny        = uriUnreserved + ";/?:@&=+$,[]"
	uriPath       = uriUnreserved + ":@&=+$,;/"
	uriUser       = uriUnreserved + ";:&=+$,"
	uriRegistry   = uriUnreserved + "$,;:@&=+"
)

// parseURI reads a text as Java does (RFC 2396 with Java's deviations); ok is false where it refuses.
func parseURI(s string) (u javaURI, ok bool) {
	rest := s
	if i := strings.IndexAny(s, ":/?#"); i >= 0 && s[i] == ':' {
		if i == 0 || strings.IndexByte(uriLetters, s[0]) < 0 || strings.Trim(s[:i], uriAlphanum+"+-.") != "" {
			return u, false
		}
		scheme := s[:i]
		u.scheme, rest = &scheme, s[i+1:]
		if !strings.HasPrefix(rest, "/") {
			opaque, fragment, has := strings.Cut(rest, "#")
			return u.withFragment(fragment, has && opaque != "", opaque != "" && uriHolds(opaque, uriAny))
		}
	}
	rest, fragment, has := strings.Cut(rest, "#")
	if after, found := strings.CutPrefix(rest, "//"); found {
		end := strings.IndexAny(after, "/?")
		if end < 0 {
			end = len(after)
		}
		if end == 0 && after == "" && !has || end > 0 && !u.server(after[:end]) {
			return u, false
		}
		rest = after[end:]
	}
	path, query, asks := strings.Cut(rest, "?")
	u.path = &path
	if asks {
		u.query = &query
	}
	return u.withFragment(fragment, has, uriHolds(path, uriPath) && uriHolds(query, uriAny))
}

func (u javaURI) withFragment(fragment string, has, ok bool) (javaURI, bool) {
	if has {
		u.fragment = &fragment
	}
	return u, ok && uriHolds(fragment, uriAny)
}

// uriHolds tells whether a text has only these bytes, escapes, and letters and signs beyond ASCII.
func uriHolds(s, allowed string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			i += 2
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r <= 128 || unicode.In(r, unicode.Z) || unicode.IsControl(r) {
				return false
			}
			i += n - 1
		case strings.IndexByte(allowed, c) < 0:
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// server reads userInfo@host:port; what is none may be another name of an authority.
func (u *javaURI) server(authority string) bool {
	u.authority = &authority
	host := authority
	var user *string
	if at := strings.IndexByte(host, '@'); at >= 0 {
		name := host[:at]
		user, host = &name, host[at+1:]
		if !uriHolds(name, uriUser) {
			return uriHolds(authority, uriRegistry)
		}
	}
	host, ok := serverHost(host)
	if !ok {
		return uriHolds(authority, uriRegistry)
	}
	u.userInfo, u.host = user, &host
	return true
}

// serverHost is the host of host:port.
func serverHost(s string) (string, bool) {
	end := strings.IndexByte(s, ':')
	if strings.HasPrefix(s, "[") {
		end = strings.IndexByte(s, ']') + 1
		if end == 0 || !isIPv6(s[1:end-1]) {
			return "", false
		}
	} else if end < 0 {
		end = len(s)
	}
	host, port := s[:end], s[end:]
	if port != "" {
		if port[0] != ':' || strings.Trim(port[1:], uriDigits) != "" {
			return "", false
		}
		if _, err := strconv.ParseInt(port[1:], 10, 32); port != ":" && err != nil {
			return "", false
		}
	}
	return host, host[0:min(1, len(host))] == "[" || isIPv4(host) || isHostname(host)
}

func isIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6()
}

// isIPv4 tells four numbers up to 255 of up to any number of digits.
func isIPv4(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if n, err := strconv.Atoi(p); err != nil || n > 255 || strings.Trim(p, uriDigits) != "" {
			return false
		}
	}
	return len(parts) == 4
}

// isHostname tells labels of letters, digits and hyphens; the last of several begins with a letter.
func isHostname(s string) bool {
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for _, l := range labels {
		if l == "" || strings.Trim(l, uriAlphanum+"-") != "" || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
	}
	return len(labels) == 1 || strings.IndexByte(uriLetters, labels[len(labels)-1][0]) >= 0
}
