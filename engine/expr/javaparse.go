package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parseJava is Integer.parseInt and Long.parseLong of a text, with Java's exceptions.
func parseJava(s string, radix int32, bits int) (int64, error) {
	switch {
	case radix > 36:
		return 0, javaf("java.lang.NumberFormatException: radix %d greater than Character.MAX_RADIX", radix)
	case radix < 2:
		return 0, javaf("java.lang.NumberFormatException: radix %d less than Character.MIN_RADIX", radix)
	}
	v, err := strconv.ParseInt(s, int(radix), bits)
	if err == nil && !strings.Contains(s, "_") {
		return v, nil
	}
	text := fmt.Sprintf("For input string: \"%s\"", s)
	if radix != 10 && s != "" {
		text += fmt.Sprintf(" under radix %d", radix)
	}
	return 0, javaf("java.lang.NumberFormatException: %s", text)
}

// javaUUID is UUID.fromString: five hexadecimal numbers, of which each fills its part from the right.
func javaUUID(s string) (string, error) {
	if len(s) > 36 {
		return "", javaf("java.lang.IllegalArgumentException: UUID string too large")
	}
	parts := strings.SplitN(s, "-", 6)
	if len(parts) != 5 || parts[0] == "" || parts[4] == "" {
		return "", javaf("java.lang.IllegalArgumentException: Invalid UUID string: %s", s)
	}
	var v [5]uint64
	for i, p := range parts {
		if p == "" {
			return "", javaf("java.lang.NumberFormatException: ")
		}
		n, err := strconv.ParseUint(p, 16, 64)
		if err != nil || n > math.MaxInt64 {
			return "", javaf("java.lang.NumberFormatException: Error at index %d in: \"%s\"", hexFault(p), p)
		}
		v[i] = n
	}
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", v[0]&0xffffffff, v[1]&0xffff, v[2]&0xffff, v[3]&0xffff, v[4]&0xffffffffffff), nil
}

// hexFault is where a text stops being the digits of a long: at another character, or where they are too many.
func hexFault(s string) int {
	for i, r := range s {
		if i == 16 || !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return i
		}
	}
	return len(s) - 1
}
