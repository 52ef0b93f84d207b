package expr

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// schemaArg reads a constant schema: DDL of columns or of a type.
func (b *Binding) schemaArg(i int) (*data.Type, error) {
	v, ok := b.literal(i)
	ddl, isText := v.(string)
	if !ok || !isText {
		return nil, Errorf("INVALID_SCHEMA.NON_STRING_LITERAL", "42K07", b.at(), "The input schema \"%s\" is not a valid schema string. The input expression must be string literal and not null.", b.Args[i])
	}
	t, wrong := data.ParseType(ddl)
	if s, err := data.ParseSchema(ddl); wrong != nil && err == nil && plainSchema(ddl) {
		t, wrong = s.Type(), nil
	}
	if wrong == nil {
		return t, sizedTexts(ddl, b.at())
	}
	return nil, schemaAt(schemaError(ddl, wrong), b.at())
}

// schemaAt places the refusal of a schema at the call, unless it is one that Spark gives no place.
func schemaAt(err error, at Span) error {
	if e, ok := err.(*Error); ok && (e.Condition == "FEATURE_NOT_ENABLED" || e.Condition == "INVALID_TIMESTAMP_PRECISION" || e.Condition == "ST_INVALID_SRID_VALUE") {
		return err
	}
	return located(err, at)
}

// sizedTexts refuses CHAR(n) and VARCHAR(n), which are types of tables only.
func sizedTexts(ddl string, at Span) error {
	tokens := schemaTokens(ddl)
	for i, t := range tokens[:max(0, len(tokens)-1)] {
		switch strings.ToUpper(t) {
		case "CHAR", "CHARACTER", "VARCHAR":
			if tokens[i+1] == "(" {
				return Errorf("UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING", "0A000", at, "The char/varchar type can't be used in the table schema.\nIf you want Spark treat them as string type as same as Spark 3.0 and earlier, please set \"spark.sql.legacy.charVarcharAsString\" to \"true\".")
			}
		}
	}
	return nil
}

// plainSchema tells whether a list of columns has nothing that only the inside of a STRUCT may have, or a
// name that needs back quotes.
func plainSchema(ddl string) bool {
	tokens := schemaTokens(ddl)
	depth := 0
	for _, t := range tokens {
		switch {
		case t == "<":
			depth++
		case t == ">":
			depth--
		case t == ":" && depth == 0, foreign(t):
			return false
		}
	}
	return len(tokens) > 0 && schemaName.MatchString(tokens[0])
}

// schemaError is Spark's refusal of a schema: it reads the text as a type at last, behind whose first word the
// second is too much. wrong is what is the matter with it as a type.
func schemaError(ddl string, wrong error) error {
	refuse := func(condition, state, message string) error {
		return &Error{Condition: condition, SQLState: state, Inside: true, Message: message}
	}
	near := func(t string) error {
		return refuse("PARSE_SYNTAX_ERROR", "42601", "Syntax error at or near '"+t+"'.")
	}
	tokens := schemaTokens(ddl)
	switch {
	case len(tokens) == 0:
		return refuse("PARSE_EMPTY_STATEMENT", "42617", "Syntax error, unexpected empty statement.")
	case foreign(tokens[0]):
		return refuse("INVALID_IDENTIFIER", "42602", "The unquoted identifier "+tokens[0]+" is invalid and must be back quoted as: `"+tokens[0]+"`.\n")
	case !schemaName.MatchString(tokens[0]):
		return near(tokens[0])
	case len(tokens) == 1 || tokens[1] == "(" || tokens[1] == "<" && closed(tokens[1:]):
		return typeError(wrong)
	case len(tokens) == 2:
		return refuse("PARSE_SYNTAX_ERROR", "42601", "Syntax error at or near '"+tokens[1]+"': extra input '"+tokens[1]+"'.")
	}
	return near(tokens[1])
}

// closed tells whether the brackets of a type end where the text does.
func closed(tokens []string) bool {
	return strings.Count(strings.Join(tokens, ""), "<") <= strings.Count(strings.Join(tokens, ""), ">") && tokens[len(tokens)-2] != ":"
}

// typeError is the refusal of a type as one of this package.
func typeError(err error) error {
	e := &Error{Condition: "PARSE_SYNTAX_ERROR", SQLState: "42601", Inside: true, Message: err.Error()}
	if rest, ok := strings.CutPrefix(e.Message, "["); ok {
		condition, message, _ := strings.Cut(rest, "] ")
		text, state, found := strings.Cut(message, " SQLSTATE: ")
		if found && len(state) >= 5 {
			e.Condition, e.Message, e.SQLState = condition, text, state[:5]
		}
	}
	return e
}

var (
	schemaToken = regexp.MustCompile("^(?:`[^`]*`|'[^']*'|\"[^\"]*\"|[0-9]+(?:\\.[0-9]+)?|[\\p{L}_][\\p{L}\\w]*)")
	schemaWord  = regexp.MustCompile(`^[0-9]+[\p{L}_][\p{L}\w]*`)
	schemaName  = regexp.MustCompile("^(?:[\\w]*[A-Za-z_][\\w]*|`.*`)$")
)

// schemaTokens cuts a schema into names, texts, numbers and signs.
func schemaTokens(s string) []string {
	var out []string
	for {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
		if s == "" {
			return out
		}
		token := schemaWord.FindString(s)
		if token == "" {
			token = schemaToken.FindString(s)
		}
		if token == "" {
			_, n := utf8.DecodeRuneInString(s)
			token = s[:n]
		}
		out = append(out, token)
		s = s[len(token):]
	}
}

// foreign tells whether a token is a name with other than ASCII characters and without quotes.
func foreign(token string) bool {
	first, _ := utf8.DecodeRuneInString(token)
	return unicode.IsLetter(first) && strings.IndexFunc(token, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0
}
