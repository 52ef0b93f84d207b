// Package examples carries the example notebooks, recordings and tables inside the binary.
package examples

import "embed"

// Files is the tree of examples: *.spark.md notebooks, *.rec recordings, *.csv tables.
//
//go:embed *.csv *.rec *.spark.md
var Files embed.FS
