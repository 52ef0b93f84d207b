// Package spelling finds the word that was probably meant.
//
//	Nearest("tumblin", names) ─> "tumbling"
//
// Words: a distance counts the letters to change, add or leave out.
//
// Absent on purpose: dictionaries; the caller knows which words there are.
package spelling
