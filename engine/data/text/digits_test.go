package text

import (
	"strconv"
	"testing"
)

// TestLeadingDigits reads every number of digits before every other character.
func TestLeadingDigits(t *testing.T) {
	for _, number := range []string{"", "0", "7", "10", "123", "9999", "01234", "567890", "9876543", "12345678", "00000009"} {
		for c := range 256 {
			if c >= '0' && c <= '9' {
				continue
			}
			for _, rest := range []string{"99999999", "\xff\xff\xff\xff\xff\xff\xff\xff", "        "} {
				n, v := digitsAt([]byte(number+string([]byte{byte(c)})+rest), 0)
				want, _ := strconv.ParseUint(number, 10, 64)
				if n != len(number) || v != want {
					t.Fatalf("%q before %q and %q: %d digits, %d", number, rune(c), rest, n, v)
				}
			}
		}
	}
	if n, _ := digitsAt([]byte("123,"), 0); n != 8 {
		t.Errorf("at the end: %d", n)
	}
}
