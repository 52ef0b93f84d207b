package expr

import "fmt"

// Error is a refusal or failure in Spark's words. Message starts without the bracketed
// condition; Error() adds it, as Spark does, with the SQLSTATE at the end.
type Error struct {
	Condition string // Spark's error condition, "DIVIDE_BY_ZERO"; "" for legacy errors
	SQLState  string
	Message   string
	// At is the place in the SQL text; Fragment the text itself.
	At       Span
	Fragment string
	// Hint is our way out, one sentence; Spark has none.
	Hint string
	// Runtime tells errors of evaluation from errors of analysis.
	Runtime bool
}

// Error gives the message as Spark prints its first line.
func (e *Error) Error() string {
	if e.Condition == "" {
		return e.Message
	}
	return fmt.Sprintf("[%s] %s SQLSTATE: %s", e.Condition, e.Message, e.SQLState)
}

// Errorf returns an analysis error of a condition.
func Errorf(condition, state string, at Span, format string, args ...any) *Error {
	return &Error{Condition: condition, SQLState: state, At: at, Message: fmt.Sprintf(format, args...)}
}
