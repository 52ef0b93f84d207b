// Package sql turns Spark SQL text into unresolved expressions and plan nodes.
//
//	text ─ lexer ─> tokens ─ recursive descent ─> expr.Expr, operator.Node (unresolved)
//
// Words: a rule reads one construct of the grammar and panics with an *expr.Error where the
// text goes against it; run is the one door that catches it. Spark reserves no keyword by
// default, so a keyword is a name wherever a name fits.
//
// Special syntax becomes a [expr.Call] by these names: "or" "and" "not" "=" "<=>" "<" "<=" ">" ">="
// "+" "-" "*" "/" "%" "div" "||" "|" "&" "^" "<<" ">>" ">>>" "negative" "positive" "~" "between" "in"
// "like" "ilike" "rlike" "is null" "is not null" "[]" "." "(,)" "struct" "extract" "substring" "position"
// "overlay" "trim from" "ltrim from" "rtrim from" (text, characters) "timestampadd" "timestampdiff" (unit
// as text first) ":". a <> b is not(a = b), x IS TRUE is x <=> true, and LIKE ANY
// is written out. Typed literals (DATE '...') are [expr.TypedLiteral], intervals are literals.
//
// Absent on purpose: name resolution, types, settings.
package sql
