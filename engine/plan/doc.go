// Package plan rewrites the one tree of operators: analysis, the checks that refuse what
// Spark refuses, and optimizer rules, each of which leaves a trace of what it changed.
package plan
