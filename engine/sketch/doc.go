// Package sketch is the sketches of Apache DataSketches (Java 6.2) that Spark's functions make and read: HyperLogLog, the most
// frequent items, theta and tuple sketches, and KLL quantiles. The bytes are those of the Java library.
//
// A sketch is read from its bytes, changed and written again; bytes that are handed out or in are never changed.
package sketch

import (
	"errors"
	"fmt"
)

// ErrShape is what reading bytes that are no sketch of the wanted kind fails with.
var ErrShape = errors.New("these bytes are no such sketch")

// BoundsError is what reading a sketch whose bytes end too early fails with.
type BoundsError struct{ Offset, Length, Size int }

// Error gives the text of the library.
func (e *BoundsError) Error() string {
	return fmt.Sprintf("reqOffset: %d, reqLength: %d, (reqOff + reqLen): %d, allocSize: %d", e.Offset, e.Length, e.Offset+e.Length, e.Size)
}

// within checks that n bytes stand at an offset.
func within(b []byte, offset, n int) error {
	if n < 0 || offset+n > len(b) {
		return &BoundsError{offset, n, len(b)}
	}
	return nil
}

// families are the names of the kinds of sketches by their number in the preamble.
var families = map[byte]string{
	1: "ALPHA", 2: "QUICKSELECT", 3: "COMPACT", 4: "UNION", 5: "INTERSECTION", 6: "A_NOT_B", 7: "HLL", 8: "QUANTILES", 9: "TUPLE",
	10: "FREQUENCY", 11: "RESERVOIR", 12: "RESERVOIR_UNION", 13: "VAROPT", 14: "VAROPT_UNION", 15: "KLL", 16: "CPC",
}

// FamilyError is what reading a sketch of another kind fails with.
type FamilyError struct{ Want, Got string }

// Error tells both kinds.
func (e *FamilyError) Error() string { return "a sketch of kind " + e.Got + " is no " + e.Want }
