package expr

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What the options of a format hold, as Spark spells their names.
var (
	jsonFlags = strings.Fields("allowComments allowUnquotedFieldNames allowSingleQuotes allowNumericLeadingZeros allowNonNumericNumbers allowBackslashEscapingAnyCharacter " +
		"allowUnquotedControlChars primitivesAsString prefersDecimal dropFieldIfAllNull ignoreNullFields pretty inferTimestamp writeNonAsciiCharacterAsCodePoint multiLine")
	csvFlags   = strings.Fields("header inferSchema ignoreLeadingWhiteSpace ignoreTrailingWhiteSpace multiLine quoteAll escapeQuotes preferDate")
	csvNumbers = strings.Fields("maxColumns maxCharsPerColumn")
	csvSigns   = strings.Fields("quote escape charToEscapeQuoteEscaping comment")
	xmlFlags   = strings.Fields("ignoreNamespace excludeAttribute inferSchema ignoreSurroundingSpaces prefersDecimal preferDate")
)

func isFlagName(name string) bool {
	return slices.ContainsFunc(slices.Concat(jsonFlags, csvFlags, xmlFlags), func(flag string) bool { return strings.EqualFold(flag, name) })
}

func isFlag(v string) bool { return strings.EqualFold(v, "true") || strings.EqualFold(v, "false") }

// checkFlags refuses what is neither true nor false.
func checkFlags(options map[string]string, names []string) error {
	for _, name := range names {
		if v, ok := options[strings.ToLower(name)]; ok && !isFlag(v) {
			return &Error{Condition: "_LEGACY_ERROR_TEMP_2147", Runtime: true, Message: name + " flag can be true or false."}
		}
	}
	return nil
}

// checkJSONOptions refuses what is neither true nor false as Java does.
func checkJSONOptions(options map[string]string) error {
	for _, name := range jsonFlags {
		if v, ok := options[strings.ToLower(name)]; ok && !isFlag(v) {
			return javaf("java.lang.IllegalArgumentException: For input string: \"%s\"", v)
		}
	}
	return nil
}

// checkCSVOptions refuses flags, numbers and single characters that are none.
func checkCSVOptions(options map[string]string) error {
	for _, name := range csvNumbers {
		v, ok := options[strings.ToLower(name)]
		if _, err := strconv.ParseInt(v, 10, 32); ok && err != nil {
			return &Error{Condition: "_LEGACY_ERROR_TEMP_2146", Runtime: true, Message: name + " should be an integer. Found " + v + "."}
		}
	}
	for _, name := range csvSigns {
		if v := options[strings.ToLower(name)]; utf8.RuneCountInString(v) > 1 {
			return failf("OPTION_VALUE_EXCEEDS_ONE_CHARACTER", "22023", "The value of %s cannot be more than one character, but got %s.", name, v)
		}
	}
	sep, ok := options["sep"]
	if !ok {
		sep, ok = options["delimiter"]
	}
	if ok && sep == "" {
		return javaf("java.lang.IllegalArgumentException: Delimiter cannot be empty")
	}
	return checkFlags(options, csvFlags)
}
