package script

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
)

// List writes a table in the form that was asked for: a row event each, CSV with a header, if there
// are columns, or the line that text makes of a row.
func (s Streams) List(columns []string, rows [][]any, text func(row []any) string) error {
	switch {
	case s.JSON:
		e := newEvents(s.Out)
		for _, row := range rows {
			e.put(rowEvent{head: head{1, "row"}, Row: object(columns, row)})
		}
		return nil
	case s.CSV:
		w := csv.NewWriter(s.Out)
		if columns != nil {
			_ = w.Write(columns) // Flush keeps the error
		}
		for _, row := range rows {
			cells := make([]string, len(row))
			for i, v := range row {
				cells[i] = fmt.Sprint(v)
			}
			_ = w.Write(cells)
		}
		w.Flush()
		return w.Error()
	}
	for _, row := range rows {
		if _, err := fmt.Fprintln(s.Out, text(row)); err != nil {
			return err
		}
	}
	return nil
}

// object is a row as JSON with its fields in order.
func object(columns []string, row []any) json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range columns {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(name) // texts, numbers and truth values have a form
		value, _ := json.Marshal(row[i])
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// tell says what was done to a person, and as a row to who asked for rows.
func (s Streams) tell(columns []string, row []any, format string, args ...any) error {
	if !s.JSON && !s.CSV {
		s.say(format, args...)
		return nil
	}
	return s.List(columns, [][]any{row}, nil)
}
