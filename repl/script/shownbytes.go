package script

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/viz"
)

// shownBytes passes on what cells print, with control characters made visible; lines and tabs stay.
type shownBytes struct {
	to   io.Writer
	rest []byte // the beginning of a character
}

// Write implements io.Writer.
func (s *shownBytes) Write(b []byte) (int, error) {
	text := append(s.rest, b...)
	end := len(text)
	for end > 0 && end > len(text)-utf8.UTFMax && !utf8.RuneStart(text[end-1]) {
		end--
	}
	if end > 0 && !utf8.FullRune(text[end-1:]) {
		end--
	} else {
		end = len(text)
	}
	s.rest = append([]byte(nil), text[end:]...)
	if _, err := io.WriteString(s.to, viz.CleanText(string(text[:end]))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// safeJSON escapes the characters of a JSON text that a terminal would act upon: JSON itself lets
// some of them stand.
func safeJSON(b []byte) []byte {
	if !bytes.ContainsFunc(b, unsafeRune) {
		return b
	}
	var out bytes.Buffer
	for _, r := range string(b) {
		if unsafeRune(r) {
			fmt.Fprintf(&out, "\\u%04x", r)
			continue
		}
		out.WriteRune(r)
	}
	return out.Bytes()
}

func unsafeRune(r rune) bool {
	return r >= 0x7f && r <= 0xffff && viz.Clean(string(r)) != string(r)
}
