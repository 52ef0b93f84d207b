// Package collation orders, compares and searches texts by Spark's collations: UTF8_BINARY, UTF8_LCASE,
// UNICODE and its kin, and those locales whose order is that of UNICODE.
//
// A collation is named by a string ("UNICODE_CI"). The zero text "" is UTF8_BINARY, the collation of
// strings that name none, and [Indeterminate] that of a text which has two.
//
// The order of UNICODE is that of ICU 78, which Spark 4.3 has: root.bin holds the collation elements that
// ICU gives for every code point and every contraction (table.go reads it); they come from Unicode's data, under
// the Unicode License V3, copyright Unicode, Inc. Locales that reorder scripts or
// tailor letters are known by name and refused where they would have to compare.
package collation
