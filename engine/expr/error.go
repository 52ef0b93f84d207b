package expr

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

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
	// Planned marks refusals behind which Spark prints the plan: their place ends with ";".
	Planned bool
	// Parsed marks refusals of the parser: their first line does not tell the place.
	Parsed bool
	// Inside marks errors of a text within the statement (a schema): the place is that of the
	// call, not one in the text.
	Inside bool
}

// Error gives the message as Spark prints its first line.
func (e *Error) Error() string {
	if e.Condition == "" || strings.HasPrefix(e.Condition, "_LEGACY_ERROR") {
		return e.Message + e.Place()
	}
	text := fmt.Sprintf("[%s] %s", e.Condition, e.Message)
	if e.SQLState != "" {
		text += " SQLSTATE: " + e.SQLState
	}
	return text + e.Place()
}

// Place is "; line 1 pos 7" of a refusal at a known place, with Spark's ";" before a plan;
// "" for errors of evaluation.
func (e *Error) Place() string {
	if e.Runtime || e.At.Start.Line == 0 {
		return ""
	}
	if e.Parsed {
		return ""
	}
	text := fmt.Sprintf("; line %d pos %d", e.At.Start.Line, e.At.Start.Col)
	if (strings.HasPrefix(e.Condition, "PARSE_") || e.Condition == "INVALID_IDENTIFIER") && !e.Inside {
		text = fmt.Sprintf(" (line %d, pos %d)", e.At.Start.Line, e.At.Start.Col)
	}
	if e.Planned {
		text += ";"
	}
	return text
}

// Errorf returns an analysis error of a condition.
func Errorf(condition, state string, at Span, format string, args ...any) *Error {
	return &Error{Condition: condition, SQLState: state, At: at, Message: fmt.Sprintf(format, args...)}
}

// failf returns a runtime error of a condition.
func failf(condition, state string, format string, args ...any) *Error {
	return &Error{Condition: condition, SQLState: state, Runtime: true, Message: fmt.Sprintf(format, args...)}
}

// javaf is a failure that Spark leaves to a Java exception: no condition, its class first.
func javaf(format string, args ...any) *Error {
	return &Error{Runtime: true, Message: fmt.Sprintf(format, args...)}
}

// mismatch is a DATATYPE_MISMATCH refusal of the call that text spells.
func mismatch(sub, text string, at Span, format string, args ...any) *Error {
	e := Errorf("DATATYPE_MISMATCH."+sub, "42K09", at, "Cannot resolve \"%s\" due to data type mismatch: %s", text, fmt.Sprintf(format, args...))
	e.Planned = true
	return e
}

// planned marks a refusal behind which Spark prints the plan.
func planned(e *Error) *Error {
	e.Planned = true
	return e
}

// located sets the place of an error that has none yet.
func located(err error, at Span) error {
	if e, ok := err.(*Error); ok && e.At == (Span{}) && at != (Span{}) {
		c := *e
		c.At = at
		return &c
	}
	return err
}

var ordinals = [...]string{"first", "second", "third"}

func ordinal(i int) string {
	if i < len(ordinals) {
		return ordinals[i]
	}
	return fmt.Sprintf("%dth", i+1)
}

// WrongCount refuses a number of arguments; need is Spark's text of what is right.
func WrongCount(name, need string, got int, at Span) *Error {
	return Errorf("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", at,
		"The `%s` requires %s parameters but the actual number is %d. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.", name, need, got)
}

func quoteType(t *data.Type) string { return `"` + TypeText(t) + `"` }

// TypeText is the type as messages show it: with the NOT NULL of the fields of structs.
func TypeText(t *data.Type) string {
	switch t.Kind {
	case data.KindArray:
		return "ARRAY<" + TypeText(t.Elem) + ">"
	case data.KindMap:
		return "MAP<" + TypeText(t.Key) + ", " + TypeText(t.Elem) + ">"
	case data.KindStruct:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = data.QuoteIfNeeded(f.Name) + ": " + TypeText(f.Type)
			if !f.Nullable {
				parts[i] += " NOT NULL"
			}
		}
		return "STRUCT<" + strings.Join(parts, ", ") + ">"
	}
	return t.String()
}

const ansiOff = `If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error`

func overflow(try string) *Error {
	if try != "" {
		try = " Use '" + try + "' to tolerate overflow and return NULL instead."
	}
	return failf("ARITHMETIC_OVERFLOW", "22003", "overflow.%s %s.", try, ansiOff)
}

func divideByZero() *Error {
	return failf("DIVIDE_BY_ZERO", "22012", "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. %s.", ansiOff)
}

func remainderByZero() *Error {
	return failf("REMAINDER_BY_ZERO", "22012", "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead. %s.", ansiOff)
}

func castInvalid(value string, from, to *data.Type) *Error {
	return failf("CAST_INVALID_INPUT", "22018", "The value %s of the type %s cannot be cast to %s because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead.", value, quoteType(from), quoteType(to))
}

func castOverflow(value string, from, to *data.Type) *Error {
	return failf("CAST_OVERFLOW", "22003", "The value %s of the type %s cannot be cast to %s due to an overflow. Use `try_cast` to tolerate overflow and return NULL instead.", value, quoteType(from), quoteType(to))
}

func decimalOverflow(value string, p, s int) *Error {
	return failf("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "22003", " %s cannot be represented as Decimal(%d, %d). %s, and return NULL instead.", value, p, s, ansiOff)
}

func invalidParameter(sub, function, parameter, format string, args ...any) *Error {
	return failf("INVALID_PARAMETER_VALUE."+sub, "22023", "The value of parameter(s) `%s` in `%s` is invalid: %s", parameter, function, fmt.Sprintf(format, args...))
}
