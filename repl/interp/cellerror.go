package interp

import (
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// CellError is a refusal or failure at a place of a cell.
type CellError struct {
	Cell string // id
	Line int    // from 1; 0: the cell as a whole
	Col  int    // from 1, in characters
	Len  int    // characters that a caret should span, at least 1
	// Message is one or more sentences in the user's words; Hint the way out.
	Message string
	Hint    string
	// Other is the id of another cell that it is about; "" none.
	Other string
	// Condition and SQLState are Spark's, where it has them.
	Condition, SQLState string
	// Cause is the error that the message was made of, nil when there was none.
	Cause error
	// Warning marks what does not keep the cell from running.
	Warning bool
}

// Error implements error.
func (e *CellError) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *CellError) Unwrap() error { return e.Cause }

// at sets the place of an error from byte offsets of the cell's source.
func (e *CellError) at(cell Cell, start, end int) *CellError {
	start = max(0, min(start, len(cell.Source)))
	end = max(start, min(end, len(cell.Source)))
	before := cell.Source[:start]
	line := strings.LastIndexByte(before, '\n')
	text := cell.Source[start:end]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = strings.TrimRight(text[:i], " \t")
	}
	e.Cell = cell.ID
	e.Line = strings.Count(before, "\n") + 1
	e.Col = len([]rune(before[line+1:])) + 1
	e.Len = max(1, len([]rune(text)))
	return e
}

// describe turns any error into a cell error without a place.
func describe(err error) *CellError {
	var known *CellError
	if errors.As(err, &known) {
		c := *known
		return &c
	}
	e := &CellError{Message: err.Error(), Cause: err}
	var se *expr.Error
	if errors.As(err, &se) {
		e.Message, e.Hint, e.Condition, e.SQLState = se.Message, se.Hint, se.Condition, se.SQLState
	}
	return e
}

// about is the text that a refused call is about, "" when it names none.
func about(err error) (op, text string) {
	var e *spark.Error
	if errors.As(err, &e) {
		return e.Op, e.Text
	}
	return "", ""
}
