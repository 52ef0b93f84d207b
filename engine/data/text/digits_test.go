package text

import (
	"encoding/binary"
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

// TestShortNumber finds the ends of numbers, and of none that JSON would not have.
func TestShortNumber(t *testing.T) {
	for text, want := range map[string]int{"0": 1, "7": 1, "10": 2, "1234567": 7, "1.5": 3, "0.25": 4, "12.3456": 7, "123456.": 0, "1.": 0,
		"01": 0, "00.5": 0, ".5": 0, "-1": 0, "x": 0, "": 0, "12345678": 0, "1234567.": 0, "12.34567": 0} {
		for c := range 256 {
			if c >= '0' && c <= '9' || c == '.' {
				continue
			}
			for _, rest := range []string{"99999999", "\xff\xff\xff\xff\xff\xff\xff\xff", "........"} {
				b := []byte(text + string([]byte{byte(c)}) + rest)
				if n := shortNumber(binary.LittleEndian.Uint64(b)); n != want {
					t.Fatalf("%q before %q and %q: %d characters, want %d", text, rune(c), rest, n, want)
				}
			}
		}
	}
}
