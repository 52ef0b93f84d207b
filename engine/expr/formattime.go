package expr

import (
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// timeLetters are the conversions of Java's %t, in the forms of package time.
var timeLetters = map[byte]string{'H': "15", 'I': "03", 'l': "3", 'M': "04", 'S': "05", 'p': "pm", 'z': "-0700", 'Z': "MST", 'B': "January", 'b': "Jan", 'h': "Jan", 'A': "Monday", 'a': "Mon",
	'm': "01", 'd': "02", 'e': "2", 'R': "15:04", 'T': "15:04:05", 'r': "03:04:05 PM", 'D': "01/02/06", 'F': "2006-01-02", 'c': "Mon Jan 02 15:04:05 MST 2006"}

// moment applies %t and a letter to a BIGINT, which Java takes for milliseconds since 1970.
func (d directive) moment(c data.Column, i int) (string, error) {
	v, ok := c.(*data.Longs)
	if !ok {
		return "", javaf("java.util.IllegalFormatConversionException: %c != %s", d.part, javaClass(c.Type()))
	}
	at := time.UnixMilli(v.Values[i]).UTC()
	if layout, ok := timeLetters[d.part]; ok {
		return at.Format(layout), nil
	}
	switch d.part {
	case 'Y':
		return fmt.Sprintf("%04d", at.Year()), nil
	case 'C':
		return fmt.Sprintf("%02d", at.Year()/100), nil
	case 'y':
		return fmt.Sprintf("%02d", at.Year()%100), nil
	case 'j':
		return fmt.Sprintf("%03d", at.YearDay()), nil
	case 'k':
		return fmt.Sprint(at.Hour()), nil
	case 'L':
		return fmt.Sprintf("%03d", at.Nanosecond()/1e6), nil
	case 'N':
		return fmt.Sprintf("%09d", at.Nanosecond()), nil
	case 's':
		return fmt.Sprint(floorDiv(v.Values[i], 1000)), nil
	case 'Q':
		return fmt.Sprint(v.Values[i]), nil
	}
	return "", javaf("java.util.UnknownFormatConversionException: Conversion = 't%c'", d.part)
}
