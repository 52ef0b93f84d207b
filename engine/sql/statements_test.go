package sql

import (
	"fmt"
	"strings"
	"testing"
)

// TestStatements cuts at semicolons that are no part of a text, a name or a comment, and keeps
// the places of what is left.
func TestStatements(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT 1":                          "[SELECT 1]",
		"SELECT ';' -- a; b":                "[SELECT ';' -- a; b]",
		"SET a=1;\nSELECT `x;y` /* ; */ ; ": "[SET a=1 SELECT `x;y` /* ; */]",
		";;":                                "[;;]",
		"":                                  "[]",
	} {
		var got []string
		for _, s := range Statements(text) {
			got = append(got, strings.TrimSpace(s))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%q gives %s, want %s", text, fmt.Sprint(got), want)
		}
	}
	_, err := ParseStatement(Statements("SET a=1;\nSELECT 1 +")[1])
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("the second statement's error: %v", err)
	}
}
