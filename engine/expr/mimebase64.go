package expr

import (
	"encoding/base64"
	"fmt"
)

// mimeBase64 appends what a text in base 64 stands for, read as Java's MIME decoder reads: other characters are left out, and = may
// end the last unit. why says what is wrong, in Java's words.
func mimeBase64(dst, s []byte) (out []byte, why string) {
	var unit []byte
	at := 0
	for ; at < len(s) && s[at] != '='; at++ {
		if inBase64(s[at]) {
			unit = append(unit, s[at])
		}
	}
	padded, rest := at < len(s), len(unit)%4
	if padded {
		at++
	}
	switch {
	case padded && rest == 2 && (at == len(s) || s[at] != '='), padded && rest == 0:
		return dst, "Input byte array has wrong 4-byte ending unit"
	case padded && rest == 2:
		at++
	case rest == 1:
		return dst, "Last unit does not have enough valid bits"
	}
	for ; at < len(s); at++ {
		if s[at] == '=' || !inBase64(s[at]) {
			continue
		}
		return dst, fmt.Sprintf("Input byte array has incorrect ending byte at %d", at+1)
	}
	out, _ = base64.RawStdEncoding.AppendDecode(dst, unit) // all are of the alphabet, and not one too many
	return out, ""
}

func inBase64(c byte) bool {
	return c == '+' || c == '/' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
