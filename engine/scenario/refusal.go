package scenario

import (
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// refusalOf writes an error in the form of documents.
func refusalOf(err error, at string) *Refusal {
	r := &Refusal{At: at, Contains: []string{err.Error()}}
	var e *expr.Error
	if errors.As(err, &e) {
		r.Condition, r.SQLState = e.Condition, e.SQLState
		if e.At.Start.Line > 0 {
			line, pos := e.At.Start.Line, e.At.Start.Col
			if e.Runtime || e.Parsed && e.Condition != "PARSE_SYNTAX_ERROR" {
				pos++ // a query context counts from 1
			}
			r.Line, r.Pos = &line, &pos
		}
	}
	return r
}

// meets tells whether an error is the one wanted, and if not, in what it differs.
func (r *Refusal) meets(got *Refusal) string {
	switch {
	case r.At != "" && r.At != got.At:
		return "the error came at " + got.At + ", not at " + r.At
	case r.Condition != "" && r.Condition != got.Condition:
		return "the error has another condition"
	case r.SQLState != "" && r.SQLState != got.SQLState:
		return "the error has another SQLSTATE"
	case r.Line != nil && (got.Line == nil || *got.Line != *r.Line), r.Pos != nil && (got.Pos == nil || *got.Pos != *r.Pos):
		return "the error names another place"
	}
	message := strings.ToLower(got.Contains[0])
	for _, text := range r.Contains {
		if !strings.Contains(message, strings.ToLower(text)) {
			return "the message lacks a text"
		}
	}
	return ""
}

// errorDiffers compares an error with the one a document wants; either may be nil.
func errorDiffers(want *Refusal, err error, at string) *difference {
	switch {
	case want == nil && err == nil:
		return nil
	case want == nil:
		return &difference{what: "the query failed: " + err.Error(), got: refusalOf(err, at)}
	case err == nil:
		return &difference{what: "an error was expected and none came", want: want}
	}
	got := refusalOf(err, at)
	if why := want.meets(got); why != "" {
		return &difference{what: why + ": " + err.Error(), want: want, got: got}
	}
	return nil
}
