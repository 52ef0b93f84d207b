package viz

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// longFraction is a number with more decimals than one reads at a glance.
var longFraction = regexp.MustCompile(`-?\d+\.\d{5,}`)

// Rounded is a text with its long fractions rounded to four decimals, small ones to four digits.
// A rounded number keeps its last zeros, so that 1.0000 is seen to differ from 1.0.
func Rounded(text string) string {
	return longFraction.ReplaceAllStringFunc(text, func(number string) string {
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return number
		}
		decimals := 4
		for x := math.Abs(v); x > 0 && x < 0.1; x *= 10 {
			decimals++
		}
		if short := strconv.FormatFloat(v, 'f', decimals, 64); len(short) < len(number) {
			return short
		}
		return number
	})
}

// shortRows are the rows as a screen shows them: long fractions rounded, without what the head
// says once. The table keeps its values: a copy, a filter and the record of a row have them whole.
func shortRows(t *Table, rows [][]Cell) [][]Cell {
	out := rows
	for c, col := range t.Columns {
		if !col.Float && col.Lead == "" {
			continue
		}
		for i, row := range rows {
			if c >= len(row) {
				continue
			}
			if text := shortText(col, row[c].Text); text != row[c].Text {
				if &out[0] == &rows[0] {
					out = append([][]Cell(nil), rows...)
				}
				if &out[i][0] == &rows[i][0] {
					out[i] = append([]Cell(nil), row...)
				}
				out[i][c].Text = text
			}
		}
	}
	return out
}

func shortText(c Column, text string) string {
	if c.Float && len(text) >= 7 {
		text = Rounded(text)
	}
	if c.Lead != "" {
		text = strings.ReplaceAll(text, c.Lead, "")
	}
	return text
}
