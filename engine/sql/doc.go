// Package sql turns Spark SQL text into unresolved expressions and plan nodes.
package sql
