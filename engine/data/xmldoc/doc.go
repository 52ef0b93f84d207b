// Package xmldoc reads XML documents and evaluates XPath 1.0
// (https://www.w3.org/TR/1999/REC-xpath-19991116) over them, as Java's javax.xml.xpath does over a document
// that was parsed without regard to namespaces: a name without prefix names elements by what stands behind
// theirs. There are no variables.
package xmldoc
