package sql

import "testing"

func TestTrimLines(t *testing.T) {
	for _, c := range [][2]string{
		{"SELECT 1  \nFROM t\t\r\n", "SELECT 1\nFROM t\n"}, {"SELECT 'a  \n  b'  \nFROM t  ", "SELECT 'a  \n  b'\nFROM t"}, {"SELECT `a  \nb`  ", "SELECT `a  \nb`"},
		{"-- words  \nSELECT /* x  \n y */ 1  ", "-- words\nSELECT /* x\n y */ 1"}, {"", ""}, {"SELECT r'\\  \n' \n", "SELECT r'\\  \n'\n"},
	} {
		if got := TrimLines(c[0]); got != c[1] {
			t.Errorf("%q: got %q, want %q", c[0], got, c[1])
		}
	}
}
